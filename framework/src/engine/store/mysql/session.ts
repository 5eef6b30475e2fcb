import type { Model } from '../../../declaration/resource/model.ts'
import { Problem } from '../../../kernel/problem/problem.ts'
import { SqlSession } from '../sql/session.ts'
import type { Statements } from '../sql/statements.ts'
import { toWriteProblem } from '../sql/violation.ts'
import type { TransactionConnection } from './connections.ts'
import { followDeletion } from './deletion.ts'
import type { References } from './references.ts'

/** What can be asked within a transaction. */
export class MysqlSession extends SqlSession {
  readonly #statements: Statements
  readonly #connection: TransactionConnection
  readonly #references: References

  constructor(statements: Statements, connection: TransactionConnection, references: References) {
    super(statements)
    this.#statements = statements
    this.#connection = connection
    this.#references = references
  }

  override async delete(model: Model, id: string | number, version: number): Promise<boolean> {
    this.checkOpen()
    if (!this.#references.needsCare(model.table)) return super.delete(model, id, version)
    const remove = () => super.delete(model, id, version)
    try {
      return await this.#connection.attempt(() =>
        followDeletion(this.#statements, this.#references, model, { id, version }, remove),
      )
    } catch (error) {
      throw error instanceof Problem ? error : await toWriteProblem(this.#statements, error, model, undefined)
    }
  }
}
