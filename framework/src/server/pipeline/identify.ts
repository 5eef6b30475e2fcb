import { always, and, isNever } from '../../declaration/condition/condition.ts'
import { anonymous, hasGrantedScope, type Principal } from '../../declaration/policy/principal.ts'
import type { Authenticator, Identity } from '../../engine/identity/authenticator.ts'
import { createScopeChallenge } from '../../engine/identity/scopes.ts'
import { Unauthenticated } from '../../kernel/problem/catalogue.ts'
import { andThen, isPending, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import type { Exchange } from './exchange.ts'
import { maySignUp } from './sign-up.ts'

/** Who asks, and what that leaves of the rules: 401 where nobody anonymous may pass, 403 for a missing scope. */
export function identify(exchange: Exchange): Awaitable<void> {
  const { route, request } = exchange
  return andThen(authenticate(route.api.identity, request), (principal) => admitCaller(exchange, principal))
}

/** What the rules leave to a caller: 401 where nobody anonymous may pass, 403 for a missing scope. */
export function admitCaller(exchange: Exchange, principal: Principal): void {
  const { route, request } = exchange
  exchange.principal = principal
  request.principal = principal
  applyRules(exchange)
  const isAnonymous = principal.kind === 'anonymous'
  if (!isAnonymous) checkScopes(principal, route.scopes)
  exchange.signUp = maySignUp(route, principal, exchange.now) ? route.signUp?.begin(request) : undefined
  if (!isAnonymous || exchange.signUp !== undefined || !isNever(exchange.allowed)) return
  if ((route.api.identity?.authenticators.length ?? 0) > 0) throw createUnauthenticated()
}

/** 403 for the first scope that a credential lacks. */
export function checkScopes(principal: Principal, scopes: readonly string[]): void {
  for (const scope of scopes) if (!hasGrantedScope(principal, scope)) throw createScopeChallenge(scope)
}

/** What remains of the rules for the caller. */
export function applyRules(exchange: Exchange): void {
  const { route, principal, now } = exchange
  exchange.allowed = route.allowed(principal, now)
  const readable = route.readable(principal, now)
  exchange.readable = exchange.place === always ? readable : and(readable, exchange.place)
}

/** The caller, once the gate lets them pass. */
export function authenticate(identity: Identity | undefined, request: HttpRequest): Awaitable<Principal> {
  if (identity === undefined) return anonymous
  const { gate, authenticators } = identity
  if (gate === undefined) return recognise(authenticators, request)
  return andThen(gate(request), () => recognise(authenticators, request))
}

/** The caller, by the first authenticator that recognises a credential; a bad one is refused everywhere. */
export function recognise(
  authenticators: readonly Authenticator[],
  request: HttpRequest,
  first = 0,
): Awaitable<Principal> {
  for (let index = first; index < authenticators.length; index++) {
    const principal = authenticators[index]!.authenticate(request)
    if (isPending(principal)) {
      return principal.then((found) => found ?? recognise(authenticators, request, index + 1))
    }
    if (principal !== undefined) return principal
  }
  return anonymous
}

/** A 401 problem for callers nobody knows; its challenges come with the answer, as to every 401. */
export function createUnauthenticated(): Error {
  return new Unauthenticated({ detail: 'Sign in and send the access token with the request.' })
}
