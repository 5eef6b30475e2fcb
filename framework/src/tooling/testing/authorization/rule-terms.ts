import type { RuleNode } from '../../../declaration/policy/rule.ts'
import type { Model } from '../../../declaration/resource/model.ts'

/** What the rules of resources ask callers and rows for. */
export interface RuleTerms {
  readonly roles: readonly string[]
  /** Whether some rule asks for a recent sign-in. */
  readonly hasFreshness: boolean
}

/** Every rule of a resource, those of its fields included. */
export function rulesOf(model: Model): readonly RuleNode[] {
  const definitions = [
    ...[...model.properties.values(), ...model.transient.values()].map(({ definition }) => definition),
    ...model.computed.map(({ field }) => field.definition),
  ]
  return [
    ...Object.values(model.access),
    ...[...model.actions.values()].flatMap(({ access }) => (access === undefined ? [] : [access.node])),
    ...(model.summary === undefined ? [] : [model.summary.access]),
    ...[...model.relations.values()].flatMap((relation) =>
      relation.kind === 'many' && relation.visible !== undefined ? [relation.visible] : [],
    ),
    ...definitions.flatMap(({ visible, writable }) =>
      [visible, writable].filter((rule) => rule !== undefined),
    ),
  ]
}

/** A rule and all the rules within it. */
export function partsOf(rule: RuleNode): readonly RuleNode[] {
  switch (rule.rule) {
    case 'anyOf':
    case 'allOf':
      return [rule, ...rule.of.flatMap(partsOf)]
    case 'not':
    case 'related':
      return [rule, ...partsOf(rule.of)]
    default:
      return [rule]
  }
}

export function termsOf(models: readonly Model[]): RuleTerms {
  const parts = models.flatMap(rulesOf).flatMap(partsOf)
  const roles = parts.flatMap((part) => (part.rule === 'role' ? [part.role] : []))
  return { roles: [...new Set(roles)], hasFreshness: parts.some(({ rule }) => rule === 'fresh') }
}
