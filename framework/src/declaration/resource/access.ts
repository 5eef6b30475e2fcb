import { nobody, type Rule, type RuleNode } from '../policy/rule.ts'

/** The verbs a rule can be given for; an action without a rule of its own takes that of `update`. */
export type AccessVerb = 'list' | 'read' | 'create' | 'update' | 'delete'

/**
 * One rule for every verb, or a rule per verb; a verb without one is refused to everyone. `list` narrows further what
 * `read` allows: a list never shows what a read would forbid.
 */
export type Access<F> = Rule<F> | { readonly [V in AccessVerb]?: Rule<F> }

/** Access with every verb filled in. */
export type AccessRules = Readonly<Record<AccessVerb, RuleNode>>

export function toAccessRules(access: Access<never> | undefined): AccessRules {
  const one = access !== undefined && 'node' in access ? access : undefined
  const each = one === undefined ? ((access ?? {}) as Partial<Record<AccessVerb, Rule<never>>>) : {}
  const ruleOf = (verb: AccessVerb) => (one ?? each[verb] ?? nobody()).node
  return {
    // Who may read a row may see it in a list, unless lists have a rule of their own.
    list: (one ?? each.list ?? each.read ?? nobody()).node,
    read: ruleOf('read'),
    create: ruleOf('create'),
    update: ruleOf('update'),
    delete: ruleOf('delete'),
  }
}
