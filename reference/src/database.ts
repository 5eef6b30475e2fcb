import { mysql } from 'ninety/mysql'
import { postgres } from 'ninety/postgres'
import { sqlite } from 'ninety/sqlite'

export const isPostgres = (database: string): boolean => /^postgres(?:ql)?:\/\//i.test(database)

const isMysql = (database: string): boolean => /^(?:mysql|mariadb):\/\//i.test(database)

/** Whether a database is a server, and no file. */
export const isServer = (database: string): boolean => isPostgres(database) || isMysql(database)

/** Where rows are kept: in PostgreSQL by its URL, and those of its replicas; in MySQL or MariaDB; else in an SQLite file. */
export const openDatabase = (database: string, replicas: readonly string[]) => {
  if (isMysql(database)) return mysql(database)
  return isPostgres(database) ? postgres(database, { replicas }) : sqlite(database)
}
