// URI templates (RFC 6570) of collections.
import type { Model } from '../../declaration/resource/model.ts'
import type { ListParameter } from '../../declaration/resource/list-parameters.ts'
import { filtersOf, findReach } from '../query/filter-field.ts'
import { searchNamesFor } from '../query/search.ts'
import type { Caller } from '../query/visibility.ts'

/** The template of a collection with the parameters this caller may search by: fields for equality, and the common ones. */
export function toSearchTemplate(collection: string, model: Model, caller: Caller): string {
  const { fields, parameters } = filtersOf(model)
  const filters = [...fields.values()]
    .filter((field) => parameters.has(field.name) && findReach(model, field, caller) !== undefined)
    .map(({ name }) => name)
  const names = [...filters, ...common.filter((name) => isUseful(name, model, caller))]
  return `${collection}{?${names.map(toVariable).join()}}`
}

// In the order in which one would ask: what, in which order, which page, how shown.
const common: readonly ListParameter[] = [
  'q',
  'where',
  'sort',
  'limit',
  'page',
  'offset',
  'fields',
  'expand',
  'total',
]

function isUseful(name: ListParameter, model: Model, caller: Caller): boolean {
  const { filter, sort, expand } = model
  switch (name) {
    case 'q':
      return searchNamesFor(model, caller).length > 0
    case 'where':
      return filter.size > 0
    case 'sort':
      return sort.size > 0
    case 'expand':
      return expand.size > 0
    default:
      return true
  }
}

/** RFC 6570 section 2.3: other characters stand in a name percent-encoded. */
const toVariable = (name: string): string => name.replaceAll(/[^\w.]/g, encodeURIComponent)
