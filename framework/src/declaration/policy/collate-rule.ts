import type { Collation } from '../condition/condition.ts'
import type { RuleNode } from './rule.ts'

/**
 * The same rule, its values compared as those of their fields are: without regard to case, or by quantity. A rule that
 * needs nothing of it stays the very object it was.
 */
export function collateRule(rule: RuleNode, collationOf: (field: string) => Collation | undefined): RuleNode {
  switch (rule.rule) {
    case 'equals': {
      const collation = collationOf(rule.field)
      return collation === undefined ? rule : Object.freeze({ ...rule, collation })
    }
    case 'anyOf':
    case 'allOf': {
      const of = rule.of.map((each) => collateRule(each, collationOf))
      const isSame = of.every((each, index) => each === rule.of[index])
      return isSame ? rule : Object.freeze({ ...rule, of: Object.freeze(of) })
    }
    case 'not': {
      const of = collateRule(rule.of, collationOf)
      return of === rule.of ? rule : Object.freeze({ ...rule, of })
    }
    default:
      return rule
  }
}
