// The Basic scheme (RFC 7617) as an authenticator of requests.
import type { Principal } from '../../declaration/policy/principal.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import { readAuthorization } from './authorization.ts'
import { parseBasicCredentials, type Credentials } from './basic-credentials.ts'
import { invalidCredentials, type PasswordSignIn } from './password-sign-in.ts'
import type { Users } from './users.ts'

/** The OpenAPI Security Scheme Object of user and password. */
export const basicScheme = Object.freeze({
  type: 'http',
  scheme: 'basic',
  description: 'User and password, in UTF-8. Every request costs a password check; prefer an access token.',
})

/** What recognising users by their password needs to know. */
export interface BasicOptions {
  readonly signIn: PasswordSignIn
  readonly users: Users
  readonly clock: Clock
  readonly challenge: string
}

/** The Basic credentials of a request, undefined when it has none; a 401 problem when they are malformed. */
export function readBasic(request: HttpRequest, challenge: string): Credentials | undefined {
  const text = readAuthorization(request, 'basic')
  if (text === undefined) return undefined
  const credentials = parseBasicCredentials(text)
  if (credentials === undefined) throw invalidCredentials(challenge)
  return credentials
}

/** Recognises callers by user and password, sent with every request. */
export function createBasic({ signIn, users, clock, challenge }: BasicOptions) {
  return async (request: HttpRequest): Promise<Principal | undefined> => {
    const credentials = readBasic(request, challenge)
    if (credentials === undefined) return undefined
    const { user } = await signIn.signIn(credentials, request.address)
    return users.toPrincipal(user, { scopes: 'all', client: null, authenticatedAt: clock.now() })
  }
}
