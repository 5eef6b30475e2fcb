// A process of its own for replicas.test.ts: one of several instances on a database and its replicas.
import { createLog, serve } from '../../src/index.ts'
import { createReplicasApi } from './replicas-domain.ts'

const [, , database = '', ...replicas] = process.argv
const { events } = createLog({ level: 'silent' })
const api = createReplicasApi(database, { replicas }, events)
const { url } = await serve(api, { port: 0, trustProxy: true })
process.stdout.write(`${url}\n`)
