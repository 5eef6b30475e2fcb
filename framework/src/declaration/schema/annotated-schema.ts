import { describeRule } from '../policy/describe.ts'
import { describeDeprecation } from './deprecation.ts'
import type { FieldDefinition } from './field.ts'
import type { JsonSchema } from './json-schema.ts'

/** `in`: a member of a whole body; `change`: a member of a patch, where leaving out means no change; `out`: of an answer. */
export type SchemaUse = 'in' | 'change' | 'out'

/** The schema of a field's values with all that was said of the field. */
export function toAnnotatedSchema(
  definition: FieldDefinition,
  use: SchemaUse,
  values: JsonSchema,
): JsonSchema {
  const description = describeField(definition)
  return {
    ...(definition.optional ? toNullable(values) : values),
    ...(description !== undefined && { description }),
    ...toAccess(definition),
    ...(definition.deprecated !== undefined && { deprecated: true }),
    ...(definition.readOnly && { readOnly: true }),
    ...(use !== 'out' && definition.writeOnly && { writeOnly: true }),
    ...(use === 'in' && isPlainDefault(definition) && { default: definition.default }),
    ...(definition.example !== undefined && { examples: [definition.example] }),
  }
}

/** A schema that null fulfils as well. */
export function toNullable(schema: JsonSchema): JsonSchema {
  if (Object.keys(schema).length === 0) return schema
  if (schema.type === undefined || schema.const !== undefined) return { anyOf: [schema, { type: 'null' }] }
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type
  if (types.includes('null')) return schema
  if (schema.oneOf !== undefined)
    return { ...schema, type: [...types, 'null'], oneOf: [...schema.oneOf, { type: 'null' }] }
  return { ...schema, type: [...types, 'null'], ...(schema.enum && { enum: [...schema.enum, null] }) }
}

// A default that is made anew for each row has no value to show.
const isPlainDefault = ({ hasDefault, readOnly, default: value }: FieldDefinition): boolean =>
  hasDefault && !readOnly && typeof value !== 'function'

function describeField({ description, deprecated, visible, writable }: FieldDefinition): string | undefined {
  const notes = [
    description ?? '',
    visible === undefined ? '' : `Shown to: ${describeRule(visible)}.`,
    writable === undefined ? '' : `Written by: ${describeRule(writable)}.`,
    deprecated === undefined ? '' : describeDeprecation(deprecated),
  ]
  return notes.filter((note) => note !== '').join(' ') || undefined
}

/** Who sees and writes the field, for machines. */
function toAccess({ visible, writable }: FieldDefinition): JsonSchema {
  if (visible === undefined && writable === undefined) return {}
  return { 'x-access': { ...(visible && { visible }), ...(writable && { writable }) } }
}
