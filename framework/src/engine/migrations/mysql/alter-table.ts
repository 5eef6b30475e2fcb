import { isFolded } from '../../store/mysql/column-type.ts'
import { defineColumn, defineColumns, defineFolded } from '../../store/mysql/column.ts'
import { toText } from '../../store/mysql/definitions.ts'
import { toFoldedName } from '../../store/mysql/folded.ts'
import { mariadb } from '../../store/mysql/server.ts'
import { toIdentifier } from '../../store/sql/identifier.ts'
import { findEmptyValue, findFilling, toLiteral, toTypeText } from './column.ts'
import { isKept, isRedefined, isRetyped, keepsFolded, type ColumnChange, type KeptColumn } from './columns.ts'
import { findConversion } from './conversion.ts'
import type { TableObject } from './objects.ts'

/** What is to be done to a table that was there. */
export interface TableChange {
  /** What the table is called when it is done. */
  readonly table: string
  readonly columns: readonly ColumnChange[]
  readonly gone: readonly TableObject[]
  readonly renamed: readonly (readonly [former: TableObject, now: TableObject])[]
  readonly made: readonly TableObject[]
}

/** Where the values of another type are worked out. */
const toNewName = (column: string): string => toIdentifier(`_new_${column}`)

/**
 * The statements that change a table: one that does all of it together, or nothing, and before it what it needs. Values of
 * another type are worked out in a generated column, which the server keeps in step meanwhile.
 */
export function alterTable(change: TableChange): string[] {
  const { table, columns } = change
  const kept = columns.filter(isKept)
  const retyped = kept.filter(isRetyped).map(toComputed)
  const actions = [
    ...change.gone.flatMap(({ removal }) => removal),
    ...change.renamed.map(([former, now]) => `RENAME INDEX "${former.name}" TO "${now.name}"`),
    ...columns.flatMap(dropFolded),
    ...columns.flatMap(toColumnActions),
    ...columns.flatMap(makeFolded),
    ...change.made.flatMap(({ parts }) => parts.map((part) => `ADD ${part}`)),
  ]
  return [
    ...kept.filter((each) => !isRetyped(each)).flatMap((each) => toFilling(table, each)),
    ...(retyped.length === 0 ? [] : [toAlter(table, retyped)]),
    ...(actions.length === 0 ? [] : [toAlter(table, actions)]),
  ]
}

const toAlter = (table: string, actions: readonly string[]): string =>
  `ALTER TABLE "${table}"\n  ${actions.join(',\n  ')}`

/** What fills the rows of a column that must have a value. */
function toFilling(table: string, { former, from, to }: KeptColumn): string[] {
  const filling = findFilling(to)
  if (filling === undefined || !from.nullable) return []
  return [`UPDATE "${table}" SET "${former}" = ${toLiteral(filling)} WHERE "${former}" IS NULL`]
}

function toComputed({ former, from, name, to }: KeptColumn): string {
  const filling = findFilling(to)
  const value = findConversion(from, to, former)!
  const filled = filling === undefined || !from.nullable ? value : `coalesce(${value}, ${toLiteral(filling)})`
  return `ADD COLUMN "${toNewName(name)}" ${toTypeText(to)} GENERATED ALWAYS AS (${filled}) STORED`
}

function toColumnActions(change: ColumnChange): string[] {
  const { former, name, to } = change
  if (name === undefined || to === undefined) return [`DROP COLUMN "${former}"`]
  const definition = toText(defineColumn(mariadb, name, to, findFilling(to)))
  if (!isKept(change)) {
    const initial = findFilling(to) ?? findEmptyValue(to)
    return defineColumns(mariadb, name, to, initial).map((column) => `ADD COLUMN ${toText(column)}`)
  }
  if (isRetyped(change)) {
    const key = name === 'id' ? ['DROP PRIMARY KEY', 'ADD PRIMARY KEY ("id")'] : []
    return [`DROP COLUMN "${former}"`, `CHANGE COLUMN "${toNewName(name)}" ${definition}`, ...key]
  }
  if (isRedefined(change))
    return [former === name ? `MODIFY COLUMN ${definition}` : `CHANGE COLUMN "${former}" ${definition}`]
  return former === name ? [] : [`RENAME COLUMN "${former}" TO "${name}"`]
}

function dropFolded(change: ColumnChange): string[] {
  const { former, from } = change
  if (from === undefined || !isFolded(from) || keepsFolded(change)) return []
  return [`DROP COLUMN "${toFoldedName(former!)}"`]
}

/** The one of a new column comes with it. */
function makeFolded(change: ColumnChange): string[] {
  if (!isKept(change) || !isFolded(change.to)) return []
  const folded = toText(defineFolded(change.name, change.to))
  if (!keepsFolded(change)) return [`ADD COLUMN ${folded}`]
  return change.from.length === change.to.length ? [] : [`MODIFY COLUMN ${folded}`]
}
