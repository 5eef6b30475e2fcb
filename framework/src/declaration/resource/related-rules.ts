import { oncePer } from '../../kernel/values/once-per.ts'
import { collateRule } from '../policy/collate-rule.ts'
import { mapRule } from '../policy/map-rule.ts'
import type { RuleNode } from '../policy/rule.ts'
import type { ActionDefinition } from './action.ts'
import type { AccessRules } from './access.ts'
import { collationOf } from './collated-rules.ts'
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
const createRelate = (model: Model): ((rule: RuleNode) => RuleNode) =>
  oncePer((rule: RuleNode) => relateRule(rule, model))

function relateRule(rule: RuleNode, model: Model): RuleNode {
  return mapRule(rule, (part) => {
    if (part.rule !== 'related') return part
    const target = model.relations.get(part.relation)?.target
    if (target === undefined) return part
    const collated = collateRule(part.of, (name) => collationOf(target, name))
    const of = relateRule(collated, target)
    return of === part.of ? part : Object.freeze({ ...part, of })
  })
}
