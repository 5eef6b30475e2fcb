import type { Model } from '../../declaration/resource/model.ts'
import type { SortKey } from '../../declaration/resource/query.ts'
import type { RawParameter } from './raw-parameters.ts'
import type { Caller } from './visibility.ts'

// They change what is shown of a list, not which rows are in it or their order; `sort` counts by its keys.
const unbound: ReadonlySet<string> = new Set([
  'limit',
  'after',
  'before',
  'page',
  'offset',
  'sort',
  'fields',
  'expand',
  'total',
])

/**
 * What a cursor is good for: this resource, filter, order and caller. Not the rules' condition: who gains or loses a
 * role may go on paging.
 */
export function toCursorBinding(
  model: Model,
  { principal, parent }: Caller & { readonly parent?: string },
  parameters: readonly RawParameter[],
  sort: readonly SortKey[],
): string {
  const filters = parameters
    .filter(({ name }) => !unbound.has(name))
    .map(({ name, value }) => [name, value])
    .sort(compareFilters)
  const keys = sort.map(({ property, descending }) => (descending ? `-${property}` : property))
  const { kind, id, client } = principal
  return JSON.stringify([model.name, parent ?? null, kind, id, client, keys.join(), filters])
}

const compareFilters = (left: readonly string[], right: readonly string[]): number =>
  left.join('\n') < right.join('\n') ? -1 : 1
