import { sql } from 'kysely'
import type { Dialect, Sql } from './dialect.ts'

/** A place in a statement for the value that the shape has bound at an index. */
export class Slot {
  readonly index: number

  constructor(index: number) {
    this.index = index
  }
}

/**
 * The making of one statement. It follows the same traversal as its shape, so that the n-th slot asked for is the n-th
 * value bound, wherever and however often it stands in the text.
 */
export class Compilation {
  readonly dialect: Dialect
  #slots = 0
  #aliases = 0

  constructor(dialect: Dialect) {
    this.dialect = dialect
  }

  /** How many values the statement takes. */
  get slots(): number {
    return this.#slots
  }

  nextSlot(): Sql {
    return sql`${new Slot(this.#slots++)}`
  }

  /** A name for one more use of a table; declared names have no underscore. */
  nextAlias(): string {
    return `_${++this.#aliases}`
  }
}
