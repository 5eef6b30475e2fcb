// Access tokens as JWT (RFC 9068, RFC 7519), signed and checked as RFC 8725 advises.
import { randomUUID } from 'node:crypto'
import { SignJWT, errors, jwtVerify, type JWTHeaderParameters, type JWTPayload } from 'jose'
import { InvalidToken } from '../../kernel/problem/catalogue.ts'
import type { Problem } from '../../kernel/problem/problem.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import { isObject } from '../../kernel/values/json-object.ts'
import type { KeyRing } from './key-ring.ts'
import { RecentMap } from '../../kernel/values/recent-map.ts'
import { toChallenge, toProtectionParameters, type Protection } from './authorization.ts'

/** Whom a token is made for. */
export interface TokenGrant {
  /** The user's id. */
  readonly subject: string
  /** The OAuth client through which the user came. */
  readonly client: string
  readonly scopes: readonly string[]
  /** When the user proved who they are, in milliseconds since 1970. */
  readonly authenticatedAt: number
  /** The session it belongs to (`sid`), with which it ends. */
  readonly session?: string
}

/** What a good token says. One object per token text, as long as it is remembered. */
export interface VerifiedToken {
  readonly subject: string
  readonly client: string
  readonly scopes: ReadonlySet<string>
  /** Milliseconds since 1970; null when the token does not say. */
  readonly authenticatedAt: number | null
  /** The session it belongs to; left out where it has none. */
  readonly session?: string
  /** The token's own name (`jti`). */
  readonly id: string
  /** The thumbprint of the key that its holder must show they have (`cnf.jkt`, RFC 9449); left out where anybody may use it. */
  readonly boundTo?: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** Issues and checks access tokens. */
export interface AccessTokens {
  /** Seconds that a token is good for. */
  readonly lifetime: number
  issue(grant: TokenGrant): Promise<string>
  /** An `InvalidToken` problem with its challenge when the token is not good. */
  verify(token: string): Promise<VerifiedToken> | VerifiedToken
}

/** What access tokens need to know. */
export interface AccessTokenOptions extends Protection {
  readonly keys: KeyRing
  readonly clock: Clock
  readonly issuer: string
  readonly audience: string
  /** Seconds. */
  readonly lifetime: number
}

/** Longer texts are refused unread. */
const longest = 8192
const remembered = 10_000
/** How far, in seconds, the clock of the process that issued a token may be ahead. */
const leeway = 5

const algorithms = ['EdDSA', 'ES256', 'HS256']
const requiredClaims = ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id']

/** Signs with the newest key and checks with any; tokens found good are remembered until they expire. */
export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { clock, lifetime } = options
  const known = new RecentMap<string, VerifiedToken>(remembered)

  const verifyNew = async (token: string): Promise<VerifiedToken> => {
    const verified = await verify(token, options)
    known.set(token, verified)
    return verified
  }
  return {
    lifetime,
    issue: (grant) => issue(grant, options),
    verify(token) {
      const verified = known.get(token)
      if (verified === undefined) return verifyNew(token)
      if (verified.expiresAt > clock.now()) return verified
      known.delete(token)
      throw invalidToken(options, expired)
    },
  }
}

/** The answer to a token that is not good (RFC 6750 section 3.1). */
export function invalidToken(protection: Protection, description: string, cause?: unknown): Problem {
  const parameters = toProtectionParameters(protection)
  const challenge = toChallenge('Bearer', {
    ...parameters,
    error: 'invalid_token',
    error_description: description,
  })
  return new InvalidToken({ detail: `${description}.`, headers: { 'www-authenticate': challenge }, cause })
}

const expired = 'The access token has expired'
const notGood = 'The access token is malformed or was not issued for this API'

async function issue(
  grant: TokenGrant,
  { keys, clock, issuer, audience, lifetime }: AccessTokenOptions,
): Promise<string> {
  const { kid, algorithm, signWith } = await keys.newest()
  const now = Math.floor(clock.now() / 1000)
  const claims = {
    client_id: grant.client,
    scope: grant.scopes.join(' '),
    auth_time: Math.floor(grant.authenticatedAt / 1000),
    ...(grant.session !== undefined && { sid: grant.session }),
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid })
    .setIssuer(issuer)
    .setSubject(grant.subject)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + lifetime)
    .sign(signWith)
}

async function verify(token: string, options: AccessTokenOptions): Promise<VerifiedToken> {
  const { clock, issuer, audience } = options
  if (token.length > longest) throw invalidToken(options, notGood)
  const currentDate = new Date(clock.now())
  const strict = {
    algorithms,
    typ: 'at+jwt',
    issuer,
    audience,
    requiredClaims,
    currentDate,
    clockTolerance: 0,
  }
  try {
    const { payload } = await jwtVerify(
      token,
      (header: JWTHeaderParameters) => findKey(header, options),
      strict,
    )
    return readClaims(payload, options)
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw invalidToken(options, expired, error)
    if (error instanceof errors.JOSEError) throw invalidToken(options, notGood, error)
    throw error
  }
}

/** The key a header names, for the algorithm of the key alone: a public key never becomes an HMAC secret. */
async function findKey({ alg, kid }: JWTHeaderParameters, options: AccessTokenOptions) {
  const key = typeof kid === 'string' ? await options.keys.find(kid) : undefined
  if (key === undefined || key.algorithm !== alg) throw invalidToken(options, notGood)
  return key.verifyWith
}

function readClaims(payload: JWTPayload, options: AccessTokenOptions): VerifiedToken {
  const { sub, client_id: client, scope = '', jti, exp, iat, auth_time: provedAt, sid, cnf } = payload
  const isText = typeof sub === 'string' && typeof client === 'string' && typeof jti === 'string'
  // A session that cannot be read is not none: nothing would ever end such a token.
  const isSession = sid === undefined || typeof sid === 'string'
  if (!isText || !isSession || typeof scope !== 'string' || exp === undefined || iat === undefined)
    throw invalidToken(options, notGood)
  if (iat > options.clock.now() / 1000 + leeway)
    throw invalidToken(options, 'The access token is not valid yet')
  return Object.freeze({
    subject: sub,
    client,
    scopes: new Set(scope === '' ? [] : scope.split(' ')),
    authenticatedAt: typeof provedAt === 'number' ? provedAt * 1000 : null,
    ...(sid !== undefined && { session: sid }),
    id: jti,
    ...(cnf !== undefined && { boundTo: readThumbprint(cnf, options) }),
    expiresAt: exp * 1000,
  })
}

/** Of what a token may be bound to, a key is all that is known here: bound to something else, nobody can use it. */
function readThumbprint(confirmation: unknown, options: AccessTokenOptions): string {
  const thumbprint = isObject(confirmation) ? confirmation['jkt'] : undefined
  if (typeof thumbprint === 'string') return thumbprint
  throw invalidToken(options, 'The access token is bound to what is not known here')
}
