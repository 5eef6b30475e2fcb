import type { Condition, Scalar } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import type {
  AggregateQuery,
  CountOptions,
  FindQuery,
  ListQuery,
  Position,
  Selection,
} from '../../declaration/resource/query.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import type { Broadcast } from '../broadcast/broadcast.ts'
import type { Counters } from './counters.ts'

/** A row found: its version and what was selected of it, as JSON text made by the database. */
export interface Found {
  readonly id: string | number
  /** Begins at 1 and grows by one with every write of the row. */
  readonly version: number
  readonly json: string
}

/** A page of rows, in the order asked for, whichever way it was reached. */
export interface Page {
  readonly rows: readonly Found[]
  /** Positions of the first and the last row; undefined on an empty page. */
  readonly first: Position | undefined
  readonly last: Position | undefined
  /** Whether rows follow after the last one, and stand before the first one. */
  readonly hasNext: boolean
  readonly hasPrevious: boolean
}

/** Rows taken together. */
export interface Group {
  /** The values they have in common, in the order asked for. */
  readonly keys: readonly (Scalar | null)[]
  /**
   * What was made of them, in the order asked for; null where no row has a value. Exact: sums of whole numbers beyond
   * 2^53 are text, averages of decimals have four more places than their field, halves rounded away from zero.
   */
  readonly values: readonly (Scalar | null)[]
}

/** Some of the groups, in the order of their keys. */
export interface Groups {
  readonly groups: readonly Group[]
  readonly hasNext: boolean
}

/** Values by property name, in the form code sees them: decimals and moments as text, JSON as values. */
export type StoredValues = Readonly<Record<string, unknown>>

/** A row to be made. */
export interface NewRow {
  /** Absent where the database counts ids up. */
  readonly id?: string | number
  readonly values: StoredValues
  /** RFC 3339, for `createdAt` and `updatedAt`. */
  readonly at: string
}

/** A change of a row, made only where its version is still the one expected. */
export interface RowChange {
  readonly id: string | number
  readonly version: number
  readonly values: StoredValues
  /** RFC 3339, for `updatedAt`. */
  readonly at: string
}

/** What can be read of a store. */
export interface Reads {
  find(model: Model, query: FindQuery): Awaitable<Found | undefined>
  list(model: Model, query: ListQuery): Awaitable<Page>
  count(model: Model, where: Condition, options?: CountOptions): Promise<number>
  aggregate(model: Model, query: AggregateQuery): Promise<Groups>
  /** About how many rows fulfil a condition, told from some of them: what it costs does not grow with the table. */
  estimate(model: Model, where: Condition): Promise<number>
  /** The kept hash of a secret field; null when it has none, undefined when there is no such row. */
  findSecret(model: Model, id: string | number, property: string): Promise<string | null | undefined>
}

/**
 * What can be asked of a store. Constraint violations are thrown as problems: `UNIQUE_VIOLATION` (409) naming the
 * fields, `REFERENCE_IN_USE` (409), and `VALIDATION_FAILED` (422, `unknown_reference`) naming the reference field.
 */
export interface Session extends Reads {
  insert(model: Model, row: NewRow, selection: Selection): Promise<Found>
  /** Undefined when the row is gone or has another version; then nothing was changed. */
  update(model: Model, change: RowChange, selection: Selection): Promise<Found | undefined>
  /** False when the row is gone or has another version; then nothing was deleted. */
  delete(model: Model, id: string | number, version: number): Promise<boolean>
  /**
   * Runs work once the transaction is committed, and never where it is undone; outside of a transaction at once. The work
   * must not throw, and nobody waits for what it begins.
   */
  onCommit(work: () => void): void
}

/** Where a database is found by others than its store. */
export type DatabaseLocation = FileLocation | ServerLocation

/** A database in a file. */
export interface FileLocation {
  readonly dialect: 'sqlite'
  /** Its path. */
  readonly file: string
  /** Whether it goes with its store. */
  readonly isTemporary: boolean
}

/** A database of a server. */
export interface ServerLocation {
  readonly dialect: 'postgres' | 'mysql'
  /** Its URL; a function, since there may be a password in it, and values are printed. */
  url(): string
  readonly isTemporary: false
}

/** Copies of a database that follow it, each perhaps a little behind. */
export interface Replicas {
  /** Begins to watch which of them can be read from; one that cannot is warned of once. */
  begin(warn: (message: string, cause?: unknown) => void): void
  /**
   * Where somebody reads: all that the readers named have written is there, whichever process it went through, and all that they
   * have seen. Meant for one answer.
   * @param readers keys that a caller is known by
   */
  reading(readers: readonly string[]): Awaitable<Reads>
  /** Notes that somebody has written; resolves when every process knows, before which the write is not to be acknowledged. */
  wrote(reader: string): Promise<void>
  /** Whether all of them can be read from. */
  isSound(): Promise<boolean>
}

/** Where rows are kept: the port every database implements, and the contract suite of `ninety/testing` checks. */
export interface Store extends Session {
  /** For what works on the database itself, as migrations do. Absent: nothing can. */
  readonly database?: DatabaseLocation
  /** What all processes that share the database count together. Absent: each counts for itself, unless it is told where. */
  readonly counters?: Counters
  /** What all processes that share the database tell each other by it. Absent: nothing. */
  readonly broadcast?: Broadcast
  /** What reads may be served by that need not show what others have written just now. Absent: all is read in one place. */
  readonly replicas?: Replicas | undefined
  /** Makes what is missing of the tables, and compiles nothing twice afterwards. Called once, before all else. */
  prepare(models: Iterable<Model>): Promise<void>
  /**
   * Runs work in one transaction; a rejection undoes it. Resolves only when the effects are durable. Transactions see
   * each other as if they ran one after another. `work` must use the session it is given. A store whose transactions run
   * side by side undoes one that another got in the way of, and runs its work again.
   */
  transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result>
  /** Resolves when the database answers. */
  ping(): Promise<void>
  /** Waits for running transactions, then lets go of the database. */
  close(): Promise<void>
}
