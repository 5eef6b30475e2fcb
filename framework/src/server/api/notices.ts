// What answers tell of what goes away (RFC 9745, RFC 8594), and of what comes after it (RFC 5829).
import type { DatedDeprecation } from '../../declaration/schema/deprecation.ts'
import { toDeprecationHeaders } from '../../protocol/lifecycle/deprecation-headers.ts'
import type { IncomingRequest } from './incoming-request.ts'
import type { SuccessorOf } from './successors.ts'

type Headers = Readonly<Record<string, string>>

/** Headers of the answer to a request, whatever it is; undefined where nothing goes away. */
export type Notices = (request: Pick<IncomingRequest, 'method' | 'url'>) => Headers | undefined

/** One method of an address. */
interface Method {
  readonly method: string
  readonly deprecated?: DatedDeprecation
}

/**
 * What the answers of one address tell; undefined where there is nothing to tell.
 * @param whole that all of the address goes away, for methods that do not say it themselves
 * @param successorOf where the same is in the current version
 */
export function createNotices(
  methods: readonly Method[],
  whole: DatedDeprecation | undefined,
  successorOf: SuccessorOf | undefined,
): Notices | undefined {
  const own = new Map<string, Headers>()
  for (const { method, deprecated } of methods) {
    if (deprecated === undefined) continue
    const headers = toDeprecationHeaders(deprecated)
    for (const each of method === 'GET' ? ['GET', 'HEAD'] : [method]) own.set(each, headers)
  }
  const others = whole && toDeprecationHeaders(whole)
  if (own.size === 0 && others === undefined) return undefined
  const told: Notices = ({ method }) => own.get(method) ?? others
  return successorOf === undefined
    ? told
    : (request) => withSuccessor(told(request), successorOf(request.url))
}

function withSuccessor(headers: Headers = {}, successor: string): Headers {
  const link = `<${successor}>; rel="successor-version"`
  return { ...headers, link: headers['link'] === undefined ? link : `${headers['link']}, ${link}` }
}
