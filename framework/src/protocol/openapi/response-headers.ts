import type { OpenApiObject } from './openapi-object.ts'

/** A response header that the document knows. */
export type HeaderName = keyof typeof descriptions

// Each stands in every answer that names it, but for those of `optional`.
const descriptions = {
  'Accept-Query': 'The media types of QUERY bodies read here (RFC 10008 section 3).',
  'Accept-Ranges': 'That some of the bytes can be asked for (RFC 9110 section 14.3).',
  Accept: 'The media types read here (RFC 9110 section 15.5.16).',
  'Accept-Patch': 'The formats of patches read here (RFC 5789 section 3.1).',
  Allow: 'The methods this address has (RFC 9110 section 10.2.1).',
  'Cache-Tag': 'The same as Surrogate-Key, with commas between.',
  'Cache-Control': 'How the answer may be kept (RFC 9111).',
  'Content-Disposition': 'What the file is called, and whether it is shown or saved (RFC 6266).',
  'Content-Location': 'The address of the row that is shown (RFC 9110 section 8.7).',
  'Content-Length': 'How many bytes follow (RFC 9110 section 8.6).',
  'Content-Range': 'Which bytes these are, and of how many (RFC 9110 section 14.4).',
  ETag: 'Names the version of what is answered; good in If-Match and If-None-Match (RFC 9110 section 8.8.3).',
  'Idempotency-Replayed':
    '`true` where the answer is that of the first request with the same Idempotency-Key.',
  Link: 'The pages around this one (RFC 8288).',
  Location: 'The address of what was made (RFC 9110 section 10.2.2).',
  RateLimit:
    'What each limit that counted the request leaves, and for how many seconds (draft-ietf-httpapi-ratelimit-headers-11).',
  'RateLimit-Policy':
    'The limits that counted the request: quota and window in seconds (draft-ietf-httpapi-ratelimit-headers-11).',
  'Preference-Applied': 'The preferences of the request that were heeded (RFC 7240).',
  'Retry-After': 'Seconds after which to try again (RFC 9110 section 10.2.3).',
  Vary: 'The request headers the answer depends on (RFC 9110 section 12.5.5).',
  'WWW-Authenticate': 'How to sign in (RFC 9110 section 11.6.1).',
  'Surrogate-Key':
    'What shared caches know the answer by: a resource, or a resource and an id, for each row that is shown.',
  'X-RateLimit-Limit': 'What the limit that leaves least allows in a window.',
  'X-RateLimit-Remaining': 'What that limit leaves.',
  'X-RateLimit-Reset': 'When its window ends, in seconds since 1970.',
  'X-Request-Id': 'Names the request in the logs.',
} as const

const optional: ReadonlySet<string> = new Set<HeaderName>([
  'Cache-Tag',
  'Surrogate-Key',
  'Accept',
  'Accept-Patch',
  'Idempotency-Replayed',
  'Vary',
  'RateLimit',
  'RateLimit-Policy',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'Preference-Applied',
])

/** The Header Objects of every response header. */
export const headerComponents: Readonly<Record<string, OpenApiObject>> = Object.fromEntries(
  Object.entries(descriptions).map(([name, description]) => [
    name,
    { description, required: !optional.has(name), schema: { type: 'string' } },
  ]),
)

/** Response headers by name, each a reference. */
export function toHeaders(...names: readonly HeaderName[]): OpenApiObject {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}
