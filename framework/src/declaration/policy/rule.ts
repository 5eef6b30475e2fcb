import type { Duration } from '../../kernel/values/duration.ts'
import type { Collation, Scalar } from '../condition/condition.ts'

/** A rule as data, so that it can be listed, documented, tested alone and compiled to SQL. */
export type RuleNode =
  | { readonly rule: 'anyone' }
  | { readonly rule: 'nobody' }
  | { readonly rule: 'signedIn' }
  | { readonly rule: 'service' }
  | { readonly rule: 'role'; readonly role: string }
  | { readonly rule: 'scope'; readonly scope: string }
  | { readonly rule: 'fresh'; readonly within: Duration }
  | { readonly rule: 'owner'; readonly field: string }
  | {
      readonly rule: 'equals'
      readonly field: string
      readonly value: Scalar
      /** How values of the field are compared; known once the resource is. */
      readonly collation?: Collation
    }
  | { readonly rule: 'related'; readonly relation: string; readonly of: RuleNode }
  | { readonly rule: 'anyOf'; readonly of: readonly RuleNode[] }
  | { readonly rule: 'allOf'; readonly of: readonly RuleNode[] }
  | { readonly rule: 'not'; readonly of: RuleNode }

/**
 * Says who may do something to which row. `Needs` are the fields it looks at: contravariance alone makes a resource
 * without them refuse the rule.
 */
export interface Rule<in Needs = unknown> {
  readonly node: RuleNode
  readonly '~needs'?: ((fields: Needs) => void) | undefined
}

/** What several rules need together: a union of functions takes the intersection of their parameters. */
type NeedsOf<Rules extends readonly Rule<never>[]> =
  NonNullable<Rules[number]['~needs']> extends (fields: infer Needs) => void ? Needs : never

/** Anyone, signed in or not. */
export function anyone(): Rule {
  return rule({ rule: 'anyone' })
}

/** Nobody; the default of every verb without a rule. */
export function nobody(): Rule {
  return rule({ rule: 'nobody' })
}

/** Every caller with a valid credential, services included. */
export function signedIn(): Rule {
  return rule({ rule: 'signedIn' })
}

/** A client that acts as itself (OAuth 2 client credentials, application keys), not for a user. */
export function isService(): Rule {
  return rule({ rule: 'service' })
}

/** A user who has the role right now. */
export function hasRole(role: string): Rule {
  return rule({ rule: 'role', role })
}

/** A credential that carries the scope; needed only beside the scopes every resource demands by itself. */
export function hasScope(scope: string): Rule {
  return rule({ rule: 'scope', scope })
}

/** A caller who proved who they are a short while ago. Default: 10 minutes. Refused with 401 (RFC 9470). */
export function isFresh(options: { readonly within?: Duration } = {}): Rule {
  return rule({ rule: 'fresh', within: options.within ?? '10m' })
}

/** The user whom the row's reference field names. */
export function isOwner<const Name extends string>(
  field: Name,
): Rule<{ readonly [F in Name]: { readonly '~kind': `reference:${string}` } }> {
  return rule({ rule: 'owner', field })
}

/** The user whom the row itself is: for the resource that holds the users. */
export function isSelf(): Rule {
  return rule({ rule: 'owner', field: 'id' })
}

/** Rows whose field has the value, compared as a filter would: `ignoreCase` fields without regard to case. */
export function fieldEquals<const Name extends string, const Value extends Scalar>(
  field: Name,
  value: Value,
): Rule<{ readonly [F in Name]: { readonly '~takes': (value: Value) => void } }> {
  return rule({ rule: 'equals', field, value })
}

/**
 * Some related row for which the inner rule allows: the row that a reference names (`'team'` of `teamId`), or one of the
 * rows of a declared relation (`'members'`). Verbs, actions and summaries take it; what it names is checked at start.
 */
export function related(relation: string, inner: Rule<never>): Rule {
  return rule({ rule: 'related', relation, of: inner.node })
}

/** At least one of the rules allows. */
export function anyOf<const Rules extends readonly Rule<never>[]>(...rules: Rules): Rule<NeedsOf<Rules>> {
  return rule({ rule: 'anyOf', of: nodesOf(rules) })
}

/** Every one of the rules allows. */
export function allOf<const Rules extends readonly Rule<never>[]>(...rules: Rules): Rule<NeedsOf<Rules>> {
  return rule({ rule: 'allOf', of: nodesOf(rules) })
}

/** The rule does not allow. */
export function not<Needs>(inner: Rule<Needs>): Rule<Needs> {
  return rule({ rule: 'not', of: inner.node })
}

const nodesOf = (rules: readonly Rule<never>[]): readonly RuleNode[] =>
  Object.freeze(rules.map(({ node }) => node))

function rule<Needs>(node: RuleNode): Rule<Needs> {
  return Object.freeze({ node: Object.freeze(node) })
}
