import { hash } from 'node:crypto'
import { showsRow } from '../../declaration/resource/verb.ts'
import { toEntityTag, toPageTag } from '../../protocol/conditional/entity-tag.ts'
import { evaluateTag } from '../../protocol/conditional/preconditions.ts'
import {
  isFollowedByGet,
  toEquivalentUrl,
  toLinkHeader,
  toPageLinks,
  type PageLinks,
} from '../../protocol/query/page-links.ts'
import { toItemJson, toPageJson } from '../../protocol/representation/json.ts'
import { queryContextOf } from './decode.ts'
import type { Exchange } from './exchange.ts'
import { toAskedPath, toRowPath } from './place.ts'

const json = 'application/json; charset=utf-8'
// What bodies of QUERY are.
const acceptQuery = 'application/json'

// Who asks and what they accept decide what they see, so caches must tell such requests apart (RFC 9110 section 12.5.5).
const vary = 'accept, authorization'

/** One row as JSON, with its tag. */
export function representItem(exchange: Exchange): void {
  const { route, found, view, created } = exchange
  if (found === undefined) return representNothing(exchange)
  const headers = readHeaders(exchange)
  headers['content-type'] = json
  if (created) headers['location'] = toRowPath(exchange, found.id)
  const status = created ? 201 : (route.verb.action?.status ?? 200)
  exchange.reply = { status, headers, body: toItemJson(found.json, view!) }
}

/** What stands with a row's representation, and with a 304 in its place (RFC 9110 section 15.4.5). */
export function readHeaders(exchange: Exchange): Record<string, string> {
  return { 'cache-control': exchange.route.model.cache, vary, etag: tagOf(exchange) }
}

/** The entity tag of the row to be shown. Expanded rows have versions of their own: how they look is part of it. */
export function tagOf({ found, view }: Exchange): string {
  const embeds = view!.selection.expansions.length > 0
  return toEntityTag(found!.version, embeds ? digest(found!.json) : undefined)
}

const digest = (body: string): string => hash('sha1', body, 'base64url').slice(0, 11)

/** A page of rows as JSON, with links to its neighbours. What a collection looks like is known only once it is made. */
export function representPage(exchange: Exchange): void {
  const { route, page, listRequest, total, isTotalEstimate } = exchange
  // Where the last page is can only be told from what was counted.
  const ends = total === undefined || isTotalEstimate ? page! : { ...page!, total }
  const links = toPageLinks(toAskedPath(exchange), route.model, listRequest!, ends, queryContextOf(exchange))
  const members = {
    limit: listRequest!.query.limit,
    ...links,
    ...(total !== undefined && { total }),
    ...(isTotalEstimate && { totalIsEstimate: true as const }),
  }
  const body = toPageJson(page!.rows, listRequest!.view, members)
  const etag = toPageTag(digest(body))
  const headers = { 'cache-control': route.model.cache, vary, etag }
  const evaluation = evaluateTag(exchange.preconditions, etag)
  if (evaluation === 'proceed') {
    exchange.reply = {
      status: 200,
      headers: { 'content-type': json, ...headers, ...toListHeaders(exchange, links) },
      body,
    }
  } else if (evaluation === 'notModified') {
    exchange.reply = { status: 304, headers, body: null }
  } else {
    throw evaluation
  }
}

/** Links are followed by GET; a QUERY is told where to GET the same (RFC 10008 section 2.4), where a URL can say it. */
function toListHeaders({ route, listRequest }: Exchange, links: PageLinks): Record<string, string> {
  const headers: Record<string, string> = { 'accept-query': acceptQuery }
  if (isFollowedByGet(listRequest!, links)) headers['link'] = toLinkHeader(links)
  if (listRequest!.origin === 'url') return headers
  const location = toEquivalentUrl(route.collection, listRequest!)
  if (location !== undefined) headers['location'] = location
  return headers
}

/** What an action gave: a result of its own, its row, or nothing. */
export function representResult(exchange: Exchange): void {
  const { route, result } = exchange
  const { status } = route.verb.action!
  if (showsRow(route.verb)) return representItem(exchange)
  if (status === 204) return representNothing(exchange)
  exchange.reply = {
    status,
    headers: { 'content-type': json, 'cache-control': 'no-store', vary },
    body: JSON.stringify(result ?? null),
  }
}

/** Nothing to show. */
export function representNothing(exchange: Exchange): void {
  exchange.reply = { status: 204, headers: {}, body: null }
}
