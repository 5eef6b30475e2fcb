import type { Client, Grant, KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { AuthSessions, SessionProof } from '../identity/auth-sessions.ts'
import type { Users } from '../identity/users.ts'
import type { Found } from '../store/store.ts'
import { firstPartyMember, openidScopes } from './client-metadata.ts'

/** What granting needs. */
export interface GrantOptions {
  readonly sessions: AuthSessions
  readonly users: Users
  /** The one resource that scopes are granted for. */
  readonly audience: string
}

/** A grant that is to begin. */
export interface NewGrant {
  readonly accountId: string
  readonly clientId: string
  readonly proof: SessionProof
  /** When the user signed in, in seconds since 1970. Default: now. */
  readonly authenticatedAt: number | undefined
  readonly userAgent: string | undefined
  readonly address: string
}

/** Begins a session of a user with a client, and the grant of the same name; undefined where the proof is none any more. */
export async function beginGrant(
  provider: Provider,
  { sessions, users }: GrantOptions,
  { accountId, clientId, proof, authenticatedAt, userAgent, address }: NewGrant,
): Promise<Grant | undefined> {
  const opened = await sessions.begin({
    userId: users.toId(accountId),
    proof,
    ...(authenticatedAt !== undefined && { authenticatedAt: authenticatedAt * 1000 }),
    client: clientId,
    isOAuthClient: true,
    // They come with the grant, which is saved when all are in it.
    scopes: [],
    userAgent,
    address,
  })
  // Nobody is given the refresh token of the session itself: those of oidc-provider prolong it.
  // `jti` is missing in the types alone.
  const named = { accountId, clientId, jti: opened?.session.id }
  return opened && new provider.Grant(named)
}

/** What a user is called; undefined where nobody is signed in. */
export async function findUsername(
  accountId: string | undefined,
  { users }: GrantOptions,
): Promise<string | undefined> {
  const found = accountId === undefined ? undefined : await users.findActive(accountId)
  return found && (usernameOf(users, found) ?? accountId)
}

/** The name of a user that was found; null where the field of it is empty. */
export const usernameOf = (users: Users, found: Found): string | null =>
  users.toPrincipal(users.toRow(found), noCredential).username

const noCredential = { scopes: 'all', client: null, authenticatedAt: null } as const

/** Adds scopes to a grant: those of OpenID Connect by themselves, the others for the API. */
export function addScopes(grant: Grant, scopes: Iterable<string>, audience: string): void {
  const all = [...scopes]
  const isOpenid = (scope: string) => openidScopes.some((each) => each === scope)
  // oidc-provider counts every scope it knows among its own as well.
  grant.addOIDCScope(all.join(' '))
  grant.addResourceScope(audience, all.filter((scope) => !isOpenid(scope)).join(' '))
}

/** The grant that a browser's session has with a client; the operator's own clients get theirs without a question. */
export async function loadGrant(
  context: KoaContextWithOIDC,
  options: GrantOptions,
): Promise<Grant | undefined> {
  const { provider, client, session, result } = context.oidc
  const id = result?.consent?.grantId ?? session!.grantIdFor(client!.clientId)
  const kept = id === undefined ? undefined : await provider.Grant.find(id)
  const known = kept?.accountId === session!.accountId ? kept : undefined
  return isFirstParty(client!) ? trust(context, known, options) : known
}

/** Whether a client is the operator's own. */
const isFirstParty = (client: Client): boolean => client[firstPartyMember] === true

async function trust(
  context: KoaContextWithOIDC,
  known: Grant | undefined,
  options: GrantOptions,
): Promise<Grant | undefined> {
  const { provider, client, session, requestParamScopes } = context.oidc
  const { accountId, acr, loginTs: authenticatedAt } = session!
  if (accountId === undefined || acr === undefined) return known
  const begun: NewGrant = {
    accountId,
    clientId: client!.clientId,
    proof: { session: acr },
    authenticatedAt,
    userAgent: context.get('user-agent'),
    address: context.ip,
  }
  const grant = known ?? (await beginGrant(provider, options, begun))
  if (grant === undefined) return undefined
  const granted = new Set(grant.getOIDCScope().split(' '))
  const missing = [...requestParamScopes].filter((scope) => !granted.has(scope))
  if (missing.length > 0) {
    addScopes(grant, missing, options.audience)
    await grant.save()
  }
  return grant
}
