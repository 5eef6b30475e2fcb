// A process of its own for sessions-processes.test.ts: its users and sessions stand in a file that others share.
import { createLog, serve } from '../../src/index.ts'
import { createAccountsApi } from './accounts.ts'

const { events } = createLog({ level: 'silent' })
const { url } = await serve(createAccountsApi(process.argv[2]!, { events }), { port: 0 })
process.stdout.write(`${url}\n`)
