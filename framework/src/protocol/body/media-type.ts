// Media types and content codings of request bodies (RFC 9110 section 8.3 and 8.4).
import { UnsupportedMediaType } from '../../kernel/problem/catalogue.ts'
import { headerOf, type HttpRequest } from '../message/message.ts'

/**
 * Refuses bodies whose type or coding is not read here: 415, with what is read in `Accept` (RFC 9110 section 15.5.16).
 * @param accepted lower-case media types, the preferred one first
 */
export function checkMediaType(request: HttpRequest, accepted: readonly string[]): string {
  const contentType = headerOf(request, 'content-type')
  // What nearly every client sends is looked up as it stands.
  if (contentType !== undefined && accepted.includes(contentType)) return checkCoding(request, contentType)
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase())
  if (!accepted.includes(type)) {
    const problem = type === '' ? 'The body has no Content-Type.' : `${type} is not read here.`
    throw refuse(`${problem} Send ${accepted.join(' or ')}.`, request, accepted)
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length)
  if (charset !== undefined && charset.replace(/^"(.*)"$/, '$1') !== 'utf-8') {
    throw refuse('Bodies must be UTF-8.', request, accepted)
  }
  return checkCoding(request, type)
}

/** Refuses bodies that are compressed (415); gives back their type. */
export function checkCoding(request: HttpRequest, type: string): string {
  const coding = headerOf(request, 'content-encoding')
  if (coding === undefined || coding.toLowerCase() === 'identity') return type
  throw new UnsupportedMediaType({
    detail: 'Compressed bodies are not read here.',
    headers: { 'accept-encoding': 'identity' },
  })
}

function refuse(detail: string, { method }: HttpRequest, accepted: readonly string[]): Error {
  const accept = accepted.join(', ')
  // RFC 5789 section 2.2 and RFC 10008 section 3 have headers of their own.
  return new UnsupportedMediaType({
    detail,
    headers: {
      accept,
      ...(method === 'PATCH' && { 'accept-patch': accept }),
      ...(method === 'QUERY' && { 'accept-query': accept }),
    },
  })
}
