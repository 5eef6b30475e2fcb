import { InternalError } from '../../../kernel/problem/catalogue.ts'
import { RecentMap } from '../../../kernel/values/recent-map.ts'
import { Compilation, type Slot } from './compilation.ts'
import type { Bound, Dialect, Sql } from './dialect.ts'
import type { Shape } from './shape.ts'
import type { StoredRow } from './stored-row.ts'

/** A statement the driver holds ready. */
export interface Prepared {
  one(values: readonly Bound[]): StoredRow | undefined | Promise<StoredRow | undefined>
  all(values: readonly Bound[]): StoredRow[] | Promise<StoredRow[]>
  /** Resolves to the number of rows changed. */
  run(values: readonly Bound[]): number | Promise<number>
}

/** A line to the database. */
export interface Connection {
  prepare(text: string): Prepared
}

/** A statement with the order in which it takes the values of its shape; undefined where that is the shape's own. */
interface Statement {
  readonly prepared: Prepared
  readonly order: readonly number[] | undefined
}

const mostShapes = 1000

/** The statements of one connection, each made once and kept while it is used. */
export class Statements {
  readonly dialect: Dialect
  readonly #connection: Connection
  readonly #kept = new RecentMap<string, Statement>(mostShapes)

  constructor(dialect: Dialect, connection: Connection) {
    this.dialect = dialect
    this.#connection = connection
  }

  get size(): number {
    return this.#kept.size
  }

  one(shape: Shape, compile: (compilation: Compilation) => Sql): ReturnType<Prepared['one']> {
    const { prepared, order } = this.#kept.get(shape.key) ?? this.#make(shape, compile)
    return prepared.one(order === undefined ? shape.values : arrange(shape.values, order))
  }

  all(shape: Shape, compile: (compilation: Compilation) => Sql): ReturnType<Prepared['all']> {
    const { prepared, order } = this.#kept.get(shape.key) ?? this.#make(shape, compile)
    return prepared.all(order === undefined ? shape.values : arrange(shape.values, order))
  }

  run(shape: Shape, compile: (compilation: Compilation) => Sql): ReturnType<Prepared['run']> {
    const { prepared, order } = this.#kept.get(shape.key) ?? this.#make(shape, compile)
    return prepared.run(order === undefined ? shape.values : arrange(shape.values, order))
  }

  #make(shape: Shape, compile: (compilation: Compilation) => Sql): Statement {
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
