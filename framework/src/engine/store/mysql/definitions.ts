// How tables, references and indexes are made, whether by a start or by a migration.
import { sql } from 'kysely'
import type { OnDelete } from '../../../declaration/schema/field.ts'
import type { IdKind } from '../../../declaration/schema/id.ts'
import type { ColumnForm } from '../sql/column-form.ts'
import type { Sql } from '../sql/dialect.ts'
import { toIdentifier } from '../sql/identifier.ts'
import { isFolded, longestKey } from './column-type.ts'
import { defineColumn, defineColumns } from './column.ts'
import { compiler } from './compiler.ts'
import { toFoldedName } from './folded.ts'
import type { Server } from './server.ts'

/** Columns by their names. */
export type Columns = Iterable<readonly [name: string, form: ColumnForm]>

export const toText = (text: Sql): string => text.compile(compiler).sql

/**
 * A table, a line a column.
 * @param parts what stands behind its columns
 */
export function defineTable(
  server: Server,
  name: string,
  id: IdKind,
  columns: Columns,
  parts: readonly Sql[],
): string {
  const counting = id === 'integer' ? sql` AUTO_INCREMENT` : sql``
  const all = [
    sql`${defineColumn(server, 'id', toIdForm(id))}${counting}`,
    sql`"version" int NOT NULL`,
    ...[...columns].flatMap(([column, form]) => defineColumns(server, column, form)),
    sql`PRIMARY KEY ("id")`,
    ...parts,
  ]
  const options = sql.raw(
    `ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE ${server.collation}`,
  )
  const lines = sql.join(all, sql.raw(',\n  '))
  return toText(sql`CREATE TABLE ${sql.id(name)} (\n  ${lines}\n) ${options}`)
}

/** The column of ids. */
export const toIdForm = (id: IdKind): ColumnForm =>
  id === 'text' ? { type: id, nullable: false, length: longestKey } : { type: id, nullable: false }

/** `UNIQUE INDEX … (…)`, as it stands in a table or behind `ADD`. */
export function defineIndex(name: string, columns: Columns, isUnique: boolean): Sql {
  const kind = isUnique ? sql`UNIQUE INDEX` : sql`INDEX`
  const looked = toIndexedColumns(columns).map((column) => sql.id(column))
  return sql`${kind} ${sql.id(toIdentifier(name))} (${sql.join(looked)})`
}

/** The columns that an index looks at. */
export const toIndexedColumns = (columns: Columns): readonly string[] =>
  [...columns].map(([column, form]) => (isFolded(form) ? toFoldedName(column) : column))

const actions = { restrict: 'RESTRICT', cascade: 'CASCADE', setNull: 'SET NULL' } as const

export const toReferenceName = (table: string, column: string): string =>
  toIdentifier(`${table}_${column}_fkey`)

/** `CONSTRAINT … FOREIGN KEY …`, as it stands in a table or behind `ADD`. */
export function defineReference(table: string, column: string, target: string, onDelete: OnDelete): Sql {
  const name = sql.id(toReferenceName(table, column))
  const action = sql.raw(actions[onDelete])
  return sql`CONSTRAINT ${name} FOREIGN KEY (${sql.id(column)}) REFERENCES ${sql.id(target)} ("id") ON DELETE ${action}`
}
