import type { ComputedDefinition } from '../../declaration/resource/resource.ts'
import type { Model } from '../../declaration/resource/model.ts'
import type { FieldDefinition } from '../../declaration/schema/field.ts'

/** Something a row can show: a stored property or a computed one. */
export interface Member {
  readonly name: string
  readonly definition: FieldDefinition
  readonly computed: ComputedDefinition | undefined
}

const membersByModel = new WeakMap<Model, ReadonlyMap<string, Member>>()

/** All that rows of a resource can show, in the order they show it: `id`, fields, times, computed properties. */
export function membersOf(model: Model): ReadonlyMap<string, Member> {
  const known = membersByModel.get(model)
  if (known !== undefined) return known
  const members = new Map<string, Member>()
  for (const { name, definition } of model.properties.values()) {
    if (!definition.writeOnly) members.set(name, { name, definition, computed: undefined })
  }
  for (const computed of model.computed) {
    members.set(computed.name, { name: computed.name, definition: computed.field.definition, computed })
  }
  membersByModel.set(model, members)
  return members
}
