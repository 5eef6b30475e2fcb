import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely'
import type { Collation } from '../../../declaration/condition/condition.ts'
import type { Property } from '../../../declaration/resource/model.ts'
import type { ColumnType } from '../../../declaration/schema/kind.ts'
import { columnIn, type Dialect, type Sql } from '../sql/dialect.ts'
import { joinBalanced } from '../sql/fragment.ts'
import { joinBy } from '../sql/joined-rows.ts'
import { toColumnJson, toDayText, toFileJson, toMomentText } from './column-json.ts'
import { decodeValue, encodeBound, encodeList, encodeValue } from './column-value.ts'
import { toEstimate } from './estimate.ts'
import { isUnavailable, toViolation } from './failure.ts'
import { postgresSearch } from './search.ts'

/** Compiles SQL text; it has no connection and runs nothing. */
export const compiler = new Kysely<never>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** SQL as PostgreSQL (14 or later) understands it. */
export const postgresDialect: Dialect = {
  compiler,
  encode: encodeValue,
  encodeBound,
  decode: decodeValue,
  toSortValue: ({ kind }, column) => {
    if (kind.column === 'timestamp') return toMomentText(column)
    return kind.column === 'date' ? toDayText(column) : column
  },
  toJson: toColumnJson,
  toFileJson,
  concatenate: (parts) => (parts.length === 1 ? parts[0]! : joinBalanced(parts, sql` || `)),
  join: joinBy((text) => sql`coalesce(string_agg(${text}, ','), '')`),
  collate: toCollated,
  collateValue: (property, value, collation) =>
    isFolded(property, collation) ? sql`lower(${value}::text COLLATE "C")` : value,
  isLike: (property, column, pattern) =>
    property.kind.column === 'text' ? sql`${column} ILIKE ${pattern}` : sql`${column}::text ILIKE ${pattern}`,
  // As SQLite has it, so that both answer alike.
  longestPattern: 50_000,
  isListed: (property, table, list, collation) =>
    isFolded(property, collation)
      ? sql`(${toCollated(property, table, collation)} = ANY(lower(${list}::text COLLATE "C")::text[]))`
      : sql`(${toCollated(property, table, collation)} = ANY(${list}))`,
  encodeList,
  search: postgresSearch,
  toExactSum: (column) => sql`sum(${column})`,
  fromExactSum: (stored) => BigInt(String(stored).replace('.', '')),
  toRealSum,
  fromRealSum: (stored) => {
    const [low, high] = String(stored).split(':')
    return Number(low) + Number(high) * great
  },
  estimate: toEstimate,
  comparesRows: true,
  ordersNullsLast: false,
  knowsNullsEqual: false,
  orderNulls: (column, direction, nulls) =>
    sql`${column} ${direction} NULLS ${nulls === 'last' ? sql`LAST` : sql`FIRST`}`,
  returning: 'every write',
  showsWrites: false,
  limit: (count, offset) =>
    offset === undefined ? sql`LIMIT ${count}` : sql`LIMIT ${count} OFFSET ${offset}`,
  toViolation,
  isUnavailable,
}

const isFolded = ({ kind }: Property, collation: Collation | undefined): boolean =>
  kind.column === 'text' && collation === 'nocase'

function toCollated(property: Property, table: string | undefined, collation: Collation | undefined): Sql {
  return toComparable(property.kind.column, columnIn(table, property), collation)
}

/** In the collation "C", `lower` knows the letters of ASCII alone. JSON has no order but that of its text. */
export function toComparable(type: ColumnType, column: Sql, collation: Collation | undefined): Sql {
  if (type === 'json' || type === 'file') return sql`${column}::text`
  return type === 'text' && collation === 'nocase' ? sql`lower(${column})` : column
}

const great = 2 ** 512

/** PostgreSQL refuses a sum beyond all doubles: great ones are added up apart, made smaller without losing a digit. */
function toRealSum(column: Sql): Sql {
  const bound = sql`${sql.lit(String(great))}::float8`
  const low = sql`coalesce(sum(${column}) FILTER (WHERE abs(${column}) < ${bound}), 0)`
  const high = sql`coalesce(sum(${column} / ${bound}) FILTER (WHERE abs(${column}) >= ${bound}), 0)`
  return sql`CASE count(${column}) WHEN 0 THEN NULL ELSE ${low} || ':' || ${high} END`
}
