import { isUuid } from '../../kernel/values/uuid-v7.ts'
import { isObject } from '../../kernel/values/json-object.ts'
import type { JsonSchema, JsonType } from './json-schema.ts'

const types: Readonly<Record<JsonType, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: Number.isFinite,
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
}

/**
 * Whether a value of a declaration fulfils the schema of its field, by the keywords that kinds of field write. Bodies
 * are validated by a compiled schema, which names their faults as well.
 */
export function fulfils(schema: JsonSchema, value: unknown): boolean {
  const allowed = typeof schema.type === 'string' ? [schema.type] : schema.type
  if (allowed !== undefined && !allowed.some((type) => types[type](value))) return false
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false
  if (typeof value === 'string') return fulfilsText(schema, value)
  if (typeof value === 'number') return isWithin(value, schema.minimum, schema.maximum)
  if (!Array.isArray(value)) return true
  const { items = {}, minItems, maxItems } = schema
  return isWithin(value.length, minItems, maxItems) && value.every((each) => fulfils(items, each))
}

function fulfilsText({ minLength, maxLength, pattern, format }: JsonSchema, text: string): boolean {
  if (!isWithin([...text].length, minLength, maxLength)) return false
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) return false
  return format !== 'uuid' || isUuid(text)
}

const isWithin = (value: number, least = -Infinity, greatest = Infinity): boolean =>
  value >= least && value <= greatest
