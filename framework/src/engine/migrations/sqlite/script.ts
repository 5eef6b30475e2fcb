import { isDeepStrictEqual } from 'node:util'
import { compiler } from '../../store/sqlite/dialect.ts'
import { toSentence, type Operation } from '../operation.ts'
import type { Change, MigrationDialect } from '../plan.ts'
import type { TableSnapshot } from '../snapshot.ts'
import { findConversion, isStored } from './conversion.ts'
import { toDerived } from './derived.ts'
import { toDirectives, type RebuiltTable } from './directives.ts'
import { toRebuild } from './rebuild.ts'
import { findFilling, toColumnText, toIndexText, toTableText } from './table.ts'

/** Migrations of SQLite: what it has a statement for is changed in place, everything else by making the table anew. */
export const sqliteMigrations: MigrationDialect = {
  canConvert: ({ from, to }) => findConversion(from, to, 'value') !== undefined,
  rewrites: isRebuild,
  whoWaits: 'other writes wait',
  keepsInStep: true,
  toScript,
}

function toScript(change: Change): string {
  const { operations } = change
  const rebuilt = [...new Set(operations.filter(isRebuild).map(({ table }) => table))]
  const hasDrops = operations.some(({ kind }) => kind === 'dropTable')
  const statements = [
    ...dropDerived(change),
    ...operations.flatMap((operation) => (isRename(operation) ? toRename(operation) : [])),
    ...operations.flatMap((operation) => (operation.kind === 'createTable' ? toCreation(operation) : [])),
    ...rebuilt.flatMap((table) => toRebuild({ table, ...toSides(change, table) })),
    ...operations.flatMap((operation) => toDirect(operation, rebuilt)),
    ...createDerived(change, rebuilt),
  ]
  return [
    ...operations.map((operation) => `-- ${toSentence(operation)}\n`),
    toDirectives({
      rebuilt: rebuilt.map((table) => toExpected(change, table)),
      foreignKeysOff: hasDrops || rebuilt.length > 0,
    }),
    '\n',
    ...statements.map((statement) => `${statement};\n`),
  ].join('')
}

/** What a table is called before anything is changed, and its columns. */
function toExpected({ from, renames }: Change, table: string): RebuiltTable {
  const former = renames.tables.get(table) ?? table
  return { table: former, columns: ['id', 'version', ...Object.keys(from.tables[former]!.columns)] }
}

type Rename = Extract<Operation, { readonly kind: 'renameTable' | 'renameColumn' }>

const isRename = (operation: Operation): operation is Rename =>
  operation.kind === 'renameTable' || operation.kind === 'renameColumn'

function toRename(operation: Rename): string[] {
  if (operation.kind === 'renameColumn') {
    const { table, from, column } = operation
    return [compiler.schema.alterTable(table).renameColumn(from, column).compile().sql]
  }
  const { from, table } = operation
  const rename = (one: string, other: string) => compiler.schema.alterTable(one).renameTo(other).compile().sql
  // SQLite takes names that differ in case alone for one that is taken.
  const isTaken = from.toLowerCase() === table.toLowerCase()
  return isTaken ? [rename(from, `_new_${table}`), rename(`_new_${table}`, table)] : [rename(from, table)]
}

/** Whether SQLite has no statement for it. */
function isRebuild(operation: Operation): boolean {
  switch (operation.kind) {
    case 'changeDefault':
    case 'dropColumn':
    case 'dropReference':
      return true
    case 'changeColumn':
      return isStored(operation.from, operation.to)
    case 'addColumn':
      return !isAddable(operation.to)
    case 'addReference':
      return !operation.isOfNew
    default:
      return false
  }
}

/** A column that must have a value is added in place with a constant, and then refers to nothing. */
const isAddable = (column: TableSnapshot['columns'][string]): boolean =>
  column.nullable || (findFilling(column) !== undefined && column.references === undefined)

/** The table as it stands once everything has its name, and as it is to be. */
function toSides({ from, to, renames }: Change, table: string) {
  const before = from.tables[renames.tables.get(table) ?? table]!
  const names = new Map([...(renames.columns.get(table) ?? [])].map(([now, former]) => [former, now]))
  const columns = Object.entries(before.columns).map(([name, column]) => [names.get(name) ?? name, column])
  return {
    from: { ...before, columns: Object.fromEntries(columns) as TableSnapshot['columns'] },
    to: to.tables[table]!,
  }
}

function toCreation({ table, definition }: Extract<Operation, { readonly kind: 'createTable' }>): string[] {
  const indexes = Object.entries(definition.indexes)
  return [toTableText(table, definition), ...indexes.map(([name, index]) => toIndexText(table, name, index))]
}

function toDirect(operation: Operation, rebuilt: readonly string[]): string[] {
  const isDone = rebuilt.includes(operation.table)
  switch (operation.kind) {
    case 'addColumn':
      return isDone ? [] : [toColumnText(operation.table, operation.column, operation.to)]
    case 'createIndex':
      return isDone ? [] : [toIndexText(operation.table, operation.name, operation.index)]
    case 'dropTable':
      return [`DROP TABLE "${operation.table}"`]
    default:
      return []
  }
}

function dropDerived({ from, to, operations }: Change): string[] {
  const after = toDerived(to)
  const gone = [...toDerived(from)].flatMap(([name, derived]) =>
    isDeepStrictEqual(after.get(name), derived) ? [] : derived.objects,
  )
  const indexes = operations.flatMap((operation) => (operation.kind === 'dropIndex' ? [operation.name] : []))
  return [
    ...gone.toReversed().map(({ kind, name }) => `DROP ${kind} "${name}"`),
    ...indexes.map((name) => `DROP INDEX "${name}"`),
  ]
}

/** Making a table anew drops its triggers, whatever they are for. */
function createDerived({ from, to }: Change, rebuilt: readonly string[]): string[] {
  const before = toDerived(from)
  return [...toDerived(to)].flatMap(([name, derived]) => {
    const { table, objects, fillings } = derived
    if (!isDeepStrictEqual(before.get(name), derived))
      return [...objects.map(({ text }) => text), ...fillings]
    const triggers = objects.filter(({ kind }) => kind === 'TRIGGER')
    return rebuilt.includes(table) ? triggers.map(({ text }) => text) : []
  })
}
