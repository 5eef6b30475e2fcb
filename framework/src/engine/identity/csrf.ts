import { InvalidCsrfToken } from '../../kernel/problem/catalogue.ts'
import { headerOf, type HttpRequest } from '../../protocol/message/message.ts'
import { hasDigest } from './secret-digest.ts'

/** The header in which scripts of the API's own origin prove where they come from. */
const csrfHeader = 'x-csrf-token'

// QUERY too: browsers ask before they send it for another origin.
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY'])

/** The CSRF token of a request; a 403 problem where it is not that of the session whose cookies came along. */
export function demandCsrfToken(request: HttpRequest, digest: string | null): string {
  const token = headerOf(request, csrfHeader)
  if (token !== undefined && hasDigest(token, digest)) return token
  const detail = 'Send the CSRF token of the sign-in as X-CSRF-Token, or an access token in a header.'
  throw new InvalidCsrfToken({ detail })
}

/** What demands a CSRF token: methods that may change something (RFC 9110 section 9.2.1). */
export const isUnsafe = ({ method }: HttpRequest): boolean => !safe.has(method)
