import { MethodNotImplemented } from '../../kernel/problem/catalogue.ts'

// RFC 9110 section 9.1, RFC 5789 and RFC 10008: what a server may be expected to know.
const known = new Set([
  'GET',
  'HEAD',
  'QUERY',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
])

/** Refuses methods that no address has (501, RFC 9110 section 15.6.2). */
export function refuseMethod(method: string): void {
  if (!known.has(method)) throw new MethodNotImplemented({ detail: `${method} is not known here.` })
}
