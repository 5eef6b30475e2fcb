// The Idempotency-Key HTTP header field (draft-ietf-httpapi-idempotency-key-header-07).
import { IdempotencyKeyRequired, InvalidHeader } from '../../kernel/problem/catalogue.ts'
import { headerOf, type HttpRequest } from '../message/message.ts'

/** Most characters of a key. */
export const longestKey = 255

const name = 'Idempotency-Key'

// A String of RFC 9651 section 3.3.3, and the parameters an Item may have (section 3.1.2), which say nothing here.
// No two forms of a value begin alike, or else a long list of them could be read in endless ways.
const parameter = String.raw`; *[a-z*][a-z0-9_.*-]*(?:=(?:"(?:[ !#-\[\]-~]|\\["\\])*"|:[A-Za-z0-9+/=]*:|[\w?@.*/!#$%&'^|~+-][\w?@.*:/!#$%&'^|~+-]*))?`
const quoted = new RegExp(String.raw`^"((?:[ !#-\[\]-~]|\\["\\])*)"(?: *${parameter})*$`)
// What clients send that know nothing of structured fields, such as a plain UUID.
const bare = /^[!#-+\--:<-~]+$/

/**
 * The key of a request, without its quotes; undefined where there is none. One that is malformed, empty or longer than
 * 255 characters throws INVALID_HEADER (400).
 */
export function parseIdempotencyKey(request: HttpRequest): string | undefined {
  const text = headerOf(request, 'idempotency-key')?.trim()
  if (text === undefined) return undefined
  const key = bare.test(text) ? text : quoted.exec(text)?.[1]?.replaceAll(/\\(.)/g, '$1')
  if (key === undefined) throw refuse('invalid_key', 'must be one text in double quotes, such as "8e03978e"')
  if (key === '') throw refuse('too_short', 'must not be empty')
  if (key.length > longestKey) throw refuse('too_long', `must have at most ${longestKey} characters`)
  return key
}

/** The key of a request that must have one; without it IDEMPOTENCY_KEY_REQUIRED (400) is thrown. */
export function demandIdempotencyKey(request: HttpRequest): string {
  const key = parseIdempotencyKey(request)
  if (key !== undefined) return key
  const detail = 'must be given, new for each thing to be done and the same when it is tried again'
  throw new IdempotencyKeyRequired({ errors: [{ header: name, code: 'required', detail }] })
}

function refuse(code: string, detail: string): Error {
  return new InvalidHeader({ errors: [{ header: name, code, detail }] })
}
