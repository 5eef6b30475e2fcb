import type { ComputedDefinition } from '../../declaration/resource/resource.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import type { FieldDefinition } from '../../declaration/schema/field.ts'

/** Something a row can show: a stored property or a computed one. */
export interface Member {
  readonly name: string
  readonly definition: FieldDefinition
  readonly computed: ComputedDefinition | undefined
}

/** All that rows of a resource can show, in the order they show it: `id`, fields, times, computed properties. */
export const membersOf = oncePer((model: Model): ReadonlyMap<string, Member> => {
  const members = new Map<string, Member>()
  for (const { name, definition } of model.properties.values()) {
    if (!definition.writeOnly) members.set(name, { name, definition, computed: undefined })
  }
  for (const computed of model.computed) {
    members.set(computed.name, { name: computed.name, definition: computed.field.definition, computed })
  }
  return members
})
