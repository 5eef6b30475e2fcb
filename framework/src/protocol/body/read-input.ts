import type { Shape } from '../../declaration/resource/action.ts'
import { defaultOf } from '../../declaration/resource/defaults.ts'
import {
  isStandardSchema,
  type StandardIssue,
  type StandardSchema,
} from '../../declaration/resource/standard-schema.ts'
import type { Fields } from '../../declaration/schema/field.ts'
import { InvalidValue } from '../../declaration/schema/kind.ts'
import { kindOf } from '../../declaration/schema/kinds.ts'
import { toInputSchema } from '../../declaration/resource/resource-schema.ts'
import { ValidationFailed } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import { createValidator } from './validator.ts'
import { toValueFaults } from './value-faults.ts'
import { isObject } from '../../kernel/values/json-object.ts'
import { toPointerToken } from '../../kernel/values/pointer-token.ts'

/** Turns a decoded body into an action's input, or throws one 422 problem naming every fault. */
export type InputReader = (body: unknown) => unknown

/** Compiles the reader of an action's input: fields, or a schema of any library with Standard Schema. */
export function createInputReader(shape: Shape): InputReader {
  return isStandardSchema(shape) ? createStandardReader(shape) : createFieldsReader(shape)
}

function createStandardReader(schema: StandardSchema): InputReader {
  return async (body) => {
    const result = await schema['~standard'].validate(body)
    if (result.issues === undefined) return result.value
    throw new ValidationFailed({ errors: result.issues.map(toIssueFault) })
  }
}

function toIssueFault({ message, path = [] }: StandardIssue): Fault {
  // A path may be a list of the library's own kind, whose map would make another of that kind.
  const tokens = Array.from(path, (token) => String(typeof token === 'object' ? token.key : token))
  const pointer = tokens.map((token) => `/${toPointerToken(token)}`).join('')
  return { pointer, code: 'invalid', detail: message }
}

function createFieldsReader(fields: Fields): InputReader {
  const validate = createValidator(toInputSchema(fields))
  return (body) => {
    const faults = [...validate(body)]
    if (!isObject(body)) throw new ValidationFailed({ errors: faults })
    const refused = new Set(faults.map(({ pointer }) => pointer?.split('/')[1]))
    const input: Record<string, unknown> = {}
    for (const name of Object.keys(fields)) {
      if (!refused.has(toPointerToken(name))) input[name] = readMember(name, fields, body, faults)
    }
    if (faults.length > 0) throw new ValidationFailed({ errors: faults })
    return input
  }
}

function readMember(
  name: string,
  fields: Fields,
  body: Readonly<Record<string, unknown>>,
  faults: Fault[],
): unknown {
  const { definition } = fields[name]!
  const sent = body[name]
  if (sent === undefined) return defaultOf(name, definition)
  if (sent === null) return null
  const value = kindOf(definition).normalize(sent, definition)
  if (!(value instanceof InvalidValue)) return value
  faults.push(...toValueFaults(`/${name}`, value))
  return null
}
