import type { Bound } from '../sql/dialect.ts'
import { repeatRead } from '../sql/repeat-read.ts'
import type { Connection } from '../sql/statements.ts'
import type { StoredRow } from '../sql/stored-row.ts'
import { toUnknownOutcome } from '../sql/violation.ts'
import { isRefused, isUnanswered, mayDoBetter } from './failure.ts'
import type { Line, Rows } from './line.ts'
import type { Lines } from './lines.ts'

/** Statements each of which is a transaction of its own, or part of one; the text is all that is to be prepared. */
abstract class StatementConnection implements Connection<string> {
  prepare(text: string): string {
    return text
  }

  async one(text: string, values: readonly Bound[]): Promise<StoredRow | undefined> {
    return (await this.execute(text, values)).rows[0]
  }

  async all(text: string, values: readonly Bound[]): Promise<StoredRow[]> {
    return (await this.execute(text, values)).rows
  }

  async run(text: string, values: readonly Bound[]): Promise<number> {
    return (await this.execute(text, values)).count
  }

  protected abstract execute(text: string, values: readonly Bound[]): Promise<Rows>
}

/** Each statement takes whichever connection is free, and another one where that was cut. */
export class AnyConnection extends StatementConnection {
  readonly #lines: Lines

  constructor(lines: Lines) {
    super()
    this.#lines = lines
  }

  protected execute(text: string, values: readonly Bound[]): Promise<Rows> {
    return repeatRead(mayDoBetter, () => this.#lines.use((line) => line.execute(text, values)))
  }
}

/**
 * One connection while it has a transaction, which the first statement begins. After a broken constraint it goes on; after
 * any other fault the server may have undone it, and would begin another one.
 */
export class TransactionConnection extends StatementConnection {
  readonly #line: Line
  /** Statements stand in line, since one that fails may be the last. */
  #last: Promise<unknown> = Promise.resolve()
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

  /** Runs work of which nothing stays where it fails, though the transaction goes on. */
  async attempt<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#inLine(() => this.#line.query('SAVEPOINT work'))
    try {
      return await work()
    } catch (error) {
      if (this.#failure === undefined)
        await this.#inLine(() => this.#line.query('ROLLBACK TO SAVEPOINT work'))
      throw error
    }
  }

  protected execute(text: string, values: readonly Bound[]): Promise<Rows> {
    this.#hasWritten ||= !text.startsWith('SELECT')
    return this.#inLine(() => this.#line.execute(text, values))
  }

  #inLine<Result>(send: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(() => this.#perform(send))
    this.#last = result.catch(() => {})
    return result
  }

  async #perform<Result>(send: () => Promise<Result>): Promise<Result> {
    if (this.#failure !== undefined) throw this.#failure.error
    try {
      return await send()
    } catch (error) {
      if (!isRefused(error)) this.#failure = { error }
      throw error
    }
  }
}
