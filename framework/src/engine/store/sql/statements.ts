import { InternalError } from '../../../kernel/problem/catalogue.ts'
import { RecentMap } from '../../../kernel/values/recent-map.ts'
import { Compilation, type Slot } from './compilation.ts'
import type { Bound, Dialect, Sql } from './dialect.ts'
import type { Awaitable } from '../../../kernel/values/awaitable.ts'
import type { Shape } from './shape.ts'
import type { StoredRow } from './stored-row.ts'

/**
 * A line to the database.
 * @typeParam Prepared a statement made ready, as the driver has it
 */
export interface Connection<Prepared> {
  prepare(text: string): Prepared
  one(prepared: Prepared, values: readonly Bound[]): Awaitable<StoredRow | undefined>
  all(prepared: Prepared, values: readonly Bound[]): Awaitable<StoredRow[]>
  /** Resolves to the number of rows changed. */
  run(prepared: Prepared, values: readonly Bound[]): Awaitable<number>
  /**
   * Ends a transaction whose statements have told of two states of the database, as one behind the other would not have
   * seen them; gives the error to be thrown. Absent where that cannot be.
   */
  lose?(cause: unknown): unknown
}

/** A statement with the order in which it takes the values of its shape; undefined where that is the shape's own. */
interface Statement<Prepared> {
  readonly prepared: Prepared
  readonly order: readonly number[] | undefined
}

const mostShapes = 1000

/** The statements of one connection, or of several that share them, each made once and kept while it is used. */
export class Statements<Prepared = unknown> {
  readonly dialect: Dialect
  readonly #connection: Connection<Prepared>
  readonly #kept: RecentMap<string, Statement<Prepared>>

  constructor(
    dialect: Dialect,
    connection: Connection<Prepared>,
    kept = new RecentMap<string, Statement<Prepared>>(mostShapes),
  ) {
    this.dialect = dialect
    this.#connection = connection
    this.#kept = kept
  }

  /** What ends a transaction that has seen what no order of transactions would have shown it; see `Connection`. */
  get lose(): ((cause: unknown) => unknown) | undefined {
    const connection = this.#connection
    return connection.lose && ((cause) => connection.lose!(cause))
  }

  /** The same statements, run on another connection. */
  on(connection: Connection<Prepared>): Statements<Prepared> {
    return new Statements(this.dialect, connection, this.#kept)
  }

  get size(): number {
    return this.#kept.size
  }

  one(shape: Shape, compile: (compilation: Compilation) => Sql): Awaitable<StoredRow | undefined> {
    const { prepared, order } = this.#kept.get(shape.key) ?? this.#make(shape, compile)
    return this.#connection.one(prepared, order === undefined ? shape.values : arrange(shape.values, order))
  }

  all(shape: Shape, compile: (compilation: Compilation) => Sql): Awaitable<StoredRow[]> {
    const { prepared, order } = this.#kept.get(shape.key) ?? this.#make(shape, compile)
    return this.#connection.all(prepared, order === undefined ? shape.values : arrange(shape.values, order))
  }

  run(shape: Shape, compile: (compilation: Compilation) => Sql): Awaitable<number> {
    const { prepared, order } = this.#kept.get(shape.key) ?? this.#make(shape, compile)
    return this.#connection.run(prepared, order === undefined ? shape.values : arrange(shape.values, order))
  }

  #make(shape: Shape, compile: (compilation: Compilation) => Sql): Statement<Prepared> {
    const compilation = new Compilation(this.dialect)
    const { sql: text, parameters } = compile(compilation).compile(this.dialect.compiler)
    const order = parameters.map((parameter) => (parameter as Slot).index)
    if (compilation.slots !== shape.values.length || order.some((index) => index === undefined)) {
      throw new InternalError({ detail: `The shape ${shape.key} and its statement differ in their values.` })
    }
    const isPlain = order.length === shape.values.length && order.every((index, place) => index === place)
    const statement = { prepared: this.#connection.prepare(text), order: isPlain ? undefined : order }
    this.#kept.set(shape.key, statement)
    return statement
  }
}

function arrange(values: readonly Bound[], order: readonly number[]): Bound[] {
  const arranged: Bound[] = []
  for (const index of order) arranged.push(values[index]!)
  return arranged
}
