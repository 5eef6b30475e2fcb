// A process of its own for server-process.test.ts: serves notes of anyone's in a database, and prints where.
import { anyone, createApi, createLog, field, resource, serve } from '../../src/index.ts'
import { openTestDatabase } from '../../src/tooling/testing/test-store.ts'

const notes = resource('notes', {
  fields: { text: field.text(), edits: field.integer().default(0) },
  access: anyone(),
}).action('linger', {
  async run({ row, rows }) {
    process.stdout.write('lingering\n')
    await new Promise((resolve) => setTimeout(resolve, 300))
    return rows.update(row, { text: 'lingered' })
  },
})

const log = createLog({ level: 'silent' })
const api = createApi({ store: openTestDatabase(process.argv[2]!), resources: [notes], events: log.events })
const { url } = await serve(api, { port: 0, log })
process.stdout.write(`${url}\n`)
