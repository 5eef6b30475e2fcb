import { isAlways, isNever } from '../../declaration/condition/condition.ts'
import { hasGrantedScope } from '../../declaration/policy/principal.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import type { ReceivedRequest } from '../pipeline/received-request.ts'
import { decodeId } from '../pipeline/decode-id.ts'
import { Exchange } from '../pipeline/exchange.ts'
import { applyRules, authenticate } from '../pipeline/identify.ts'
import { loadEnds } from '../pipeline/linked.ts'
import { load } from '../pipeline/load.ts'
import { holdsForRow, mayHoldForValues } from '../pipeline/related-verdict.ts'
import { decodePlace, loadParent } from '../pipeline/place.ts'
import { maySignUp } from '../pipeline/sign-up.ts'
import type { ResourceRoute } from '../pipeline/resource-route.ts'

/** `OPTIONS`: what this very caller may do here (RFC 9110 section 9.3.7); 404 where they may not even look. */
export async function answerOptions(
  routes: readonly ResourceRoute[],
  request: ReceivedRequest,
): Promise<HttpReply> {
  const first = routes[0]!
  const exchange = new Exchange(request, first, first.api.store, first.api.clock.now())
  exchange.principal = await authenticate(first.api.identity, request)
  applyRules(exchange)
  decodePlace(exchange)
  if (first.verb.on === 'row') {
    decodeId(exchange)
    await (first.verb.link === undefined ? load : loadEnds)(exchange)
  } else if (first.above.length > 0) {
    await loadParent(exchange)
  }
  const allowed: ResourceRoute[] = []
  for (const route of routes) if (await isAllowed(exchange, route)) allowed.push(route)
  const methods = allowed.flatMap(({ verb }) => (verb.method === 'GET' ? ['GET', 'HEAD'] : [verb.method]))
  const patch = allowed.find(({ verb }) => verb.method === 'PATCH')
  const query = allowed.find(({ verb }) => verb.method === 'QUERY')
  return {
    status: 204,
    headers: {
      allow: [...methods, 'OPTIONS'].join(', '),
      ...(patch !== undefined && { 'accept-patch': patch.accepts.join(', ') }),
      ...(query !== undefined && { 'accept-query': query.accepts.join(', ') }),
    },
    body: null,
  }
}

function isAllowed(exchange: Exchange, route: ResourceRoute): Awaitable<boolean> {
  const { principal, now, row, above } = exchange
  const isGranted = (scope: string) => hasGrantedScope(principal, scope)
  if (principal.kind !== 'anonymous' && !route.scopes.every(isGranted)) return false
  if (maySignUp(route, principal, now)) return true
  const condition = route.allowed(principal, now)
  // Whoever may list nothing writes nothing of what a filter finds.
  if (isNever(condition) || (route.listable !== undefined && isNever(route.listable(principal, now))))
    return false
  if (isAlways(condition)) return true
  if (row !== undefined) return holdsForRow(exchange, condition)
  const { verb, nesting } = route.verb
  // Of a row that would be made here only its place is known.
  if (verb !== 'create' || nesting?.relation.kind !== 'many') return true
  return mayHoldForValues(exchange, condition, { [nesting.parameter]: above[0] })
}
