import { randomBytes } from 'node:crypto'

/** The database that tests may use, `TEST_POSTGRES_URL`; without it, `test` of this machine. */
export const postgresUrl = (): string =>
  process.env['TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test'

/** A part of a PostgreSQL database that tests have to themselves, so that tests side by side do not meet. */
export class PostgresSchema {
  readonly #name = `ninety_${randomBytes(8).toString('hex')}`
  /** Leads to it; its connections have its name as `application_name`. */
  readonly url: string

  constructor(database = postgresUrl()) {
    const url = new URL(database)
    url.searchParams.set('options', `-c search_path=${this.#name}`)
    url.searchParams.set('application_name', this.#name)
    this.url = url.href
  }

  /** Makes it, empty. Needs the package `pg`. */
  async create(): Promise<void> {
    await this.query(`CREATE SCHEMA ${this.#name}`)
  }

  /** Runs SQL in it, and gives the rows. */
  async query(text: string): Promise<Record<string, unknown>[]> {
    const { default: pg } = await import('pg')
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 5000 })
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(text)).rows
    } finally {
      await client.end()
    }
  }

  /** Removes it with all that is in it. */
  async drop(): Promise<void> {
    await this.query(`DROP SCHEMA IF EXISTS ${this.#name} CASCADE`)
  }
}
