import { toEmptiedTrigger } from '../../store/sqlite/emptied-trigger.ts'
import { toSearchFilling, toSearchObjects, type SchemaObject } from '../../store/sqlite/search-table.ts'
import type { Snapshot } from '../snapshot.ts'

/** What stands beside a table and follows from it, as a whole: a trigger, or a full-text index with all its parts. */
export interface Derived {
  readonly table: string
  readonly objects: readonly SchemaObject[]
  /** What fills it, where the table has rows. */
  readonly fillings: readonly string[]
}

export function toDerived({ tables }: Snapshot): ReadonlyMap<string, Derived> {
  const all = Object.entries(tables).flatMap(([table, { id, columns, searches }]) => {
    const emptied = Object.entries(columns)
      .filter(([, { references }]) => references?.onDelete === 'setNull')
      .map(([column]): Derived => ({ table, objects: [toEmptiedTrigger(table, column)], fillings: [] }))
    const indexes = Object.entries(searches).map(([name, searched]): Derived => {
      const index = { name, table, columns: searched, hasCountedIds: id === 'integer' }
      return { table, objects: toSearchObjects(index), fillings: toSearchFilling(index) }
    })
    return [...emptied, ...indexes]
  })
  return new Map(all.map((derived) => [derived.objects[0]!.name, derived]))
}
