import { NotFound } from '../../kernel/problem/catalogue.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import type { Found, Page } from '../store/store.ts'
import { toPageAnswer, type PagePlace } from './row-page.ts'
import { uncached, uncachedJson } from './uncached.ts'

/** The answer to a request that made a member of a collection: 201 and its address. */
export function toCreatedAnswer({ url }: HttpRequest, id: string | number, created: unknown): HttpReply {
  const path = url.split('?', 1)[0]!.replace(/\/$/, '')
  return {
    status: 201,
    headers: { ...uncachedJson, location: `${path}/${id}` },
    body: JSON.stringify(created),
  }
}

/**
 * The answer with a page of a collection.
 * @param show what is shown of a row. Default: all that was read
 */
export function toListAnswer(
  page: Page,
  place: PagePlace,
  request: HttpRequest,
  show?: (row: Found) => unknown,
): HttpReply {
  const { body, link } = toPageAnswer(page, place, request, show)
  return { status: 200, headers: { ...uncachedJson, link }, body }
}

/** The answer with a member of a collection: 404 where there is none. */
export function toMemberAnswer(member: unknown): HttpReply {
  if (member === undefined) throw new NotFound()
  return { status: 200, headers: uncachedJson, body: JSON.stringify(member) }
}

/** The answer to a request that took a member away: 404 where there was none. */
export function toDeletedAnswer(isDeleted: boolean): HttpReply {
  if (!isDeleted) throw new NotFound()
  return { status: 204, headers: uncached, body: null }
}
