import type { Principal } from '../../declaration/policy/principal.ts'

/** Whom a test acts as; a row of the users will do. */
export interface Acting {
  /** The user's id; left out for a service. */
  readonly id?: string | null
  readonly username?: string | null
  /** Default: none. */
  readonly roles?: readonly string[]
  /** Default: `'all'`, as of a credential without scopes. */
  readonly scopes?: Iterable<string>
  /** The OAuth client or application. Default: none. */
  readonly client?: string | null
  /** Default: `'user'` where there is an id, else `'service'`. */
  readonly kind?: 'user' | 'service'
  /** Milliseconds since 1970; null: unknown. Default: the moment of `as`. */
  readonly authenticatedAt?: number | null
}

/** The principal a test acts as. */
export function toPrincipal(acting: Acting, now: number): Principal {
  const { id = null, username = null, roles = [], scopes = 'all', client = null } = acting
  return Object.freeze({
    kind: acting.kind ?? (id === null ? 'service' : 'user'),
    id,
    username,
    roles,
    scopes: scopes === 'all' ? 'all' : new Set(scopes),
    client,
    authenticatedAt: acting.authenticatedAt === undefined ? now : acting.authenticatedAt,
  })
}
