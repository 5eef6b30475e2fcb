// A process of its own for rate-limits-processes.test.ts: counts in a file, a Redis or a
// PostgreSQL database that it shares with others.
import { anyone, createApi, createLog, field, rateLimit, resource, serve } from '../../src/index.ts'
import { postgres } from '../../src/postgres.ts'
import { redis } from '../../src/redis.ts'
import { sqlite, sqliteRateLimits } from '../../src/sqlite.ts'

const calls = rateLimit('calls', { by: 'address', allow: '60/24d' })
const notes = resource('notes', { fields: { text: field.text() }, access: anyone(), rateLimits: [calls] })

const { events } = createLog({ level: 'silent' })
const [, , place = '', prefix = ''] = process.argv
const options = place.startsWith('postgres:')
  ? { store: postgres(place) }
  : {
      store: sqlite(),
      rateLimits: { store: prefix === '' ? sqliteRateLimits(place) : redis(place, { prefix }).rateLimits },
    }
const { url } = await serve(createApi({ ...options, resources: [notes], events }), { port: 0 })
process.stdout.write(`${url}\n`)
