// Bearer tokens (RFC 6750) in the Authorization header; never in the URL.
import type { Principal } from '../../declaration/policy/principal.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import { invalidToken, type AccessTokens, type VerifiedToken } from './access-token.ts'
import { readAuthorization } from './authorization.ts'
import type { Users } from './users.ts'

/** The OpenAPI Security Scheme Object of bearer tokens. */
export const bearerScheme = Object.freeze({
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'An access token (RFC 9068), as POST /auth/login gives it.',
})

/** What recognising bearer tokens needs to know. */
export interface BearerOptions {
  readonly tokens: AccessTokens
  readonly users: Users
  readonly realm: string
}

/** The caller as the token and the user's row make it. */
interface Recognised {
  readonly json: string
  readonly principal: Principal
}

/**
 * Recognises callers by their access token and reads their user anew for each request: one statement. As long as
 * neither changes, the principal is the same object.
 */
export function createBearer({ tokens, users, realm }: BearerOptions) {
  const recognised = new WeakMap<VerifiedToken, Recognised>()

  const recognise = async (text: string): Promise<Principal> => {
    const token = await tokens.verify(text)
    const found = await users.findActive(token.subject)
    if (found === undefined) throw invalidToken(realm, 'The user of the access token cannot sign in any more')
    const before = recognised.get(token)
    if (before?.json === found.json) return before.principal
    const principal = users.toPrincipal(users.toRow(found), token)
    recognised.set(token, { json: found.json, principal })
    return principal
  }
  return (request: HttpRequest): Promise<Principal> | undefined => {
    const text = readAuthorization(request, 'bearer')
    return text === undefined ? undefined : recognise(text)
  }
}
