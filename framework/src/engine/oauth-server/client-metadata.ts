// The metadata of clients (RFC 7591 section 2), as oidc-provider takes it.
import type { AllClientMetadata } from 'oidc-provider'
import type { SigningAlgorithm } from '../identity/signing-algorithm.ts'
import type { KeptOAuthClient } from './oauth-client.ts'
import { isNative } from './redirect-uri.ts'

/** The name of the member that is ours: whether the client is the operator's own. */
export const firstPartyMember = 'first_party'

/** What OpenID Connect adds to the scopes of an API: who the user is, and what they are called. */
export const openidScopes = ['openid', 'profile'] as const

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** What an authorization server tells of itself to each client. */
export interface ClientSurroundings {
  readonly algorithm: SigningAlgorithm
  /** Every scope of the API. */
  readonly scopes: readonly string[]
}

/**
 * A client as oidc-provider knows it; its `client_secret` is the digest of it. It loses no more than the scopes that the
 * API has no longer.
 */
export function toClientMetadata(
  client: KeptOAuthClient,
  { algorithm, scopes: known }: ClientSurroundings,
): AllClientMetadata {
  const { id, name, redirectUris, firstParty, secret } = client
  const scopes = client.scopes.filter((scope) => known.includes(scope))
  return {
    client_id: id,
    client_name: name,
    redirect_uris: redirectUris,
    grant_types: grantTypesOf(client),
    response_types: redirectUris.length > 0 ? ['code'] : [],
    application_type: isNative(redirectUris) ? 'native' : 'web',
    scope: [...scopes, ...openidScopes].join(' '),
    token_endpoint_auth_method: client.public ? 'none' : 'client_secret_basic',
    id_token_signed_response_alg: algorithm,
    [firstPartyMember]: firstParty,
    ...(secret !== null && { client_secret: secret }),
  }
}

function grantTypesOf({ redirectUris, service, firstParty, public: isPublic }: KeptOAuthClient): string[] {
  const forUsers = redirectUris.length > 0 || !service
  return [
    ...(redirectUris.length > 0 ? ['authorization_code'] : []),
    ...(forUsers ? ['refresh_token', deviceGrant] : []),
    ...(service && !isPublic ? ['client_credentials'] : []),
    ...(firstParty ? ['password'] : []),
  ]
}
