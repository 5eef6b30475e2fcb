// A process of its own for processes.test.ts: another instance of the same API, on the same database, at an address of its own.
import { listen } from 'ninety'
import { createOAuthApi } from './oauth-api.ts'

const [, , database, publicUrl] = process.argv as [string, string, string, string]
const server = await listen(createOAuthApi(publicUrl, { database }), { port: 0 })
process.stdout.write(`${server.url}\n`)
