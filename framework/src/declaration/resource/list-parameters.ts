/**
 * The parameters of every collection, which are also the members of a QUERY body; no filter may have one of their
 * names. `selects`: they change which rows are in the list, so that cursors are bound to them; the others change how
 * the list is cut or shown (`sort` counts by its keys).
 */
export const listParameters = {
  limit: 'shows',
  after: 'shows',
  before: 'shows',
  page: 'shows',
  offset: 'shows',
  sort: 'shows',
  fields: 'shows',
  expand: 'shows',
  where: 'selects',
  q: 'selects',
  total: 'shows',
  aggregate: 'selects',
  groupBy: 'selects',
} as const

/** Name of a parameter of collections. */
export type ListParameter = keyof typeof listParameters

export function isListParameter(name: string): name is ListParameter {
  return Object.hasOwn(listParameters, name)
}
