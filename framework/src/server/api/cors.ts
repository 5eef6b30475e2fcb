// Cross-origin resource sharing (the Fetch standard, "CORS protocol").
import { headerOf, type HttpReply, type HttpRequest } from '../../protocol/message/message.ts'

/** Which pages of other origins may call the API. */
export interface CorsOptions {
  /** Origins such as `https://app.example`, or `'*'` for every one; credentials in cookies are never shared. */
  readonly origins: readonly string[] | '*'
  /** For how long a browser may remember the answer to a preflight, in seconds. Default: 600. */
  readonly maxAge?: number
}

/** What the server does about other origins. */
export interface Cors {
  /** The answer to a preflight, or undefined when the request is none. Comes before authentication. */
  preflight(request: HttpRequest, methods: readonly string[]): HttpReply | undefined
  /** Headers of every other answer. */
  headersFor(request: HttpRequest): Readonly<Record<string, string>>
}

const vary = 'access-control-request-method, access-control-request-headers'
const none = Object.freeze({})
const exposedAlways = [
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'Preference-Applied',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
  'Allow',
  'Accept-Patch',
  'Accept-Query',
  'Accept-Ranges',
  'Content-Disposition',
  'Content-Range',
  'Deprecation',
  'Sunset',
]

/**
 * Closed to every other origin, unless options say otherwise.
 * @param own names of further headers that pages may read
 */
export function createCors(options: CorsOptions | undefined, own: readonly string[] = []): Cors {
  const exposed = [...exposedAlways, ...own].join(', ')
  const isAllowed = (origin: string) => options?.origins === '*' || options?.origins.includes(origin) === true
  const headersFor = (request: HttpRequest): Readonly<Record<string, string>> => {
    const origin = options && headerOf(request, 'origin')
    if (origin === undefined || !isAllowed(origin)) return none
    return { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed }
  }
  return {
    headersFor,
    preflight(request, methods) {
      const isPreflight =
        request.method === 'OPTIONS' &&
        request.headers['access-control-request-method'] !== undefined &&
        request.headers['origin'] !== undefined
      if (!isPreflight) return undefined
      // Like every answer it gets the headers for the origin when it is sent.
      const isGranted = headersFor(request) !== none
      const granted = isGranted ? grant(request, methods, options?.maxAge ?? 600) : none
      return { status: 204, headers: { ...granted, vary }, body: null }
    },
  }
}

function grant(request: HttpRequest, methods: readonly string[], maxAge: number): Record<string, string> {
  const asked = headerOf(request, 'access-control-request-headers')
  return {
    'access-control-allow-methods': methods.join(', '),
    ...(asked !== undefined && { 'access-control-allow-headers': asked }),
    'access-control-max-age': String(maxAge),
  }
}
