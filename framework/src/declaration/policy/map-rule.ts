import type { RuleNode } from './rule.ts'

/** The same rule with other parts; one that nothing changes stays the very object it was. */
export function mapRule(rule: RuleNode, change: (part: RuleNode) => RuleNode): RuleNode {
  switch (rule.rule) {
    case 'anyOf':
    case 'allOf': {
      const of = rule.of.map((each) => mapRule(each, change))
      const isSame = of.every((each, index) => each === rule.of[index])
      return isSame ? rule : Object.freeze({ ...rule, of: Object.freeze(of) })
    }
    case 'not': {
      const of = mapRule(rule.of, change)
      return of === rule.of ? rule : Object.freeze({ ...rule, of })
    }
    default:
      return change(rule)
  }
}
