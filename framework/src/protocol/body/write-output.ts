import type { Shape } from '../../declaration/resource/action.ts'
import { isStandardSchema, type StandardSchema } from '../../declaration/resource/standard-schema.ts'
import { toOutputSchema } from '../../declaration/resource/resource-schema.ts'
import type { FieldDefinition, Fields } from '../../declaration/schema/field.ts'
import { toOwnValue } from '../../declaration/schema/own-value.ts'
import { InternalError } from '../../kernel/problem/catalogue.ts'
import { createValidator } from './validator.ts'
import { isObject } from '../../kernel/values/json-object.ts'

/**
 * Turns what an action gave into what is answered: what is declared and nothing else. What is not as declared is a
 * mistake of the action, thrown as INTERNAL_ERROR (500).
 */
export type OutputWriter = (result: unknown) => unknown

/** Compiles the writer of an action's output: fields, or a schema of any library with Standard Schema. */
export function createOutputWriter(shape: Shape): OutputWriter {
  return isStandardSchema(shape) ? createStandardWriter(shape) : createFieldsWriter(shape)
}

function createStandardWriter(schema: StandardSchema): OutputWriter {
  return async (given) => {
    const result = await schema['~standard'].validate(given)
    if (result.issues === undefined) return result.value
    throw wrong(Array.from(result.issues, ({ message }) => message))
  }
}

function createFieldsWriter(fields: Fields): OutputWriter {
  const validate = createValidator(toOutputSchema(fields))
  const members = Object.entries(fields)
  return (given) => {
    if (!isObject(given)) throw wrong(['must be an object'])
    const output = Object.fromEntries(
      members.map(([name, { definition }]) => [name, toShown(name, given as Values, definition)]),
    )
    const faults = validate(output)
    if (faults.length > 0) throw wrong(faults.map(({ pointer, detail }) => `${pointer} ${detail}`))
    return output
  }
}

type Values = Readonly<Record<string, unknown>>

/** A member in the one form of its field. */
function toShown(name: string, given: Values, definition: FieldDefinition): unknown {
  const value = toOwnValue(name, given[name], definition) ?? null
  return definition.asNumber === true && value !== null ? Number(value) : value
}

function wrong(reasons: readonly string[]): Error {
  return new InternalError({ detail: `An action's output is not as declared: ${reasons.join('; ')}` })
}
