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
import { looksAt } from '../sql/looks-at.ts'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import { repeatRead } from '../sql/repeat-read.ts'
import { SqlSession } from '../sql/session.ts'
import { Statements } from '../sql/statements.ts'
import { toReadProblem } from '../sql/violation.ts'
import type { DatabaseLocation, Found, Groups, NewRow, Page, RowChange, Session, Store } from '../store.ts'
import { AnyConnection } from './connections.ts'
import { Relay } from '../../broadcast/relay.ts'
import { PostgresCounters } from './counters.ts'
import { postgresDialect } from './dialect.ts'
import { mayDoBetter } from './failure.ts'
import type { StatementListener } from './line.ts'
import { connectTime, Lines } from './lines.ts'
import { PostgresNotifications } from './notifications.ts'
import { PostgresReplicas } from './replicas.ts'
import { SharedLines } from './shared-lines.ts'
import { createTables } from './tables.ts'
import { Transactions } from './transactions.ts'

/** How a PostgreSQL store works. */
export interface PostgresOptions {
  /**
   * Most connections of this process, half of them for reading; at least 2. Counting takes a quarter as many more. Default: 20.
   */
  readonly connections?: number
  /** URLs of replicas that may answer what is read, each that of one server. Default: none. */
  readonly replicas?: readonly string[]
  /**
   * Called with the text of each statement run but those that count, those that begin and end transactions included; for tests
   * and diagnosis.
   */
  readonly onStatement?: StatementListener
}

/**
 * A store in a PostgreSQL database (14 or later), which any number of processes may share. Needs the package `pg`.
 * @param url `postgres://user:password@host:port/database`, with the parameters that `pg` knows, such as `sslmode`
 */
export function postgres(url: string, options: PostgresOptions = {}): Store {
  const { replicas = [] } = options
  const faults = [
    ...(isUrl(url) ? [] : [toFault('store')]),
    ...replicas.flatMap((each, index) => (isUrl(each) ? [] : [toFault(`store.replicas[${index}]`)])),
  ]
  if (faults.length > 0) throw new DeclarationError(faults)
  return new PostgresStore(url, options)
}

const isUrl = (text: string): boolean => /^postgres(?:ql)?:\/\//i.test(text) && URL.canParse(text)

// Without what was written: it may have a password in it.
const toFault = (path: string) => ({
  path,
  message: 'is given no URL of a PostgreSQL database',
  remedy: 'write postgres://user:password@host:port/database',
})

const toClosed = () => new Unavailable({ headers: { 'retry-after': '1' } })

/** Reads have connections of their own, so that one within a transaction never waits for a transaction to end. */
class PostgresStore implements Store {
  readonly database: DatabaseLocation
  readonly counters: PostgresCounters
  readonly broadcast: Relay
  readonly #reading: Lines
  readonly #writing: Lines
  readonly #counting: Lines
  readonly #session: SqlSession
  readonly #transactions: Transactions
  readonly #running = new Set<Promise<unknown>>()
  readonly replicas: PostgresReplicas | undefined
  #closed: Promise<void> | undefined

  constructor(url: string, { connections = 20, replicas = [], onStatement }: PostgresOptions) {
    this.database = { dialect: 'postgres', url: () => url, isTemporary: false }
    const half = Math.max(1, Math.floor(connections / 2))
    this.#reading = new Lines('reading', url, half, onStatement)
    this.#writing = new Lines('writing', url, Math.max(1, connections - half), onStatement)
    this.#counting = new Lines('counting', url, Math.ceil(connections / 4), undefined)
    this.counters = new PostgresCounters((work) => this.#run(() => this.#counting.use(work)))
    this.broadcast = new Relay(new PostgresNotifications(url))
    const reading = new AnyConnection(new SharedLines(this.#reading, half))
    const statements = new Statements(postgresDialect, reading)
    this.#session = new SqlSession(statements)
    this.#transactions = new Transactions(this.#writing, statements)
    this.replicas =
      replicas.length === 0
        ? undefined
        : new PostgresReplicas({ url, replicas, connections: half, statements, primary: this, onStatement })
  }

  prepare(models: Iterable<Model>): Promise<void> {
    return this.#run(() => this.#writing.use((line) => createTables(line, [...models])))
  }

  find(model: Model, query: FindQuery): Promise<Found | undefined> {
    return this.#run(async () => this.#session.find(model, query))
  }

  list(model: Model, query: ListQuery): Promise<Page> {
    return this.#run(async () => this.#session.list(model, query))
  }

  count(model: Model, where: Condition, options?: CountOptions): Promise<number> {
    return this.#run(() => this.#session.count(model, where, options))
  }

  aggregate(model: Model, query: AggregateQuery): Promise<Groups> {
    return this.#run(() => this.#session.aggregate(model, query))
  }

  estimate(model: Model, where: Condition): Promise<number> {
    return this.#run(() => this.#session.estimate(model, where))
  }

  findSecret(model: Model, id: string | number, property: string): Promise<string | null | undefined> {
    return this.#run(() => this.#session.findSecret(model, id, property))
  }

  insert(model: Model, row: NewRow, selection: Selection): Promise<Found> {
    return this.#write(model, selection, (session) => session.insert(model, row, selection))
  }

  update(model: Model, change: RowChange, selection: Selection): Promise<Found | undefined> {
    return this.#write(model, selection, (session) => session.update(model, change, selection))
  }

  delete(model: Model, id: string | number, version: number): Promise<boolean> {
    return this.#run(() => this.#transactions.runAlone((session) => session.delete(model, id, version)))
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
    await this.broadcast.close()
    await Promise.all(
      [this.#reading, this.#writing, this.#counting, this.replicas].map((each) => each?.end()),
    )
  }

  /** A write is a transaction by itself, unless it takes a second statement to show the row. */
  #write<Result>(
    model: Model,
    selection: Selection,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result> {
    return this.#run(() =>
      looksAt(model.table, model, selection)
        ? this.#transactions.run(work)
        : this.#transactions.runAlone(work),
    )
  }

  /** Runs what closing must wait for, unless it is too late. */
  async #run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closed !== undefined) throw toClosed()
    const running = work()
    this.#running.add(running)
    try {
      return await running
    } catch (error) {
      throw toReadProblem(postgresDialect, error)
    } finally {
      this.#running.delete(running)
    }
  }
}
