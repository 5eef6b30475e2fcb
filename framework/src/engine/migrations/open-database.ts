import type { DatabaseLocation } from '../store/store.ts'
import type { MigratedDatabase } from './database.ts'
import type { MigrationDialect } from './plan.ts'
import { MysqlMigratedDatabase } from './mysql/mysql-database.ts'
import { mysqlMigrations } from './mysql/script.ts'
import { PostgresMigratedDatabase } from './postgres/postgres-database.ts'
import { postgresMigrations } from './postgres/script.ts'
import { SqliteMigratedDatabase } from './sqlite/sqlite-database.ts'
import { sqliteMigrations } from './sqlite/script.ts'

/** A database and the way its migrations are written. */
export interface OpenDatabase {
  readonly database: MigratedDatabase
  readonly dialect: MigrationDialect
}

/** Opens the database of a store, beside it. */
export function openDatabase(location: DatabaseLocation): OpenDatabase {
  switch (location.dialect) {
    case 'sqlite':
      return { database: new SqliteMigratedDatabase(location.file), dialect: sqliteMigrations }
    case 'postgres':
      return { database: new PostgresMigratedDatabase(location.url()), dialect: postgresMigrations }
    case 'mysql':
      return { database: new MysqlMigratedDatabase(location.url()), dialect: mysqlMigrations }
  }
}
