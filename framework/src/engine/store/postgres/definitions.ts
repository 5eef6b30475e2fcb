// How tables, columns, references and indexes are made, whether by a start or by a migration.
import { sql } from 'kysely'
import type { OnDelete } from '../../../declaration/schema/field.ts'
import type { IdKind } from '../../../declaration/schema/id.ts'
import type { ColumnForm } from '../sql/column-form.ts'
import type { Bound } from '../sql/dialect.ts'
import { toColumnType } from './column-type.ts'
import { compiler, toComparable } from './dialect.ts'
import { toIdentifier } from '../sql/identifier.ts'

/** Columns by their names. */
export type Columns = Iterable<readonly [name: string, form: ColumnForm]>

export const toKeyName = (table: string): string => toIdentifier(`${table}_pkey`)

/** A table without references: those are made when all tables are there. */
export function defineTable(name: string, id: IdKind, columns: Columns): string {
  let table = compiler.schema
    .createTable(name)
    .addColumn('id', toColumnType({ type: id }) as never, (column) =>
      id === 'integer' ? column.generatedByDefaultAsIdentity() : column.notNull(),
    )
    .addPrimaryKeyConstraint(toKeyName(name), ['id'] as never)
    .addColumn('version', 'integer', (column) => column.notNull())
  for (const [column, form] of columns) {
    table = table.addColumn(column, toColumnType(form) as never, (builder) =>
      form.nullable ? builder : builder.notNull(),
    )
  }
  return table.compile().sql
}

/** @param initial what rows that are there take, where they must have a value */
export function defineColumn(
  table: string,
  name: string,
  form: ColumnForm,
  initial: Bound | undefined,
): string {
  return compiler.schema
    .alterTable(table)
    .addColumn(name, toColumnType(form) as never, (column) => {
      if (form.nullable) return column
      return initial === undefined ? column.notNull() : column.notNull().defaultTo(sql.lit(initial))
    })
    .compile().sql
}

const actions = { restrict: 'RESTRICT', cascade: 'CASCADE', setNull: 'SET NULL' } as const

export const toReferenceName = (table: string, column: string): string =>
  toIdentifier(`${table}_${column}_fkey`)

/** A column that names a row of another table. */
export function defineReference(table: string, column: string, target: string, onDelete: OnDelete): string {
  const name = toReferenceName(table, column)
  return `ALTER TABLE "${table}" ADD CONSTRAINT "${name}" FOREIGN KEY ("${column}") REFERENCES "${target}" ("id") ON DELETE ${actions[onDelete]}`
}

export function defineIndex(table: string, name: string, columns: Columns, isUnique: boolean): string {
  const expressions = [...columns].map(([column, { type, ignoreCase }]) =>
    toComparable(type, sql.id(column), ignoreCase ? 'nocase' : undefined),
  )
  const index = compiler.schema
    .createIndex(toIdentifier(name))
    .on(table)
    .expression(sql.join(expressions) as never)
  return (isUnique ? index.unique() : index).compile().sql
}
