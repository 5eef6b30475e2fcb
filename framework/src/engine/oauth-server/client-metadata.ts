// The metadata of clients (RFC 7591 section 2), as oidc-provider takes it.
import type { AllClientMetadata } from 'oidc-provider'
import type { SigningAlgorithm } from '../identity/signing-algorithm.ts'
import type { KeptOAuthClient } from './oauth-client.ts'

/** The name of the member that is ours: whether the client is the operator's own. */
export const firstPartyMember = 'first_party'

/** What OpenID Connect adds to the scopes of an API: who the user is, and what they are called. */
export const openidScopes = ['openid', 'profile'] as const

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** A client as oidc-provider knows it; its `client_secret` is the digest of it. */
export function toClientMetadata(client: KeptOAuthClient, algorithm: SigningAlgorithm): AllClientMetadata {
  const { id, name, redirectUris, scopes, firstParty, secret } = client
  return {
    client_id: id,
    client_name: name,
    redirect_uris: redirectUris,
    grant_types: grantTypesOf(client),
    response_types: redirectUris.length > 0 ? ['code'] : [],
    application_type: redirectUris.some(isNative) ? 'native' : 'web',
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

/** Whether an address leads to an app on the user's own machine (RFC 8252 section 7). */
export function isNative(uri: string): boolean {
  const { protocol, hostname } = new URL(uri)
  if (protocol !== 'http:') return protocol !== 'https:'
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}
