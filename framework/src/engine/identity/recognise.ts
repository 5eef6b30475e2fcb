import type { Principal } from '../../declaration/policy/principal.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { Found } from '../store/store.ts'
import { invalidToken, type AccessTokens, type VerifiedToken } from './access-token.ts'
import type { AuthSessions } from './auth-sessions.ts'
import type { UserRow, Users } from './users.ts'

/** The caller as the token and the rows of session and user make it. */
export interface Recognised {
  readonly json: string
  readonly principal: Principal
  /** A digest of the CSRF token; null where the session has none. */
  readonly csrf: string | null
}

/** Who the caller with an access token is, at once where token and rows are at hand; a 401 problem when it is not good. */
export type Recognise = (token: string) => Awaitable<Recognised>

/** What recognising callers needs to know. */
export interface RecogniseOptions {
  readonly tokens: AccessTokens
  readonly users: Users
  readonly sessions: AuthSessions
  readonly realm: string
}

const userGone = 'The user of the access token cannot sign in any more'
const sessionEnded = 'The session of the access token has ended'

/** What is read together with a session. */
interface FoundSession {
  readonly csrf: string | null
  readonly user: UserRow | null
}

/**
 * Recognises callers by their access token and reads session and user anew for each request: one statement. As long as
 * neither changes, the principal is the same object.
 */
export function createRecognise({ tokens, users, sessions, realm }: RecogniseOptions): Recognise {
  const recognised = new WeakMap<VerifiedToken, Recognised>()

  const read = (token: VerifiedToken, json: string): Recognised => {
    const isWhole = token.session !== undefined
    const { csrf, user } = isWhole
      ? (JSON.parse(json) as FoundSession)
      : { csrf: null, user: JSON.parse(json) }
    if (user === null) throw invalidToken(realm, userGone)
    return { json, principal: users.toPrincipal(users.toUser(user), token), csrf }
  }
  const recognise = (token: VerifiedToken, found: Found | undefined): Recognised => {
    if (found === undefined) throw invalidToken(realm, token.session === undefined ? userGone : sessionEnded)
    const before = recognised.get(token)
    if (before?.json === found.json) return before
    const now = read(token, found.json)
    recognised.set(token, now)
    return now
  }
  const find = ({ session, subject }: VerifiedToken) =>
    session === undefined ? users.findActive(subject) : sessions.find(session)
  return (text) =>
    andThen(tokens.verify(text), (token) => andThen(find(token), (found) => recognise(token, found)))
}
