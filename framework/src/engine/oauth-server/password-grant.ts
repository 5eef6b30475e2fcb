// The password grant (RFC 6749 section 4.3), which RFC 9700 section 2.4 advises against: for the operator's own clients alone.
import type { KoaContextWithOIDC, Provider, ResourceServer, errors } from 'oidc-provider'
import { Problem } from '../../kernel/problem/problem.ts'
import type { PasswordSignIn, SignedIn } from '../identity/password-sign-in.ts'
import type { DpopOptions } from './dpop-authenticator.ts'
import { ProofFault, verifyProof, type Proof } from './dpop-proof.ts'
import { addScopes, beginGrant, type GrantOptions } from './grants.ts'
import { addressOf, paths } from './paths.ts'

/** What the grant needs. */
export interface PasswordGrantOptions extends GrantOptions {
  readonly signIn: PasswordSignIn
  readonly errors: typeof errors
  /** The API that tokens are for. */
  readonly resourceServer: ResourceServer
  readonly proofs: DpopOptions
}

export const passwordGrant = 'password'

/** Lets clients that may use it exchange a user's password for tokens. */
export function registerPasswordGrant(provider: Provider, options: PasswordGrantOptions): void {
  const { errors: failures, audience } = options
  const handle = async (context: KoaContextWithOIDC): Promise<void> => {
    const { oidc } = context
    const client = oidc.client!
    const { username, password, scope } = oidc.params as Readonly<Record<string, string | undefined>>
    if (username === undefined || password === undefined)
      throw new failures.InvalidRequest('missing required parameter(s) username, password')
    const scopes = toScopes(scope, client.scope ?? '', failures)
    const proof = await readProof(context, options)
    const { user, hash } = await signIn(context, { username, password }, options)
    if (proof !== undefined && !(await options.proofs.used.use(proof)))
      throw new failures.InvalidGrant('the proof was used before')
    const grant = await beginGrant(provider, options, {
      accountId: String(user.id),
      clientId: client.clientId,
      proof: { hash },
      authenticatedAt: undefined,
      userAgent: context.get('user-agent'),
      address: context.ip,
    })
    if (grant === undefined) throw new failures.InvalidGrant('the user was changed meanwhile')
    addScopes(grant, scopes, audience)
    await grant.save()
    context.body = await issue(
      context,
      provider,
      { grantId: grant.jti, accountId: String(user.id), scopes, thumbprint: proof?.thumbprint },
      options,
    )
  }
  provider.registerGrantType(passwordGrant, handle, ['username', 'password', 'scope'], [])
}

/** The scopes asked for; all that the client may have where none are. */
function toScopes(asked: string | undefined, allowed: string, failures: typeof errors): readonly string[] {
  const known = new Set(allowed.split(' '))
  const scopes = asked?.split(' ').filter((scope) => scope !== '') ?? []
  const unknown = scopes.filter((scope) => !known.has(scope))
  if (unknown.length > 0) throw new failures.InvalidScope('requested scope is not allowed', unknown.join(' '))
  return scopes.length === 0 ? [...known] : scopes
}

/** The proof of the key that the tokens are to be bound to; undefined where they are for whoever has them. */
async function readProof(
  context: KoaContextWithOIDC,
  { proofs: { issuer, clock }, errors: failures }: PasswordGrantOptions,
): Promise<Proof | undefined> {
  const text = context.headers['dpop']
  if (text === undefined) return undefined
  const address = addressOf(issuer, paths.token)
  try {
    return await verifyProof(String(text), { method: 'POST', address, token: undefined, now: clock.now() })
  } catch (error) {
    if (!(error instanceof ProofFault)) throw error
    throw new failures.InvalidDpopProof(`the proof ${error.message}`)
  }
}

async function signIn(
  context: KoaContextWithOIDC,
  credentials: { readonly username: string; readonly password: string },
  { signIn: by, errors: failures }: PasswordGrantOptions,
): Promise<SignedIn> {
  try {
    return await by.signIn(credentials, context.ip)
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status >= 500) throw problem
    const refusal = new failures.InvalidGrant(problem.detail ?? problem.title)
    if (problem.status !== 429) throw refusal
    context.set('retry-after', problem.headers?.['retry-after'] ?? '60')
    throw Object.assign(refusal, { status: 429, statusCode: 429 })
  }
}

interface Granted {
  readonly grantId: string
  readonly accountId: string
  readonly scopes: readonly string[]
  /** Of the key that the tokens are to be bound to. */
  readonly thumbprint: string | undefined
}

async function issue(
  context: KoaContextWithOIDC,
  provider: Provider,
  { grantId, accountId, scopes, thumbprint }: Granted,
  { audience, resourceServer }: PasswordGrantOptions,
): Promise<object> {
  const client = context.oidc.client!
  const authTime = Math.floor(Date.now() / 1000)
  const shared = { accountId, client, grantId, gty: passwordGrant }
  const whole = { ...shared, scope: scopes.join(' '), authTime, rotations: 0, resource: audience }
  const refresh = new provider.RefreshToken(whole as never)
  context.oidc.entity('RefreshToken', refresh)
  const ofApi = new Set(resourceServer.scope.split(' '))
  const access = new provider.AccessToken({
    ...shared,
    scope: scopes.filter((scope) => ofApi.has(scope)).join(' '),
    resourceServer: new provider.ResourceServer(audience, resourceServer),
  } as never)
  if (thumbprint !== undefined) access.setThumbprint('jkt', thumbprint)
  // A client that can keep a secret is bound to its refresh tokens by that (RFC 9449 section 5).
  if (thumbprint !== undefined && client.clientAuthMethod === 'none') refresh.jkt = thumbprint
  context.oidc.entity('AccessToken', access)
  return {
    access_token: await access.save(),
    expires_in: access.expiration,
    refresh_token: await refresh.save(),
    scope: access.scope,
    token_type: access.tokenType,
  }
}
