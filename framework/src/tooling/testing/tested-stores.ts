import { mysql } from '../../engine/store/mysql/mysql.ts'
import { postgres } from '../../engine/store/postgres/postgres.ts'
import { sqlite } from '../../engine/store/sqlite/sqlite.ts'
import type { Store } from '../../engine/store/store.ts'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import { MysqlDatabase } from './mysql-database.ts'
import { PostgresSchema } from './postgres-schema.ts'
import { SqliteFile } from './sqlite-file.ts'
import type { TestDatabase } from './test-database.ts'

/** What a test may want of its store. */
export interface TestStoreOptions {
  /** Called with the text of each statement that a request takes. */
  readonly onStatement?: (sql: string) => void
}

/** A kind of store that tests run on. */
export interface TestedStore {
  /** As people call it. */
  readonly title: string
  /** The version of what would be used; rejects where nothing answers. */
  findVersion(): Promise<string>
  /** An address where nothing is yet. */
  reserve(): TestDatabase
  /** How the addresses of its databases begin; SQLite has names of files. */
  readonly scheme: string
  /** A store in a database that is there. */
  open(url: string, options?: TestStoreOptions): Store
}

const sqliteStore: TestedStore = {
  title: 'SQLite',
  scheme: '',
  findVersion: async () => String(process.versions.sqlite),
  reserve: () => new SqliteFile(),
  open: sqlite,
}

const postgresStore: TestedStore = {
  title: 'PostgreSQL',
  scheme: 'postgres:',
  async findVersion() {
    const [row] = await new PostgresSchema().query('SHOW server_version')
    // Distributions say more than its number.
    return String(row?.['server_version']).split(' ', 1)[0]!
  },
  reserve: () => new PostgresSchema(),
  open: (url, { onStatement } = {}) =>
    postgres(url, {
      connections: 6,
      // Savepoints are no statements of a request; SQLite needs none.
      onStatement: (sql) => /^(?:RELEASE|ROLLBACK TO) SAVEPOINT/.test(sql) || onStatement?.(sql),
    }),
}

const mysqlStore: TestedStore = {
  title: 'MySQL or MariaDB',
  scheme: 'mysql:',
  findVersion: () => new MysqlDatabase().findVersion(),
  reserve: () => new MysqlDatabase(),
  open: (url, options) => mysql(url, { connections: 6, ...options }),
}

/** All of them, by what `TEST_STORE` calls them. */
export const testedStores: ReadonlyMap<string, TestedStore> = new Map([
  ['sqlite', sqliteStore],
  ['postgres', postgresStore],
  ['mysql', mysqlStore],
])

/** The one that `TEST_STORE` names; without it, SQLite. */
export function findTestedStore(): TestedStore {
  const name = process.env['TEST_STORE'] ?? 'sqlite'
  const found = testedStores.get(name)
  if (found !== undefined) return found
  const names = [...testedStores.keys()].join(', ')
  const fault = {
    path: 'TEST_STORE',
    message: `is ${name}, which is no store`,
    remedy: `write one of ${names}`,
  }
  throw new DeclarationError([fault])
}
