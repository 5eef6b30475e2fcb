// What stands beside the columns of a table: indexes, references and search columns.
import {
  defineIndex,
  defineReference,
  toIdForm,
  toIndexedColumns,
  toReferenceName,
  toText,
} from '../../store/mysql/definitions.ts'
import { isFolded } from '../../store/mysql/column-type.ts'
import { toFoldedName } from '../../store/mysql/folded.ts'
import {
  defineSearchColumn,
  defineSearchIndex,
  toSearchIndexName,
  toSearchName,
} from '../../store/mysql/search-column.ts'
import { mariadb } from '../../store/mysql/server.ts'
import type { ColumnForm } from '../../store/sql/column-form.ts'
import { toIdentifier } from '../../store/sql/identifier.ts'
import { findNamed, type Snapshot, type TableSnapshot } from '../snapshot.ts'

/** An index, a reference or a search column. */
export interface TableObject {
  readonly kind: 'index' | 'reference' | 'search'
  readonly table: string
  readonly name: string
  /** The same for what is the same but in its name. */
  readonly form: string
  /** What stands behind ADD. */
  readonly parts: readonly string[]
  /** The generated columns it looks at, which do not outlast those they are made of. */
  readonly folded: readonly string[]
  /** Of an index. */
  readonly index?: { readonly columns: readonly string[]; readonly isUnique: boolean }
  /** What takes it away from its table. */
  readonly removal: readonly string[]
}

/** In the same order for snapshots that differ in names alone. */
export const toObjects = (snapshot: Snapshot): readonly TableObject[] =>
  Object.keys(snapshot.tables).flatMap((name) => toTableObjects(name, snapshot))

export function toTableObjects(name: string, snapshot: Snapshot): readonly TableObject[] {
  const table = snapshot.tables[name]!
  return [
    ...toReferences(name, table, snapshot),
    ...toIndexes(name, table),
    ...Object.entries(table.searches).map(([searchedAs, columns]) =>
      toSearch(name, searchedAs, columns, snapshot.words),
    ),
  ]
}

function toReferences(name: string, { columns }: TableSnapshot, { tables }: Snapshot): TableObject[] {
  return Object.entries(columns).flatMap(([column, { references, type, length = 0 }]): TableObject[] => {
    if (references === undefined) return []
    const { table: target, onDelete } = references
    const text = toText(defineReference(name, column, target, onDelete))
    // A column of another type takes a reference with it, on either side.
    const types = `${type} ${length} ${findNamed(tables, target)?.id ?? ''}`
    const key = toReferenceName(name, column)
    return [
      {
        kind: 'reference',
        table: name,
        name: key,
        form: `${text} ${types}`,
        parts: [text],
        folded: [],
        removal: [`DROP FOREIGN KEY "${key}"`],
      },
    ]
  })
}

/** A reference needs an index that begins with its column: the server makes one where there is none. */
function toIndexes(name: string, table: TableSnapshot): TableObject[] {
  const indexes = Object.entries(table.indexes)
  const served = new Set(indexes.map(([, { columns }]) => columns[0]))
  const lacking = Object.entries(table.columns).filter(
    ([column, { references }]) => references !== undefined && !served.has(column),
  )
  return [
    ...indexes.map(([key, { columns, unique }]) => toIndex(name, table, toIdentifier(key), columns, unique)),
    ...lacking.map(([column]) => toIndex(name, table, toReferenceName(name, column), [column], false)),
  ]
}

function toIndex(
  table: string,
  snapshot: TableSnapshot,
  name: string,
  columns: readonly string[],
  isUnique: boolean,
): TableObject {
  const indexed = columns.map((column) => [column, findColumn(snapshot, column)] as const)
  const text = toText(defineIndex(name, indexed, isUnique))
  const types = indexed.map(([, { type }]) => type).join(' ')
  const looked = toIndexedColumns(indexed)
  const form = `${isUnique} ${looked.join()} ${types}`
  const folded = indexed.filter(([, each]) => isFolded(each)).map(([column]) => toFoldedName(column))
  const index = { columns: looked, isUnique }
  return { kind: 'index', table, name, form, parts: [text], folded, index, removal: [`DROP INDEX "${name}"`] }
}

/** Every table has the columns `id` and `version`, which no snapshot names. */
const findColumn = ({ id, columns }: TableSnapshot, name: string): ColumnForm =>
  findNamed(columns, name) ?? (name === 'id' ? toIdForm(id) : { type: 'integer', nullable: false })

function toSearch(
  table: string,
  searchedAs: string,
  columns: readonly string[],
  words?: string,
): TableObject {
  const parts = [
    toText(defineSearchColumn(mariadb, searchedAs, columns)),
    toText(defineSearchIndex(table, searchedAs)),
  ]
  const form = `${words} ${parts.join()}`
  const name = toSearchName(searchedAs)
  const removal = [`DROP INDEX "${toSearchIndexName(table, searchedAs)}"`, `DROP COLUMN "${name}"`]
  return { kind: 'search', table, name, form, parts, folded: [...columns], removal }
}
