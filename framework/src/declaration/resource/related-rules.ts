import { collateRule } from '../policy/collate-rule.ts'
import type { RuleNode } from '../policy/rule.ts'
import type { ActionDefinition } from './action.ts'
import type { AccessRules } from './access.ts'
import type { Model, Models } from './model.ts'

/** What of a model rules about related rows stand in. */
type Ruled = Pick<Model, 'access' | 'summary' | 'actions'>

/** Lets rules about related rows compare their values as the fields over there are, once all relations are linked. */
export function relateRules(models: Models): void {
  for (const model of models.values()) {
    const relate = createRelate(model)
    const toAction = (action: ActionDefinition): ActionDefinition =>
      action.access === undefined ? action : { ...action, access: { node: relate(action.access.node) } }
    const verbs = Object.entries(model.access).map(([verb, rule]) => [verb, relate(rule)])
    const ruled: Ruled = {
      access: Object.fromEntries(verbs) as AccessRules,
      summary: model.summary && { ...model.summary, access: relate(model.summary.access) },
      actions: new Map([...model.actions].map(([name, action]) => [name, toAction(action)])),
    }
    Object.assign(model, ruled)
  }
}

/** The same rule becomes the same rule: that of lists is often that of reads. */
function createRelate(model: Model): (rule: RuleNode) => RuleNode {
  const known = new Map<RuleNode, RuleNode>()
  return (rule) => {
    const seen = known.get(rule) ?? relateRule(rule, model)
    known.set(rule, seen)
    return seen
  }
}

function relateRule(rule: RuleNode, model: Model): RuleNode {
  switch (rule.rule) {
    case 'related': {
      const target = model.relations.get(rule.relation)?.target
      if (target === undefined) return rule
      const of = relateRule(
        collateRule(rule.of, (name) => collationOf(target, name)),
        target,
      )
      return of === rule.of ? rule : Object.freeze({ ...rule, of })
    }
    case 'anyOf':
    case 'allOf': {
      const of = rule.of.map((each) => relateRule(each, model))
      const isSame = of.every((each, index) => each === rule.of[index])
      return isSame ? rule : Object.freeze({ ...rule, of: Object.freeze(of) })
    }
    case 'not': {
      const of = relateRule(rule.of, model)
      return of === rule.of ? rule : Object.freeze({ ...rule, of })
    }
    default:
      return rule
  }
}

function collationOf({ properties }: Model, name: string) {
  const property = properties.get(name)
  return property?.kind.collation?.(property.definition)
}
