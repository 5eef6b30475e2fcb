import { oncePer } from '../../kernel/values/once-per.ts'
import type { Condition } from '../condition/condition.ts'
import { findFreshness, toCondition } from './decide.ts'
import type { Principal } from './principal.ts'
import type { RuleNode } from './rule.ts'

/** What remains of one rule for a caller. */
export type Decision = (principal: Principal, now: number) => Condition

/**
 * Decides a rule once per caller: principals are frozen, and authenticators give the same one for the same credential,
 * so what remains of the rule is the same too. Only rules about time are decided anew.
 */
export function createDecision(rule: RuleNode): Decision {
  if (needsFreshness(rule)) return (principal, now) => toCondition(rule, principal, now)
  return oncePer((principal: Principal) => toCondition(rule, principal, 0))
}

/** Whether a rule asks for a recent sign-in, and so looks at the time. */
export const needsFreshness = (rule: RuleNode): boolean => findFreshness(rule) !== undefined
