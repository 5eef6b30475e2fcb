import { sql } from 'kysely'
import type { Sql } from './dialect.ts'

/** Rows whose texts are to be joined: which, in which order, and how many of them. */
export interface JoinedRows {
  /** The text of a row. */
  readonly text: Sql
  readonly from: Sql
  readonly where: Sql
  readonly order: Sql
  /** LIMIT. */
  readonly limit: Sql
  /** A name that stands for nothing else in the statement. */
  readonly alias: string
}

/** Joined by an aggregate over the rows wanted, which it meets in their order. */
export const joinBy =
  (aggregate: (text: Sql) => Sql) =>
  ({ text, from, where, order, limit, alias }: JoinedRows): Sql => {
    const rows = sql`SELECT ${text} AS "text" FROM ${from} WHERE ${where} ORDER BY ${order} ${limit}`
    return sql`(SELECT ${aggregate(sql.id(alias, 'text'))} FROM (${rows}) AS ${sql.id(alias)})`
  }
