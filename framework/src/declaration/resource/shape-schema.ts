// JSON Schema of what actions take in and answer: fields, or Standard Schema (standardschema.dev).
import type { Shape } from './action.ts'
import { isStandardSchema, type StandardSchema } from './standard-schema.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import { toInputSchema, toOutputSchema } from './resource-schema.ts'

/** The schema of an action's input or output, as far as the library it is written with can say. */
export function toShapeSchema(shape: Shape, direction: 'in' | 'out'): JsonSchema {
  if (isStandardSchema(shape)) return toStandardSchema(shape, direction)
  return direction === 'in' ? toInputSchema(shape) : toOutputSchema(shape)
}

function toStandardSchema({ '~standard': standard }: StandardSchema, direction: 'in' | 'out'): JsonSchema {
  const convert = direction === 'in' ? standard.jsonSchema?.input : standard.jsonSchema?.output
  const unsaid = { description: `Checked by ${standard.vendor}, which does not say what it looks like.` }
  try {
    const { $schema: _, ...schema } = (convert?.({ target: 'draft-2020-12' }) ?? unsaid) as JsonSchema
    return schema
  } catch {
    // Some schemas, such as those with transformations, have no JSON Schema; the library says so by throwing.
    return unsaid
  }
}
