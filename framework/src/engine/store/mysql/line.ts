import type { TypedParameterValue } from 'mysql2'
import type { PoolConnection, ResultSetHeader } from 'mysql2/promise'
import { within } from '../../../kernel/values/within.ts'
import type { Bound } from '../sql/dialect.ts'
import type { StoredRow } from '../sql/stored-row.ts'
import { isOfConnection } from './failure.ts'

/** Called with the text of each statement run. */
export type StatementListener = (sql: string) => void

// Milliseconds. The server ends a statement by itself before, where it can be reached.
const answerTime = 35_000

/** Numbers would be sent as doubles, which LIMIT does not take. */
export type ToInteger = (value: number) => TypedParameterValue

/** As the driver gives it. */
type Answer = readonly [result: unknown, fields: unknown]

/** What a statement gave. */
export interface Rows {
  readonly rows: StoredRow[]
  /** Rows found or changed. */
  readonly count: number
  /** What `LAST_INSERT_ID` was told; 0 where it was not. */
  readonly lastId: bigint
}

/** A connection taken from the pool, until it is given back. */
export class Line {
  readonly #connection: PoolConnection
  readonly #toInteger: ToInteger
  readonly #onStatement: StatementListener | undefined
  #isBroken = false

  constructor(connection: PoolConnection, toInteger: ToInteger, onStatement: StatementListener | undefined) {
    this.#connection = connection
    this.#toInteger = toInteger
    this.#onStatement = onStatement
  }

  /** Runs a statement that the server prepares once for each connection. */
  execute(text: string, values: readonly Bound[]): Promise<Rows> {
    const typed = values.map((value) =>
      Number.isSafeInteger(value) ? this.#toInteger(Number(value)) : value,
    )
    return this.#send(text, () => this.#connection.execute({ sql: text, values: typed }))
  }

  /**
   * Runs SQL without values, such as `COMMIT`.
   * @param patience how long the answer may take, in milliseconds. Default: longer than the server lets a statement run
   */
  async query(text: string, patience?: number): Promise<StoredRow[]> {
    return (await this.#send(text, () => this.#connection.query(text), patience)).rows
  }

  async #send(text: string, send: () => Promise<Answer>, patience = answerTime): Promise<Rows> {
    this.#onStatement?.(text)
    try {
      // The driver knows no limit while it has a statement prepared.
      const [result] = await within(patience, send())
      if (Array.isArray(result)) return { rows: result as StoredRow[], count: result.length, lastId: 0n }
      const { affectedRows, insertId } = result as ResultSetHeader
      return { rows: [], count: affectedRows, lastId: BigInt(insertId) }
    } catch (error) {
      if (isOfConnection(error)) this.#isBroken = true
      throw error
    }
  }

  /** Says that the connection is in a state that nobody should meet. */
  spoil(): void {
    this.#isBroken = true
  }

  /** Whether it has seen its last statement. */
  get isBroken(): boolean {
    return this.#isBroken
  }

  release(): void {
    if (this.#isBroken) this.#connection.destroy()
    else this.#connection.release()
  }
}
