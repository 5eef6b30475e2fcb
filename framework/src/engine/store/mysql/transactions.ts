import { Nesting } from '../sql/nesting.ts'
import type { SqlSession } from '../sql/session.ts'
import type { Statements } from '../sql/statements.ts'
import { Tries } from '../sql/tries.ts'
import { TransactionConnection } from './connections.ts'
import { mayDoBetter } from './failure.ts'
import type { Line } from './line.ts'
import type { Lines } from './lines.ts'
import type { References } from './references.ts'
import type { Server } from './server.ts'
import { MysqlSession } from './session.ts'

type Work<Result> = (session: SqlSession) => Promise<Result>

/**
 * Transactions that see each other as if one ran after another: what one reads no other changes before it is done. One of
 * two that wait for each other is undone, and runs again.
 */
export class Transactions {
  readonly #lines: Lines
  readonly #statementsOf: (server: Server) => Statements<string>
  readonly #references: () => References
  readonly #nesting = new Nesting()
  readonly #tries = new Tries(mayDoBetter)

  constructor(
    lines: Lines,
    statementsOf: (server: Server) => Statements<string>,
    references: () => References,
  ) {
    this.#lines = lines
    this.#statementsOf = statementsOf
    this.#references = references
  }

  /** Runs work in a transaction, and what waits for its commit afterwards. */
  async run<Result>(work: Work<Result>): Promise<Result> {
    this.#nesting.check()
    const { result, session } = await this.#tries.run(() =>
      this.#lines.use((line, server) => this.#attempt(line, server, work)),
    )
    session.settle()
    return result
  }

  async #attempt<Result>(line: Line, server: Server, work: Work<Result>) {
    const connection = new TransactionConnection(line)
    const statements = this.#statementsOf(server).on(connection)
    const session = new MysqlSession(statements, connection, this.#references())
    try {
      const result = await this.#nesting.run(() => work(session)).finally(() => session.end())
      await connection.commit()
      return { result, session }
    } catch (error) {
      await connection.rollBack()
      // Whatever the work made of it: what it was told of a lost transaction need not be so.
      throw mayDoBetter(connection.failure?.error) ? connection.failure?.error : error
    }
  }
}
