import { sql } from 'kysely'
import type { ColumnForm } from '../sql/column-form.ts'
import type { Bound, Sql } from '../sql/dialect.ts'
import { isFolded, toColumnType, toFoldedType } from './column-type.ts'
import { fold, toFoldedName } from './folded.ts'
import type { Server } from './server.ts'

/**
 * How a column is declared, and the one beside it that indexes look at where it has none of its own order.
 * @param initial what rows that are there take, for a column that must have a value
 */
export function defineColumns(server: Server, name: string, form: ColumnForm, initial?: Bound): Sql[] {
  const column = defineColumn(server, name, form, initial)
  return isFolded(form) ? [column, defineFolded(name, form)] : [column]
}

export function defineColumn(server: Server, name: string, form: ColumnForm, initial?: Bound): Sql {
  const demand = form.nullable ? sql`` : sql` NOT NULL`
  // In parentheses, as long texts take it too.
  const filling = initial === undefined || form.nullable ? sql`` : sql` DEFAULT (${sql.lit(initial)})`
  return sql`${sql.id(name)} ${toColumnType(server, form)}${demand}${filling}`
}

/** The column beside a text without case. */
export function defineFolded(name: string, form: ColumnForm): Sql {
  const text = fold(sql.id(name))
  return sql`${sql.id(toFoldedName(name))} ${toFoldedType(form)} GENERATED ALWAYS AS (${text}) STORED`
}
