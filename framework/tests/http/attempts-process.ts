// A process of its own for attempts-processes.test.ts: accounts stand in a file and attempts to sign in
// in another or in a Redis, or both in a PostgreSQL database, which others share.
import { createLog, serve } from '../../src/index.ts'
import { redis } from '../../src/redis.ts'
import { sqliteAttempts } from '../../src/sqlite.ts'
import { createAccountsApi } from './accounts.ts'

const { events } = createLog({ level: 'silent' })
const [, , file = '', place = '', prefix = ''] = process.argv
const findAttempts = () => (prefix === '' ? sqliteAttempts(place) : redis(place, { prefix }).attempts)
const api = createAccountsApi(file, { events, identity: place === '' ? {} : { attempts: findAttempts() } })
const { url } = await serve(api, { port: 0 })
process.stdout.write(`${url}\n`)
