// What an authorization server and its API tell of themselves (RFC 8414, RFC 9728).
import { RouteNotFound } from '../../kernel/problem/catalogue.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import type { ClientStore } from './client-store.ts'
import { proofAlgorithms } from './dpop-proof.ts'
import { passwordGrant } from './password-grant.ts'
import { addressOf, paths } from './paths.ts'

/** Documents may be kept for so long, in seconds. */
const maxAge = 300
const documentHeaders = { 'content-type': 'application/json', 'cache-control': `public, max-age=${maxAge}` }

/** Answers with what oidc-provider says of itself; the password grant is named only where a client may use it. */
export function createServerMetadata(
  hand: (request: HttpRequest) => Promise<HttpReply>,
  clients: ClientStore,
): (request: HttpRequest) => Promise<HttpReply> {
  return async (request) => {
    const reply = await hand(request)
    if (reply.status !== 200) return reply
    const metadata = JSON.parse(String(reply.body)) as Record<string, unknown>
    const grants = metadata['grant_types_supported'] as readonly string[]
    const hasPassword = await clients.hasFirstParty()
    const shown = grants.filter((grant) => hasPassword || grant !== passwordGrant)
    const body = JSON.stringify({ ...metadata, grant_types_supported: shown })
    return { status: 200, headers: documentHeaders, body }
  }
}

/**
 * Whether a document is asked for below its own name alone, or with the path of what it describes after that, which comes to us
 * where the API stands at the root of its host or a proxy hands it on (RFC 8414 section 3.1, RFC 9728 section 3.1); 404 else.
 * @param described the address of what the document describes; it may be no address at all
 */
export function forPath<Answer>(
  described: string,
  document: string,
  answer: (request: HttpRequest) => Answer,
): (request: HttpRequest) => Answer {
  const path = URL.parse(described)?.pathname.replace(/\/$/, '') ?? ''
  return (request) => {
    const [asked] = request.url.split('?', 1) as [string]
    const inserted = asked.slice(asked.lastIndexOf(document) + document.length).replace(/\/$/, '')
    const isOwn = !asked.includes(document) || inserted === '' || inserted === path
    if (!isOwn) throw new RouteNotFound()
    return answer(request)
  }
}

/** Where an API tells who gives tokens for it: below its own root, which it answers wherever it is mounted. */
export const toResourceMetadata = (issuer: string): string => addressOf(issuer, paths.resourceMetadata)

/** What the API as a resource server says of itself. */
export interface ResourceMetadata {
  readonly issuer: string
  readonly audience: string
  readonly scopes: readonly string[]
}

/** Answers with who gives tokens for the API, and how they are shown. */
export function createResourceMetadata({ issuer, audience, scopes }: ResourceMetadata): () => HttpReply {
  const body = JSON.stringify({
    resource: audience,
    authorization_servers: [issuer],
    scopes_supported: scopes,
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: proofAlgorithms,
  })
  return () => ({ status: 200, headers: documentHeaders, body })
}
