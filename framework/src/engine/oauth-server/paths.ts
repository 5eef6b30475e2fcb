/** Where an authorization server is reached, below the root of its API. */
export const paths = {
  authorization: '/auth/oauth2/authorize',
  token: '/auth/oauth2/token',
  jwks: '/auth/oauth2/jwks',
  revocation: '/auth/oauth2/revoke',
  introspection: '/auth/oauth2/introspect',
  pushedAuthorization: '/auth/oauth2/par',
  deviceAuthorization: '/auth/oauth2/device',
  /** Short, for people type it. */
  deviceVerification: '/auth/device',
  /** Known to oidc-provider alone: browsers sign out by the page below. */
  endSession: '/auth/oauth2/logout',
  signOut: '/auth/sign-out',
  interaction: '/auth/oauth2/interaction',
  openidConfiguration: '/.well-known/openid-configuration',
  serverMetadata: '/.well-known/oauth-authorization-server',
  resourceMetadata: '/.well-known/oauth-protected-resource',
} as const

/** The path below which an API stands, without a slash at its end. */
export const basePathOf = (issuer: string | URL): string => new URL(issuer).pathname.replace(/\/$/, '')

/** Where clients reach one of the paths. */
export const addressOf = (issuer: string, path: string): string => issuer.replace(/\/$/, '') + path
