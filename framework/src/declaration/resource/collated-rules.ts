import { oncePer } from '../../kernel/values/once-per.ts'
import type { Collation } from '../condition/condition.ts'
import { collateRule } from '../policy/collate-rule.ts'
import type { RuleNode } from '../policy/rule.ts'
import type { FieldDefinition } from '../schema/field.ts'
import type { AccessRules } from './access.ts'
import type { ActionDefinition } from './action.ts'
import type { Model, Property } from './model.ts'
import type { ComputedDefinition } from './resource.ts'

/** What of a model its rules stand in. */
type Ruled = Pick<Model, 'properties' | 'transient' | 'access' | 'summary' | 'actions' | 'computed'>

/** Every rule of a resource, its values compared as filters compare them. */
export function collateRules(ruled: Ruled): Ruled {
  const collate = createCollate(ruled)
  const collateOf = ({ node }: { readonly node: RuleNode }) => ({ node: collate(node) })
  const toDefinition = (definition: FieldDefinition): FieldDefinition => {
    const { visible, writable } = definition
    if (visible === undefined && writable === undefined) return definition
    return {
      ...definition,
      ...(visible !== undefined && { visible: collate(visible) }),
      ...(writable !== undefined && { writable: collate(writable) }),
    }
  }
  const toProperty = (property: Property): Property => ({
    ...property,
    definition: toDefinition(property.definition),
  })
  const toComputed = ({ field, ...computed }: ComputedDefinition): ComputedDefinition => ({
    ...computed,
    field: { ...field, definition: toDefinition(field.definition) },
  })
  const toAction = (action: ActionDefinition): ActionDefinition =>
    action.access === undefined ? action : { ...action, access: collateOf(action.access) }
  const verbs = Object.entries(ruled.access).map(([verb, rule]) => [verb, collate(rule)])
  return {
    properties: mapValues(ruled.properties, toProperty),
    transient: mapValues(ruled.transient, toProperty),
    access: Object.fromEntries(verbs) as AccessRules,
    summary: ruled.summary && { ...ruled.summary, access: collate(ruled.summary.access) },
    actions: mapValues(ruled.actions, toAction),
    computed: ruled.computed.map(toComputed),
  }
}

/** The same rule becomes the same rule: that of lists is often that of reads. */
const createCollate = (ruled: Ruled): ((rule: RuleNode) => RuleNode) =>
  oncePer((rule: RuleNode) => collateRule(rule, (name) => collationOf(ruled, name)))

/** How the values of a field are compared; undefined where it is as they are. */
export function collationOf({ properties }: Pick<Model, 'properties'>, name: string): Collation | undefined {
  const property = properties.get(name)
  return property?.kind.collation?.(property.definition)
}

const mapValues = <Value>(
  map: ReadonlyMap<string, Value>,
  change: (value: Value) => Value,
): ReadonlyMap<string, Value> => new Map([...map].map(([name, value]) => [name, change(value)]))
