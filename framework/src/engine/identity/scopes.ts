// Scopes of tokens (RFC 6749 section 3.3).
import { hasGrantedScope, type Principal } from '../../declaration/policy/principal.ts'
import { InsufficientScope, ValidationFailed } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'

/** The scopes in a text, undefined: none are named. Parameters without a value count as left out (RFC 6749 section 3.1). */
export function parseScopes(text: string | undefined): readonly string[] | undefined {
  const names = text?.split(' ').filter((name) => name !== '') ?? []
  return names.length === 0 ? undefined : [...new Set(names)]
}

/**
 * The scopes asked for, or all that can be had; a 422 problem where one of them cannot.
 * @param holder what lacks it, for the problem
 */
export function grantScopes(
  asked: readonly string[] | undefined,
  known: readonly string[],
  holder: string,
): readonly string[] {
  const unknown = asked?.filter((scope) => !known.includes(scope)) ?? []
  if (unknown.length === 0) return asked ?? known
  const detail = `${holder} has no scope ${unknown.join(', ')}`
  throw new ValidationFailed({ errors: [{ pointer: '/scope', code: 'unknown_scope', detail }] })
}

/** Faults of the `scopes` in a body: one for each that is not known. */
export function findUnknownScopes(scopes: readonly string[], known: readonly string[]): Fault[] {
  return scopes.flatMap((scope, index) =>
    known.includes(scope)
      ? []
      : [{ pointer: `/scopes/${index}`, code: 'unknown_scope', detail: `${scope} is no scope of this API` }],
  )
}

/** A 403 problem that names the scope which a token lacks (RFC 6750 section 3.1). */
export function createScopeChallenge(scope: string): Error {
  return new InsufficientScope({
    detail: `The access token lacks the scope ${scope}.`,
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  })
}

/** Refuses scopes for others that the caller lacks: 403. */
export function checkGivenScopes(principal: Principal, scopes: readonly string[]): void {
  const missing = scopes.find((scope) => !hasGrantedScope(principal, scope))
  if (missing === undefined) return
  throw new InsufficientScope({
    detail: `Nobody gives away what they lack: the scope ${missing}.`,
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${missing}"` },
  })
}
