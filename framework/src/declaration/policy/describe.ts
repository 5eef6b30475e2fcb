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
    case 'related':
      return `through ${rule.relation} (${describeRule(rule.of)})`
    case 'anyOf':
      return describeGroup(rule.of, ', or ', 'nobody')
    case 'allOf':
      return describeGroup(rule.of, ' and ', 'anyone')
    case 'not':
      return `not ${describePart(rule.of)}`
  }
}

function describeGroup(rules: readonly RuleNode[], word: string, none: string): string {
  const [first, ...others] = rules
  if (first === undefined) return none
  return others.length === 0 ? describeRule(first) : rules.map(describePart).join(word)
}

function describePart(rule: RuleNode): string {
  const text = describeRule(rule)
  const isGroup = (rule.rule === 'anyOf' || rule.rule === 'allOf') && rule.of.length > 1
  return isGroup ? `(${text})` : text
}

function describeOwner(field: string): string {
  const relation = field.replace(/Id$/, '')
  return relation === 'owner' ? 'the owner' : `the ${relation} it names`
}
