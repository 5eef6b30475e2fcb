/** Who asks: made by an authenticator once per request, the same for every rule. */
export interface Principal {
  /** `anonymous` has no credential; a `service` is a client acting as itself, without a user. */
  readonly kind: 'anonymous' | 'user' | 'service'
  /** The user's id; null for anonymous callers and services. */
  readonly id: string | null
  readonly username: string | null
  /** Read from the store at each request, never from a token. */
  readonly roles: readonly string[]
  /** What the credential is good for; `'all'` where the credential has no scopes of its own. */
  readonly scopes: ReadonlySet<string> | 'all'
  /** The OAuth client or application through which the caller came. */
  readonly client: string | null
  /** When the caller last proved who they are, in milliseconds since 1970; null when unknown. */
  readonly authenticatedAt: number | null
  /** The session of the credential; left out where it has none. */
  readonly session?: string
}

export const anonymous: Principal = Object.freeze({
  kind: 'anonymous',
  id: null,
  username: null,
  roles: [],
  scopes: 'all',
  client: null,
  authenticatedAt: null,
})

/** Whether the caller's credential carries a scope; anonymous callers need none where a rule lets them in. */
export function hasGrantedScope(principal: Principal, scope: string): boolean {
  return principal.scopes === 'all' || principal.scopes.has(scope)
}
