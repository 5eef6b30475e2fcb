import { sql } from 'kysely'
import type { Collation } from '../../../declaration/condition/condition.ts'
import type { Property } from '../../../declaration/resource/model.ts'
import { columnIn, hasNocaseColumn, type Dialect, type SearchDialect, type Sql } from '../sql/dialect.ts'
import { compiler } from './compiler.ts'
import { toColumnJson, toDayText, toFileJson, toMomentText } from './column-json.ts'
import { decodeValue, encodeBound, encodeList, encodeValue, mostDigits } from './column-value.ts'
import { toEstimate } from './estimate.ts'
import { isUnavailable, toViolation } from './failure.ts'
import { fold, foldedColumnOf } from './folded.ts'
import type { Server } from './server.ts'

/** SQL as a server understands it. */
export const createDialect = (
  { collation: codePoints, ...server }: Server,
  search: SearchDialect,
): Dialect => ({
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
  // What columns of different character sets would be collated by, an empty text says.
  concatenate: (parts) =>
    parts.length === 1 ? parts[0]! : sql`concat('' COLLATE ${sql.raw(codePoints)}, ${sql.join(parts)})`,
  join: server.join,
  collate: toCollated,
  collateValue: toComparable,
  isLike: (property, column, pattern) =>
    sql`${fold(toLikened(property, column))} LIKE ${fold(pattern)} ESCAPE '\\'`,
  // As SQLite has it, so that both answer alike.
  longestPattern: 50_000,
  isListed: (property, table, list, collation) => {
    const { type, value } = toListed(property, collation, codePoints)
    const rows = sql`JSON_TABLE(${list}, '$[*]' COLUMNS ("value" ${type} PATH '$')) AS "_list"`
    return sql`(${toCollated(property, table, collation)} IN (SELECT ${value} FROM ${rows}))`
  },
  encodeList,
  search,
  toExactSum: (column) => sql`sum(${column})`,
  fromExactSum: (stored) => BigInt(String(stored).replace('.', '')),
  toRealSum,
  fromRealSum: (stored) => {
    const [low, high] = String(stored).split(':')
    return Number(low) + Number(high) * great
  },
  estimate: toEstimate,
  comparesRows: false,
  ordersNullsLast: false,
  knowsNullsEqual: true,
  orderNulls: (column, direction, nulls) =>
    sql`${column} IS NULL ${nulls === 'last' ? sql`ASC` : sql`DESC`}, ${column} ${direction}`,
  returning: server.returning,
  showsWrites: false,
  countedId: sql`last_insert_id()`,
  limit: (count, offset) =>
    offset === undefined ? sql`LIMIT ${count}` : sql`LIMIT ${count} OFFSET ${offset}`,
  toViolation,
  isUnavailable,
})

const ignoresCase = ({ kind }: Property, collation: Collation | undefined): boolean =>
  kind.column === 'text' && collation === 'nocase'

function toCollated(property: Property, table: string | undefined, collation: Collation | undefined): Sql {
  const column = columnIn(table, property)
  if (!ignoresCase(property, collation)) return column
  if (!hasNocaseColumn(property)) return fold(column)
  const folded = foldedColumnOf(property)
  return table === undefined ? sql.id(folded) : sql.id(table, folded)
}

/** A decimal is compared with decimals alone: with a text, both would become doubles. */
function toComparable(property: Property, value: Sql, collation: Collation | undefined): Sql {
  if (property.kind.column === 'decimal') return sql`CAST(${value} AS ${toDecimalType(property)})`
  return ignoresCase(property, collation) ? fold(value) : value
}

const toDecimalType = ({ definition }: Property): Sql =>
  sql`decimal(${sql.lit(mostDigits)}, ${sql.lit((definition.scale ?? 2) + 1)})`

function toLikened({ kind }: Property, column: Sql): Sql {
  if (kind.column === 'timestamp') return toMomentText(column)
  return kind.column === 'date' ? toDayText(column) : column
}

/** The type a list is read by, and its values in the form that a column collated in the same way is compared with. */
function toListed(property: Property, collation: Collation | undefined, codePoints: string) {
  const value = sql.id('value')
  switch (property.kind.column) {
    case 'integer':
    case 'duration':
      return { type: sql`bigint`, value }
    case 'real':
      return { type: sql`double`, value }
    case 'boolean':
      return { type: sql`tinyint`, value }
    case 'decimal':
      return { type: toDecimalType(property), value }
    case 'timestamp':
      return { type: sql`datetime(3)`, value }
    case 'date':
      return { type: sql`date`, value }
    case 'uuid':
      return { type: sql`varchar(36)`, value: sql`CONVERT(${value} USING ascii) COLLATE ascii_bin` }
    default: {
      const text = ignoresCase(property, collation)
        ? fold(value)
        : sql`${value} COLLATE ${sql.raw(codePoints)}`
      return { type: sql`longtext`, value: text }
    }
  }
}

const great = 2 ** 512

/** A sum beyond all doubles is refused: great ones are added up apart, made smaller without losing a digit. */
function toRealSum(column: Sql): Sql {
  const bound = sql.lit(great)
  const low = sql`coalesce(sum(CASE WHEN abs(${column}) < ${bound} THEN ${column} END), 0)`
  const high = sql`coalesce(sum(CASE WHEN abs(${column}) >= ${bound} THEN ${column} / ${bound} END), 0)`
  return sql`CASE count(${column}) WHEN 0 THEN NULL ELSE concat(${low}, ':', ${high}) END`
}
