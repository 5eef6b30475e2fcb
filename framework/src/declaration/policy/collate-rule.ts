import type { Collation } from '../condition/condition.ts'
import { mapRule } from './map-rule.ts'
import type { RuleNode } from './rule.ts'

/**
 * The same rule, its values compared as those of their fields are: without regard to case, or by quantity. A rule that
 * needs nothing of it stays the very object it was.
 */
export function collateRule(rule: RuleNode, collationOf: (field: string) => Collation | undefined): RuleNode {
  return mapRule(rule, (part) => {
    const collation = part.rule === 'equals' ? collationOf(part.field) : undefined
    return collation === undefined ? part : Object.freeze({ ...part, collation })
  })
}
