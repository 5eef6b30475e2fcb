import type { AnyResource } from '../../declaration/resource/resource.ts'
import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import { toMilliseconds, type Duration } from '../../kernel/values/duration.ts'
import type { Mailer } from '../mail/mail.ts'
import type { AttemptCounters } from './attempt-counters.ts'
import { toChallenge } from './authorization.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { createCookies, type CookieLifetimes, type CookieOptions, type Cookies } from './cookies.ts'
import { createKeyWrapping, type KeyWrapping } from './key-wrapping.ts'
import type { LoginThrottle } from './login-throttle.ts'
import { secretHasher, type PasswordHasher } from './password-hash.ts'
import type { SigningAlgorithm } from './signing-algorithm.ts'
import { toSignUpPolicy, type SignUp, type SignUpPolicy } from './sign-up-policy.ts'
import { toUserSource, type AnyUserSource, type UserSource } from './user-source.ts'

/** How an API knows its users and signs them in. */
export interface IdentityOptions<R extends AnyResource> {
  /** The application's users. */
  readonly users: UserSource<R>
  /** Encrypts the signing keys kept in the store; at least 32 characters. Default: they are kept as they are. */
  readonly secret?: string
  /** How access tokens are signed. Default: `'EdDSA'` (Ed25519). */
  readonly algorithm?: SigningAlgorithm
  /** How long an access token is good, in whole seconds. Default: `'15m'`. */
  readonly accessTokenLifetime?: Duration
  /** How long a session lasts in which no more tokens are asked for. Default: `'30d'`. */
  readonly sessionLifetime?: Duration
  /** Whom access tokens are for (`aud`). Default: the issuer. */
  readonly audience?: string
  /** Whether every route takes Basic credentials; POST /auth/login always does. Default: false. */
  readonly basic?: boolean
  /** Whether applications have keys of their own, and who manages these. Default: they have none. */
  readonly applicationKeys?: boolean | ApplicationKeyOptions
  /**
   * A header of requests that may hold the access token, such as `x-access-token`, beside `Authorization`: the token
   * alone or after `Bearer`. Default: none.
   */
  readonly accessTokenHeader?: string
  /** Whether browsers may keep tokens in cookies: POST /auth/login?cookies=true. Default: false. */
  readonly cookies?: boolean | CookieOptions
  /**
   * Who makes a user besides those whom the rule of `create` lets: `'open'`, anybody; `'closed'`, nobody; or a policy such
   * as `captcha(…)` or `invitation()`. Default: nobody.
   */
  readonly signUp?: SignUp
  /** What is protected, as challenges call it; printable ASCII. Default: `'api'`. */
  readonly realm?: string
  /** Gives the clients of others tokens for the API: `oauthServer()` of `ninety/oauth-server`. Default: nothing does. */
  readonly authorizationServer?: AuthorizationServer
  /**
   * Carries mails: with it users reset their password by a mailed code, and verify their address where
   * `users.emailVerified` is named. Needs `users.email`. Default: nothing is mailed, and there are no such endpoints.
   */
  readonly mail?: Mailer
  /**
   * Where attempts to sign in and mails asked for are counted. Default: in the store, where it can count; else in the memory of the
   * process.
   */
  readonly attempts?: AttemptCounters
  /** Slows down guessing. Default: `createLoginThrottle()`. */
  readonly throttle?: LoginThrottle
  /** Hashes passwords, and every other secret field. Default: `secretHasher`. */
  readonly hasher?: PasswordHasher
}

/** Keys by which applications act as themselves. */
export interface ApplicationKeyOptions {
  /** The role that makes, sees and withdraws keys at `/auth/applications`. Default: `'admin'`. */
  readonly role?: string
  /** Whether every request must come with one, but those for health and documents. Default: false. */
  readonly required?: boolean
}

/** The options with every default filled in. */
export interface IdentitySettings {
  readonly users: AnyUserSource
  readonly wrapping: KeyWrapping
  readonly algorithm: SigningAlgorithm
  /** Seconds. */
  readonly lifetime: number
  /** Milliseconds. */
  readonly sessionLifetime: number
  readonly audience: string | undefined
  readonly basic: boolean
  readonly applicationKeys: Required<ApplicationKeyOptions> | undefined
  readonly cookies: Cookies | undefined
  /** In lower case. */
  readonly accessTokenHeader: string | undefined
  readonly signUp: SignUpPolicy | undefined
  readonly realm: string
  readonly challenges: { readonly bearer: string; readonly basic: string; readonly applicationKey: string }
  readonly authorizationServer: AuthorizationServer | undefined
  readonly mail: Mailer | undefined
  /** Undefined: those of the store, or of the process. */
  readonly attempts: AttemptCounters | undefined
  /** Undefined: that of these counters. */
  readonly throttle: LoginThrottle | undefined
  readonly hasher: PasswordHasher
}

