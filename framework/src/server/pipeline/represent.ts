import { hash } from 'node:crypto'
import { hasLinkFields } from '../../declaration/resource/link-fields.ts'
import { showsRow } from '../../declaration/resource/verb.ts'
import { toSingular } from '../../kernel/values/singular.ts'
import type { Groups } from '../../engine/store/store.ts'
import { toEntityTag, toPageTag } from '../../protocol/conditional/entity-tag.ts'
import { evaluateTag } from '../../protocol/conditional/preconditions.ts'
import {
  escapeUrl,
  isFollowedByGet,
  toEquivalentUrl,
  toLinkHeader,
  toPageLinks,
  type PageLinks,
} from '../../protocol/query/page-links.ts'
import { groupColumnsOf, toGroupRow } from '../../protocol/query/groups.ts'
import type { View } from '../../protocol/query/view.ts'
import { json, toItemJson, toPageJson } from '../../protocol/representation/json.ts'
import { Links } from '../../protocol/representation/links.ts'
import type { Body, PagePlace, Showing } from '../../protocol/representation/representation.ts'
import { toPageCaching, toPartCaching, toRowCaching } from './caching.ts'
import { queryContextOf } from './decode.ts'
import type { Exchange } from './exchange.ts'
import { toAskedPath, toRowPath } from './place.ts'

// What bodies of QUERY are.
const acceptQuery = 'application/json'

/** One row, with its tag. */
export function representItem(exchange: Exchange): void {
  const { route, found, created, representation } = exchange
  if (found === undefined) return representNothing(exchange)
  const headers = readHeaders(exchange)
  headers['content-type'] = representation.contentType
  if (created) headers['location'] = toRowPath(exchange, found.id)
  const status = created ? 201 : (route.verb.action?.status ?? 200)
  exchange.reply = { status, headers, body: writeItem(exchange) }
}

/** The row written down: what the database has made, wherever nothing else is asked for. */
function writeItem(exchange: Exchange): Body {
  const { representation, found, view } = exchange
  if (representation === json) return toItemJson(found!.json, view!)
  // What is tried again shows another row.
  if (exchange.written?.of !== found) {
    exchange.written = { of: found!, body: representation.writeItem!(found!, showingOf(exchange, view!)) }
  }
  return exchange.written!.body
}

/** What writers know of the answer. */
export function showingOf({ route, principal, now }: Exchange, view: View, place?: PagePlace): Showing {
  const links = new Links(route.addresses, { principal, now })
  return { model: route.model, view, links, ...(place !== undefined && { place }) }
}

/** What stands with a row's representation, and with a 304 in its place (RFC 9110 section 15.4.5). */
export function readHeaders(exchange: Exchange): Record<string, string> {
  const { caching } = exchange.route
  const { vary } = exchange.route.api
  const etag = tagOf(exchange)
  if (!caching.isShared) return { 'cache-control': caching.declared, vary, etag }
  return { ...toRowCaching(exchange), vary, etag }
}

/** The entity tag of the row to be shown. Expanded rows have versions of their own: how they look is part of it. */
export function tagOf(exchange: Exchange): string {
  const { found, view, representation } = exchange
  // Of what is shown, not of what was read: that may hold more than the caller may know.
  const looks = view!.selection.expansions.length > 0 ? digest(writeItem(exchange)) : undefined
  return toEntityTag(found!.version, representation.tag, looks)
}

const digest = (body: Body): string => hash('sha1', body, 'base64url').slice(0, 11)

/** A page of rows, with links to its neighbours. What a collection looks like is known only once it is made. */
export function representPage(exchange: Exchange): void {
  if (exchange.groups !== undefined) return representGroups(exchange, exchange.groups)
  const { route, page, listRequest, total, isTotalEstimate, representation } = exchange
  // Where the last page is can only be told from what was counted.
  const ends = total === undefined || isTotalEstimate ? page! : { ...page!, total }
  const links = toPageLinks(toAskedPath(exchange), route.model, listRequest!, ends, queryContextOf(exchange))
  const members = {
    limit: listRequest!.query.limit,
    ...links,
    ...(total !== undefined && { total }),
    ...(isTotalEstimate && { totalIsEstimate: true as const }),
  }
  const { rows } = page!
  const { view } = listRequest!
  const body =
    representation === json
      ? toPageJson(rows, view, members)
      : representation.writePage!(rows, members, showingOf(exchange, view, placeOf(exchange, links)))
  replyWithList(exchange, body, links)
}

