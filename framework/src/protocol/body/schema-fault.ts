import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import { describeUnknownMember, toFaultWords } from './fault-words.ts'
import { fromPointerToken, toPointerToken } from '../../kernel/values/pointer-token.ts'

/** What a JSON Schema validator says of one fault. */
export interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  /** JSON Pointer of the schema whose keyword it is, after a `#`. */
  readonly schemaPath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message: string
}

const codes: Readonly<Record<string, string>> = {
  type: 'wrong_type',
  minLength: 'too_short',
  maxLength: 'too_long',
  minItems: 'too_few',
  maxItems: 'too_many',
  minimum: 'too_small',
  maximum: 'too_large',
  pattern: 'wrong_form',
  format: 'wrong_form',
  enum: 'not_a_choice',
  const: 'not_a_choice',
}

/**
 * One fault of a schema in the terms of a problem; some of a validator's say nothing by themselves.
 * @param schema what the value was checked by
 */
export function toFault(error: SchemaError, schema: JsonSchema): Fault[] {
  const { keyword, instancePath, schemaPath, params } = error
  switch (keyword) {
    // Says only that something below it failed, which was named.
    case 'anyOf':
    case 'additionalProperties':
      return []
    // A schema of `false`: no value is right there, `additionalProperties` says so of every member it does not know.
    case 'boolean':
      return [
        unknownMember(
          instancePath,
          describeUnknownMember(fromPointerToken(instancePath.split('/').at(-1)!), schema, schemaPath),
        ),
      ]
    case 'required':
      return names(params['requiredProperties']).map((name) => ({
        pointer: `${instancePath}/${toPointerToken(name)}`,
        code: 'required',
        detail: 'must be given',
      }))
    case 'unevaluatedProperties':
      return names(params['unevaluatedProperties']).map((name) =>
        unknownMember(
          `${instancePath}/${toPointerToken(name)}`,
          describeUnknownMember(name, schema, `${schemaPath}/unevaluatedProperties`),
        ),
      )
    case 'enum':
      return [{ pointer: instancePath, code: 'not_a_choice', detail: `must be one of ${choices(params)}` }]
    default:
      return [{ pointer: instancePath, code: codes[keyword] ?? 'invalid', detail: toFaultWords(error) }]
  }
}

const unknownMember = (pointer: string, detail: string): Fault => ({
  pointer,
  code: 'unknown_member',
  detail,
})

const names = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

const choices = ({ allowedValues }: Readonly<Record<string, unknown>>): string =>
  names(allowedValues)
    .filter((choice) => choice !== 'null')
    .join(', ')
