// JSON Schema 2020-12 of one field.
import { toAnnotatedSchema, type SchemaUse } from './annotated-schema.ts'
import type { FieldDefinition } from './field.ts'
import type { JsonSchema } from './json-schema.ts'
import { kindOf } from './kinds.ts'

/** The schema of a field with all that was said of it. */
export function toFieldSchema(definition: FieldDefinition, use: SchemaUse): JsonSchema {
  const values = kindOf(definition).toSchema(definition, use === 'out' ? 'out' : 'in')
  return toAnnotatedSchema(definition, use, values)
}
