import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely'
import type { Collation, Scalar } from '../../../declaration/condition/condition.ts'
import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model, Property } from '../../../declaration/resource/model.ts'
import type { Search, Selection } from '../../../declaration/resource/query.ts'
import type { JoinedRows } from './joined-rows.ts'

/** A piece of SQL text with its places for values; becomes text once, when its statement is prepared. */
export type Sql = RawBuilder<unknown>

/** What a driver takes in for a place in a statement. */
export type Bound = string | number | bigint | null

/** A piece of JSON text: one that is always the same, or an expression that makes it. */
export type JsonPiece = string | Sql

/** A constraint that a write would have broken. */
export type Violation =
  | { readonly kind: 'unique' | 'required'; readonly columns: readonly string[] }
  /** A value is too long for an index; which one, not every database says. */
  | { readonly kind: 'long'; readonly columns?: readonly string[] }
  | { readonly kind: 'reference' }

/** Full-text search as one database does it. */
export interface SearchDialect {
  /** What is bound for a search; the text of a statement depends on its fields, and on its shape where there is one. */
  encode(model: Model, search: Search): Bound
  /** What else of a search its statement is made for. */
  toShape?(search: Search): string
  /** Whether a row of a table is among those found. */
  isFound(model: Model, table: string, search: Search, slot: Sql): Sql
  /** The table joined to what is found in it, and the whole number that tells how well a row fits. */
  rank(
    model: Model,
    search: Search,
    slot: Sql,
  ): { readonly from: Sql; readonly isFound: Sql; readonly rank: Sql }
}

/** What one database does in its own way. Everything else of SQL is written once. */
export interface Dialect {
  /** Turns pieces of SQL into text; runs nothing. */
  readonly compiler: QueryExecutorProvider
  /** A value as its column keeps it; undefined for a value that no row of the column can have. */
  encode(property: Property, value: unknown): Bound | undefined
  /**
   * A value that a column is compared with, which may lie between those that it can have: the nearest one on the side
   * where the comparison comes to the same.
   */
  encodeBound(property: Property, value: unknown, side: 'above' | 'below'): Bound | undefined
  /** A value of a column chosen by `toSortValue`, in the form code sees it. */
  decode(property: Property, stored: unknown): Scalar | null
  /** A column in a form that reaches JavaScript without loss. */
  toSortValue(property: Property, column: Sql): Sql
  /** The JSON text of a column's value, `null` where it has none. */
  toJson(property: Property, column: Sql, form: Selection['form']): readonly JsonPiece[]
  /** The JSON text of a file's column without its key, and with the address where it is read. */
  toFileJson(property: Property, column: Sql, url: Sql): readonly JsonPiece[]
  /** Texts one after another, none of which is NULL; any number of them. */
  concatenate(parts: readonly Sql[]): Sql
  /** The texts of rows in their order with commas between them; an empty text when there are none. */
  join(rows: JoinedRows): Sql
  /**
   * A column of a table, or of the only one of a statement, compared in the way asked for, whatever way it was declared
   * with.
   */
  collate(property: Property, table: string | undefined, collation: Collation | undefined): Sql
  /** A value in the form that a column collated in the same way is compared with. */
  collateValue(property: Property, value: Sql, collation: Collation | undefined): Sql
  /** Whether a text fits a LIKE pattern with `\` as its escape, without regard to the case of ASCII letters. */
  isLike(property: Property, column: Sql, pattern: Sql): Sql
  /** Longest LIKE pattern in bytes. */
  readonly longestPattern: number
  /** Whether a column, compared in the way asked for, has one of the values of a list bound as one value. */
  isListed(property: Property, table: string, list: Sql, collation: Collation | undefined): Sql
  /** A list for `isListed`. */
  encodeList(values: readonly Bound[]): Bound
  /** Whether an index serves comparisons of rows, such as `(a, b) < (?, ?)`. */
  readonly comparesRows: boolean
  /** Whether an index serves an order in which rows without a value come last, upwards and downwards. */
  readonly ordersNullsLast: boolean
  /** Whether, among rows without a value of the first key, an index is known to be in the order of the other keys. */
  readonly knowsNullsEqual: boolean
  /** A sort key whose rows without a value stand where they are wanted. */
  orderNulls(column: Sql, direction: Sql, nulls: 'first' | 'last'): Sql
  /** Which writes give back their row by RETURNING; the others are followed by a statement that reads it. */
  readonly returning: 'every write' | 'inserts' | 'nothing'
  /** Whether what RETURNING looks up in tables is as the statement has left it. */
  readonly showsWrites: boolean
  /** The id that the database has counted up last on this connection, where RETURNING does not tell it. */
  readonly countedId?: Sql
  readonly search: SearchDialect
  /** The sum of a column of whole numbers in a form that no digit is lost in, whatever it comes to; NULL of none. */
  toExactSum(column: Sql): Sql
  /** In units of the last place of the column. */
  fromExactSum(stored: unknown): bigint
  /** The sum of a column of doubles, which may be beyond all doubles; NULL of none. */
  toRealSum(column: Sql): Sql
  fromRealSum(stored: unknown): number
  /** A statement for about how many rows of a table fulfil a condition. */
  estimate(model: Model, condition: Sql): Sql
  /** LIMIT and OFFSET. */
  limit(count: Sql, offset?: Sql): Sql
  /** The constraint an error of the driver tells of, at a write of a row of a model. */
  toViolation(error: unknown, model: Model): Violation | undefined
  /** Whether an error says that the database is occupied by others, or cannot be reached. */
  isUnavailable(error: unknown): boolean
}

/** The column of a property in a table, or in the only one of a statement. */
export const columnIn = (table: string | undefined, property: Property): Sql =>
  table === undefined ? sql.id(columnOf(property)) : sql.id(table, columnOf(property))

/** How values of a column are compared where nobody says otherwise. */
export const collationOf = (property: Property): Collation | undefined =>
  hasNocaseColumn(property) ? 'nocase' : undefined

/** Whether values of a column are equal without regard to the case of ASCII letters. */
export function hasNocaseColumn({ kind, definition }: Property): boolean {
  return kind.collation?.(definition) === 'nocase'
}

/** Whether a column may be NULL. JSON columns always may: the JSON value null is kept as NULL as well. */
export function isNullable({ kind, definition }: Property): boolean {
  return definition.optional || kind.column === 'json'
}
