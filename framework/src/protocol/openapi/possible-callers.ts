import { isAlways, isNever } from '../../declaration/condition/condition.ts'
import { toCondition } from '../../declaration/policy/decide.ts'
import { anonymous, type Principal } from '../../declaration/policy/principal.ts'
import type { RuleNode } from '../../declaration/policy/rule.ts'

// Callers with a credential and nothing besides. All have just signed in, for a stale sign-in is a problem of its own.
const plainUser: Principal = { ...anonymous, kind: 'user', id: 'user', authenticatedAt: 0 }
const plainService: Principal = { ...anonymous, kind: 'service', client: 'service', authenticatedAt: 0 }

/** Whether a rule lets callers without a credential through, for some rows at least. */
export function isPublic(rule: RuleNode): boolean {
  return !isNever(toCondition(rule, anonymous, 0))
}

/** Whether a rule refuses some caller who came so far: where callers can sign in, others did only if it is public. */
export function canForbid(
  rule: RuleNode,
  what: 'entirely' | 'for some rows',
  knowsCallers: boolean,
): boolean {
  const isAnonymousHeard = !knowsCallers || isPublic(rule)
  const callers = [
    ...(knowsCallers ? [plainUser, plainService].flatMap((caller) => toVariants(rule, caller)) : []),
    ...(isAnonymousHeard ? [anonymous] : []),
  ]
  return callers.some((caller) => {
    const condition = toCondition(rule, caller, 0)
    return what === 'entirely' ? isNever(condition) : !isAlways(condition)
  })
}

/** A caller with and without the roles and scopes that a rule looks at: some shut out, others let in. */
function toVariants(rule: RuleNode, caller: Principal): readonly Principal[] {
  const { roles, scopes } = namesIn(rule)
  return toChoices(roles).flatMap((chosen) => [
    { ...caller, roles: chosen },
    ...toChoices(scopes).map((granted) => ({ ...caller, roles: chosen, scopes: new Set(granted) })),
  ])
}

/** None of the names, each alone, all but each, and all. */
const toChoices = (names: readonly string[]): readonly (readonly string[])[] =>
  names.length === 0
    ? [[]]
    : [
        [],
        names,
        ...names.map((name) => [name]),
        ...names.map((name) => names.filter((each) => each !== name)),
      ]

interface Names {
  readonly roles: readonly string[]
  readonly scopes: readonly string[]
}

function namesIn(rule: RuleNode): Names {
  switch (rule.rule) {
    case 'role':
      return { roles: [rule.role], scopes: [] }
    case 'scope':
      return { roles: [], scopes: [rule.scope] }
    case 'anyOf':
    case 'allOf': {
      const within = rule.of.map(namesIn)
      return {
        roles: [...new Set(within.flatMap(({ roles }) => roles))],
        scopes: [...new Set(within.flatMap(({ scopes }) => scopes))],
      }
    }
    case 'not':
    case 'related':
      return namesIn(rule.of)
    default:
      return { roles: [], scopes: [] }
  }
}

/** Whether a rule may say something else of one row than of another. */
export function looksAtRows(rule: RuleNode): boolean {
  switch (rule.rule) {
    case 'owner':
    case 'equals':
    case 'related':
      return true
    case 'anyOf':
    case 'allOf':
      return rule.of.some(looksAtRows)
    case 'not':
      return looksAtRows(rule.of)
    default:
      return false
  }
}
