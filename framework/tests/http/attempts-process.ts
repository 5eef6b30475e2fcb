// A process of its own for attempts-processes.test.ts: accounts and attempts to sign in stand in files that others share.
import { createLog, serve } from '../../src/index.ts'
import { sqliteAttempts } from '../../src/sqlite.ts'
import { createAccountsApi } from './accounts.ts'

const { events } = createLog({ level: 'silent' })
const [, , file = '', attempts = ''] = process.argv
const api = createAccountsApi(file, { events, identity: { attempts: sqliteAttempts(attempts) } })
const { url } = await serve(api, { port: 0 })
process.stdout.write(`${url}\n`)
