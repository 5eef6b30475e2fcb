// Bearer tokens (RFC 6750) in the Authorization header, and in another one where that is wanted; never in the URL.
import type { Principal } from '../../declaration/policy/principal.ts'
import { headerOf, type HttpRequest } from '../../protocol/message/message.ts'
import { invalidToken, type AccessTokens, type VerifiedToken } from './access-token.ts'
import { readAuthorization } from './authorization.ts'
import type { AuthSessions } from './auth-sessions.ts'
import type { Users } from './users.ts'

/** The OpenAPI Security Scheme Object of bearer tokens. */
export const bearerScheme = Object.freeze({
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'An access token (RFC 9068), as POST /auth/login gives it.',
})

/** The scheme where a token may also stand in another header. */
export const toBearerScheme = (header: string) =>
  Object.freeze({
    ...bearerScheme,
    description: `${bearerScheme.description} It may also stand in ${header}.`,
  })

/** What recognising bearer tokens needs to know. */
export interface BearerOptions {
  readonly tokens: AccessTokens
  readonly users: Users
  readonly sessions: AuthSessions
  readonly realm: string
  /** Where the token may stand beside `Authorization`, in lower case. */
  readonly header: string | undefined
}

const userGone = 'The user of the access token cannot sign in any more'
const sessionEnded = 'The session of the access token has ended'

/** The user in what was found of a session. */
const userOf = (json: string): string => json.slice('{"user":'.length, -1)

/** The caller as the token and the user's row make it. */
interface Recognised {
  readonly json: string
  readonly principal: Principal
}

/**
 * Recognises callers by their access token and reads session and user anew for each request: one statement. As long as
 * neither changes, the principal is the same object.
 */
export function createBearer({ tokens, users, sessions, realm, header }: BearerOptions) {
  const recognised = new WeakMap<VerifiedToken, Recognised>()

  const recognise = async (text: string): Promise<Principal> => {
    const token = await tokens.verify(text)
    const { session } = token
    const found = await (session === undefined ? users.findActive(token.subject) : sessions.find(session))
    if (found === undefined) throw invalidToken(realm, session === undefined ? userGone : sessionEnded)
    const before = recognised.get(token)
    if (before?.json === found.json) return before.principal
    const json = session === undefined ? found.json : userOf(found.json)
    if (json === 'null') throw invalidToken(realm, userGone)
    const principal = users.toPrincipal(users.toRow({ json }), token)
    recognised.set(token, { json: found.json, principal })
    return principal
  }
  return (request: HttpRequest): Promise<Principal> | undefined => {
    const text =
      header === undefined ? readAuthorization(request, 'bearer') : readToken(request, header, realm)
    return text === undefined ? undefined : recognise(text)
  }
}

/** The token of a request, wherever it stands; two that are not the same are a 401 problem (RFC 6750 section 2). */
function readToken(request: HttpRequest, header: string, realm: string): string | undefined {
  const usual = readAuthorization(request, 'bearer')
  const other = headerOf(request, header)
    ?.replace(/^bearer\s+/i, '')
    .trim()
  if (usual === undefined || other === undefined || other === usual) return usual ?? other
  throw invalidToken(realm, 'The request has two access tokens')
}