/** Groups of rows instead of the rows. */
function representGroups(exchange: Exchange, { groups, hasNext }: Groups): void {
  const { route, listRequest, representation } = exchange
  const { model } = route
  const { query, groups: request } = listRequest!
  const hasPrevious = query.start.kind === 'offset' && query.start.offset > 0
  const ends = { first: undefined, last: undefined, hasNext, hasPrevious }
  const links = toPageLinks(toAskedPath(exchange), model, listRequest!, ends, queryContextOf(exchange))
  const body = representation.writeGroups!({
    resource: model.name,
    rows: groups.map((group) => toGroupRow(model, request!, group)),
    columns: groupColumnsOf(model, request!),
    page: hasNext || hasPrevious ? { limit: query.limit, ...links } : undefined,
  })
  replyWithList(exchange, body, links)
}

function replyWithList(exchange: Exchange, body: Body, links: PageLinks): void {
  const { representation } = exchange
  const etag = toPageTag(digest(body), representation.tag)
  const headers = { ...toPageCaching(exchange, links), vary: exchange.route.api.vary, etag }
  const evaluation = evaluateTag(exchange.preconditions, etag)
  if (evaluation === 'proceed') {
    exchange.reply = {
      status: 200,
      headers: {
        'content-type': representation.contentType,
        ...headers,
        ...toListHeaders(exchange, links),
      },
      body,
    }
  } else if (evaluation === 'notModified') {
    exchange.reply = { status: 304, headers, body: null }
  } else {
    throw evaluation
  }
}

function placeOf(exchange: Exchange, links: PageLinks): PagePlace {
  const { route, request, listRequest } = exchange
  const collection = toAskedPath(exchange)
  const url =
    listRequest!.origin === 'url' ? escapeUrl(request.url) : toEquivalentUrl(collection, listRequest!)
  const self = isFollowedByGet(listRequest!, links) ? url : undefined
  return { collection, self, isOwn: route.verb.nesting === route.model.home }
}

/** Links are followed by GET; a QUERY is told where to GET the same (RFC 10008 section 2.4), where a URL can say it. */
function toListHeaders(exchange: Exchange, links: PageLinks): Record<string, string> {
  const { listRequest } = exchange
  const headers: Record<string, string> = { 'accept-query': acceptQuery }
  if (isFollowedByGet(listRequest!, links)) headers['link'] = toLinkHeader(links)
  if (listRequest!.origin === 'url') return headers
  const location = toEquivalentUrl(toAskedPath(exchange), listRequest!)
  if (location !== undefined) headers['location'] = location
  return headers
}

/** What an action gave: a result of its own, its row, or nothing. */
export function representResult(exchange: Exchange): void {
  const { route, result, representation } = exchange
  const { status, name } = route.verb.action!
  if (showsRow(route.verb)) return representItem(exchange)
  if (status === 204) return representNothing(exchange)
  exchange.reply = {
    status,
    headers: {
      'content-type': representation.contentType,
      'cache-control': 'no-store',
      vary: route.api.vary,
    },
    body: representation.writeResult!(result, name),
  }
}

/** A link, with the tag of its near row; without a body where it holds nothing that was not in the address. */
export function representLink(exchange: Exchange): void {
  const { route, link, created, representation } = exchange
  const headers = linkHeaders(exchange)
  const { relation } = route.verb.link!
  const isShown = route.verb.verb === 'readLink' || hasLinkFields(relation)
  if (isShown) headers['content-type'] = representation.contentType
  const name = `${toSingular(relation.name)}Link`
  const body = isShown ? representation.writeResult!(JSON.parse(link!.json), name) : null
  exchange.reply = { status: created ? 201 : isShown ? 200 : 204, headers, body }
}

/** What stands with a link, and with a 304 in its place. */
export function linkHeaders(exchange: Exchange): Record<string, string> {
  return { ...toPartCaching(exchange), vary: exchange.route.api.vary, etag: linkTagOf(exchange) }
}

/** The entity tag of a link: what it holds changes with the version of its near row. */
export function linkTagOf({ row, found, representation }: Exchange): string {
  return toEntityTag((found ?? row!).version, representation.tag)
}

/** Nothing to show. */
export function representNothing(exchange: Exchange): void {
  exchange.reply = { status: 204, headers: {}, body: null }
}
