import { sql } from 'kysely'
import type { Condition } from '../../../declaration/condition/condition.ts'
import type { Model, Property } from '../../../declaration/resource/model.ts'
import { bestFirst, type Search, type SortKey } from '../../../declaration/resource/query.ts'
import { field } from '../../../declaration/schema/field.ts'
import { kindOf } from '../../../declaration/schema/kinds.ts'
import type { Compilation } from './compilation.ts'
import { compileCondition, shapeCondition } from './condition.ts'
import type { Sql } from './dialect.ts'
import { allOf } from './fragment.ts'
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

/** Which rows are meant: those of a condition, and of a search where there is one. */
export interface Meant {
  readonly where: Condition
  readonly search?: Search | undefined
}

/** Adds which rows are meant to a shape, and the values that `compileMeant` asks for. */
export function shapeMeant(shape: Shape, model: Model, { where, search }: Meant): void {
  shapeCondition(shape, model, where)
  if (search === undefined) return
  const { search: dialect } = shape.dialect
  shape.key += `~${search.fields.join()} ${dialect.toShape?.(search) ?? ''}`
  shape.bind(dialect.encode(model, search))
}

/** Where the rows that are meant stand, and what tells them from others. */
export interface CompiledMeant {
  readonly from: Sql
  readonly where: Sql
  /** Only where rows are sorted by it. */
  readonly rank?: Sql
}

/** The rows of a table, or those that a search finds. Only an order by rank needs the index itself at hand. */
export function compileMeant(
  compilation: Compilation,
  model: Model,
  { where, search }: Meant,
  sort: readonly SortKey[] = [],
): CompiledMeant {
  const { table } = model
  const condition = compileCondition(compilation, model, table, where)
  if (search === undefined) return { from: sql.id(table), where: condition }
  const slot = compilation.nextSlot()
  const { search: dialect } = compilation.dialect
  if (sort.every(({ property }) => property !== rank.name)) {
    const isFound = dialect.isFound(model, table, search, slot)
    return { from: sql.id(table), where: allOf([isFound, condition]) }
  }
  const { isFound, ...ranked } = dialect.rank(model, search, slot)
  return { ...ranked, where: allOf([isFound, condition]) }
}
