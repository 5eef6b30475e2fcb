// What MariaDB and MySQL do differently, all of it.
import { sql } from 'kysely'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import type { Dialect, Sql } from '../sql/dialect.ts'
import type { JoinedRows } from '../sql/joined-rows.ts'

/** One of the two kinds of servers, of a version that is known to have what is needed. */
export interface Server extends Pick<Dialect, 'returning' | 'join'> {
  /** Orders text by code point, trailing spaces included. */
  readonly collation: string
  /**
   * Settings of a session that end a statement, and a transaction that does nothing.
   * @param statement milliseconds
   * @param idle milliseconds
   */
  limitTime(statement: number, idle: number): string
}

export const mariadb: Server = {
  collation: 'utf8mb4_nopad_bin',
  returning: 'inserts',
  // A derived table cannot look at the row outside; an aggregate that cuts needs none.
  join: ({ text, from, where, order, limit }) =>
    sql`(SELECT coalesce(group_concat(${text} ORDER BY ${order} SEPARATOR ',' ${limit}), '') FROM ${from} WHERE ${where})`,
  limitTime: (statement, idle) =>
    `max_statement_time = ${statement / 1000}, idle_transaction_timeout = ${idle / 1000}`,
}

const mysql: Server = {
  collation: 'utf8mb4_0900_bin',
  returning: 'nothing',
  join: joinInPlace,
  // An idle transaction ends with its connection.
  limitTime: (statement, idle) => `max_execution_time = ${statement}, wait_timeout = ${idle / 1000}`,
}

/** An aggregate promises no order of its own: rows bring their place. */
function joinInPlace({ text, from, where, order, limit, alias }: JoinedRows): Sql {
  const place = sql`row_number() OVER (ORDER BY ${order}) AS "place"`
  const rows = sql`SELECT ${text} AS "text", ${place} FROM ${from} WHERE ${where} ORDER BY ${order} ${limit}`
  const [texts, places] = [sql.id(alias, 'text'), sql.id(alias, 'place')]
  return sql`(SELECT coalesce(group_concat(${texts} ORDER BY ${places} SEPARATOR ','), '') FROM (${rows}) AS ${sql.id(alias)})`
}

/** The server of a version, as `SELECT VERSION()` gives it; one that is too old is refused. */
export function toServer(version: string): Server {
  const isMariaDb = /mariadb/i.test(version)
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number)
  const number = major * 1_000_000 + minor * 1000 + patch
  if (number >= (isMariaDb ? 10_006_000 : 8_000_017)) return isMariaDb ? mariadb : mysql
  const message = `is ${isMariaDb ? 'MariaDB' : 'MySQL'} ${major}.${minor}.${patch}, which lacks what is needed`
  throw new DeclarationError([
    { path: 'store', message, remedy: 'use MariaDB 10.6 or later, or MySQL 8.0.17 or later' },
  ])
}
