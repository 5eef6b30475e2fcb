import { and, type Condition } from '../../declaration/condition/condition.ts'
import { listParameters, type ListParameter } from '../../declaration/resource/list-parameters.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { bestFirst, type ListQuery } from '../../declaration/resource/query.ts'
import { budget } from './budget.ts'
import { toCursorBinding } from './cursor-binding.ts'
import type { CursorCodec } from './cursor.ts'
import { checkEmbedded } from './embedded-rows.ts'
import { ExpandOptions, refuseOptions } from './expand-options.ts'
import { filtersOf } from './filter-field.ts'
import { FilterReader, readWhereText } from './filter.ts'
import { parseGroups, type GroupsRequest } from './groups.ts'
import { firstPage, parseLimit, parsePageChoice, type Paging } from './page-start.ts'
import { describeUnknownParameter, readParameters, type Singles } from './parameter-reader.ts'
import { QueryFaults, type QueryOrigin } from './query-faults.ts'
import { parseParameters, type RawParameter } from './raw-parameters.ts'
import { parseSearch, searchNamesFor } from './search.ts'
import { newestFirst, parseSort } from './sort.ts'
import { createView, type View } from './view.ts'
import type { Caller } from './visibility.ts'
import { parseWanted } from './wanted.ts'

/** What parsing a query needs to know besides the query. */
export interface QueryContext extends Caller {
  readonly cursors: CursorCodec
  /** Which rows the verb's rules leave for this caller; every list is narrowed by it. */
  readonly scope: Condition
  /** Tells nested collections apart, such as `stores/1`: a cursor of one is no cursor of another. */
  readonly parent?: string
  /** How many rows an answer has that is no page: of a write of many. */
  readonly mostRows?: number
}

/** Whether and how the rows of a list are counted. */
export type Total = 'none' | 'exact' | 'estimated'

/** What the request of a collection asks for. */
export interface ListRequest {
  readonly query: ListQuery
  readonly view: View
  readonly paging: Paging
  /** Counted from 1; of paging by number only. */
  readonly page: number | undefined
  readonly total: Total
  /** Only where groups are asked for, and not the rows themselves: they are shown as this says. */
  readonly groups?: GroupsRequest
  /** As they were sent, for links. */
  readonly parameters: readonly RawParameter[]
  readonly origin: QueryOrigin
}

type Name = ListParameter

const allNames = Object.keys(listParameters) as readonly Name[]
const withoutGroups = allNames.filter((name) => name !== 'aggregate' && name !== 'groupBy')
const withoutSearch = (names: readonly Name[]) => new Set(names.filter((name) => name !== 'q'))

/** Where nothing can be searched or aggregated there are no such parameters. */
const namesFor = {
  grouped: { searched: new Set(allNames), unsearched: withoutSearch(allNames) },
  ungrouped: { searched: new Set(withoutGroups), unsearched: withoutSearch(withoutGroups) },
} as const

/**
 * Reads the query of a collection. Everything wrong with it is thrown together as INVALID_QUERY (400).
 * @param rawQuery without its `?`, undecoded
 */
export function parseListQuery(model: Model, rawQuery: string, context: QueryContext): ListRequest {
  if (rawQuery === '') return toPlainRequest(model, context)
  const faults = new QueryFaults('url', context.isLenient)
  return parseList(model, parseParameters(rawQuery, faults), context, faults)
}

/**
 * Reads a list's parameters, however they came. What was found wrong with them before is thrown as well.
 * @param faults tells where the parameters came from
 */
export function parseList(
  model: Model,
  parameters: readonly RawParameter[],
  context: QueryContext,
  faults: QueryFaults,
): ListRequest {
  const filters = new FilterReader(model, context, faults)
  const expanding = new ExpandOptions()
  const searchNames = searchNamesFor(model, context)
  const { searched, unsearched } = namesFor[model.aggregate.size === 0 ? 'ungrouped' : 'grouped']
  const names = searchNames.length === 0 ? unsearched : searched
  const read = readParameters<Name>(
    parameters,
    {
      singles: names,
      takeOption: (parameter) => expanding.take(parameter, faults),
      readFilter: (parameter) => filters.read(parameter),
      describeUnknown: (name) => describeUnknown(model, name, filters.names(), names),
    },
    faults,
  )
  const tools = { context, faults, filters, expanding, searchNames }
  const request = parseParts(model, read.singles, read, tools)
  faults.throwIfAny()
  return request
}

const noParameters: readonly RawParameter[] = Object.freeze([])

function toPlainRequest(model: Model, context: QueryContext): ListRequest {
  const view = createView(model, context)
  const { start } = firstPage
  const { selection } = view
  return {
    query: { where: context.scope, sort: newestFirst, start, limit: model.limits.pageSize, selection },
    view,
    paging: 'cursor',
    page: undefined,
    total: 'none',
    parameters: noParameters,
    origin: 'url',
  }
}

interface Tools {
  readonly context: QueryContext
  readonly faults: QueryFaults
  readonly filters: FilterReader
  readonly searchNames: readonly string[]
  readonly expanding: ExpandOptions
}

