import { sql, type ColumnDefinitionBuilder } from 'kysely'
import type { Sql, Bound } from '../../store/sql/dialect.ts'
import { encodeValue } from '../../store/sqlite/column-value.ts'
import { compiler } from '../../store/sqlite/dialect.ts'
import { toLines } from '../column-lines.ts'
import type { ColumnSnapshot, IndexSnapshot, TableSnapshot } from '../snapshot.ts'

const actions = { restrict: 'restrict', cascade: 'cascade', setNull: 'set null' } as const

/** A table as the store makes it; columns that must have a value keep their default, for releases that do not know them. */
export function toTableText(name: string, { id, columns }: TableSnapshot): string {
  let table = compiler.schema
    .createTable(name)
    .addColumn('id', id === 'integer' ? 'integer' : 'text', (column) =>
      id === 'integer' ? column.primaryKey().autoIncrement() : column.primaryKey().notNull(),
    )
    .addColumn('version', 'integer', (column) => column.notNull())
  for (const [column, snapshot] of Object.entries(columns))
    table = table.addColumn(column, toType(snapshot) as never, (builder) => define(builder, snapshot))
  return toLines(table.modifyEnd(sql`STRICT`).compile().sql)
}

export function toColumnText(table: string, column: string, snapshot: ColumnSnapshot): string {
  return compiler.schema
    .alterTable(table)
    .addColumn(column, toType(snapshot) as never, (builder) => define(builder, snapshot))
    .compile().sql
}

export function toIndexText(table: string, name: string, { columns, unique }: IndexSnapshot): string {
  const index = compiler.schema
    .createIndex(name)
    .on(table)
    .columns([...columns])
  return (unique ? index.unique() : index).compile().sql
}

/** How SQLite keeps values of a column. */
export function toStorage({ type }: ColumnSnapshot): 'integer' | 'real' | 'text' {
  switch (type) {
    case 'integer':
    case 'boolean':
    case 'decimal':
    case 'duration':
      return 'integer'
    case 'real':
      return 'real'
    default:
      return 'text'
  }
}

/** The default of a column that must have a value, as it is kept. */
export function findFilling({ type, nullable, scale, default: value }: ColumnSnapshot): Bound | undefined {
  if (nullable || value === undefined) return undefined
  return encodeValue({ kind: { column: type }, definition: scale === undefined ? {} : { scale } }, value)
}

function toType(snapshot: ColumnSnapshot): Sql {
  const storage = sql.raw(toStorage(snapshot))
  return snapshot.ignoreCase === true ? sql`${storage} COLLATE NOCASE` : sql`${storage}`
}

function define(builder: ColumnDefinitionBuilder, snapshot: ColumnSnapshot): ColumnDefinitionBuilder {
  const { nullable, references } = snapshot
  const filling = findFilling(snapshot)
  let column = nullable ? builder : builder.notNull()
  if (filling !== undefined) column = column.defaultTo(sql.lit(filling))
  if (references === undefined) return column
  return column.references(`${references.table}.id`).onDelete(actions[references.onDelete])
}
