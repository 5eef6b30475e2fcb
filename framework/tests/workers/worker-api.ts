// What the tests of workers serve: notes of anyone's, in a file named by the environment, and who answered.
import { existsSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import {
  anyone,
  createApi,
  createLog,
  defineFeature,
  field,
  isSelf,
  rateLimit,
  resource,
  signedIn,
} from '../../src/index.ts'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { sqlite, sqliteAttempts, sqliteRateLimits } from '../../src/sqlite.ts'

const { DATABASE: file, CRASH: crash, CRASH_FILE: crashFile } = process.env
if (crash === 'import') throw new RangeError('The module is wrong.')
if (crashFile !== undefined && existsSync(crashFile)) process.exit(3)

const users = resource('users', {
  fields: { username: field.text().unique(), password: field.secret() },
  access: { create: anyone(), read: isSelf() },
})

const notes = resource('notes', { fields: { text: field.text() }, access: anyone() })

/** Tells who answers, and takes as long as it is told to. */
const witness = defineFeature({
  around: 'represent',
  async run({ request }, next) {
    await wait(Number(request.headers['x-linger'] ?? 0))
    await next()
    request.replyHeaders = { ...request.replyHeaders, 'x-pid': String(process.pid) }
  },
})

const counted = resource('counted', {
  fields: { text: field.text() },
  access: signedIn(),
  rateLimits: [rateLimit('calls', { by: 'principal', allow: '20/24d' })],
})

/** Not served here. */
export const api = createApi({
  store: sqlite(file),
  resources: [users, notes, counted],
  features: [witness],
  secret: 'the same for all of these processes',
  identity: identity({
    users: { resource: users, login: ['username'], password: 'password' },
    hasher: createSecretHasher({ memory: 64, passes: 1 }),
    secret: 'the same for all of these processes',
    ...(file !== undefined && { attempts: sqliteAttempts(`${file}-counters`) }),
  }),
  ...(file !== undefined && { rateLimits: { store: sqliteRateLimits(`${file}-counters`) } }),
  events: createLog({ level: process.env['LOG_LEVEL'] ?? 'info' }).events,
})

// In workers alone: the process that starts them has none of this.
if (crash === 'worker' && process.send !== undefined) throw new RangeError('Workers cannot start.')
