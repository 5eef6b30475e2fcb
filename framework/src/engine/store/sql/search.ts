import { sql } from 'kysely'
import type { Model, Property } from '../../../declaration/resource/model.ts'
import { bestFirst, type Search, type SortKey } from '../../../declaration/resource/query.ts'
import { field } from '../../../declaration/schema/field.ts'
import { kindOf } from '../../../declaration/schema/kinds.ts'
import type { Compilation } from './compilation.ts'
import type { Sql } from './dialect.ts'
import { isTrue } from './fragment.ts'
import { propertyOf } from './property-of.ts'
import type { Shape } from './shape.ts'

const { definition } = field.integer()

/** How well a row fits a search, as if it were a column. */
const rank: Property = {
  name: bestFirst[0]!.property,
  definition,
  kind: kindOf(definition),
  system: true,
}

/** What a list is sorted by: a stored member of its rows, or how well they fit. */
export function sortPropertyOf(model: Model, name: string): Property {
  return name === rank.name ? rank : propertyOf(model, name)
}

/** Adds a search to a shape, and the value that `compileSearch` asks for. */
export function shapeSearch(shape: Shape, model: Model, search: Search | undefined): void {
  if (search === undefined) return
  shape.key += `~${search.fields.join()} `
  shape.bind(shape.dialect.search.encode(model, search))
}

/** Where the rows of a list stand, and which of them are found. */
export interface Searched {
  readonly from: Sql
  readonly isFound: Sql
  /** Only where rows are sorted by it. */
  readonly rank?: Sql
}

/** The rows of a table, or those that a search finds. Only an order by rank needs the index itself at hand. */
export function compileSearch(
  compilation: Compilation,
  model: Model,
  search: Search | undefined,
  sort: readonly SortKey[] = [],
): Searched {
  const from = sql.id(model.table)
  if (search === undefined) return { from, isFound: isTrue }
  const slot = compilation.nextSlot()
  const { search: dialect } = compilation.dialect
  return sort.some(({ property }) => property === rank.name)
    ? dialect.rank(model, search, slot)
    : { from, isFound: dialect.isFound(model, model.table, search, slot) }
}
