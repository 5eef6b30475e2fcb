import { isDeepStrictEqual } from 'node:util'
import type { Operation } from './operation.ts'
import type { Renames } from './renames.ts'
import { findNamed, type ColumnSnapshot, type Snapshot, type TableSnapshot } from './snapshot.ts'

/** What makes the tables of one snapshot those of another, in the order it has to be done. */
export function diffSnapshots(from: Snapshot, to: Snapshot, renames: Renames): readonly Operation[] {
  const operations: Operation[] = []
  const kept = new Set<string>()
  for (const [table, definition] of Object.entries(to.tables)) {
    const former = renames.tables.get(table) ?? table
    const before = findNamed(from.tables, former)
    if (before === undefined) operations.push({ kind: 'createTable', table, definition })
    else {
      kept.add(former)
      operations.push(
        ...diffTables({ former, before, table, definition, renames, hasSameWords: from.words === to.words }),
      )
    }
  }
  for (const [table, definition] of Object.entries(from.tables))
    if (!kept.has(table)) operations.push({ kind: 'dropTable', table, definition })
  return operations.sort((one, other) => order[one.kind] - order[other.kind])
}

const order: Readonly<Record<Operation['kind'], number>> = {
  partColumns: 0,
  dropSearch: 0,
  dropIndex: 1,
  renameTable: 2,
  renameColumn: 3,
  createTable: 4,
  dropReference: 5,
  addColumn: 6,
  changeId: 7,
  changeColumn: 7,
  changeDefault: 7,
  dropColumn: 8,
  addReference: 9,
  dropTable: 10,
  createIndex: 11,
  createSearch: 12,
  joinColumns: 13,
}

interface Pair {
  readonly former: string
  readonly before: TableSnapshot
  readonly table: string
  readonly definition: TableSnapshot
  readonly renames: Renames
  /** Whether texts are taken apart as before. */
  readonly hasSameWords: boolean
}

function diffTables(pair: Pair): Operation[] {
  const { former, table } = pair
  const { id: from } = pair.before
  const { id: to } = pair.definition
  const isRenamed: Operation[] = former === table ? [] : [{ kind: 'renameTable', from: former, table }]
  const isCalledOtherwise: Operation[] = from === to ? [] : [{ kind: 'changeId', table, from, to }]
  return [
    ...isRenamed,
    ...isCalledOtherwise,
    ...diffColumns(pair),
    ...diffIndexes(pair),
    ...diffSearches(pair),
    ...diffTwins(pair),
  ]
}

function diffColumns({ before, table, definition, renames }: Pair): Operation[] {
  const operations: Operation[] = []
  const known = renames.columns.get(table) ?? new Map<string, string>()
  const kept = new Set<string>()
  for (const [column, to] of Object.entries(definition.columns)) {
    const former = known.get(column) ?? column
    const from = findNamed(before.columns, former)
    if (from === undefined) {
      operations.push({ kind: 'addColumn', table, column, to }, ...addReference(table, column, to, true))
      continue
    }
    kept.add(former)
    if (former !== column) operations.push({ kind: 'renameColumn', table, from: former, column })
    if (!isDeepStrictEqual(toCompared(from), toCompared(to)))
      operations.push({ kind: 'changeColumn', table, column, from, to })
    if (from.keepsDefault !== to.keepsDefault) operations.push({ kind: 'changeDefault', table, column, to })
    if (isSameReference(from, to, renames)) continue
    operations.push(...dropReference(table, column, from), ...addReference(table, column, to, false))
  }
  for (const [column, from] of Object.entries(before.columns)) {
    if (kept.has(column)) continue
    operations.push(...dropReference(table, column, from), { kind: 'dropColumn', table, column, from })
  }
  return operations
}

function addReference(
  table: string,
  column: string,
  { references: reference }: ColumnSnapshot,
  isOfNew: boolean,
): Operation[] {
  return reference === undefined ? [] : [{ kind: 'addReference', table, column, reference, isOfNew }]
}

function dropReference(
  table: string,
  column: string,
  { references: reference }: ColumnSnapshot,
): Operation[] {
  return reference === undefined ? [] : [{ kind: 'dropReference', table, column, reference }]
}

const toCompared = ({ type, nullable, scale, ignoreCase, length, precision }: ColumnSnapshot) => ({
  type,
  nullable,
  scale,
  ignoreCase,
  length,
  precision,
})

/** Renaming a table takes along what refers to it. */
function isSameReference(from: ColumnSnapshot, to: ColumnSnapshot, { tables }: Renames): boolean {
  const [one, other] = [from.references, to.references]
  if (one === undefined || other === undefined) return one === other
  return one.onDelete === other.onDelete && one.table === (tables.get(other.table) ?? other.table)
}

function diffIndexes({ former, before, table, definition, renames }: Pair): Operation[] {
  const known = renames.columns.get(table) ?? new Map<string, string>()
  const operations: Operation[] = []
  for (const [name, index] of Object.entries(definition.indexes)) {
    const other = before.indexes[name]
    const columns = index.columns.map((column) => known.get(column) ?? column)
    if (former === table && isDeepStrictEqual(other, { columns, unique: index.unique })) continue
    operations.push({ kind: 'createIndex', table, name, index })
    if (other !== undefined) operations.push({ kind: 'dropIndex', table: former, name })
  }
  for (const name of Object.keys(before.indexes))
    if (definition.indexes[name] === undefined) operations.push({ kind: 'dropIndex', table: former, name })
  return operations
}

/** An index of texts knows its table and its columns by name: renamed, it is made anew. */
function diffSearches({ former, before, table, definition, hasSameWords }: Pair): Operation[] {
  const operations: Operation[] = []
  for (const [name, columns] of Object.entries(definition.searches)) {
    const other = before.searches[name]
    if (hasSameWords && former === table && isDeepStrictEqual(other, columns)) continue
    operations.push({ kind: 'createSearch', table, name, columns })
    if (other !== undefined) operations.push({ kind: 'dropSearch', table: former, name, columns: other })
  }
  for (const [name, columns] of Object.entries(before.searches))
    if (definition.searches[name] === undefined)
      operations.push({ kind: 'dropSearch', table: former, name, columns })
  return operations
}

function diffTwins({ before, table, definition }: Pair): Operation[] {
  const [one, other] = [before.twins ?? {}, definition.twins ?? {}]
  return [
    ...Object.entries(one)
      .filter(([column]) => !Object.hasOwn(other, column))
      .map(([column, former]): Operation => ({ kind: 'partColumns', table, column, former })),
    ...Object.entries(other)
      .filter(([column]) => !Object.hasOwn(one, column))
      .map(([column, former]): Operation => ({ kind: 'joinColumns', table, column, former })),
  ]
}
