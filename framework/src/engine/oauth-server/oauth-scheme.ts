import { paths } from './paths.ts'
import { describeScopes } from './scope-words.ts'

/**
 * The OpenAPI Security Scheme Object by which tools sign in: how clients come by the tokens of the API. OpenAPI 3.2 alone
 * has words for devices and for the metadata.
 * @param root where the API is reached
 * @param scopes every scope of the API
 */
export function toOAuthScheme(root: string, scopes: readonly string[]): Readonly<Record<string, unknown>> {
  const described = Object.fromEntries(scopes.map((scope) => [scope, describeScopes([scope])[0] ?? scope]))
  const byToken = { tokenUrl: root + paths.token, scopes: described }
  const byUser = { ...byToken, refreshUrl: root + paths.token }
  return {
    type: 'oauth2',
    description: 'Tokens for the clients of others (RFC 6749); the code needs PKCE with S256 (RFC 7636).',
    flows: {
      authorizationCode: { authorizationUrl: root + paths.authorization, ...byUser },
      clientCredentials: byToken,
      'x-deviceAuthorization': { deviceAuthorizationUrl: root + paths.deviceAuthorization, ...byUser },
    },
    'x-oauth2MetadataUrl': root + paths.serverMetadata,
  }
}
