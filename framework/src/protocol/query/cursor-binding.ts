import { isListParameter, listParameters } from '../../declaration/resource/list-parameters.ts'
import { pathOf, type Model } from '../../declaration/resource/model.ts'
import type { SortKey } from '../../declaration/resource/query.ts'
import type { RawParameter } from './raw-parameters.ts'
import type { Caller } from './visibility.ts'

/**
 * What a cursor is good for: this resource in this version, filter, order and caller. Not the rules' condition: who gains or loses a
 * role may go on paging.
 */
export function toCursorBinding(
  model: Model,
  { principal, parent }: Caller & { readonly parent?: string },
  parameters: readonly RawParameter[],
  sort: readonly SortKey[],
): string {
  const filters = parameters
    .filter(({ name }) => selectsRows(name))
    .map(({ name, value }) => [name, name === 'where' ? toCanonical(value) : value])
    .sort(compareFilters)
  const keys = sort.map(({ property, descending }) => (descending ? `-${property}` : property))
  const { kind, id, client } = principal
  return JSON.stringify([pathOf(model), parent ?? null, kind, id, client, keys.join(), filters])
}

/** Filters have names of their own; what has brackets is a filter too, or an option of `expand`. */
function selectsRows(name: string): boolean {
  return isListParameter(name) ? listParameters[name] === 'selects' : !name.startsWith('expand[')
}

/** White space in a condition says nothing. */
function toCanonical(where: string): string {
  try {
    return JSON.stringify(JSON.parse(where))
  } catch {
    return where
  }
}

const compareFilters = (left: readonly string[], right: readonly string[]): number =>
  left.join('\n') < right.join('\n') ? -1 : 1
