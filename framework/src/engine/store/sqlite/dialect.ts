import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely'
import type { Collation } from '../../../declaration/condition/condition.ts'
import type { Property } from '../../../declaration/resource/model.ts'
import { columnIn, hasNocaseColumn, type Dialect, type Sql, type Violation } from '../sql/dialect.ts'
import { joinBalanced } from '../sql/fragment.ts'
import { joinBy } from '../sql/joined-rows.ts'
import { toColumnJson, toFileJson } from './column-json.ts'
import { decodeValue, encodeList, encodeValue } from './column-value.ts'
import { toEstimate } from './estimate.ts'
import { sqliteSearch } from './search.ts'

/** Compiles SQL text; it has no connection and runs nothing. */
export const compiler = new Kysely<never>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/** SQL as SQLite (3.45 or later) understands it. */
export const sqliteDialect: Dialect = {
  compiler,
  encode: encodeValue,
  // Numbers of any kind compare with each other.
  encodeBound: encodeValue,
  decode: decodeValue,
  // A 64-bit integer may be more than a JavaScript number can hold.
  toSortValue: ({ kind }, column) => (kind.column === 'decimal' ? sql`CAST(${column} AS TEXT)` : column),
  toJson: toColumnJson,
  toFileJson,
  concatenate: (parts) => (parts.length === 1 ? parts[0]! : joinBalanced(parts, sql` || `)),
  join: joinBy((text) => sql`coalesce(group_concat(${text}, ','), '')`),
  collate: toCollated,
  // The column brings its collation to the comparison.
  collateValue: (_property, value) => value,
  // A bare bound pattern, or LIMIT, would have SQLite plan the statement anew for each value.
  isLike: (_property, column, pattern) => sql`${column} LIKE ${pattern} || '' ESCAPE '\\'`,
  longestPattern: 50_000,
  isListed: (property, table, list, collation) =>
    sql`(${toCollated(property, table, collation)} IN (SELECT "value" FROM json_each(${list})))`,
  encodeList,
  search: sqliteSearch,
  // 64 bits hold the sum of a few such numbers only: what stands above and below nine digits is added up by itself.
  toExactSum: (column) => sql`sum(${column} / 1000000000) || ':' || sum(${column} % 1000000000)`,
  fromExactSum: (stored) => {
    const [high = '', low = ''] = String(stored).split(':')
    return BigInt(high) * 1_000_000_000n + BigInt(low)
  },
  toRealSum: (column) => sql`sum(${column})`,
  fromRealSum: Number,
  estimate: toEstimate,
  comparesRows: true,
  ordersNullsLast: true,
  knowsNullsEqual: true,
  orderNulls: (column, direction, nulls) =>
    sql`${column} ${direction} NULLS ${nulls === 'last' ? sql`LAST` : sql`FIRST`}`,
  returning: 'every write',
  showsWrites: true,
  limit: (count, offset) =>
    offset === undefined ? sql`LIMIT ${count}+0` : sql`LIMIT ${count}+0 OFFSET ${offset}+0`,
  toViolation,
  isUnavailable: (error) => [busy, locked].includes(toCode(error) & 0xff),
}

function toCollated(property: Property, table: string | undefined, collation: Collation | undefined): Sql {
  const column = columnIn(table, property)
  const isNocase = collation === 'nocase'
  if (property.kind.column !== 'text' || isNocase === hasNocaseColumn(property)) return column
  return isNocase ? sql`${column} COLLATE NOCASE` : sql`${column} COLLATE BINARY`
}

// Result codes of SQLite (https://sqlite.org/rescode.html).
const busy = 5
const locked = 6
const notNull = 1299
const primaryKey = 1555
const unique = 2067
const foreignKey = 787
const trigger = 1811

function toCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
}

function toViolation(error: unknown): Violation | undefined {
  switch (toCode(error)) {
    case unique:
    case primaryKey:
      return { kind: 'unique', columns: toColumns(error) }
    case notNull:
      return { kind: 'required', columns: toColumns(error) }
    // RESTRICT is a trigger of SQLite's own making.
    case foreignKey:
    case trigger:
      return { kind: 'reference' }
    default:
      return undefined
  }
}

/** The columns of `UNIQUE constraint failed: items.storeId, items.name`. */
function toColumns(error: unknown): string[] {
  const [, list = ''] = String((error as Error).message).split(': ')
  return list.split(', ').map((column) => column.slice(column.indexOf('.') + 1))
}
