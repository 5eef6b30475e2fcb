import type {
  Adapter,
  Configuration,
  interactionPolicy,
  JWK,
  KoaContextWithOIDC,
  ResourceServer,
} from 'oidc-provider'
import type { AuthSessions } from '../identity/auth-sessions.ts'
import type { SigningKey } from '../identity/signing-algorithm.ts'
import type { Users } from '../identity/users.ts'
import { toCookies } from './browser-cookies.ts'
import { openidScopes, firstPartyMember } from './client-metadata.ts'
import { loadGrant, usernameOf } from './grants.ts'
import { renderDeviceCode, renderDeviceConfirmation, renderDeviceSuccess } from './device-pages.ts'
import { renderError } from './error-page.ts'
import { toInteractionPolicy } from './interaction-policy.ts'
import { basePathOf, paths } from './paths.ts'
import { proofAlgorithms } from './dpop-proof.ts'

/** What configuring an authorization server needs. */
export interface ProviderOptions {
  readonly issuer: string
  /** Whom access tokens are for: the one resource there is (RFC 8707). */
  readonly audience: string
  /** Every scope of the API. */
  readonly scopes: readonly string[]
  /** The one that signs first. */
  readonly keys: readonly SigningKey[]
  readonly adapter: (kind: string) => Adapter
  readonly users: Users
  readonly sessions: AuthSessions
  /** Seconds that an access token is good for. */
  readonly lifetime: number
  /** Seconds that a session lasts which is not used. */
  readonly sessionLifetime: number
  readonly InvalidTarget: new () => Error
  readonly interactionPolicy: typeof interactionPolicy
}

/** Seconds. */
const codeLifetime = 60
const interactionLifetime = 3600
/** How long a browser stays signed in on the pages of the server, in seconds. */
export const browserLifetime = 12 * 3600
const deviceLifetime = 600
const pushedLifetime = 60
/** Grants end with their sessions, long before this. */
const grantLifetime = 10 * 365 * 86_400

const idTokenAlgorithms = ['EdDSA', 'ES256'] as const

/** How oidc-provider is set up: nothing of it is left to defaults that a later version might change. */
export function toConfiguration(options: ProviderOptions): Configuration {
  const { audience, scopes, keys, adapter, users, lifetime, sessionLifetime } = options
  const resourceServer = toResourceServer(options)
  return {
    adapter,
    jwks: { keys: keys.map(toJwk) },
    routes: {
      authorization: paths.authorization,
      token: paths.token,
      jwks: paths.jwks,
      revocation: paths.revocation,
      introspection: paths.introspection,
      pushed_authorization_request: paths.pushedAuthorization,
      device_authorization: paths.deviceAuthorization,
      code_verification: paths.deviceVerification,
      end_session: paths.endSession,
    },
    scopes: [...openidScopes, ...scopes],
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    subjectTypes: ['public'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    extraClientMetadata: { properties: [firstPartyMember] },
    clientBasedCORS: () => false,
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    revokeGrantPolicy: () => true,
    enabledJWA: { idTokenSigningAlgValues: idTokenAlgorithms, dPoPSigningAlgValues: proofAlgorithms },
    cookies: toCookies(options.issuer),
    ttl: {
      AccessToken: lifetime,
      ClientCredentials: lifetime,
      AuthorizationCode: codeLifetime,
      DeviceCode: deviceLifetime,
      PushedAuthorizationRequest: pushedLifetime,
      Grant: grantLifetime,
      IdToken: lifetime,
      Interaction: interactionLifetime,
      RefreshToken: sessionLifetime,
      Session: (_, session) => toRest(session.loginTs),
    },
    interactions: {
      policy: toInteractionPolicy(options.interactionPolicy),
      url: (_, { uid }) => `${basePathOf(options.issuer)}${paths.interaction}/${uid}`,
    },
    findAccount: async (_, id) => {
      const found = await users.findActive(id)
      if (found === undefined) return undefined
      const username = usernameOf(users, found) ?? undefined
      return { accountId: id, claims: () => ({ sub: id, preferred_username: username }) }
    },
    loadExistingGrant: (context) => loadGrant(context, options),
    renderError,
    formats: {
      customizers: {
        jwt: (context, token, { payload }) => {
          if (token.kind !== 'AccessToken') return
          const at = authTimeOf(context)
          Object.assign(payload, { sid: token.grantId, ...(at !== undefined && { auth_time: at }) })
        },
      },
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_, client, token) => token.clientId === client.clientId,
      },
      revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
      deviceFlow: {
        enabled: true,
        charset: 'base-20',
        mask: '****-****',
        userCodeInputSource: renderDeviceCode,
        userCodeConfirmSource: renderDeviceConfirmation,
        successSource: renderDeviceSuccess,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: ({ oidc: { params } }, resource, client) => {
          if (resource !== audience) throw new options.InvalidTarget()
          // RFC 6749 section 3.3 wants a default, which oidc-provider has none of: all that the client may do as itself.
          if (params?.['grant_type'] === 'client_credentials') params['scope'] ||= client.scope
          return resourceServer
        },
      },
    },
  }
}

/** Seconds that a browser's session has left: it is not prolonged by being used, and lasts but for a code where nobody is signed in. */
function toRest(loginTs: number | undefined): number {
  if (loginTs === undefined) return deviceLifetime
  return Math.max(1, loginTs + browserLifetime - Math.floor(Date.now() / 1000))
}

/** The API, as what tokens are for. */
export const toResourceServer = ({
  audience,
  scopes,
  keys: [signing],
  lifetime,
}: ProviderOptions): ResourceServer => ({
  audience,
  scope: scopes.join(' '),
  accessTokenFormat: 'jwt',
  accessTokenTTL: lifetime,
  jwt: { sign: { alg: signing!.algorithm as 'ES256', kid: signing!.kid } },
})

const toJwk = ({ kid, algorithm, signWith }: SigningKey): JWK =>
  ({ ...signWith.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' }) as JWK

/** When the user signed in by whom a token is asked for, in seconds since 1970: a refresh makes nobody fresh. */
function authTimeOf({ oidc }: KoaContextWithOIDC): number | undefined {
  const { AuthorizationCode: code, RefreshToken: refresh, DeviceCode: device } = oidc.entities
  return code?.authTime ?? refresh?.authTime ?? device?.authTime
}
