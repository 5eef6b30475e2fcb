import { toFoldedType, toColumnType, isFolded } from '../../store/mysql/column-type.ts'
import { toIdForm, toReferenceName, toText } from '../../store/mysql/definitions.ts'
import { toFoldedName } from '../../store/mysql/folded.ts'
import { toSearchIndexName, toSearchName, toSearchNote } from '../../store/mysql/search-column.ts'
import type { Server } from '../../store/mysql/server.ts'
import type { ColumnForm } from '../../store/sql/column-form.ts'
import type { Sql } from '../../store/sql/dialect.ts'
import type { Forms } from '../differences.ts'
import type { ReferenceSnapshot, Snapshot, TableSnapshot } from '../snapshot.ts'
import type { ColumnDescription, IndexDescription, ReferenceDescription } from './describe.ts'
import { toTableObjects } from './objects.ts'

type Entry = readonly [what: string, form: unknown]

/**
 * What would be in a database that is as a snapshot says. Nothing need be made for it: a start that only looks needs no
 * right to make a database, and takes no time for it.
 */
export const describeSnapshot = (snapshot: Snapshot, server: Server): Forms =>
  new Map(Object.keys(snapshot.tables).flatMap((name) => toEntries(name, snapshot, server)))

function toEntries(name: string, snapshot: Snapshot, server: Server): Entry[] {
  const table = snapshot.tables[name]!
  return [
    [`table ${name}`, 'InnoDB'],
    toEntry(name, 'id', { ...toColumn(server, toIdForm(table.id)), isCounted: table.id === 'integer' }),
    toEntry(name, 'version', { ...plain, type: 'int' }),
    ...Object.entries(table.columns).flatMap(([column, form]) => toColumns(name, column, form, server)),
    toIndex(name, 'PRIMARY', { kind: 'BTREE', isUnique: true, columns: ['id'] }),
    ...toTableObjects(name, snapshot).flatMap(({ name: key, index }) =>
      index === undefined ? [] : [toIndex(name, key, { kind: 'BTREE', ...index })],
    ),
    ...toSearches(name, table, server),
  ]
}

const plain = { collation: null, isRequired: true, isCounted: false, isGenerated: false, note: '' }

const toEntry = (table: string, column: string, form: ColumnDescription): Entry => [
  `column ${table}.${column}`,
  form,
]

const toIndex = (table: string, name: string, form: IndexDescription): Entry => [
  `index ${table}.${name}`,
  form,
]

function toColumns(
  table: string,
  name: string,
  { references, ...form }: TableSnapshot['columns'][string],
  server: Server,
): Entry[] {
  const column = toEntry(table, name, toColumn(server, form))
  const folded = { ...plain, type: toTypeName(toFoldedType(form)), isRequired: false, isGenerated: true }
  return [
    column,
    ...(isFolded(form) ? [toEntry(table, toFoldedName(name), folded)] : []),
    ...(references === undefined ? [] : [toReference(table, name, references)]),
  ]
}

const actions = { restrict: 'RESTRICT', cascade: 'CASCADE', setNull: 'SET NULL' } as const

function toReference(table: string, column: string, { table: target, onDelete }: ReferenceSnapshot): Entry {
  const form: ReferenceDescription = { column, target, onDelete: actions[onDelete] }
  return [`constraint ${table}.${toReferenceName(table, column)}`, form]
}

function toSearches(table: string, { searches }: TableSnapshot, { collation }: Server): Entry[] {
  return Object.entries(searches).flatMap(([searchedAs, columns]) => {
    const name = toSearchName(searchedAs)
    const form = { ...plain, type: 'longtext', collation, isRequired: false, isGenerated: true }
    return [
      toEntry(table, name, { ...form, note: toSearchNote(columns) }),
      toIndex(table, toSearchIndexName(table, searchedAs), {
        kind: 'FULLTEXT',
        isUnique: false,
        columns: [name],
      }),
    ]
  })
}

function toColumn(server: Server, form: ColumnForm): ColumnDescription {
  const type = toColumnType(server, form)
  const collation = /COLLATE (\w+)/.exec(toText(type))?.[1] ?? null
  return { ...plain, type: toTypeName(type), collation, isRequired: !form.nullable }
}

/** As the server tells it: `decimal(38,2)` of `decimal(38, 2) …`. */
const toTypeName = (type: Sql): string =>
  toText(type)
    .replace(/ CHARACTER SET .*/, '')
    .replace(', ', ',')
