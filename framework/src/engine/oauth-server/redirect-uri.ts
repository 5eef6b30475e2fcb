// Where a client may have users sent back to (RFC 9700 section 4.1, RFC 8252 sections 7 and 8.4).
import type { Fault } from '../../kernel/problem/problem.ts'

/** The hosts of the user's own machine. */
const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * What is wrong with an address, if anything: it must be absolute, of nobody but its host, and the same letter by letter
 * whenever it is compared. Plain http is for the user's own machine; schemes of apps are names of a domain they own,
 * which keeps out `javascript:`, `data:` and `file:`.
 */
export function findRedirectFault(uri: string): Pick<Fault, 'code' | 'detail'> | undefined {
  if (!uriForm.test(uri) || !URL.canParse(uri)) return wrong('must be an absolute URI')
  const { protocol, hostname } = new URL(uri)
  if (uri.includes('#')) return wrong('must have no fragment')
  if (uri.includes('*')) return wrong('must have no wildcard')
  if (/^[^:]+:\/\/[^/?]*@/.test(uri)) return wrong('must have no user and no password')
  if (!isOfWeb(uri))
    return protocol.includes('.') ? undefined : wrong('must be https, or have a scheme with a dot as apps do')
  if (!/^https?:\/\/[^/]/i.test(uri)) return wrong('must have a host')
  if (protocol === 'https:' || loopbackHosts.has(hostname)) return undefined
  return wrong("must be https: http is for the user's own machine alone")
}

/** What no client can have together: an app's scheme, and https on the user's own machine. */
export const isMixed = (uris: readonly string[]): boolean =>
  uris.some(isSecureLoopback) && uris.some((uri) => !isOfWeb(uri))

/** Whether a client with these is an app on the user's own machine, on whichever port it listens (RFC 8252 section 7). */
export const isNative = (uris: readonly string[]): boolean =>
  !uris.some(isSecureLoopback) && uris.some((uri) => new URL(uri).protocol !== 'https:')

const isOfWeb = (uri: string): boolean => /^https?:/i.test(uri)

function isSecureLoopback(uri: string): boolean {
  const { protocol, hostname } = new URL(uri)
  return protocol === 'https:' && loopbackHosts.has(hostname)
}

/** A scheme, then what RFC 3986 lets stand in a URI; browsers read a backslash as a slash. */
const uriForm = /^[a-z][\w+.-]*:[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/i

const wrong = (detail: string) => ({ code: 'invalid_redirect_uri', detail })
