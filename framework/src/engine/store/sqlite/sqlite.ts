import type { Condition } from '../../../declaration/condition/condition.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import type {
  AggregateQuery,
  CountOptions,
  FindQuery,
  ListQuery,
  Selection,
} from '../../../declaration/resource/query.ts'
import { Unavailable } from '../../../kernel/problem/catalogue.ts'
import type { Awaitable } from '../../../kernel/values/awaitable.ts'
import { SqlSession } from '../sql/session.ts'
import { Statements } from '../sql/statements.ts'
import { toReadProblem } from '../sql/violation.ts'
import type { DatabaseLocation, Found, Groups, NewRow, Page, RowChange, Session, Store } from '../store.ts'
import { SqliteConnection, type StatementListener, type Synchronous } from './connection.ts'
import { openDatabaseFile, type DatabaseFile } from './database-file.ts'
import { sqliteDialect } from './dialect.ts'
import { createTables } from './tables.ts'
import { TransactionQueue } from './transaction-queue.ts'

/** How an SQLite store works. */
export interface SqliteOptions {
  /**
   * How far a commit waits. `normal`: what is acknowledged survives a crash of the process, but the last moments may be
   * lost when the machine fails; `full`: it survives that too, and every commit waits for the disk. Default: `normal`.
   */
  readonly synchronous?: Synchronous
  /** Called with the text of each statement run, those that begin and end transactions included; for tests and diagnosis. */
  readonly onStatement?: StatementListener
}

/**
 * A store in an SQLite file, which several processes may share.
 * @param file path; its folder is made. Default, and for `:memory:`: a temporary file, deleted when the store is closed
 */
export function sqlite(file?: string, options: SqliteOptions = {}): Store {
  return new SqliteStore(openDatabaseFile(file), options)
}

const toClosed = () => new Unavailable({ headers: { 'retry-after': '1' } })

/** Reads go to a connection that sees committed rows only; writes stand in line for the other one. */
class SqliteStore implements Store {
  readonly database: DatabaseLocation
  readonly #file: DatabaseFile
  readonly #writer: SqliteConnection
  readonly #reader: SqliteConnection
  readonly #writing: Statements
  readonly #session: SqlSession
  readonly #transactions: TransactionQueue<SqlSession>
  #closed: Promise<void> | undefined

  constructor(file: DatabaseFile, options: SqliteOptions) {
    this.#file = file
    this.database = { dialect: 'sqlite', file: file.path, isTemporary: file.isTemporary }
    this.#writer = new SqliteConnection(file.path, options)
    this.#reader = new SqliteConnection(file.path, { ...options, queryOnly: true })
    this.#writing = new Statements(sqliteDialect, this.#writer)
    this.#session = new SqlSession(new Statements(sqliteDialect, this.#reader))
    this.#transactions = new TransactionQueue(
      this.#writer,
      () => new SqlSession(this.#writing),
      (error) => toReadProblem(sqliteDialect, error),
    )
  }

  async prepare(models: Iterable<Model>): Promise<void> {
    this.#checkOpen()
    createTables(this.#writer, [...models])
    this.#writer.refreshStatistics()
  }

  find(model: Model, query: FindQuery): Awaitable<Found | undefined> {
    return this.#session.find(model, query)
  }

  list(model: Model, query: ListQuery): Awaitable<Page> {
    return this.#session.list(model, query)
  }

  count(model: Model, where: Condition, options?: CountOptions): Promise<number> {
    return this.#session.count(model, where, options)
  }

  aggregate(model: Model, query: AggregateQuery): Promise<Groups> {
    return this.#session.aggregate(model, query)
  }

  estimate(model: Model, where: Condition): Promise<number> {
    return this.#session.estimate(model, where)
  }

  findSecret(model: Model, id: string | number, property: string): Promise<string | null | undefined> {
    return this.#session.findSecret(model, id, property)
  }

  insert(model: Model, row: NewRow, selection: Selection): Promise<Found> {
    return this.transaction((session) => session.insert(model, row, selection))
  }

  update(model: Model, change: RowChange, selection: Selection): Promise<Found | undefined> {
    return this.transaction((session) => session.update(model, change, selection))
  }

  delete(model: Model, id: string | number, version: number): Promise<boolean> {
    return this.transaction((session) => session.delete(model, id, version))
  }

  async transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    this.#checkOpen()
    let session: SqlSession | undefined
    const result = await this.#transactions.run((given) => work((session = given)))
    session!.settle()
    return result
  }

  onCommit(work: () => void): void {
    work()
  }

  async ping(): Promise<void> {
    this.#checkOpen()
    this.#reader.execute('SELECT 1')
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#session.end(toClosed)
    await this.#transactions.whenIdle()
    this.#reader.close()
    this.#writer.close()
    this.#file.remove()
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw toClosed()
  }
}
