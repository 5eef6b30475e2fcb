import { isAlways, isNever } from '../../declaration/condition/condition.ts'
import type { Model, ModelRelation } from '../../declaration/resource/model.ts'
import type { SortKey } from '../../declaration/resource/query.ts'
import { budget } from './budget.ts'
import type { QueryFaults } from './query-faults.ts'
import { toRelatedScope, toSummaryScope, toVisibility, type Caller } from './visibility.ts'

/** The order of every list that does not ask for another. */
export const newestFirst: readonly SortKey[] = completeSort([{ property: 'createdAt', descending: true }])

/** An order made total: ends with the id, in the direction of the key before it. */
export function completeSort(keys: readonly SortKey[]): readonly SortKey[] {
  const id = keys.findIndex(({ property }) => property === 'id')
  const descending = keys.at(-1)?.descending ?? true
  // Nothing after the id can matter.
  const total = id === -1 ? [...keys, { property: 'id', descending }] : keys.slice(0, id + 1)
  return Object.freeze(total)
}

/** The order that `-createdAt,name` asks for. Names in `sort` handlers write are read by the same function. */
export function toSortKey(text: string): SortKey {
  const descending = text.startsWith('-')
  return { property: descending ? text.slice(1) : text, descending }
}

/** Names of the properties this caller may sort by: declared, and seen on every row, as an order tells of values. */
export function sortNamesFor(model: Model, caller: Caller, via?: ModelRelation): string[] {
  return [...model.sort].filter((name) => isSortable(model, name, caller, via))
}

function isSortable(model: Model, name: string, caller: Caller, via?: ModelRelation): boolean {
  const property = model.sort.has(name) ? model.properties.get(name) : undefined
  if (property === undefined || !isAlways(toVisibility(property.definition, caller))) return false
  return via === undefined || isSeenOnAll(via, name, caller)
}

/** Whether a field is seen on every row a relation shows, of which some may be shown by their summary alone. */
function isSeenOnAll(relation: ModelRelation, name: string, caller: Caller): boolean {
  const { target } = relation
  if (target.summary === undefined || target.summary.fields.includes(name)) return true
  return isNever(toSummaryScope(target, caller)) || isAlways(toRelatedScope(relation, caller))
}

/**
 * Reads the parameter `sort`.
 * @param via the relation by which the rows are embedded, where they are
 */
export function parseSort(
  model: Model,
  text: string,
  caller: Caller,
  faults: QueryFaults,
  parameter = 'sort',
  via?: ModelRelation,
): readonly SortKey[] {
  const keys = text.split(',', budget.sortKeys + 1).map(toSortKey)
  if (keys.length > budget.sortKeys) {
    faults.add(parameter, 'too_many_values', `must have at most ${budget.sortKeys} keys`)
    return newestFirst
  }
  for (const [index, { property }] of keys.entries()) {
    if (!isSortable(model, property, caller, via)) {
      faults.add(parameter, 'unknown_field', describeUnknown(property, sortNamesFor(model, caller, via)))
    } else if (keys.findIndex((key) => key.property === property) < index) {
      faults.add(parameter, 'duplicate_field', `names ${property} twice`)
    }
  }
  return completeSort(keys)
}

/** Says of a name that is not known which ones are. */
export function describeUnknown(name: string, known: readonly string[]): string {
  const shown = JSON.stringify(name.slice(0, 100))
  return known.length === 0
    ? `cannot be chosen here`
    : `names ${shown}, which is not one of: ${known.join(', ')}`
}
