import { always, and } from '../../declaration/condition/condition.ts'
import { showsRow } from '../../declaration/resource/verb.ts'
import { multipart, urlencoded } from '../../declaration/resource/form.ts'
import { checkMediaType } from '../../protocol/body/media-type.ts'
import { parseJson } from '../../protocol/body/parse-json.ts'
import { parseUrlencoded } from '../../protocol/body/parse-urlencoded.ts'
import { headerOf } from '../../protocol/message/message.ts'
import { parsePreconditions } from '../../protocol/conditional/preconditions.ts'
import { jsonPatchType } from '../../protocol/patch/patch-types.ts'
import { parseItemQuery, refuseParameters } from '../../protocol/query/item-request.ts'
import { parseListQuery, type ListRequest, type QueryContext } from '../../protocol/query/list-request.ts'
import { parseQueryBody } from '../../protocol/query/query-body.ts'
import { chooseRepresentation } from '../../protocol/representation/negotiate.ts'
import { toLinkedView } from '../../protocol/representation/linked-view.ts'
import type { Exchange } from './exchange.ts'
import { decodeId } from './decode-id.ts'
import { decodePlace, toAskedPath } from './place.ts'
import { isLenient, readPreferences, withoutUnknown } from './prefer.ts'
import { receiveForm } from './uploads.ts'

/** What the path, the query and the body say: 400, 413 or 415 where they cannot be read. */
export function decode(exchange: Exchange): Promise<void> | void {
  const { verb } = exchange.route.verb
  if (exchange.route.verb.on === 'row') decodeId(exchange)
  decodePlace(exchange)
  readPreferences(exchange)
  if (verb === 'list') decodeListQuery(exchange)
  else decodeItemQuery(exchange)
  return decodeRest(exchange)
}

/** What stands in other headers, and the body. */
export function decodeRest(exchange: Exchange): Promise<void> | void {
  exchange.preconditions = parsePreconditions(exchange.request.headers, exchange.now)
  exchange.idempotencyKey = exchange.route.readKey?.(exchange.request)
  return exchange.route.accepts.length === 0 ? undefined : decodeBody(exchange)
}

function decodeListQuery(exchange: Exchange): void {
  const { route, request } = exchange
  exchange.listRequest = toShown(
    exchange,
    parseListQuery(route.model, request.query, queryContextOf(exchange)),
  )
}

/** Links are made from more of a row than is shown. */
export function toShown(exchange: Exchange, list: ListRequest): ListRequest {
  const { route, representation, principal, now, request } = exchange
  if (list.groups !== undefined) {
    // Only now it is known that not rows are to be shown.
    const offered = route.representations.filter(({ writeGroups }) => writeGroups !== undefined)
    exchange.representation = chooseRepresentation(headerOf(request, 'accept'), offered)
    return list
  }
  if (!representation.isLinked) return list
  const view = toLinkedView(route.model, list.view, { principal, now })
  return { ...list, view, query: { ...list.query, selection: view.selection } }
}

/** A QUERY (RFC 10008): the parameters of the list are its body. */
export async function decodeQuery(exchange: Exchange): Promise<void> {
  decodePlace(exchange)
  const { route, request } = exchange
  readPreferences(exchange)
  exchange.preconditions = parsePreconditions(request.headers, exchange.now)
  await decodeBody(exchange)
  const context = queryContextOf(exchange)
  exchange.listRequest = toShown(exchange, parseQueryBody(route.model, exchange.body, request.query, context))
}

/** What the grammar of queries needs to know of a request. */
export function queryContextOf(exchange: Exchange): QueryContext {
  const { route, principal, now, allowed, place } = exchange
  const { cursors } = route.api
  const context = { principal, now, cursors, scope: allowed, isLenient: isLenient(exchange) }
  if (place === always) return context
  return { ...context, scope: and(allowed, place), parent: toAskedPath(exchange) }
}

function decodeItemQuery(exchange: Exchange): void {
  const { route, request, principal, now, representation } = exchange
  if (!showsRow(route.verb)) return refuseParameters(request.query, isLenient(exchange))
  const caller = { principal, now, isLenient: isLenient(exchange) }
  const view = parseItemQuery(route.model, request.query, caller)
  exchange.view = representation.isLinked ? toLinkedView(route.model, view, caller) : view
}

async function decodeBody(exchange: Exchange): Promise<void> {
  const { request, route } = exchange
  // An action without an input takes a request without a body, whatever its type.
  const type = (exchange.bodyType = checkMediaType(request, route.accepts))
  if (type === multipart) return decodeMultipart(exchange)
  await request.readBody(route.api.bodyLimit)
  const body = request.body ?? new Uint8Array()
  const read = type === urlencoded ? route.readForm!(parseUrlencoded(body)) : parseJson(body)
  // The members of a JSON Patch are not the row's.
  exchange.body = type === jsonPatchType ? read : withoutUnknown(exchange, read)
}

/**
 * A form that may bring files is not read before the caller is known to may write the row; with an Idempotency-Key it is
 * read at once, for what it says must be known to tell whether it is a repeat.
 */
async function decodeMultipart(exchange: Exchange): Promise<void> {
  const { route, idempotencyKey } = exchange
  if (route.bringsFiles && idempotencyKey === undefined) exchange.awaitsForm = true
  else await receiveForm(exchange)
}
