import { sql } from 'kysely'
import type { Model, Property } from '../../../declaration/resource/model.ts'
import type { SortKey } from '../../../declaration/resource/query.ts'
import { collationOf, isNullable, type Dialect, type Sql } from './dialect.ts'
import { sortPropertyOf } from './search.ts'
import type { Shape } from './shape.ts'

/** A sort key with its column looked up. */
export interface OrderKey {
  readonly property: Property
  /** What is ordered by where it is no column of the table. */
  readonly column?: Sql
  readonly descending: boolean
  /** Whether rows without a value are among those to be ordered. */
  readonly nullable: boolean
  /** Rows without a value come last; first where a list is read backwards. */
  readonly nulls: 'last' | 'first'
}

export function shapeOrder(shape: Shape, sort: readonly SortKey[]): void {
  for (const { property, descending } of sort) shape.key += descending ? `-${property}` : `+${property}`
}

/** An order that is total: the id breaks ties. */
export function withId(sort: readonly SortKey[]): readonly SortKey[] {
  return sort.some(({ property }) => property === 'id')
    ? sort
    : [...sort, { property: 'id', descending: false }]
}

/** @param rank what stands for how well a row fits, in the order of a search */
export function toOrderKeys(model: Model, sort: readonly SortKey[], rank?: Sql): OrderKey[] {
  return sort.map(({ property: name, descending }) => {
    const property = sortPropertyOf(model, name)
    const key: OrderKey = { property, descending, nullable: isNullable(property), nulls: 'last' }
    return model.properties.has(name) || rank === undefined ? key : { ...key, column: rank }
  })
}

export function sortColumnOf(
  dialect: Dialect,
  table: string,
  { property, column }: Pick<OrderKey, 'property' | 'column'>,
): Sql {
  return column ?? dialect.collate(property, table, collationOf(property))
}

/** The same rows from the other end. */
export function toReversed(keys: readonly OrderKey[]): OrderKey[] {
  return keys.map((key) => ({ ...key, descending: !key.descending, nulls: 'first' }))
}

/** What stands after ORDER BY. Nothing is said of NULL where there is none, so that plain indexes serve. */
export function compileOrder(dialect: Dialect, table: string, keys: readonly OrderKey[]): Sql {
  return sql.join(
    keys.map((key) => {
      const { descending, nullable, nulls } = key
      const column = sortColumnOf(dialect, table, key)
      const direction = descending ? sql`DESC` : sql`ASC`
      return nullable ? dialect.orderNulls(column, direction, nulls) : sql`${column} ${direction}`
    }),
  )
}
