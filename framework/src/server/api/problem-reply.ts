// Problem details for HTTP APIs (RFC 9457).
import { InternalError } from '../../kernel/problem/catalogue.ts'
import { Problem } from '../../kernel/problem/problem.ts'
import type { HttpReply } from '../../protocol/message/message.ts'

/** Any error as a problem: what is not one already is a fault of ours, and is not explained to clients. */
export function toProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new InternalError({ cause: error })
}

const awaited = new Set([429, 503, 504])

/**
 * A problem as an answer.
 * @param typeBase what a problem's `type` begins with; its code follows as a fragment
 */
export function toProblemReply(
  problem: Problem,
  request: { readonly id: string; readonly url: string },
  typeBase: string,
): HttpReply {
  const isOurs = problem.status >= 500
  const query = request.url.indexOf('?')
  // RFC 9110 section 15.6.4: whoever is turned away for now should know for how long.
  const later = awaited.has(problem.status) ? { 'retry-after': '5' } : undefined
  return {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...later,
      ...problem.headers,
    },
    ...(problem.cookies !== undefined && { cookies: problem.cookies }),
    body: JSON.stringify({
      type: `${typeBase}#${problem.code}`,
      title: problem.title,
      status: problem.status,
      ...(problem.detail !== undefined && !isOurs && { detail: problem.detail }),
      instance: toReference(query === -1 ? request.url : request.url.slice(0, query)),
      code: problem.code,
      requestId: request.id,
      ...(problem.errors !== undefined && !isOurs && { errors: problem.errors }),
    }),
  }
}

/** What came as an address, escaped where it is none (RFC 3986 section 3.3), so that it can be told of. */
function toReference(path: string): string {
  return path
    .toWellFormed()
    .replaceAll(/%(?![\da-f]{2})/gi, '%25')
    .replaceAll(/[^\w.~:/@!$&'()*+,;=%-]/gu, encodeURIComponent)
}
