// What clients of OAuth are refused with (RFC 6749 section 5.2), where the server and not oidc-provider refuses them.
import type { Problem } from '../../kernel/problem/problem.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import { uncachedJson } from '../identity/uncached.ts'

/** A problem in the form that clients of OAuth read. */
export function toOAuthRefusal({ status, title, detail, headers }: Problem): HttpReply {
  const reason = status >= 500 || detail === undefined ? title : detail
  return {
    status,
    headers: { ...uncachedJson, ...(awaited.has(status) && { 'retry-after': '5' }), ...headers },
    body: JSON.stringify({ error: toError(status), error_description: toDescription(reason) }),
  }
}

const awaited = new Set([429, 503])

function toError(status: number): string {
  if (status === 401) return 'invalid_client'
  if (awaited.has(status)) return 'temporarily_unavailable'
  return status >= 500 ? 'server_error' : 'invalid_request'
}

/** In the characters that a description may have. */
const toDescription = (text: string): string => text.replaceAll(/["\\]/g, "'").replaceAll(/[^ -~]/g, '?')
