import { toMilliseconds } from '../../kernel/values/duration.ts'
import { always, and, compare, never, not, or, some, type Condition } from '../condition/condition.ts'
import { hasGrantedScope, type Principal } from './principal.ts'
import type { RuleNode } from './rule.ts'

/**
 * What remains of a rule once the caller is known: a condition on the row alone. `never` means that no row can help,
 * `always` that every row is allowed.
 */
export function toCondition(rule: RuleNode, principal: Principal, now: number): Condition {
  switch (rule.rule) {
    case 'anyone':
      return always
    case 'nobody':
      return never
    case 'signedIn':
      return certain(principal.kind !== 'anonymous')
    case 'service':
      return certain(principal.kind === 'service')
    case 'role':
      return certain(principal.roles.includes(rule.role))
    case 'scope':
      return certain(principal.kind !== 'anonymous' && hasGrantedScope(principal, rule.scope))
    case 'fresh':
      return certain(isFreshAt(principal, rule.within, now))
    case 'owner':
      return principal.id === null ? never : compare(rule.field, 'eq', principal.id)
    case 'equals':
      return compare(rule.field, 'eq', rule.value, rule.collation)
    case 'related':
      return some(rule.relation, toCondition(rule.of, principal, now))
    case 'anyOf':
      return or(...rule.of.map((each) => toCondition(each, principal, now)))
    case 'allOf':
      return and(...rule.of.map((each) => toCondition(each, principal, now)))
    case 'not':
      return not(toCondition(rule.of, principal, now))
  }
}

/** What would remain of a rule if the caller signed in again (RFC 9470). */
export function toConditionWhenFresh(rule: RuleNode, principal: Principal, now: number): Condition {
  return principal.kind === 'user' ? toCondition(rule, { ...principal, authenticatedAt: now }, now) : never
}

/** Milliseconds of the shortest `isFresh` in a rule, which a sign-in of now fulfils with all others; else undefined. */
export function findFreshness(rule: RuleNode): number | undefined {
  switch (rule.rule) {
    case 'fresh':
      return toMilliseconds(rule.within)
    case 'related':
    case 'not':
      return findFreshness(rule.of)
    case 'anyOf':
    case 'allOf': {
      const found = rule.of.map(findFreshness).filter((each) => each !== undefined)
      return found.length === 0 ? undefined : Math.min(...found)
    }
    default:
      return undefined
  }
}

function isFreshAt(principal: Principal, within: Parameters<typeof toMilliseconds>[0], now: number): boolean {
  return principal.authenticatedAt !== null && now - principal.authenticatedAt <= toMilliseconds(within)
}

const certain = (value: boolean): Condition => (value ? always : never)
