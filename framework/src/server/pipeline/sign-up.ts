import { isNever } from '../../declaration/condition/condition.ts'
import { toConditionWhenFresh } from '../../declaration/policy/decide.ts'
import type { Principal } from '../../declaration/policy/principal.ts'
import type { Exchange } from './exchange.ts'
import type { ResourceRoute } from './resource-route.ts'

/** Whether a caller makes users by signing up alone: whom the rule lets make some is judged by the rule. */
export function maySignUp(
  { signUp, allowed, verb }: ResourceRoute,
  principal: Principal,
  now: number,
): boolean {
  if (signUp === undefined || !isNever(allowed(principal, now))) return false
  // Who need only sign in again is told so.
  return isNever(toConditionWhenFresh(verb.rule, principal, now))
}

/** Looks at what came with a sign-up, once it is known that nothing else is wrong with the request itself. */
export async function verifySignUp({ signUp, route, values }: Exchange): Promise<void> {
  await signUp?.verify({ model: route.model, values })
}
