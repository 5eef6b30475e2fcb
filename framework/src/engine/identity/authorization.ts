// The Authorization header (RFC 9110 section 11.6.2).
import { headerOf, type HttpRequest } from '../../protocol/message/message.ts'

/** The credentials sent under a scheme (in lower case), undefined when the request names another scheme or none. */
export function readAuthorization(request: HttpRequest, scheme: string): string | undefined {
  const header = headerOf(request, 'authorization')
  if (header === undefined || header.length < scheme.length) return undefined
  const end = header.charCodeAt(scheme.length)
  if (!Number.isNaN(end) && end !== 0x20 && end !== 0x09) return undefined
  return header.slice(0, scheme.length).toLowerCase() === scheme
    ? header.slice(scheme.length + 1).trim()
    : undefined
}

/** What challenges tell of the API. */
export interface Protection {
  readonly realm: string
  /** Where it tells who gives tokens for it (RFC 9728 section 5.1); undefined where nobody but itself does. */
  readonly resourceMetadata?: string | undefined
}

/** The parameters of the challenges of access tokens. */
export const toProtectionParameters = ({
  realm,
  resourceMetadata,
}: Protection): Readonly<Record<string, string>> => ({
  realm,
  ...(resourceMetadata !== undefined && { resource_metadata: resourceMetadata }),
})

/** A challenge of a scheme (RFC 9110 section 11.6.1); the values must be printable ASCII. */
export function toChallenge(scheme: string, parameters: Readonly<Record<string, string>>): string {
  const list = Object.entries(parameters).map(
    ([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`,
  )
  return `${scheme} ${list.join(', ')}`
}
