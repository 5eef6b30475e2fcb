import type { Condition } from '../condition/condition.ts'
import { toCondition } from './decide.ts'
import type { Principal } from './principal.ts'
import type { RuleNode } from './rule.ts'

/** What remains of one rule for a caller. */
export type Decision = (principal: Principal, now: number) => Condition

/**
 * Decides a rule once per caller: principals are frozen, and authenticators give the same one for the same credential,
 * so what remains of the rule is the same too. Only rules about time are decided anew.
 */
export function createDecision(rule: RuleNode): Decision {
  if (looksAtTime(rule)) return (principal, now) => toCondition(rule, principal, now)
  const known = new WeakMap<Principal, Condition>()
  return (principal, now) => {
    let condition = known.get(principal)
    if (condition === undefined) {
      condition = toCondition(rule, principal, now)
      known.set(principal, condition)
    }
    return condition
  }
}

function looksAtTime(rule: RuleNode): boolean {
  switch (rule.rule) {
    case 'fresh':
      return true
    case 'anyOf':
    case 'allOf':
      return rule.of.some(looksAtTime)
    case 'not':
      return looksAtTime(rule.of)
    default:
      return false
  }
}
