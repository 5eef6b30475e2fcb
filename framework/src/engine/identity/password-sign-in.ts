import { InvalidCredentials } from '../../kernel/problem/catalogue.ts'
import type { Events } from '../../kernel/events/events.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import type { Credentials } from './basic-credentials.ts'
import { toLoginText } from './login-text.ts'
import type { LoginThrottle } from './login-throttle.ts'
import type { PasswordHasher } from './password-hash.ts'
import type { UserRow, Users } from './users.ts'

/** A user, and the hash of the password that proved it. */
export interface SignedIn {
  readonly user: UserRow
  readonly hash: string
}

/** Finds out whether somebody is who they say they are. */
export interface PasswordSignIn {
  /**
   * The active user whose password it is. Every failure is the same 401 problem after the same work: no such user,
   * another password, no password, not active. Too many failures are a 429 problem before any work.
   */
  signIn(credentials: Credentials, address: string): Promise<SignedIn>
}

/** What signing in by password needs to know. */
export interface PasswordSignInOptions {
  readonly users: Users
  readonly hasher: PasswordHasher
  readonly throttle: LoginThrottle
  readonly clock: Clock
  readonly events: Events
  /** The challenge of a failure (`WWW-Authenticate`). */
  readonly challenge: string
}

/** Asks the throttle first, then the store, then hashes. */
export function createPasswordSignIn(options: PasswordSignInOptions): PasswordSignIn {
  const { throttle, challenge } = options
  return {
    async signIn(credentials, address) {
      const attempt = await throttle.admit(credentials.username, address)
      let signedIn: SignedIn | undefined
      try {
        signedIn = await check(credentials, options)
      } catch (error) {
        await attempt.withdraw()
        throw error
      }
      if (signedIn === undefined) throw invalidCredentials(challenge)
      await attempt.succeed()
      return signedIn
    },
  }
}

/** The one answer to everything that is wrong with a sign-in. */
export function invalidCredentials(challenge: string): Error {
  return new InvalidCredentials({
    detail: 'There is no active user with this name and password.',
    headers: { 'www-authenticate': challenge },
  })
}

async function check(
  credentials: Credentials,
  options: PasswordSignInOptions,
): Promise<SignedIn | undefined> {
  const { users, hasher } = options
  const user = await users.findByLogin(toLoginText(credentials.username))
  const hash = await users.findHash(user)
  const isRight = await hasher.verify(hash, credentials.password)
  if (!isRight || typeof hash !== 'string' || user === undefined || !users.isActive(user)) return undefined
  return { user, hash: await renew(user, hash, credentials, options) }
}

/** Hashes a password anew that was hashed at another cost: this is the only moment at which it is known. */
async function renew(
  user: UserRow,
  hash: string,
  credentials: Credentials,
  options: PasswordSignInOptions,
): Promise<string> {
  const { users, hasher, clock, events } = options
  if (!hasher.needsRehash(hash)) return hash
  try {
    const renewed = await hasher.hash(credentials.password)
    await users.replaceHash(user, renewed, toTimestamp(clock.now()))
    return renewed
  } catch (cause) {
    // The old hash still holds: no reason to refuse who knows the password.
    events.emit('warning', { message: `The password of user ${user.id} could not be hashed anew`, cause })
    return hash
  }
}
