import type { RuleNode } from './rule.ts'

/** A rule in words, such as `the owner, or role admin`. */
export function describeRule(rule: RuleNode): string {
  switch (rule.rule) {
    case 'anyone':
      return 'anyone'
    case 'nobody':
      return 'nobody'
    case 'signedIn':
      return 'signed-in callers'
    case 'service':
      return 'services'
    case 'role':
      return `role ${rule.role}`
    case 'scope':
      return `scope ${rule.scope}`
    case 'fresh':
      return `a sign-in within ${rule.within}`
    case 'owner':
      return rule.field === 'id' ? 'the user themself' : describeOwner(rule.field)
    case 'equals':
      return `rows whose ${rule.field} is ${JSON.stringify(rule.value)}`
    case 'anyOf':
      return rule.of.map(describePart).join(', or ')
    case 'allOf':
      return rule.of.map(describePart).join(' and ')
    case 'not':
      return `not ${describePart(rule.of)}`
  }
}

function describePart(rule: RuleNode): string {
  const text = describeRule(rule)
  return rule.rule === 'anyOf' || rule.rule === 'allOf' ? `(${text})` : text
}

function describeOwner(field: string): string {
  const relation = field.replace(/Id$/, '')
  return relation === 'owner' ? 'the owner' : `the ${relation} it names`
}
