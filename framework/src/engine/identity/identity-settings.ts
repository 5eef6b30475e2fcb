import type { AnyResource } from '../../declaration/resource/resource.ts'
import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import { toMilliseconds, type Duration } from '../../kernel/values/duration.ts'
import { toChallenge } from './authorization.ts'
import { createKeyWrapping, type KeyWrapping } from './key-wrapping.ts'
import { createLoginThrottle, type LoginThrottle } from './login-throttle.ts'
import { secretHasher, type PasswordHasher } from './password-hash.ts'
import type { SigningAlgorithm } from './signing-algorithm.ts'
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
  /** Whom access tokens are for (`aud`). Default: the issuer. */
  readonly audience?: string
  /** Whether every route takes Basic credentials; POST /auth/login always does. Default: false. */
  readonly basic?: boolean
  /** What is protected, as challenges call it; printable ASCII. Default: `'api'`. */
  readonly realm?: string
  /** Slows down guessing. Default: `createLoginThrottle()`. */
  readonly throttle?: LoginThrottle
  /** Hashes passwords, and every other secret field. Default: `secretHasher`. */
  readonly hasher?: PasswordHasher
}

/** The options with every default filled in. */
export interface IdentitySettings {
  readonly users: AnyUserSource
  readonly wrapping: KeyWrapping
  readonly algorithm: SigningAlgorithm
  /** Seconds. */
  readonly lifetime: number
  readonly audience: string | undefined
  readonly basic: boolean
  readonly realm: string
  readonly challenges: { readonly bearer: string; readonly basic: string }
  readonly throttle: LoginThrottle
  readonly hasher: PasswordHasher
}

/** Fills in the defaults and checks what types cannot say. */
export function toIdentitySettings<R extends AnyResource>(options: IdentityOptions<R>): IdentitySettings {
  const { secret, accessTokenLifetime = '15m', realm = 'api' } = options
  const lifetime = toMilliseconds(accessTokenLifetime) / 1000
  checkSettings(secret, lifetime, realm)
  return {
    users: toUserSource(options.users),
    wrapping: createKeyWrapping(secret),
    algorithm: options.algorithm ?? 'EdDSA',
    lifetime,
    audience: options.audience,
    basic: options.basic ?? false,
    realm,
    challenges: {
      bearer: toChallenge('Bearer', { realm }),
      basic: toChallenge('Basic', { realm, charset: 'UTF-8' }),
    },
    throttle: options.throttle ?? createLoginThrottle(),
    hasher: options.hasher ?? secretHasher,
  }
}

function checkSettings(secret: string | undefined, lifetime: number, realm: string): void {
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
  check(/^[ -~]+$/.test(realm), 'realm', 'is not printable ASCII', "write such as 'api'")
  if (faults.length > 0) throw new DeclarationError(faults)
}
