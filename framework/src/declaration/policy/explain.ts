import type { Awaitable } from '../../kernel/values/awaitable.ts'
import type { Condition } from '../condition/condition.ts'
import { toCondition } from './decide.ts'
import { describeRule } from './describe.ts'
import type { Principal } from './principal.ts'
import type { RuleNode } from './rule.ts'

/** One part of a rule, with what it comes to for a caller. */
export interface RuleExplanation {
  readonly rule: RuleNode['rule']
  /** What it asks for, such as `role admin`. */
  readonly words: string
  /** Whether it allows; undefined where that depends on rows or values that are not known. */
  readonly holds: boolean | undefined
  /** The rules it is made of. */
  readonly parts: readonly RuleExplanation[]
}

/** Decides what remains of a rule; undefined where that cannot be known. */
export type Judge = (condition: Condition) => Awaitable<boolean | undefined>

/** Decides what is so for every row, or for none. */
export const judgeWithoutRow: Judge = (condition) =>
  condition.kind === 'constant' ? condition.value : undefined

/**
 * What a rule comes to for a caller, part by part. Every part is decided as the whole is when a request comes: by what
 * remains of it for the caller, so that an explanation cannot say otherwise than the API does.
 * @param judge decides on the row in question. Default: there is none
 */
export async function explainRule(
  rule: RuleNode,
  principal: Principal,
  now: number,
  judge: Judge = judgeWithoutRow,
): Promise<RuleExplanation> {
  const parts: RuleExplanation[] = []
  // Rules on related rows are about many rows, each of which may decide otherwise.
  const inner = rule.rule === 'related' ? judgeWithoutRow : judge
  for (const part of partsOf(rule)) parts.push(await explainRule(part, principal, now, inner))
  const holds = await judge(toCondition(rule, principal, now))
  return { rule: rule.rule, words: describeRule(rule), holds, parts }
}

/** The smallest parts on which a verdict rests: a rule that allows, or all those that would have had to. */
export function findDeciding(explanation: RuleExplanation): readonly RuleExplanation[] {
  const { rule, holds, parts } = explanation
  if (rule === 'not') return parts.flatMap(findDeciding)
  if (rule !== 'anyOf' && rule !== 'allOf') return [explanation]
  const alike = parts.filter((part) => part.holds === holds)
  if (alike.length === 0) return [explanation]
  const isOneEnough = holds === (rule === 'anyOf')
  return (isOneEnough ? alike.slice(0, 1) : alike).flatMap(findDeciding)
}

function partsOf(rule: RuleNode): readonly RuleNode[] {
  switch (rule.rule) {
    case 'anyOf':
    case 'allOf':
      return rule.of
    case 'not':
    case 'related':
      return [rule.of]
    default:
      return []
  }
}
