import { sql } from 'kysely'
import type { Dialect, Sql } from './dialect.ts'
import { isFalse, isTrue } from './fragment.ts'
import { compileOrder, sortColumnOf, type OrderKey } from './order.ts'

/** A key with the place of its value in the position; undefined where the position has none. */
export type PlacedKey = OrderKey & { readonly slot: Sql | undefined }

/** Some of the rows after a position, in their order. */
export interface Stretch {
  readonly where: Sql
  readonly order: Sql
}

/** All rows, as stretches that follow each other, where no index serves their order otherwise. */
export function compileWhole(dialect: Dialect, table: string, keys: readonly OrderKey[]): Stretch[] {
  const [first] = keys
  if (first === undefined || !first.nullable || dialect.ordersNullsLast)
    return [{ where: isTrue, order: compileOrder(dialect, table, keys) }]
  const { hasOne, hasNone } = splitByNull(dialect, table, keys)
  return first.nulls === 'last' ? [hasOne, hasNone] : [hasNone, hasOne]
}

/** Rows that have the first key, and rows that do not: each is one plain range of an index. */
function splitByNull(dialect: Dialect, table: string, keys: readonly OrderKey[]) {
  const [first, ...rest] = keys
  const column = sortColumnOf(dialect, table, first!)
  const order = compileOrder(dialect, table, keys.with(0, { ...first!, nullable: false }))
  // All of those without it are equal in it, which not every database takes into account when it looks for an index.
  const orderOfNone = dialect.knowsNullsEqual ? compileOrder(dialect, table, rest) : order
  return {
    hasOne: { where: sql`${column} IS NOT NULL`, order },
    hasNone: { where: sql`${column} IS NULL`, order: orderOfNone },
  }
}

/**
 * The rows beyond a position, as stretches that follow each other. Where the first key may be absent, rows with and
 * without it are two stretches: each is one plain range of an index, which their union is not.
 */
export function compileBeyond(dialect: Dialect, table: string, keys: readonly PlacedKey[]): Stretch[] {
  const [first, ...rest] = keys
  if (first === undefined) return []
  const present = keys.with(0, { ...first, nullable: false })
  const { hasOne, hasNone } = splitByNull(dialect, table, keys)
  if (first.slot === undefined) {
    const beyond = sql`${hasNone.where} AND ${compileAfter(dialect, table, rest)}`
    return [{ ...hasNone, where: beyond }, ...(first.nulls === 'first' ? [hasOne] : [])]
  }
  const beyond = { where: compileAfter(dialect, table, present), order: hasOne.order }
  return first.nullable && first.nulls === 'last' ? [beyond, hasNone] : [beyond]
}

/** Whether a row stands after the position in the order of the keys. */
function compileAfter(dialect: Dialect, table: string, keys: readonly PlacedKey[]): Sql {
  const [first, ...rest] = keys
  if (first === undefined) return isFalse
  if (dialect.comparesRows && keys.length > 1 && areAlike(keys)) return compileRowAfter(dialect, table, keys)
  const strictly = compileKeyAfter(dialect, table, first)
  if (rest.length === 0) return strictly
  const column = sortColumnOf(dialect, table, first)
  const isTie = first.slot === undefined ? sql`${column} IS NULL` : sql`${column} = ${first.slot}`
  const after = sql`(${strictly} OR (${isTie} AND ${compileAfter(dialect, table, rest)}))`
  // Says again what follows from the rest, in the form that databases look up in an index.
  return first.nullable || first.slot === undefined
    ? after
    : sql`(${column} ${first.descending ? sql`<=` : sql`>=`} ${first.slot} AND ${after})`
}

function areAlike(keys: readonly PlacedKey[]): boolean {
  const { descending } = keys[0]!
  return keys.every((key) => !key.nullable && key.slot !== undefined && key.descending === descending)
}

function compileRowAfter(dialect: Dialect, table: string, keys: readonly PlacedKey[]): Sql {
  const columns = sql.join(keys.map((key) => sortColumnOf(dialect, table, key)))
  const values = sql.join(keys.map(({ slot }) => slot))
  return sql`(${columns}) ${keys[0]!.descending ? sql`<` : sql`>`} (${values})`
}

function compileKeyAfter(dialect: Dialect, table: string, key: PlacedKey): Sql {
  const { descending, nullable, nulls, slot } = key
  const column = sortColumnOf(dialect, table, key)
  if (slot === undefined) return nulls === 'first' ? sql`${column} IS NOT NULL` : isFalse
  const beyond = sql`${column} ${descending ? sql`<` : sql`>`} ${slot}`
  return nullable && nulls === 'last' ? sql`(${beyond} OR ${column} IS NULL)` : beyond
}
