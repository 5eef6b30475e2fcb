// A process of its own for tests of several: its users and sessions stand in a file or a PostgreSQL database that others share;
// a Redis may be where they hear of each other.
import { createLog, serve } from '../../src/index.ts'
import { redis } from '../../src/redis.ts'
import { createAccountsApi } from './accounts.ts'

const { events } = createLog({ level: 'silent' })
const [, , database = '', place] = process.argv
const broadcast = place === undefined ? {} : { broadcast: redis(place).broadcast }
const { url } = await serve(createAccountsApi(database, { events, ...broadcast }), { port: 0 })
process.stdout.write(`${url}\n`)
