import { sqlite } from '../../engine/store/sqlite/sqlite.ts'
import type { Store } from '../../engine/store/store.ts'
import { createDatabase, dropDatabase, type TestDatabase } from './test-database.ts'
import { findTestedStore, testedStores, type TestStoreOptions } from './tested-stores.ts'

/** A fresh store of the kind that `TEST_STORE` names, SQLite without it, which is gone once it is closed. */
export function openTestStore(options: TestStoreOptions = {}): Store {
  const { title, reserve, open } = findTestedStore()
  if (title === 'SQLite') return sqlite(undefined, options)
  const database = reserve()
  return passing(open(database.url, options), database)
}

/** An empty database of the kind that `TEST_STORE` names, for several stores and processes; it goes with this process. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const database = findTestedStore().reserve()
  await createDatabase(database)
  return database
}

/** A store in a database that was made by `createTestDatabase`, in this process or another. */
export function openTestDatabase(url: string, options: TestStoreOptions = {}): Store {
  const [scheme = ''] = /^[a-z]+:(?=\/\/)/.exec(url) ?? []
  const { open } = [...testedStores.values()].find((store) => store.scheme === scheme)!
  return open(url, options)
}

/** The database is made when the tables are. */
function passing(store: Store, database: TestDatabase): Store {
  const [prepare, close] = [store.prepare.bind(store), store.close.bind(store)]
  let made: Promise<void> | undefined
  let closed: Promise<void> | undefined
  return Object.assign(store, {
    prepare: async (...[models]: Parameters<Store['prepare']>) => {
      await (made ??= createDatabase(database))
      await prepare(models)
    },
    close: () => (closed ??= close().then(() => made && dropDatabase(database))),
  })
}
