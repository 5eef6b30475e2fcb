// The links of a page (RFC 8288), as members of the body and as the Link header.
import type { Model } from '../../declaration/resource/model.ts'
import type { Position } from '../../declaration/resource/query.ts'
import { budget } from './budget.ts'
import { toCursorBinding } from './cursor-binding.ts'
import type { ListRequest, QueryContext } from './list-request.ts'
import { fitsBudget } from './raw-parameters.ts'

/** What the store found: where the page begins and ends, and whether there is more. */
export interface PageEnds {
  readonly first: Position | undefined
  readonly last: Position | undefined
  readonly hasNext: boolean
  readonly hasPrevious: boolean
  /** Number of all rows of the list, where it was counted. */
  readonly total?: number
}

/** URLs (path and query) of a page's neighbours. */
export interface PageLinks {
  readonly next: string | null
  readonly prev: string | null
  readonly first: string
  /** Only of paging by number, and only where the rows were counted. */
  readonly last?: string
}

/**
 * The links of a page: every parameter of the request is kept, only those that choose the page change. A QUERY whose
 * parameters do not fit into a URL has links that hold the page alone: they are for QUERY with the same body.
 * @param path of the collection, with every prefix
 */
export function toPageLinks(
  path: string,
  model: Model,
  request: ListRequest,
  page: PageEnds,
  context: QueryContext,
): PageLinks {
  const links = toLinks(toBase(path, request.parameters), model, request, page, context)
  return request.origin === 'body' && !areReadable(links)
    ? toLinks(toBase(path, []), model, request, page, context)
    : links
}

/** Whether the links of a page say all of its query, so that GET can follow them. */
export function isFollowedByGet({ origin, parameters }: ListRequest, links: PageLinks): boolean {
  return (
    origin === 'url' || parameters.every(({ name, text }) => paging.has(name) || links.first.includes(text))
  )
}

/** The URL whose GET answers what a QUERY did (RFC 10008, the equivalent resource); undefined where it would be too long. */
export function toEquivalentUrl(path: string, { parameters }: ListRequest): string | undefined {
  const query = parameters.map(({ text }) => escapeUrl(text)).join('&')
  if (!fitsBudget(query)) return undefined
  return query === '' ? path : `${path}?${query}`
}

const areReadable = (links: PageLinks): boolean =>
  Object.values(links).every(
    (url: string | null) => url === null || fitsBudget(url.slice(url.indexOf('?') + 1)),
  )

function toLinks(
  base: Base,
  model: Model,
  request: ListRequest,
  page: PageEnds,
  context: QueryContext,
): PageLinks {
  switch (request.paging) {
    case 'cursor':
      return toCursorLinks(base, model, request, page, context)
    case 'page':
      return toNumberLinks(base, request, page)
    case 'offset':
      return toOffsetLinks(base, request, page)
  }
}

const paging: ReadonlySet<string> = new Set(['after', 'before', 'page', 'offset'])

/** Makes a URL of the list by what chooses the page. */
type Base = (choice?: string) => string

function toBase(path: string, parameters: ListRequest['parameters']): Base {
  let kept = ''
  for (const { name, text } of parameters)
    if (!paging.has(name)) kept += `${kept === '' ? '' : '&'}${escapeUrl(text)}`
  return (choice = '') => {
    const query = kept === '' || choice === '' ? kept + choice : `${kept}&${choice}`
    return query === '' ? path : `${path}?${query}`
  }
}

/** Servers take in characters that may not stand in a URL (RFC 3986 section 3.4), and would end a link's `<…>`. */
export function escapeUrl(text: string): string {
  return isPlain.test(text) ? text : text.toWellFormed().replace(notPlain, encodeURIComponent)
}

const isPlain = /^[A-Za-z0-9%!$&'()*+,\-./:;=?@_~]*$/
const notPlain = /[^A-Za-z0-9%!$&'()*+,\-./:;=?@_~]/gu

// Where rows were when a cursor was made there may be none any more; those on its other side are the last ones, or the
// first ones, of the list.
const nowhere: Position = []

function toCursorLinks(
  base: Base,
  model: Model,
  { parameters, query }: ListRequest,
  { first, last, hasNext, hasPrevious }: PageEnds,
  context: QueryContext,
): PageLinks {
  const { start } = query
  const isEmpty = last === undefined
  const nextFrom = hasNext ? last : isEmpty && start.kind === 'before' ? nowhere : undefined
  const prevFrom = hasPrevious ? first : isEmpty && start.kind === 'after' ? nowhere : undefined
  if (nextFrom === undefined && prevFrom === undefined) return { next: null, prev: null, first: base() }
  const binding = toCursorBinding(model, context, parameters, query.sort)
  const at = (name: 'after' | 'before', position: Position | undefined) =>
    position === undefined ? null : base(`${name}=${context.cursors.encode(position, binding)}`)
  return { next: at('after', nextFrom), prev: at('before', prevFrom), first: base() }
}

function toNumberLinks(base: Base, { page = 1, query: { limit } }: ListRequest, ends: PageEnds): PageLinks {
  const hasNext = ends.hasNext && isReachable(page + 1, limit)
  const lastPage = ends.total === undefined ? undefined : Math.max(1, Math.ceil(ends.total / limit))
  return {
    next: hasNext ? base(`page=${page + 1}`) : null,
    prev: page > 1 ? base(`page=${Math.min(page - 1, lastPage ?? page - 1)}`) : null,
    first: base('page=1'),
    ...(lastPage !== undefined && isReachable(lastPage, limit) && { last: base(`page=${lastPage}`) }),
  }
}

const isReachable = (page: number, limit: number): boolean => (page - 1) * limit <= budget.skippedRows

function toOffsetLinks(
  base: Base,
  { query: { limit, start } }: ListRequest,
  { hasNext }: PageEnds,
): PageLinks {
  const offset = start.kind === 'offset' ? start.offset : 0
  const next = offset + limit
  return {
    next: hasNext && next <= budget.skippedRows ? base(`offset=${next}`) : null,
    prev: offset > 0 ? base(`offset=${Math.max(0, offset - limit)}`) : null,
    first: base('offset=0'),
  }
}

/** The value of the `Link` header that says the same. */
export function toLinkHeader({ next, prev, first, last }: PageLinks): string {
  const links = Object.entries({ next, prev, first, last })
  return links
    .filter(([, url]) => typeof url === 'string')
    .map(([relation, url]) => `<${url}>; rel="${relation}"`)
    .join(', ')
}
