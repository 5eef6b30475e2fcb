// What the declarations say of a request: the expectation that answers are held against.
import { isNever } from '../../../declaration/condition/condition.ts'
import { toCondition } from '../../../declaration/policy/decide.ts'
import { needsFreshness } from '../../../declaration/policy/decision.ts'
import { hasGrantedScope } from '../../../declaration/policy/principal.ts'
import type { RuleNode } from '../../../declaration/policy/rule.ts'
import { scopesOf, toListRule } from '../../../declaration/resource/verb.ts'
import { isOnMany } from '../../../declaration/resource/many-verbs.ts'
import type { Caller } from './callers.ts'
import { isHidden } from './hidden-fields.ts'
import type { Named, Target } from './targets.ts'
import type { Tested } from './tested.ts'
import type { Values } from './world.ts'

/** `open`: the rules do not refuse it, but what is sent may be. */
export type Verdict = 'allowed' | 'open' | 'unauthenticated' | 'unscoped' | 'hidden' | 'forbidden'

/** Statuses that each refusal may have. */
export const refusals: Readonly<Record<Exclude<Verdict, 'allowed' | 'open'>, readonly number[]>> = {
  unauthenticated: [401],
  unscoped: [403],
  hidden: [404],
  // A stale sign-in is refused with 401 (RFC 9470).
  forbidden: [401, 403],
}

/**
 * What the rules say of a request, in the order in which refusals come.
 * @param body of a row that is to be made
 */
export function judge(tested: Tested, caller: Caller, target: Target, body?: Values): Verdict {
  const { principal } = caller
  const { route, row, above, linked } = target
  const never = (rule: RuleNode) => isNever(toCondition(rule, principal, tested.app.clock.now()))
  const isStopped = principal.kind === 'anonymous' && tested.app.api.context.identity?.gate !== undefined
  if (isStopped) return 'unauthenticated'
  // Who may sign up may make a user, whatever the rule of users says.
  if (route.signUp?.who !== undefined && never(route.rule)) return 'open'
  if (principal.kind === 'anonymous') {
    if (never(route.rule)) return 'unauthenticated'
  } else if (!scopesOf(route).every((scope) => hasGrantedScope(principal, scope))) return 'unscoped'
  const named = [...above, ...(linked === undefined ? [] : [linked])]
  if (!named.every((each) => canRead(tested, caller, each))) return 'hidden'
  if (row !== undefined && !canRead(tested, caller, row))
    return route.making === undefined || never(route.making) ? 'hidden' : 'open'
  if (row === undefined) return judgeCollection(tested, caller, target, never, body)
  if (route.verb === 'readLink') return 'open'
  if (route.verb === 'readFile')
    return isHidden(tested, caller, target.model, row.row, route.file!) ? 'hidden' : 'open'
  if (!tested.world.allows(target.model, route.rule, principal, row.row.values)) return 'forbidden'
  return route.file === undefined ? 'allowed' : 'open'
}

function judgeCollection(
  { world }: Tested,
  { principal }: Caller,
  { model, route }: Target,
  never: (rule: RuleNode) => boolean,
  body: Values | undefined,
): Verdict {
  if (never(route.rule)) return 'forbidden'
  if (isOnMany(route)) return never(toListRule(model)) ? 'forbidden' : 'open'
  if (route.verb === 'create')
    return body === undefined || world.allows(model, route.rule, principal, body) ? 'open' : 'forbidden'
  return route.verb === 'upsert' ? 'open' : 'allowed'
}

/** Whether the caller may read a row at its own address. */
export function canRead({ world }: Tested, { principal }: Caller, { model, row }: Named): boolean {
  return world.allows(model, model.access.read, principal, row.values)
}

/** Statuses of a refusal; a row that a new sign-in would show may ask for that. */
export function statusesOf(verdict: keyof typeof refusals, { model, above }: Target): readonly number[] {
  const seen = [model, ...above.map((each) => each.model)]
  const asksAnew = verdict === 'hidden' && seen.some(({ access }) => needsFreshness(access.read))
  return asksAnew ? [401, ...refusals.hidden] : refusals[verdict]
}
