import type { Connection, ResultSetHeader } from 'mysql2/promise'
import { mariadb, type Server } from '../../store/mysql/server.ts'
import type { MigrationSession, Value } from '../database.ts'
import { endsTransaction, refuseEnd } from '../ends-transaction.ts'

type Rows = readonly Readonly<Record<string, unknown>>[]

/** Statements of one connection; what would end its transaction is refused. */
export class MysqlMigrationSession implements MigrationSession {
  readonly #connection: Connection
  readonly #server: Server

  constructor(connection: Connection, server: Server) {
    this.#connection = connection
    this.#server = server
  }

  async run(statement: string, ...values: readonly Value[]): Promise<number> {
    const result = await this.#query(statement, values)
    return Array.isArray(result) ? result.length : (result as ResultSetHeader).affectedRows
  }

  async all(statement: string, ...values: readonly Value[]): Promise<Rows> {
    const result = await this.#query(statement, values)
    return Array.isArray(result) ? (result as Rows) : []
  }

  async #query(statement: string, values: readonly Value[]): Promise<unknown> {
    if (endsTransaction(statement)) throw refuseEnd()
    // Scripts name the order of MariaDB; MySQL has the same one by another name.
    const text = statement.replaceAll(mariadb.collation, this.#server.collation)
    if (values.length === 0) return (await this.#connection.query(text))[0]
    const bound = values.map((value) => (typeof value === 'bigint' ? String(value) : value))
    return (await this.#connection.execute(text, bound))[0]
  }
}
