// Revocation (RFC 7009) and introspection (RFC 7662) of access tokens that are JWTs, which oidc-provider leaves to others.
import { randomUUID } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { Problem } from '../../kernel/problem/problem.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import type { HttpReply, HttpRequest } from '../../protocol/message/message.ts'
import type { VerifiedToken } from '../identity/access-token.ts'
import type { AuthorizationServerContext } from '../identity/authorization-server.ts'
import { readAuthorization } from '../identity/authorization.ts'
import { parseBasicCredentials } from '../identity/basic-credentials.ts'
import type { Recognise } from '../identity/recognise.ts'
import { uncached, uncachedJson } from '../identity/uncached.ts'
import { changeRequest } from './changed-request.ts'
import { readClientForm } from './client-form.ts'
import type { RevokedTokens } from './revoked-tokens.ts'

/** What looking after such tokens needs. */
export interface JsonWebTokenOptions {
  readonly verify: AuthorizationServerContext['verify']
  readonly revoked: RevokedTokens
  /** Who the caller with such a token would be. */
  readonly recognise: Recognise
  readonly issuer: string
  readonly audience: string
  /** Hands a request to oidc-provider. */
  hand(request: HttpRequest): Promise<HttpReply>
}

/** Wraps an endpoint of oidc-provider. */
type Wrapped = (request: HttpRequest) => Promise<HttpReply>

/** Whether a text is what oidc-provider takes for a JWT, and refuses; its own tokens are none. */
function isStructured(text: string): boolean {
  try {
    decodeProtectedHeader(text)
    return true
  } catch {
    return false
  }
}

/** Revokes an access token by its name; its session, and so its refresh token, goes on (RFC 7009 section 2.1 lets it). */
export function createRevocation(options: JsonWebTokenOptions): Wrapped {
  return (request) =>
    withToken(request, options, async (token) => {
      await options.revoked.add(token)
      return { status: 200, headers: uncached, body: null }
    })
}

/** Tells a client of a token of its own what it says, as long as it is good. */
export function createIntrospection(options: JsonWebTokenOptions): Wrapped {
  const { recognise, issuer, audience } = options
  return (request) =>
    withToken(request, options, async (token, text) => {
      const recognised = await unlessRefused(() => recognise(text, token.boundTo))
      if (recognised === undefined) return inactive
      const { username } = recognised.principal
      const body = {
        active: true,
        iss: issuer,
        sub: token.subject,
        ...(username !== null && { username }),
        aud: audience,
        client_id: token.client,
        scope: [...token.scopes].join(' '),
        jti: token.id,
        iat: decodeJwt(text).iat,
        exp: token.expiresAt / 1000,
        token_type: token.boundTo === undefined ? 'Bearer' : 'DPoP',
        ...(token.boundTo !== undefined && { cnf: { jkt: token.boundTo } }),
      }
      return { status: 200, headers: uncachedJson, body: JSON.stringify(body) }
    })
}

const inactive: HttpReply = { status: 200, headers: uncachedJson, body: '{"active":false}' }

/**
 * Hands everything that is no JWT on as it is. Of one that is, oidc-provider is asked about a token nobody has, so that it
 * tells who the client is; its answer stands where the token is not good, or not this client's.
 */
async function withToken(
  request: HttpRequest,
  { hand, verify }: JsonWebTokenOptions,
  answer: (token: VerifiedToken, text: string) => Promise<HttpReply>,
): Promise<HttpReply> {
  const form = readClientForm(request)
  const text = form?.get('token') ?? ''
  if (form === undefined || !isStructured(text)) return hand(request)
  form.set('token', randomUUID())
  form.delete('token_type_hint')
  const reply = await hand(changeRequest(request, { body: Buffer.from(form.toString()) }))
  if (reply.status !== 200) return reply
  const token = await unlessRefused(() => verify(text))
  return token !== undefined && token.client === clientOf(request, form) ? answer(token, text) : reply
}

/** What is found of a token; undefined where it is not good. */
async function unlessRefused<Found>(find: () => Awaitable<Found>): Promise<Found | undefined> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return undefined
    throw error
  }
}

/** The client that has shown who it is; what stands in Basic credentials is encoded once more (RFC 6749 section 2.3.1). */
function clientOf(request: HttpRequest, form: URLSearchParams): string | null {
  const basic = parseBasicCredentials(readAuthorization(request, 'basic') ?? '')
  return basic === undefined ? form.get('client_id') : decodeURIComponent(basic.username.replaceAll('+', ' '))
}
