import { postgres } from 'ninety/postgres'
import { sqlite } from 'ninety/sqlite'

/** Whether a database is a server, and no file. */
export const isServer = (database: string): boolean => /^postgres(?:ql)?:\/\//i.test(database)

/** Where rows are kept: in PostgreSQL by its URL, and those of its replicas; else in an SQLite file. */
export const openDatabase = (database: string, replicas: readonly string[]) =>
  isServer(database) ? postgres(database, { replicas }) : sqlite(database)
