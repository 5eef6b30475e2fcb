import { isDeepStrictEqual } from 'node:util'
import { toRenamed } from './renamed-snapshot.ts'
import type { Renames } from './renames.ts'
import {
  findNamed,
  type ColumnSnapshot,
  type IndexSnapshot,
  type Snapshot,
  type TableSnapshot,
} from './snapshot.ts'

/** Tables that the release before and the new one can both work with. */
export interface Expansion {
  readonly snapshot: Snapshot
  /** What is only called otherwise there, as nothing can be kept in step with it. */
  readonly renames: Renames
}

/**
 * What is between two snapshots: everything new is there, nothing old is gone, and nothing is asked of rows that one of the
 * releases does not know. What cannot be had both ways is as in the second one.
 * @param keepsInStep whether a renamed column may be two for a while
 */
export function toExpansion(from: Snapshot, to: Snapshot, renames: Renames, keepsInStep: boolean): Expansion {
  const twins = keepsInStep ? findTwins(from, to, renames) : new Map<string, Twins>()
  const inPlace = withoutTwins(renames, twins)
  const before = toRenamed(from, inPlace)
  const tables = Object.entries(to.tables).map(([name, table]) => {
    const former = findNamed(before.tables, name)
    return [name, former === undefined ? table : merge(former, table, twins.get(name) ?? {})] as const
  })
  // What is declared stands for what is called the same.
  const snapshot = { ...to, tables: { ...before.tables, ...Object.fromEntries(tables) } }
  return { snapshot, renames: inPlace }
}

/** Former names by those of now. */
type Twins = Readonly<Record<string, string>>

function findTwins(from: Snapshot, to: Snapshot, { tables, columns }: Renames): ReadonlyMap<string, Twins> {
  const found = [...columns].flatMap(([table, names]) => {
    const [before, after] = [findNamed(from.tables, table), findNamed(to.tables, table)]
    // A release that calls the table otherwise cannot work anyway.
    if (tables.has(table) || before === undefined || after === undefined) return []
    return [[table, Object.fromEntries([...names].filter((pair) => canBeTwo(before, after, pair)))] as const]
  })
  return new Map(found)
}

/** A reference would be emptied twice, and a search has one column of the name it is asked by. */
function canBeTwo(
  before: TableSnapshot,
  after: TableSnapshot,
  [column, former]: readonly [string, string],
): boolean {
  const [one, other] = [before.columns[former]!, after.columns[column]!]
  const isSearched =
    Object.values(before.searches).flat().includes(former) ||
    Object.values(after.searches).flat().includes(column)
  const isReference = one.references !== undefined || other.references !== undefined
  return isAlike(one, other) && !isSearched && !isReference
}

const isAlike = (one: ColumnSnapshot, other: ColumnSnapshot): boolean =>
  one.type === other.type && one.scale === other.scale && one.ignoreCase === other.ignoreCase

function withoutTwins({ tables, columns }: Renames, twins: ReadonlyMap<string, Twins>): Renames {
  const left = [...columns].map(([table, names]) => {
    const own = twins.get(table) ?? {}
    return [table, new Map([...names].filter(([column]) => !Object.hasOwn(own, column)))] as const
  })
  return { tables, columns: new Map(left) }
}

function merge(before: TableSnapshot, after: TableSnapshot, twins: Twins): TableSnapshot {
  return {
    id: after.id,
    columns: mergeColumns(before, after, twins),
    indexes: mergeIndexes(before, after, twins),
    searches: mergeSearches(before, after),
    ...(Object.keys(twins).length > 0 && { twins }),
  }
}

/** The new release does not write what is to go, and the one before may leave out what is to be required. */
function mergeColumns(before: TableSnapshot, after: TableSnapshot, twins: Twins): TableSnapshot['columns'] {
  const columns = Object.entries(after.columns).map(([name, column]) => {
    const isOptional = Object.hasOwn(twins, name) || findNamed(before.columns, name)?.nullable === true
    return [name, isOptional ? { ...column, nullable: true } : column] as const
  })
  const gone = Object.entries(before.columns)
    .filter(([name]) => !Object.hasOwn(after.columns, name))
    .map(([name, column]) => [name, toUnwritten(name, column, before, twins)] as const)
  return Object.fromEntries([...columns, ...gone])
}

/** What the new release does not write has its default, or one made up, so that the one before finds a value as it must. */
function toUnwritten(
  name: string,
  column: ColumnSnapshot,
  { indexes }: TableSnapshot,
  twins: Twins,
): ColumnSnapshot {
  const { nullable, default: value = emptyValues[column.type] } = column
  const isUnique = Object.values(indexes).some(({ unique, columns }) => unique && columns.includes(name))
  const canBeSame = !isUnique && column.references === undefined
  return !nullable && canBeSame && value !== undefined && !Object.values(twins).includes(name)
    ? { ...column, default: value, keepsDefault: true }
    : { ...column, nullable: true }
}

/** In the form code sees them. */
const emptyValues: Partial<Readonly<Record<ColumnSnapshot['type'], unknown>>> = {
  text: '',
  integer: 0,
  real: 0,
  boolean: false,
  decimal: '0',
  timestamp: '1970-01-01T00:00:00.000Z',
  date: '1970-01-01',
  duration: 'PT0S',
  uuid: '00000000-0000-0000-0000-000000000000',
}

/** Uniqueness comes last, but for what is unique already, and for columns that no row has a value in. */
function mergeIndexes(before: TableSnapshot, after: TableSnapshot, twins: Twins): TableSnapshot['indexes'] {
  const isNew = (column: string) =>
    !Object.hasOwn(twins, column) &&
    !Object.hasOwn(before.columns, column) &&
    findNamed(after.columns, column)?.nullable === true
  const isUnique = ({ columns }: IndexSnapshot) =>
    Object.values(before.indexes).some((index) =>
      isDeepStrictEqual(index, {
        columns: columns.map((column) => findNamed(twins, column) ?? column),
        unique: true,
      }),
    )
  const isBorne = (index: IndexSnapshot) => !index.unique || index.columns.some(isNew) || isUnique(index)
  const isKept = ({ columns }: IndexSnapshot) =>
    columns.some((column) => Object.hasOwn(before.columns, column) && !Object.hasOwn(after.columns, column))
  const pick = (indexes: TableSnapshot['indexes'], test: (index: IndexSnapshot) => boolean) =>
    Object.fromEntries(Object.entries(indexes).filter(([, index]) => test(index)))
  return { ...pick(before.indexes, isKept), ...pick(after.indexes, isBorne) }
}

/** A search of more columns is one of the first of them as well. */
function mergeSearches({ searches: before }: TableSnapshot, { searches: after }: TableSnapshot) {
  const longer = Object.entries(after).map(([name, columns]) => {
    const former = findNamed(before, name) ?? []
    const isBeginning = columns.every((column, index) => former[index] === column)
    return [name, isBeginning ? former : columns] as const
  })
  return { ...before, ...Object.fromEntries(longer) }
}
