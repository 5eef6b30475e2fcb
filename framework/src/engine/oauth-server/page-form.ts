import { Forbidden } from '../../kernel/problem/catalogue.ts'
import { checkMediaType } from '../../protocol/body/media-type.ts'
import { parseUrlencoded } from '../../protocol/body/parse-urlencoded.ts'
import { headerOf, type HttpRequest } from '../../protocol/message/message.ts'

/** What a form of a page sent, by the names of its fields; of fields that stand twice the first. */
export type PageForm = ReadonlyMap<string, string>

/** Reads a form that comes from the server's own pages; a problem where it comes from elsewhere or is none. */
export function readPageForm(request: HttpRequest): PageForm {
  checkOrigin(request)
  const { body } = request
  if (body === undefined || body.length === 0) return new Map()
  checkMediaType(request, ['application/x-www-form-urlencoded'])
  return new Map(
    parseUrlencoded(body)
      .map(([name, value]) => [name, String(value)] as const)
      .reverse(),
  )
}

/** Other sites can make a browser send a form, though not with the cookie; this refuses them by name. */
export function checkOrigin(request: HttpRequest): void {
  const site = headerOf(request, 'sec-fetch-site')
  if (site === undefined || site === 'same-origin') return
  throw new Forbidden({ detail: 'The form was sent from another site. Go back there, and do not trust it.' })
}
