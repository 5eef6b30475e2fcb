import { randomBytes } from 'node:crypto'
import type { TestDatabase } from './test-database.ts'

/** The database beside which tests may make their own, `TEST_MYSQL_URL`; without it, `test` of this machine. */
export const mysqlUrl = (): string => process.env['TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/test'

/** A database of a MySQL or MariaDB server that tests have to themselves, so that tests side by side do not meet. */
export class MysqlDatabase implements TestDatabase {
  readonly name = `ninety_${randomBytes(8).toString('hex')}`
  /** Leads to it. */
  readonly url: string
  readonly #beside: string

  constructor(beside = mysqlUrl()) {
    this.#beside = beside
    const url = new URL(beside)
    url.protocol = 'mysql:'
    url.pathname = `/${this.name}`
    this.url = url.href
  }

  /** Makes it, empty. Needs the package `mysql2`. */
  async create(): Promise<void> {
    await this.#run(this.#beside, `CREATE DATABASE ${this.name} CHARACTER SET utf8mb4`)
  }

  /** The version of the server, where one answers. */
  async findVersion(): Promise<string> {
    const [row] = await this.#run(this.#beside, 'SELECT version() AS version')
    return String(row?.['version'])
  }

  /** Runs SQL in it, and gives the rows. */
  query(text: string): Promise<Record<string, unknown>[]> {
    return this.#run(this.url, text)
  }

  /** Removes it with all that is in it. */
  async drop(): Promise<void> {
    await this.#run(this.#beside, `DROP DATABASE IF EXISTS ${this.name}`)
  }

  async #run(url: string, text: string): Promise<Record<string, unknown>[]> {
    const { createConnection } = await import('mysql2/promise')
    const connection = await createConnection({
      uri: url.replace(/^mariadb:/, 'mysql:'),
      connectTimeout: 5000,
    })
    try {
      // As a store has it: names stand between double quotation marks.
      await connection.query("SET SESSION sql_mode = 'ANSI_QUOTES,STRICT_ALL_TABLES'")
      const [rows] = await connection.query(text)
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []
    } finally {
      await connection.end()
    }
  }
}
