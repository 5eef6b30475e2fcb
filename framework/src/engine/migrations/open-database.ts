import type { DatabaseLocation } from '../store/store.ts'
import type { MigratedDatabase } from './database.ts'
import type { MigrationDialect } from './plan.ts'
import { SqliteMigratedDatabase } from './sqlite/sqlite-database.ts'
import { sqliteMigrations } from './sqlite/script.ts'

/** A database and the way its migrations are written. */
export interface OpenDatabase {
  readonly database: MigratedDatabase
  readonly dialect: MigrationDialect
}

/** Opens the database of a store, beside it. */
export function openDatabase({ file }: DatabaseLocation): OpenDatabase {
  return { database: new SqliteMigratedDatabase(file), dialect: sqliteMigrations }
}
