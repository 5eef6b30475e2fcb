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
import { oncePer } from '../../../kernel/values/once-per.ts'
import { repeatRead } from '../sql/repeat-read.ts'
import { SqlSession } from '../sql/session.ts'
import { Statements } from '../sql/statements.ts'
import type { Found, Groups, NewRow, Page, RowChange, ServerLocation, Session, Store } from '../store.ts'
import { parseAddress } from './address.ts'
import { AnyConnection } from './connections.ts'
import { MysqlCounters } from './counters.ts'
import { createDialect } from './dialect.ts'
import { isUnavailable, mayDoBetter } from './failure.ts'
import type { StatementListener } from './line.ts'
import { connectTime, Lines } from './lines.ts'
import { References } from './references.ts'
import { indexedSearch, searchInTransaction } from './search.ts'
import type { Server } from './server.ts'
import { createTables } from './tables.ts'
import { Transactions } from './transactions.ts'

/** How a MySQL store works. */
export interface MysqlOptions {
  /**
   * Most connections of this process, half of them for reading; at least 2. Counting takes a quarter as many more. Default: 20.
   */
  readonly connections?: number
  /**
   * Called with the text of each statement run but those that count, those that end transactions included; for tests and diagnosis.
   */
  readonly onStatement?: StatementListener
}

/**
 * A store in a database of MariaDB (10.6 or later) or MySQL (8.0.17 or later), which any number of processes may share.
 * Needs the package `mysql2`.
 * @param url `mysql://user:password@host:port/database`, or `mariadb://…`; with `ssl-mode`, `ssl-ca` or `socket`
 */
export function mysql(url: string, options: MysqlOptions = {}): Store {
  return new MysqlStore(url, options)
}

const toClosed = () => new Unavailable({ headers: { 'retry-after': '1' } })

/** Reads have connections of their own, so that one within a transaction never waits for a transaction to end. */
class MysqlStore implements Store {
  readonly counters: MysqlCounters
  readonly database: ServerLocation
  readonly #reading: Lines
  readonly #writing: Lines
  readonly #counting: Lines
  readonly #sessionOf: (server: Server) => SqlSession
  readonly #transactions: Transactions
  readonly #running = new Set<Promise<unknown>>()
  #references = new References()
  #closed: Promise<void> | undefined

  constructor(url: string, { connections = 20, onStatement }: MysqlOptions) {
    const address = parseAddress(url)
    this.database = { dialect: 'mysql', url: () => url, isTemporary: false }
    const half = Math.max(1, Math.floor(connections / 2))
    this.#reading = new Lines('reading', address, half, onStatement)
    this.#writing = new Lines('writing', address, Math.max(1, connections - half), onStatement)
    this.#counting = new Lines('counting', address, Math.ceil(connections / 4), undefined)
    this.counters = new MysqlCounters((work) => this.#run(() => this.#counting.use(work)))
    const reader = new AnyConnection(this.#reading)
    this.#sessionOf = oncePer(
      (server: Server) => new SqlSession(new Statements(createDialect(server, indexedSearch), reader)),
    )
    const statementsOf = oncePer(
      (server: Server) => new Statements(createDialect(server, searchInTransaction), reader),
    )
    this.#transactions = new Transactions(this.#writing, statementsOf, () => this.#references)
  }

  prepare(models: Iterable<Model>): Promise<void> {
    const all = [...models]
    this.#references = new References(all)
    return this.#run(() => this.#writing.use((line, server) => createTables(line, server, all)))
  }

  find(model: Model, query: FindQuery): Promise<Found | undefined> {
    return this.#read((session) => session.find(model, query))
  }

  list(model: Model, query: ListQuery): Promise<Page> {
    return this.#read((session) => session.list(model, query))
  }

  count(model: Model, where: Condition, options?: CountOptions): Promise<number> {
    return this.#read((session) => session.count(model, where, options))
  }

  aggregate(model: Model, query: AggregateQuery): Promise<Groups> {
    return this.#read((session) => session.aggregate(model, query))
  }

  estimate(model: Model, where: Condition): Promise<number> {
    return this.#read((session) => session.estimate(model, where))
  }

  findSecret(model: Model, id: string | number, property: string): Promise<string | null | undefined> {
    return this.#read((session) => session.findSecret(model, id, property))
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

  transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.#run(() => this.#transactions.run(work))
  }

  onCommit(work: () => void): void {
    work()
  }

  ping(): Promise<void> {
    const ask = () => this.#reading.use(async (line) => void (await line.query('SELECT 1', connectTime)))
    return this.#run(() => repeatRead(mayDoBetter, ask))
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#running)
    await Promise.all([this.#reading, this.#writing, this.#counting].map((lines) => lines.end()))
  }

  #read<Result>(work: (session: SqlSession) => Awaitable<Result>): Promise<Result> {
    const findServer = () => this.#reading.findServer()
    return this.#run(async () => work(this.#sessionOf(await repeatRead(mayDoBetter, findServer))))
  }

  /** Runs what closing must wait for, unless it is too late. */
  async #run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closed !== undefined) throw toClosed()
    const running = work()
    this.#running.add(running)
    try {
      return await running
    } catch (error) {
      throw isUnavailable(error) ? new Unavailable({ headers: { 'retry-after': '1' }, cause: error }) : error
    } finally {
      this.#running.delete(running)
    }
  }
}
