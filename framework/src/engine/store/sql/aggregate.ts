import { sql } from 'kysely'
import type { Scalar } from '../../../declaration/condition/condition.ts'
import type { Measure } from '../../../declaration/resource/measure.ts'
import type { Model, Property } from '../../../declaration/resource/model.ts'
import type { AggregateQuery } from '../../../declaration/resource/query.ts'
import type { Groups } from '../store.ts'
import { toAverage, toSum } from './aggregate-value.ts'
import type { Compilation } from './compilation.ts'
import { columnIn, hasNocaseColumn, type Dialect, type Sql } from './dialect.ts'
import { compileOrder, sortColumnOf, toOrderKeys } from './order.ts'
import { propertyOf } from './property-of.ts'
import { compileMeant, shapeMeant } from './search.ts'
import type { Shape } from './shape.ts'
import type { StoredRow } from './stored-row.ts'

/** Adds a query of groups to a shape; one group more than wanted is asked for, to see whether there is one. */
export function shapeAggregate(shape: Shape, model: Model, query: AggregateQuery): void {
  const { measures, groupBy, limit, offset } = query
  shapeMeant(shape, model, query)
  shape.key += `${measures.map(({ name }) => name).join()} by ${groupBy.join()}`
  shape.bind(limit + 1)
  shape.bind(offset)
}

export function compileAggregate(compilation: Compilation, model: Model, query: AggregateQuery): Sql {
  const { measures, groupBy } = query
  const { table } = model
  const { dialect } = compilation
  const { from, where } = compileMeant(compilation, model, query)
  const keys = groupBy.map((name) => propertyOf(model, name))
  const columns = [
    ...keys.map((property) => compileKey(dialect, table, property)),
    ...measures.flatMap((measure) => compileMeasure(dialect, model, measure)),
  ]
  const cut = dialect.limit(compilation.nextSlot(), compilation.nextSlot())
  const rows = sql`SELECT ${sql.join(columns)} FROM ${from} WHERE ${where}`
  if (keys.length === 0) return sql`${rows} ${cut}`
  const groups = sql.join(keys.map((property) => sortColumnOf(dialect, table, { property })))
  const order = compileOrder(
    dialect,
    table,
    toOrderKeys(
      model,
      groupBy.map((property) => ({ property, descending: false })),
    ),
  )
  return sql`${rows} GROUP BY ${groups} ORDER BY ${order} ${cut}`
}

/** Of texts that are equal but for case, one stands for all, and always the same. */
function compileKey(dialect: Dialect, table: string, property: Property): Sql {
  if (!hasNocaseColumn(property)) return dialect.toSortValue(property, columnIn(table, property))
  return dialect.toSortValue(property, sql`min(${dialect.collate(property, table, undefined)})`)
}

function compileMeasure(dialect: Dialect, model: Model, measure: Measure): Sql[] {
  if (measure.function === 'count') return [sql`count(*)`]
  const property = propertyOf(model, measure.property)
  const column = columnIn(model.table, property)
  switch (measure.function) {
    case 'min':
      return [dialect.toSortValue(property, sql`min(${column})`)]
    case 'max':
      return [dialect.toSortValue(property, sql`max(${column})`)]
    case 'sum':
      return [compileSum(dialect, property, column)]
    case 'avg':
      return [compileSum(dialect, property, column), sql`count(${column})`]
  }
}

const compileSum = (dialect: Dialect, property: Property, column: Sql): Sql =>
  isExact(property) ? dialect.toExactSum(column) : dialect.toRealSum(column)

/** Doubles are added up by the database; everything else is a whole number of some unit. */
const isExact = ({ kind }: Property): boolean => kind.column !== 'real'

/** Makes groups of what was fetched. */
export function toGroups(
  dialect: Dialect,
  model: Model,
  { measures, groupBy, limit }: AggregateQuery,
  fetched: StoredRow[],
): Groups {
  const hasNext = fetched.length > limit
  if (hasNext) fetched.length = limit
  const groups = fetched.map((row) => {
    const columns = row.values()
    const next = (): unknown => columns.next().value
    return {
      keys: groupBy.map((name) => dialect.decode(propertyOf(model, name), next())),
      values: measures.map((measure) => readMeasure(dialect, model, measure, next)),
    }
  })
  return { groups, hasNext }
}

function readMeasure(dialect: Dialect, model: Model, measure: Measure, next: () => unknown): Scalar | null {
  if (measure.function === 'count') return Number(next())
  const property = propertyOf(model, measure.property)
  if (measure.function === 'min' || measure.function === 'max') return dialect.decode(property, next())
  const stored = next()
  const count = measure.function === 'avg' ? Number(next()) : undefined
  if (stored === null) return null
  const sum = isExact(property) ? dialect.fromExactSum(stored) : dialect.fromRealSum(stored)
  return count === undefined ? toSum(property, sum) : toAverage(property, sum, count)
}
