import { postgres } from '../../engine/store/postgres/postgres.ts'
import { sqlite } from '../../engine/store/sqlite/sqlite.ts'
import type { Store } from '../../engine/store/store.ts'
import { PostgresSchema } from './postgres-schema.ts'

interface TestStoreOptions {
  readonly onStatement?: (sql: string) => void
}

/** A fresh store that is gone once it is closed: in SQLite, or in PostgreSQL where `TEST_STORE` is `postgres`. */
export function openTestStore(options: TestStoreOptions = {}): Store {
  return process.env['TEST_STORE'] === 'postgres' ? openPostgres(options) : sqlite(undefined, options)
}

// What a test leaves open goes with its process, as temporary files do.
const left = new Set<PostgresSchema>()
const dropAll = async (): Promise<void> => {
  for (const schema of left) await drop(schema)
}

async function drop(schema: PostgresSchema): Promise<void> {
  left.delete(schema)
  await schema.drop()
}

/** The schema is made when the tables are. */
function openPostgres({ onStatement }: TestStoreOptions): Store {
  const schema = new PostgresSchema()
  const store = postgres(schema.url, {
    connections: 6,
    // Savepoints are no statements of a request; SQLite needs none.
    onStatement: (sql) => /^(?:RELEASE|ROLLBACK TO) SAVEPOINT/.test(sql) || onStatement?.(sql),
  })
  const [prepare, close] = [store.prepare.bind(store), store.close.bind(store)]
  const create = async () => {
    process.off('beforeExit', dropAll).once('beforeExit', dropAll)
    left.add(schema)
    await schema.create()
  }
  let made: Promise<void> | undefined
  let closed: Promise<void> | undefined
  return Object.assign(store, {
    prepare: async (...[models]: Parameters<Store['prepare']>) => {
      await (made ??= create())
      await prepare(models)
    },
    close: () => (closed ??= close().then(() => made && drop(schema))),
  })
}
