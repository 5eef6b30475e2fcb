// The entry `ninety/mysql`: a store in a MySQL or MariaDB database.
export { mysql } from './engine/store/mysql/mysql.ts'
export type { MysqlOptions } from './engine/store/mysql/mysql.ts'
