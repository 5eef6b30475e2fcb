import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { Bound } from '../sql/dialect.ts'
import type { StoredRow } from '../sql/stored-row.ts'
import { isOfConnection } from './failure.ts'
import { standbyOf, type Standby } from './standby.ts'

/** Called with the text of each statement run. */
export type StatementListener = (sql: string) => void

/** A statement that the server prepares under its name, once for each connection. */
export interface NamedStatement {
  readonly name: string
  readonly text: string
  readonly isWrite: boolean
}

export function toNamedStatement(text: string): NamedStatement {
  const name = createHash('sha256').update(text).digest('base64url')
  return { name, text, isWrite: /^(?:INSERT|UPDATE|DELETE)\b/.test(text) }
}

/** What a statement gave. */
export interface Rows {
  readonly rows: StoredRow[]
  /** Rows found or changed. */
  readonly count: number
}

/** As the driver takes it. */
interface Query {
  readonly name?: string
  readonly text: string
  readonly values?: Bound[]
  readonly query_timeout?: number
}

// Statements live as long as their connection: one that has been asked for very many makes room by ending.
const mostStatements = 1000
const statements = new WeakMap<PoolClient, Set<string>>()

/** A connection taken from the pool, until it is given back. */
export class Line {
  readonly #client: PoolClient
  readonly #statements: Set<string>
  readonly #onStatement: StatementListener | undefined
  #isBroken = false

  constructor(client: PoolClient, onStatement: StatementListener | undefined) {
    this.#client = client
    this.#onStatement = onStatement
    this.#statements = statements.get(client) ?? new Set()
    statements.set(client, this.#statements)
  }

  /** Whether nobody should meet the connection again. */
  get isBroken(): boolean {
    return this.#isBroken
  }

  /** The server it leads to, where that was asked. */
  get standby(): Standby | undefined {
    return standbyOf(this.#client)
  }

  async execute({ name, text }: NamedStatement, values: readonly Bound[]): Promise<Rows> {
    this.#statements.add(name)
    return this.#send({ name, text, values: values as Bound[] })
  }

  /**
   * Runs SQL without values, such as `COMMIT`; several statements with semicolons between them, too.
   * @param patience how long the answer may take, in milliseconds. Default: that of the pool
   */
  async query(text: string, patience?: number): Promise<StoredRow[]> {
    return (await this.#send({ text, ...(patience !== undefined && { query_timeout: patience }) })).rows
  }

  async #send(query: Query): Promise<Rows> {
    this.#onStatement?.(query.text)
    try {
      const { rows, rowCount } = await this.#client.query({ ...query, rowMode: 'array', types })
      return { rows, count: rowCount ?? 0 }
    } catch (error) {
      if (isOfConnection(error)) this.#isBroken = true
      throw error
    }
  }

  /** Says that the connection is in a state that nobody should meet. */
  spoil(): void {
    this.#isBroken = true
  }

  /** Whether nobody should use it after those who do. */
  get isSpent(): boolean {
    return this.#isBroken || this.#statements.size > mostStatements
  }

  release(): void {
    this.#client.release(this.isSpent)
  }
}

// Types by their number (pg_type.oid): what is a number or true or false becomes one, all else stays the text it is.
const numbers: ReadonlySet<number> = new Set([20, 21, 23, 700, 701])
const boolean = 16

const types = {
  getTypeParser(oid: number): (text: string) => unknown {
    if (numbers.has(oid)) return Number
    return oid === boolean ? (text) => text === 't' : (text) => text
  },
}
