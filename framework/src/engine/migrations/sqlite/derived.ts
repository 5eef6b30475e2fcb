import { toEmptiedTrigger } from '../../store/sqlite/emptied-trigger.ts'
import { toSearchFilling, toSearchObjects, type SchemaObject } from '../../store/sqlite/search-table.ts'
import type { Snapshot } from '../snapshot.ts'
import { toTwinFilling, toTwinTriggers } from './twin-triggers.ts'

/** What stands beside a table and follows from it, as a whole: a trigger, those of two columns, or a full-text index with all its parts. */
export interface Derived {
  readonly table: string
  readonly objects: readonly SchemaObject[]
  /** What fills it, where the table has rows. */
  readonly fillings: readonly string[]
}

export function toDerived({ tables }: Snapshot): ReadonlyMap<string, Derived> {
  const all = Object.entries(tables).flatMap(([table, { id, columns, searches, twins = {} }]) => {
    const emptied = Object.entries(columns)
      .filter(([, { references }]) => references?.onDelete === 'setNull')
      .map(([column]): Derived => ({ table, objects: [toEmptiedTrigger(table, column)], fillings: [] }))
    const indexes = Object.entries(searches).map(([name, searched]): Derived => {
      const index = { name, table, columns: searched, hasCountedIds: id === 'integer' }
      return { table, objects: toSearchObjects(index), fillings: toSearchFilling(index) }
    })
    const pairs = Object.entries(twins).map(([column, former]): Derived => {
      const pair = { table, column, former }
      return { table, objects: toTwinTriggers(pair), fillings: toTwinFilling(pair) }
    })
    return [...emptied, ...indexes, ...pairs]
  })
  return new Map(all.map((derived) => [derived.objects[0]!.name, derived]))
}
