import type { Renames } from './renames.ts'
import type { ColumnSnapshot, Snapshot, TableSnapshot } from './snapshot.ts'

/** A snapshot with every table and column called as it will be; indexes and searches keep their names. */
export function toRenamed({ tables, ...rest }: Snapshot, { tables: names, columns }: Renames): Snapshot {
  const tableNames = turn(names)
  const renamed = Object.entries(tables).map(([former, table]) => {
    const name = tableNames.get(former) ?? former
    return [name, toRenamedTable(table, turn(columns.get(name)), tableNames)] as const
  })
  return { ...rest, tables: Object.fromEntries(renamed) }
}

/** New names by former ones. */
const turn = (names: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> =>
  new Map([...names].map(([now, former]) => [former, now]))

function toRenamedTable(
  { id, columns, indexes, searches, ...rest }: TableSnapshot,
  names: ReadonlyMap<string, string>,
  tables: ReadonlyMap<string, string>,
): TableSnapshot {
  const toName = (column: string) => names.get(column) ?? column
  const toColumn = ({ references, ...column }: ColumnSnapshot): ColumnSnapshot =>
    references === undefined
      ? column
      : { ...column, references: { ...references, table: tables.get(references.table) ?? references.table } }
  const map = <From, To>(all: Readonly<Record<string, From>>, change: (value: From) => To) =>
    Object.fromEntries(Object.entries(all).map(([name, value]) => [name, change(value)]))
  return {
    ...rest,
    id,
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [toName(name), toColumn(column)]),
    ),
    indexes: map(indexes, (index) => ({ ...index, columns: index.columns.map(toName) })),
    searches: map(searches, (searched) => searched.map(toName)),
  }
}
