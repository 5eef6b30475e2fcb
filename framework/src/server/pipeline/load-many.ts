// Which rows a write of many is about: those of a filter, among those the caller may list.
import { always, and, isAlways, isNever } from '../../declaration/condition/condition.ts'
import { toConditionWhenFresh } from '../../declaration/policy/decide.ts'
import { listParameters } from '../../declaration/resource/list-parameters.ts'
import { toCodeSelection, toStoredRow } from '../../engine/rows/stored-row.ts'
import {
  Forbidden,
  InvalidQuery,
  PreconditionFailed,
  ValidationFailed,
} from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import {
  demandCondition,
  evaluateTag,
  unconditional,
  type Preconditions,
} from '../../protocol/conditional/preconditions.ts'
import { parseListQuery, type ListRequest } from '../../protocol/query/list-request.ts'
import { authorize } from './authorize.ts'
import { decodeRest, queryContextOf, toShown } from './decode.ts'
import { Exchange } from './exchange.ts'
import { toItem } from './items.ts'
import { decodePlace, loadParent } from './place.ts'
import { readPreferences } from './prefer.ts'
import { representPage } from './represent.ts'
import { createStale } from './step-up.ts'

/** What the path, the query and the body of a write of many say: 400, 413 or 415 where they cannot be read. */
export function decodeMany(exchange: Exchange): Promise<void> | void {
  decodePlace(exchange)
  readPreferences(exchange)
  decodeFilter(exchange)
  return decodeRest(exchange)
}

/**
 * The filter of a write of many: without one it is refused (400), for nobody means every row by saying nothing. Nor are
 * parameters passed over that nobody knows, since a filter might be misspelt.
 */
function decodeFilter(exchange: Exchange): void {
  const { route, request } = exchange
  const context = {
    ...queryContextOf(exchange),
    scope: always,
    isLenient: false,
    mostRows: route.model.limits.bulk,
  }
  const asked = parseListQuery(route.model, request.query, context)
  const faults = findUnfit(exchange, asked)
  if (faults.length === 0 && isAlways(asked.query.where)) faults.push(unfiltered)
  if (faults.length > 0) throw new InvalidQuery({ errors: faults })
  const shown = toShown(exchange, asked)
  exchange.listRequest = shown
  exchange.view = shown.view
}

const unfiltered: Fault = {
  parameter: 'where',
  code: 'filter_required',
  detail: 'must say which rows are meant, or a filter such as ?name=… must',
}

/** Parameters of a page: all rows are meant that the filter finds. */
function findUnfit({ route }: Exchange, { parameters }: ListRequest): Fault[] {
  const shown = route.verb.verb === 'updateMany' ? ['where', 'fields', 'expand'] : ['where']
  return parameters
    .filter(({ name }) => Object.hasOwn(listParameters, name) && !shown.includes(name))
    .map(({ name }) => ({
      parameter: name,
      code: 'unknown_parameter',
      detail: 'is no parameter of a write of many rows',
    }))
}

/** The rows that are meant, each as it stands; 422 where there are more than the resource takes at once. */
export async function loadMany(exchange: Exchange): Promise<void> {
  const { route, session, listRequest, place, principal, now } = exchange
  if (route.above.length > 0) await loadParent(exchange)
  const { model } = route
  await authorize(exchange)
  const listable = route.listable!(principal, now)
  // Whoever may list nothing would learn by a filter what is there.
  if (isNever(listable)) {
    const { list } = model.access
    if (!isNever(toConditionWhenFresh(list, principal, now))) throw createStale(list)
    throw new Forbidden({ detail: 'The rules of this resource do not allow lists to you.' })
  }
  const most = model.limits.bulk
  const { rows, hasNext } = await session.list(model, {
    where: and(listable, place, listRequest!.query.where),
    sort: [{ property: 'id', descending: false }],
    start: { kind: 'first' },
    limit: most,
    selection: toCodeSelection(model),
  })
  if (hasNext) {
    const detail = `The filter finds more than ${most} rows; narrow it.`
    throw new ValidationFailed({ detail, errors: [{ parameter: 'where', code: 'too_many', detail }] })
  }
  exchange.items = rows.map((found) => {
    const item = toItem(exchange)
    item.row = toStoredRow(model, found)
    item.id = found.id
    return item
  })
}

/** Conditions on the collection: its tag is that of what a GET of the same address answers. */
export async function preconditionMany(exchange: Exchange): Promise<void> {
  const { preconditions, route } = exchange
  demandCondition(route.model.ifMatch, preconditions)
  if (preconditions === unconditional) return
  const evaluation = evaluateTag(preconditions, hasTags(preconditions) ? await readTag(exchange) : '')
  if (evaluation === 'proceed') return
  if (evaluation !== 'notModified') throw evaluation
  const detail = 'does not hold for what is there now'
  throw new PreconditionFailed({ errors: [{ header: 'If-None-Match', code: 'precondition_failed', detail }] })
}

const hasTags = ({ ifMatch, ifNoneMatch }: Preconditions): boolean =>
  typeof ifMatch === 'object' || typeof ifNoneMatch === 'object'

async function readTag(exchange: Exchange): Promise<string> {
  const { request, route, session, now, principal } = exchange
  const read = new Exchange(request, route, session, now)
  read.principal = principal
  read.place = exchange.place
  read.allowed = route.listable!(principal, now)
  read.representation = representationOf(exchange)
  const list = toShown(read, parseListQuery(route.model, request.query, queryContextOf(read)))
  read.listRequest = list
  read.page = await session.list(route.model, list.query)
  representPage(read)
  return read.reply!.headers['etag']!
}

/** The one the first tag was made of; tags of JSON do not say so. */
function representationOf({ preconditions, route }: Exchange): Exchange['representation'] {
  const { ifMatch, ifNoneMatch } = preconditions
  const [tag] = [ifMatch, ifNoneMatch].flatMap((tags) => (typeof tags === 'object' ? tags : []))
  const { representations } = route.api
  const named = representations.find(
    (each) => each.tag !== undefined && tag?.opaque.startsWith(`page-${each.tag}-`) === true,
  )
  return named ?? representations[0]!
}
