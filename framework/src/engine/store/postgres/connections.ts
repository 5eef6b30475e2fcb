import { Unavailable } from '../../../kernel/problem/catalogue.ts'
import type { Bound } from '../sql/dialect.ts'
import { repeatRead } from '../sql/repeat-read.ts'
import type { Connection } from '../sql/statements.ts'
import type { StoredRow } from '../sql/stored-row.ts'
import { toUnknownOutcome } from '../sql/violation.ts'
import { isRefused, isUnanswered, mayDoBetter, toLost } from './failure.ts'
import { toNamedStatement, type Line, type NamedStatement, type Rows } from './line.ts'
import type { SharedLines } from './shared-lines.ts'

/** Statements each of which is a transaction of its own, or part of one. */
abstract class StatementConnection implements Connection<NamedStatement> {
  prepare(text: string): NamedStatement {
    return toNamedStatement(text)
  }

  async one(statement: NamedStatement, values: readonly Bound[]): Promise<StoredRow | undefined> {
    return (await this.execute(statement, values)).rows[0]
  }

  async all(statement: NamedStatement, values: readonly Bound[]): Promise<StoredRow[]> {
    return (await this.execute(statement, values)).rows
  }

  async run(statement: NamedStatement, values: readonly Bound[]): Promise<number> {
    return (await this.execute(statement, values)).count
  }

  protected abstract execute(statement: NamedStatement, values: readonly Bound[]): Promise<Rows>
}

/** Statements that share connections. */
export class AnyConnection extends StatementConnection {
  readonly #lines: SharedLines

  constructor(lines: SharedLines) {
    super()
    this.#lines = lines
  }

  protected execute(statement: NamedStatement, values: readonly Bound[]): Promise<Rows> {
    return repeatRead(mayDoBetter, () => this.#lines.use((line) => line.execute(statement, values)))
  }
}

/** Says that a replica is not the server any more that it was found to be. */
export const createOther = (): Error => new Unavailable({ detail: 'A replica has become another server.' })

/** Statements that share connections, whose answers count where those lead to a server that follows another one. */
export class StandbyConnection extends StatementConnection {
  readonly #lines: SharedLines
  readonly #startedAt: string

  /** @param startedAt of the server that is known to have come far enough */
  constructor(lines: SharedLines, startedAt: string) {
    super()
    this.#lines = lines
    this.#startedAt = startedAt
  }

  protected execute(statement: NamedStatement, values: readonly Bound[]): Promise<Rows> {
    return this.#lines.use(async (line) => {
      const rows = line.standby?.startedAt === this.#startedAt && (await line.execute(statement, values))
      if (rows !== false && line.standby?.follows === true) return rows
      line.spoil()
      throw createOther()
    })
  }
}

/** One connection, on which each statement is a transaction of its own. */
export class LineConnection extends StatementConnection {
  readonly #line: Line

  constructor(line: Line) {
    super()
    this.#line = line
  }

  protected async execute(statement: NamedStatement, values: readonly Bound[]): Promise<Rows> {
    try {
      return await this.#line.execute(statement, values)
    } catch (error) {
      throw statement.isWrite && isUnanswered(error) ? toUnknownOutcome(error) : error
    }
  }
}

/**
 * One connection while it has a transaction. To PostgreSQL a transaction in which anything failed is over; a savepoint
 * before each write lets it go on after a broken constraint, and no other fault is passed over.
 */
export class TransactionConnection extends StatementConnection {
  readonly #line: Line
  /** Statements stand in line, since a savepoint belongs to the one after it. */
  #last: Promise<unknown> = Promise.resolve()
  #begun: Promise<unknown> = Promise.resolve()
  #isSaved = true
  #hasWritten = false
  #failure: { readonly error: unknown } | undefined

  constructor(line: Line) {
    super()
    this.#line = line
  }

  /** What has ended the transaction before its time. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure
  }

  /** Nobody waits for it but the first write: without a transaction around it that would stay. */
  begin(): void {
    this.#begun = this.#line.query('BEGIN ISOLATION LEVEL SERIALIZABLE; SAVEPOINT work')
    this.#begun.catch(() => {})
  }

  async commit(): Promise<void> {
    await this.#last
    if (this.#failure !== undefined) throw this.#failure.error
    try {
      await this.#line.query('COMMIT')
    } catch (cause) {
      const error = this.#hasWritten && isUnanswered(cause) ? toUnknownOutcome(cause) : cause
      this.#failure = { error }
      throw error
    }
  }

  async rollBack(): Promise<void> {
    await this.#last
    // The server undoes it by itself; whoever waits for an answer would wait for it a second time.
    if (this.#line.isBroken) return
    await this.#line.query('ROLLBACK').catch(() => this.#line.spoil())
  }

  lose(cause: unknown): unknown {
    const error = toLost(cause)
    this.#failure ??= { error }
    return error
  }

  protected execute(statement: NamedStatement, values: readonly Bound[]): Promise<Rows> {
    const result = this.#last.then(() => this.#perform(statement, values))
    this.#last = result.catch(() => {})
    return result
  }

  async #perform(statement: NamedStatement, values: readonly Bound[]): Promise<Rows> {
    if (this.#failure !== undefined) throw this.#failure.error
    try {
      if (!statement.isWrite) return await after(this.#begun, this.#line.execute(statement, values))
      await this.#begun
      return await after(this.#save(), this.#line.execute(statement, values))
    } catch (error) {
      if (statement.isWrite && isRefused(error)) await this.#goBack()
      else this.#failure = { error }
      throw error
    }
  }

  /** Where it fails, so does the write that is sent behind it. */
  async #save(): Promise<void> {
    this.#hasWritten = true
    const isSaved = this.#isSaved
    this.#isSaved = false
    if (!isSaved) await this.#line.query('RELEASE SAVEPOINT work; SAVEPOINT work')
  }

  async #goBack(): Promise<void> {
    try {
      await this.#line.query('ROLLBACK TO SAVEPOINT work')
      this.#isSaved = true
    } catch (error) {
      this.#failure = { error }
    }
  }
}

/** What a statement gives that was sent behind another one, if that one went well. */
const after = async (first: Promise<unknown>, second: Promise<Rows>): Promise<Rows> =>
  (await Promise.all([first, second]))[1]
