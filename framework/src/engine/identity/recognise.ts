import type { Principal } from '../../declaration/policy/principal.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { Found } from '../store/store.ts'
import { InvalidToken } from '../../kernel/problem/catalogue.ts'
import type { Problem } from '../../kernel/problem/problem.ts'
import { invalidToken, type AccessTokens, type VerifiedToken } from './access-token.ts'
import type { Protection } from './authorization.ts'
import type { AuthSessions } from './auth-sessions.ts'
import type { StartedAuthorizationServer } from './authorization-server.ts'
import type { UserRow, Users } from './users.ts'

/** The caller as the token and the rows of session and user make it. */
export interface Recognised {
  readonly json: string
  readonly principal: Principal
  /** A digest of the CSRF token; null where the session has none. */
  readonly csrf: string | null
}

/**
 * Who the caller with an access token is, at once where token and rows are at hand; a 401 problem when it is not good.
 * @param thumbprint of the key that the caller has shown to have (RFC 9449): a token that is bound to one is good with that
 * alone, every other one without any
 */
export type Recognise = (token: string, thumbprint?: string) => Awaitable<Recognised>

/** What recognising callers needs to know. */
export interface RecogniseOptions extends Protection {
  readonly tokens: AccessTokens
  readonly users: Users
  readonly sessions: AuthSessions
  /** Undefined where nobody but users has tokens. */
  readonly server: StartedAuthorizationServer | undefined
  /** The challenges of those who take tokens together with a proof; empty where nobody does. */
  readonly proofChallenges: readonly string[]
}

const userGone = 'The user of the access token cannot sign in any more'
const otherUser = 'The session of the access token is that of another user'
const sessionEnded = 'The session of the access token has ended'
const clientGone = 'The client of the access token is there no more'
const revoked = 'The access token was revoked'
const unproven = 'The access token must be shown with a proof'

/** What is read together with a session. */
interface FoundSession {
  readonly csrf: string | null
  readonly user: UserRow | null
}

/**
 * Recognises callers by their access token and reads session and user anew for each request: one statement. As long as
 * neither changes, the principal is the same object.
 */
export function createRecognise(options: RecogniseOptions): Recognise {
  const { tokens, users, sessions, server } = options
  const recognised = new WeakMap<VerifiedToken, Recognised>()

  const read = (token: VerifiedToken, json: string): Recognised => {
    if (isService(token)) return { json, principal: toService(token, json), csrf: null }
    const isWhole = token.session !== undefined
    const { csrf, user } = isWhole
      ? (JSON.parse(json) as FoundSession)
      : { csrf: null, user: JSON.parse(json) }
    if (user === null) throw invalidToken(options, userGone)
    const principal = users.toPrincipal(users.toUser(user), token)
    if (principal.id !== token.subject) throw invalidToken(options, otherUser)
    return { json, principal, csrf }
  }
  const recognise = (token: VerifiedToken, found: Found | undefined): Recognised => {
    if (found === undefined) throw invalidToken(options, toReason(token))
    const before = recognised.get(token)
    if (before?.json === found.json) return before
    const now = read(token, found.json)
    recognised.set(token, now)
    return now
  }
  const find = (token: VerifiedToken): Awaitable<Found | undefined> => {
    if (isService(token)) return server?.findService(token)
    return token.session === undefined ? users.findActive(token.subject) : sessions.find(token.session)
  }
  const recogniseVerified = (token: VerifiedToken) => andThen(find(token), (found) => recognise(token, found))
  return (text, thumbprint) =>
    andThen(tokens.verify(text), (token) => {
      checkBinding(token, thumbprint, options)
      if (server === undefined) return recogniseVerified(token)
      return andThen(server.isRevoked(token), (isRevoked) => {
        if (isRevoked) throw invalidToken(options, revoked)
        return recogniseVerified(token)
      })
    })
}

/** RFC 9449 section 7.2: whoever has stolen a bound token would else only need another scheme. */
function checkBinding(
  { boundTo }: VerifiedToken,
  thumbprint: string | undefined,
  options: RecogniseOptions,
): void {
  if (boundTo === thumbprint) return
  if (boundTo === undefined) throw invalidToken(options, 'The access token is bound to no key')
  if (thumbprint !== undefined) throw invalidToken(options, 'The access token is bound to another key')
  throw withChallenges(invalidToken(options, unproven), options)
}

/** A refusal that tells by which other schemes the token may be good. */
function withChallenges(problem: Problem, { proofChallenges }: RecogniseOptions): Problem {
  const own = problem.headers?.['www-authenticate'] ?? ''
  const headers = { 'www-authenticate': [own, ...proofChallenges].join(', ') }
  return new InvalidToken({ detail: `${unproven}.`, headers })
}

/** A client acts as itself where its token names nobody else (RFC 9068 section 2.2). */
const isService = ({ subject, client, session }: VerifiedToken): boolean =>
  session === undefined && subject === client

const toReason = (token: VerifiedToken): string => {
  if (isService(token)) return clientGone
  return token.session === undefined ? userGone : sessionEnded
}

/** A client loses at once what is taken from it: its token is good for no more than the client itself. */
const toService = ({ client, scopes: named }: VerifiedToken, json: string): Principal => {
  const { scopes } = JSON.parse(json) as { readonly scopes: readonly string[] }
  return Object.freeze({
    kind: 'service',
    id: null,
    username: null,
    roles: Object.freeze([]),
    scopes: new Set(scopes.filter((scope) => named.has(scope))),
    client,
    authenticatedAt: null,
  })
}
