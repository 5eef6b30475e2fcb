import type { Model, Property } from '../../declaration/resource/model.ts'
import type { FieldDefinition, Fields } from '../../declaration/schema/field.ts'
import { toFieldExample } from './field-example.ts'

type Example = Readonly<Record<string, unknown>>
type Member = Pick<Property, 'name' | 'definition'>

/** A row as it is given out; undefined where a field has no example. */
export function toRowExample(model: Model): Example | undefined {
  const computed = model.computed.map(({ name, field }) => ({ name, definition: field.definition }))
  const shown = [...model.properties.values(), ...computed].filter(({ definition }) => !definition.writeOnly)
  return toExample(shown, 'out')
}

/** A body that makes a row. */
export function toCreateExample(model: Model): Example | undefined {
  return toExample(
    [...model.properties.values()].filter(({ definition }) => !definition.readOnly),
    'in',
  )
}

/** A body that replaces a row. */
export function toReplaceExample(model: Model): Example | undefined {
  return toExample(
    [...model.properties.values()].filter(
      ({ name, definition }) => name !== 'id' && !definition.readOnly && !definition.writeOnly,
    ),
    'in',
  )
}

/** A body that changes the first member that can be changed. */
export function toUpdateExample(model: Model): Example | undefined {
  const first = [...model.properties.values()].find(
    ({ name, definition }) =>
      name !== 'id' && isWritten(definition) && toFieldExample(definition, 'in') !== undefined,
  )
  return first && toExample([first], 'in')
}

/** An action's input or output made of fields. */
export function toFieldsExample(fields: Fields, direction: 'in' | 'out'): Example | undefined {
  return toExample(
    Object.entries(fields).map(([name, { definition }]) => ({ name, definition })),
    direction,
  )
}

const isWritten = ({ readOnly, writeOnly }: FieldDefinition): boolean => !readOnly && !writeOnly

function toExample(members: readonly Member[], direction: 'in' | 'out'): Example | undefined {
  const entries = members.map(
    ({ name, definition }) => [name, toFieldExample(definition, direction)] as const,
  )
  return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries)
}
