// What stands beside the columns of a table, and is made, renamed and dropped by statements of its own.
import { defineIndex, defineReference, toReferenceName } from '../../store/postgres/definitions.ts'
import { defineEmptiedTrigger, toEmptiedName } from '../../store/postgres/emptied-trigger.ts'
import { toIdentifier } from '../../store/sql/identifier.ts'
import { toSearchColumn } from '../../store/postgres/search-column.ts'
import { findNamed, type ColumnSnapshot, type Snapshot, type TableSnapshot } from '../snapshot.ts'
import { toTypeText } from './column.ts'
import { toTwins } from './twin-trigger.ts'

/** An index, a reference, the trigger of one, a search column, or what keeps two columns in step. */
export interface TableObject {
  readonly kind: 'index' | 'reference' | 'trigger' | 'search' | 'twins'
  readonly table: string
  readonly name: string
  /** The same for what is the same but in its name. */
  readonly form: string
  readonly creation: string
  /** Of a search column, its index. */
  readonly index?: { readonly name: string; readonly creation: string }
  /** What fills the rows that are there; done beside those who write. */
  readonly fillings?: readonly string[]
  readonly drop: string
  /** What makes it of one that has the same form, called otherwise. */
  rename(former: TableObject): readonly string[]
}

/** In the same order for snapshots that differ in names alone. */
export function toObjects(snapshot: Snapshot): readonly TableObject[] {
  return Object.entries(snapshot.tables).flatMap(([name, table]) => [
    ...toReferences(name, table, snapshot),
    ...Object.entries(table.searches).map(([searchedAs, columns]) =>
      toSearch(name, searchedAs, columns, snapshot.words),
    ),
    ...Object.entries(table.indexes).map(([index, { columns, unique }]) =>
      toIndex(name, table, index, columns, unique),
    ),
    ...Object.entries(table.twins ?? {}).map(([column, former]) => toTwins(name, column, former)),
  ])
}

function toReferences(name: string, { columns }: TableSnapshot, snapshot: Snapshot): TableObject[] {
  return Object.entries(columns).flatMap(([column, { references, ...form }]) => {
    if (references === undefined) return []
    const { table: target, onDelete } = references
    // A column of another type takes a reference with it, on either side.
    const types = `${toTypeText(form)} ${findNamed(snapshot.tables, target)?.id ?? ''}`
    const reference = toReference(
      name,
      toReferenceName(name, column),
      defineReference(name, column, target, onDelete),
      types,
    )
    return onDelete === 'setNull' ? [reference, toTrigger(name, column, types)] : [reference]
  })
}

const toReference = (table: string, name: string, creation: string, types: string): TableObject => ({
  kind: 'reference',
  table,
  name,
  form: `${withoutName(creation, name)} ${types}`,
  creation,
  drop: `ALTER TABLE "${table}" DROP CONSTRAINT IF EXISTS "${name}"`,
  rename: (former) => [`ALTER TABLE "${table}" RENAME CONSTRAINT "${former.name}" TO "${name}"`],
})

function toTrigger(table: string, column: string, types: string): TableObject {
  const name = toEmptiedName(table, column)
  const creation = defineEmptiedTrigger(table, column)
  return {
    kind: 'trigger',
    table,
    name,
    form: `${withoutName(creation, name)} ${types}`,
    creation,
    drop: `DROP TRIGGER IF EXISTS "${name}" ON "${table}"`,
    rename: (former) => [`ALTER TRIGGER "${former.name}" ON "${table}" RENAME TO "${name}"`],
  }
}

function toIndex(
  table: string,
  { columns }: TableSnapshot,
  key: string,
  names: readonly string[],
  unique: boolean,
): TableObject {
  const name = toIdentifier(key)
  const indexed = names.map((column) => [column, findColumn(columns, column)] as const)
  const creation = defineIndex(table, name, indexed, unique)
  return {
    kind: 'index',
    table,
    name,
    form: withoutName(creation, name),
    creation,
    drop: `DROP INDEX IF EXISTS "${name}"`,
    rename: (former) => [`ALTER INDEX "${former.name}" RENAME TO "${name}"`],
  }
}

/** Every table has the columns `id` and `version`, which no snapshot names. */
const findColumn = (columns: TableSnapshot['columns'], name: string): ColumnSnapshot =>
  findNamed(columns, name) ?? { type: 'integer', nullable: false }

function toSearch(
  table: string,
  searchedAs: string,
  columns: readonly string[],
  words?: string,
): TableObject {
  const { name, index, definition, comment, indexing } = toSearchColumn(table, searchedAs, columns, words)
  return {
    kind: 'search',
    table,
    name,
    form: withoutName(definition, name),
    creation: `${definition};\n${comment}`,
    index: { name: index, creation: indexing },
    drop: `ALTER TABLE "${table}" DROP COLUMN IF EXISTS "${name}"`,
    rename: (former) => [
      ...(former.name === name ? [] : [`ALTER TABLE "${table}" RENAME COLUMN "${former.name}" TO "${name}"`]),
      ...(former.index?.name === index ? [] : [`ALTER INDEX "${former.index!.name}" RENAME TO "${index}"`]),
      comment,
    ],
  }
}

const withoutName = (text: string, name: string): string => text.replace(`"${name}"`, '')
