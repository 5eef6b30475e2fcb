import { Nesting } from '../sql/nesting.ts'
import { SqlSession } from '../sql/session.ts'
import type { Statements } from '../sql/statements.ts'
import { Tries } from '../sql/tries.ts'
import { LineConnection, TransactionConnection } from './connections.ts'
import { mayDoBetter } from './failure.ts'
import type { NamedStatement } from './line.ts'
import type { Lines } from './lines.ts'

type Work<Result> = (session: SqlSession) => Promise<Result>

/**
 * Transactions that see each other as if one ran after another: the database lets them run side by side, and refuses one
 * of two that could not have been one after the other. Those run again, and so does what lost its connection before the end.
 */
export class Transactions {
  readonly #lines: Lines
  readonly #statements: Statements<NamedStatement>
  readonly #nesting = new Nesting()
  readonly #tries = new Tries(mayDoBetter)

  constructor(lines: Lines, statements: Statements<NamedStatement>) {
    this.#lines = lines
    this.#statements = statements
  }

  /** Runs work in a transaction, and what waits for its commit afterwards. */
  async run<Result>(work: Work<Result>): Promise<Result> {
    this.#nesting.check()
    const { result, session } = await this.#tries.run(() => this.#attempt(work))
    session.settle()
    return result
  }

  /** Runs one write, which is a transaction by itself. */
  async runAlone<Result>(work: Work<Result>): Promise<Result> {
    this.#nesting.check()
    return this.#tries.run(() =>
      this.#lines.use((line) => work(new SqlSession(this.#statements.on(new LineConnection(line))))),
    )
  }

  async #attempt<Result>(work: Work<Result>): Promise<{ result: Result; session: SqlSession }> {
    return this.#lines.use(async (line) => {
      const connection = new TransactionConnection(line)
      connection.begin()
      const session = new SqlSession(this.#statements.on(connection))
      try {
        const result = await this.#nesting.run(() => work(session)).finally(() => session.end())
        await connection.commit()
        return { result, session }
      } catch (error) {
        await connection.rollBack()
        // Whatever the work made of it: what it was told of a lost transaction need not be so.
        throw mayDoBetter(connection.failure?.error) ? connection.failure?.error : error
      }
    })
  }
}
