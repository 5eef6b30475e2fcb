import type { Model } from '../../../declaration/resource/model.ts'
import type { FieldDefinition } from '../../../declaration/schema/field.ts'
import type { StoredRow } from '../../../engine/rows/stored-row.ts'
import type { Caller } from './callers.ts'
import type { Tested } from './tested.ts'

/** Whether a property of a row must not be shown to the caller. */
export function isHidden(
  { world }: Tested,
  { principal }: Caller,
  model: Model,
  { values }: StoredRow,
  name: string,
): boolean {
  const definition = definitionOf(model, name)
  if (definition === undefined) return false
  return (
    definition.writeOnly || !world.allows(model, definition.visible ?? { rule: 'anyone' }, principal, values)
  )
}

function definitionOf(model: Model, name: string): FieldDefinition | undefined {
  const computed = model.computed.find((each) => each.name === name)?.field.definition
  return computed ?? (model.properties.get(name) ?? model.transient.get(name))?.definition
}