function parseParts(
  model: Model,
  singles: Singles<Name>,
  { filters: terms, all }: { readonly filters: readonly Condition[]; readonly all: readonly RawParameter[] },
  tools: Tools,
): ListRequest {
  const { context, faults, filters, searchNames } = tools
  const conditions =
    singles.where === undefined ? [] : [readWhereText(singles.where, filters, faults, 'where')]
  const where = and(context.scope, ...terms, ...conditions)
  const search =
    singles.q === undefined
      ? undefined
      : parseSearch(singles.q, searchNames, (code, detail) => faults.add('q', code, detail))
  const rows = { where, ...(search !== undefined && { search }) }
  if (singles.aggregate !== undefined || singles.groupBy !== undefined) {
    return toGroupsRequest(model, singles, { ...tools, rows, all })
  }
  const usual = search === undefined ? newestFirst : bestFirst
  const sort = singles.sort === undefined ? usual : parseSort(model, singles.sort, context, faults)
  const { pageSize, maxPageSize } = model.limits
  const limit = singles.limit === undefined ? pageSize : parseLimit(singles.limit, maxPageSize, faults)
  const choice = parsePageChoice(
    pick(singles, ['after', 'before', 'page', 'offset']),
    limit,
    {
      cursors: context.cursors,
      keys: sort.length,
      binding: () => toCursorBinding(model, context, all, sort),
    },
    faults,
  )
  const wanted = parseWanted(model, singles, { ...tools, caller: context })
  const total = parseTotal(singles.total, faults)
  const view = createView(model, context, wanted)
  checkEmbedded(view.selection, context.mostRows ?? limit, faults)
  const { start } = choice
  const query: ListQuery = { ...rows, sort, start, limit, selection: view.selection }
  const { paging, page } = choice
  return { query, view, paging, page, total, parameters: all, origin: faults.origin }
}

/** What only rows have, which groups are not. */
const rowNames = ['after', 'before', 'sort', 'fields', 'expand', 'total'] as const satisfies readonly Name[]

interface GroupsTools extends Tools {
  readonly rows: Pick<ListQuery, 'where' | 'search'>
  readonly all: readonly RawParameter[]
}

/** Groups come in the order of what they have in common; their pages are numbered or have an offset. */
function toGroupsRequest(
  model: Model,
  singles: Singles<Name>,
  { rows, all, context, faults, expanding }: GroupsTools,
): ListRequest {
  const refusal = 'cannot be used together with aggregate'
  for (const name of Object.keys(pick(singles, rowNames))) faults.add(name, 'not_with_aggregate', refusal)
  for (const [path, texts] of expanding.paths) refuseOptions(path, texts, faults, refusal)
  const groups = parseGroups(model, pick(singles, ['aggregate', 'groupBy']), context, faults)
  const limit = singles.limit === undefined ? budget.groups : parseLimit(singles.limit, budget.groups, faults)
  const chosen = pick(singles, ['page', 'offset'])
  const { cursors } = context
  const { start, page } = parsePageChoice(chosen, limit, { cursors, keys: 0, binding: () => '' }, faults)
  const view = createView(model, context)
  const offset = start.kind === 'offset' ? start : ({ kind: 'offset', offset: 0 } as const)
  return {
    query: { ...rows, sort: newestFirst, start: offset, limit, selection: view.selection },
    view,
    paging: page === undefined ? 'offset' : 'page',
    page,
    total: 'none',
    groups,
    parameters: all,
    origin: faults.origin,
  }
}

function parseTotal(text: string | undefined, faults: QueryFaults): Total {
  if (text === undefined) return 'none'
  if (text === 'exact' || text === 'estimated') return text
  faults.add('total', 'invalid_choice', 'must be one of exact, estimated')
  return 'none'
}

/** Why a parameter is none: perhaps the operator is not one of its field. */
function describeUnknown(
  model: Model,
  name: string,
  fields: readonly string[],
  singles: Iterable<string>,
): { code: string; detail: string } {
  const field = /^([^[\]]+)\[[^[\]]*\]$/.exec(name)?.[1]
  if (field === undefined || !fields.includes(field)) {
    const unknown = describeUnknownParameter(field ?? name, [...fields, ...singles])
    const isGuessed = unknown.detail.endsWith('?')
    return isGuessed || fields.length === 0
      ? unknown
      : { ...unknown, detail: `${unknown.detail}; filters are ${listSome(fields)}` }
  }
  const { operators } = filtersOf(model).fields.get(field)!.property.kind
  return { code: 'invalid_operator', detail: `has an operator that is none of ${operators.join(', ')}` }
}

const mostListed = 12

const listSome = (names: readonly string[]): string =>
  names.length > mostListed ? `${names.slice(0, mostListed).join(', ')} and others` : names.join(', ')

/** Those of the parameters that were given. */
function pick<N extends Name>(singles: Singles<Name>, names: readonly N[]): Singles<N> {
  const picked: { [Each in N]?: string } = {}
  for (const name of names) {
    const value = singles[name]
    if (value !== undefined) picked[name] = value
  }
  return picked
}
