import { InternalError } from '../../kernel/problem/catalogue.ts'
import type { FieldDefinition } from './field.ts'
import { InvalidValue } from './kind.ts'
import { kindOf } from './kinds.ts'

/**
 * The one form of a value that the server's own code gives: handlers, hooks and defaults. Bounds are for clients; what
 * the kind of the field cannot have at all is a mistake of that code, thrown as INTERNAL_ERROR (500).
 */
export function toOwnValue(name: string, value: unknown, definition: FieldDefinition): unknown {
  if (value === null || value === undefined) return value
  const { min: _min, max: _max, ...unbounded } = definition
  const kept = kindOf(definition).normalize(value, unbounded)
  if (kept instanceof InvalidValue) throw new InternalError({ detail: `${name} ${kept.detail}` })
  return kept
}