/** Fills in the defaults and checks what types cannot say. */
export function toIdentitySettings<R extends AnyResource>(options: IdentityOptions<R>): IdentitySettings {
  const { secret, accessTokenLifetime = '15m', sessionLifetime = '30d', realm = 'api' } = options
  const lifetime = toMilliseconds(accessTokenLifetime) / 1000
  const session = toMilliseconds(sessionLifetime)
  const accessTokenHeader = options.accessTokenHeader?.toLowerCase()
  const isUnaddressed = options.mail !== undefined && options.users.email === undefined
  checkSettings({ secret, lifetime, session, realm, accessTokenHeader, isUnaddressed })
  return {
    users: toUserSource(options.users),
    wrapping: createKeyWrapping(secret),
    algorithm: options.algorithm ?? 'EdDSA',
    lifetime,
    sessionLifetime: session,
    audience: options.audience,
    basic: options.basic ?? false,
    applicationKeys: toApplicationKeys(options.applicationKeys),
    accessTokenHeader,
    cookies: toCookies(options.cookies, { access: lifetime, session: Math.floor(session / 1000) }),
    signUp: options.signUp && toSignUpPolicy(options.signUp),
    realm,
    challenges: {
      bearer: toChallenge('Bearer', { realm }),
      basic: toChallenge('Basic', { realm, charset: 'UTF-8' }),
      applicationKey: toChallenge('ApplicationKey', { realm, header: 'X-Application-Key' }),
    },
    authorizationServer: options.authorizationServer,
    mail: options.mail,
    attempts: options.attempts,
    throttle: options.throttle,
    hasher: options.hasher ?? secretHasher,
  }
}

function toApplicationKeys(
  options: boolean | ApplicationKeyOptions = false,
): Required<ApplicationKeyOptions> | undefined {
  if (options === false) return undefined
  const { role = 'admin', required = false } = options === true ? {} : options
  return { role, required }
}

function toCookies(
  options: boolean | CookieOptions = false,
  lifetimes: CookieLifetimes,
): Cookies | undefined {
  if (options === false) return undefined
  const { secure = true, sameSite = 'Strict' } = options === true ? {} : options
  return createCookies({ secure, sameSite }, lifetimes)
}

interface Checked {
  readonly secret: string | undefined
  /** Seconds. */
  readonly lifetime: number
  /** Milliseconds. */
  readonly session: number
  readonly realm: string
  readonly accessTokenHeader: string | undefined
  /** Whether mails have nowhere to go. */
  readonly isUnaddressed: boolean
}

// A field name of RFC 9110 section 5.1, and none that means something already.
const headerForm = /^[!#$%&'*+.^`|~\w-]+$/
const takenHeaders = new Set(['authorization', 'cookie', 'host', 'x-application-key', 'x-csrf-token'])

function checkSettings(checked: Checked): void {
  const { secret, lifetime, session, realm, accessTokenHeader, isUnaddressed } = checked
  const faults: DeclarationFault[] = []
  const check = (holds: boolean, path: string, message: string, remedy: string) => {
    if (!holds) faults.push({ path: `identity.${path}`, message, remedy })
  }
  check(
    secret === undefined || secret.length >= 32,
    'secret',
    'is too short to encrypt with',
    'give at least 32 random characters',
  )
  check(
    Number.isInteger(lifetime) && lifetime > 0,
    'accessTokenLifetime',
    'is not a number of whole seconds',
    "write such as '15m'",
  )
  check(
    accessTokenHeader === undefined ||
      (headerForm.test(accessTokenHeader) && !takenHeaders.has(accessTokenHeader)),
    'accessTokenHeader',
    'cannot be the name of a header for access tokens',
    "write such as 'x-access-token'",
  )
  check(
    !isUnaddressed,
    'mail',
    'has no addresses to go to',
    "name the field of the address: users: { email: 'email' }",
  )
  // An access token must not be good for longer than what ends it is kept.
  check(
    session >= lifetime * 1000,
    'sessionLifetime',
    'is shorter than accessTokenLifetime',
    "write such as '30d'",
  )
  check(/^[ -~]+$/.test(realm), 'realm', 'is not printable ASCII', "write such as 'api'")
  if (faults.length > 0) throw new DeclarationError(faults)
}
