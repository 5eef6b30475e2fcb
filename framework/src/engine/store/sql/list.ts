import { sql } from 'kysely'
import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import type { ListQuery, Position } from '../../../declaration/resource/query.ts'
import type { Page } from '../store.ts'
import type { Compilation } from './compilation.ts'
import { collationOf, type Dialect, type Sql } from './dialect.ts'
import { isTrue } from './fragment.ts'
import { compileBeyond, compileWhole, type PlacedKey, type Stretch } from './keyset.ts'
import { compileOrder, shapeOrder, toOrderKeys, toReversed, type OrderKey } from './order.ts'
import { compileMeant, shapeMeant, sortPropertyOf } from './search.ts'
import { compileSelection, shapeSelection } from './selection.ts'
import type { Shape } from './shape.ts'
import { toFound, type StoredRow } from './stored-row.ts'

/** Adds a list to a shape; one row more than the page holds is asked for, to see whether there is one. */
export function shapeList(shape: Shape, model: Model, query: ListQuery): void {
  const { sort, start, limit, selection } = query
  shapeMeant(shape, model, query)
  shapeSelection(shape, model, selection)
  shapeOrder(shape, sort)
  shape.bind(limit + 1)
  shape.key += start.kind
  if (start.kind === 'offset') shape.bind(start.offset)
  if (start.kind !== 'after' && start.kind !== 'before') return
  for (const [index, { property: name }] of sort.entries()) {
    const value = shape.dialect.encode(sortPropertyOf(model, name), start.position[index]) ?? null
    shape.key += value === null ? '0' : '1'
    if (value !== null) shape.bind(value)
  }
}

export function compileList(compilation: Compilation, model: Model, query: ListQuery): Sql {
  const { dialect } = compilation
  const { table } = model
  const { from, where, rank } = compileMeant(compilation, model, query, query.sort)
  const json = compileSelection(compilation, model, table, query.selection)
  const keys = toOrderKeys(model, query.sort, rank)
  const values = keys.map((key) =>
    dialect.toSortValue(key.property, key.column ?? sql.id(table, columnOf(key.property))),
  )
  // Names of their own: a union takes each but once.
  const named = [json, ...values].map((value, index) => sql`${value} AS ${sql.id(`_${index}`)}`)
  const columns = sql.join([sql.id(table, 'id'), sql.id(table, 'version'), ...named])
  const limit = compilation.nextSlot()
  const rows = (more: Sql, order: Sql, cut: Sql) =>
    sql`SELECT ${columns} FROM ${from} WHERE ${where}${more === isTrue ? sql`` : sql` AND ${more}`} ORDER BY ${order} ${cut}`
  const { start } = query
  const gather = (stretches: readonly Stretch[]): Sql => {
    const parts = stretches.map((each) => rows(each.where, each.order, dialect.limit(limit)))
    return parts.length === 1 ? parts[0]! : compileUnion(compilation, parts, dialect.limit(limit))
  }
  if (start.kind === 'first') return gather(compileWhole(dialect, table, keys))
  if (start.kind === 'last') return gather(compileWhole(dialect, table, toReversed(keys)))
  if (start.kind === 'offset') {
    return rows(isTrue, compileOrder(dialect, table, keys), dialect.limit(limit, compilation.nextSlot()))
  }
  const directed = start.kind === 'after' ? keys : toReversed(keys)
  return gather(compileBeyond(dialect, table, placeKeys(compilation, directed, start.position)))
}

function placeKeys(compilation: Compilation, keys: readonly OrderKey[], position: Position): PlacedKey[] {
  return keys.map((key, index) => {
    const value = compilation.dialect.encode(key.property, position[index]) ?? null
    if (value === null) return { ...key, slot: undefined }
    const { dialect } = compilation
    return {
      ...key,
      slot: dialect.collateValue(key.property, compilation.nextSlot(), collationOf(key.property)),
    }
  })
}

/** One stretch after the other; the second is not even begun when the first one fills the page. */
function compileUnion(compilation: Compilation, stretches: readonly Sql[], limit: Sql): Sql {
  const parts = stretches.map((each) => sql`SELECT * FROM (${each}) AS ${sql.id(compilation.nextAlias())}`)
  return sql`${sql.join(parts, sql` UNION ALL `)} ${limit}`
}

/**
 * Makes a page of what was fetched. That there are rows on the side of the position itself is taken for granted when
 * the page has any: the row that marked the position stands there, unless it was deleted since.
 */
export function toPage(
  dialect: Dialect,
  model: Model,
  { sort, start, limit }: ListQuery,
  fetched: StoredRow[],
): Page {
  const hasMore = fetched.length > limit
  if (hasMore) fetched.length = limit
  const isBackward = start.kind === 'before' || start.kind === 'last'
  if (isBackward) fetched.reverse()
  const hasAny = fetched.length > 0
  const toPosition = (row: StoredRow | undefined) =>
    row && sort.map(({ property }, index) => dialect.decode(sortPropertyOf(model, property), row[index + 3]))
  return {
    rows: fetched.map(toFound),
    first: toPosition(fetched[0]),
    last: toPosition(fetched.at(-1)),
    hasNext: isBackward ? start.kind === 'before' && hasAny : hasMore,
    hasPrevious: isBackward
      ? hasMore
      : start.kind === 'after'
        ? hasAny
        : start.kind === 'offset' && start.offset > 0,
  }
}
