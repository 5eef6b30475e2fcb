import type { Operator } from '../../declaration/condition/condition.ts'
import type { Property } from '../../declaration/resource/model.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { budget } from './budget.ts'

const fragment: JsonSchema = { type: 'string', maxLength: budget.textLength }

/** JSON Schema of one value a property is compared with; bounds on what is stored do not bound it. */
export function toValueSchema({ kind, definition }: Property, operator: Operator): JsonSchema {
  switch (operator) {
    case 'null':
      return { type: 'boolean' }
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return fragment
    default:
      return kind.column === 'decimal'
        ? { type: 'string', pattern: '^-?\\d+(?:\\.\\d+)?$' }
        : toPlainSchema(kind.toSchema(definition, 'in'))
  }
}

// The type, without what only values to be stored must fulfil: a part of a URL can be searched for by `lt` too.
function toPlainSchema({ type, format, enum: choices }: JsonSchema): JsonSchema {
  if (choices !== undefined) return { type: 'string', enum: choices }
  if (type !== 'string') return { ...(type !== undefined && { type }) }
  return format === undefined || format === 'email' || format === 'uri' ? fragment : { type, format }
}
