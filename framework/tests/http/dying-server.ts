// A process of its own for idempotency-crash tests: serves notes of anyone's in a database, prints where, and dies in the
// first write: `before` it is committed, or `after` that and before it is answered; `never` lives on.
import { anyone, createApi, createLog, field, resource, serve } from '../../src/index.ts'
import { openTestDatabase } from '../../src/tooling/testing/test-store.ts'
import type { Session, Store } from '../../src/engine/store/store.ts'

const [database = '', moment] = process.argv.slice(2)
const notes = resource('notes', {
  fields: { text: field.text(), edits: field.integer().default(0) },
  access: anyone(),
}).action('edit', { run: ({ row, rows }) => rows.update(row, { edits: row.edits + 1 }) })

const die = () => process.kill(process.pid, 'SIGKILL')
let isServing = false

/** A store that does not survive its first transaction. */
function dying(store: Store): Store {
  const transaction = async <Result>(work: (session: Session) => Promise<Result>): Promise<Result> => {
    const result = await store.transaction(async (session) => {
      const done = await work(session)
      if (isServing && moment === 'before') die()
      return done
    })
    if (isServing && moment === 'after') die()
    return result
  }
  return new Proxy(store, {
    get(target, name) {
      if (name === 'transaction') return transaction
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

const log = createLog({ level: 'silent' })
const api = createApi({ store: dying(openTestDatabase(database)), resources: [notes], events: log.events })
const { url } = await serve(api, { port: 0, log })
isServing = true
process.stdout.write(`${url}\n`)
