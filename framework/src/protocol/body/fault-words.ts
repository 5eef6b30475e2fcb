import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { toNameHint } from '../../kernel/values/nearest-name.ts'
import { fromPointerToken } from '../../kernel/values/pointer-token.ts'
import type { SchemaError } from './schema-fault.ts'

type Params = Readonly<Record<string, unknown>>

/** What is wrong, for people who have not read JSON Schema; the validator's own words where there are no better ones. */
export function toFaultWords({ keyword, params, message }: SchemaError): string {
  return words[keyword]?.(params) ?? message
}

const words: Readonly<Record<string, (params: Params) => string | undefined>> = {
  type: ({ type }) =>
    `must be ${[type]
      .flat()
      .map((name) => types[String(name)] ?? name)
      .join(' or ')}`,
  format: ({ format }) => formats[String(format)],
  minLength: ({ limit }) => (limit === 1 ? 'must not be empty' : `must have at least ${limit} characters`),
  maxLength: ({ limit }) => `must have at most ${limit} characters`,
  minItems: ({ limit }) => (limit === 1 ? 'must not be empty' : `must have at least ${limit} elements`),
  maxItems: ({ limit }) => `must have at most ${limit} elements`,
  minimum: ({ limit }) => `must be at least ${limit}`,
  maximum: ({ limit }) => `must be at most ${limit}`,
}

const types: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
}

const formats: Readonly<Record<string, string>> = {
  uuid: 'must be a UUID, such as 019c8a4e-7b40-7000-8000-3f1d5c2b6a79',
  'date-time': 'must be a moment, such as 2026-03-01T09:30:00Z',
  date: 'must be a day, such as 2026-03-01',
  email: 'must be an email address',
  uri: 'must be an absolute URL',
}

/**
 * Why a member nobody knows is refused, with the one that was probably meant.
 * @param pointer of the schema that refuses it, `#/…/additionalProperties`
 */
export function describeUnknownMember(name: string, schema: JsonSchema, pointer: string): string {
  const { properties = {} } = find(schema, pointer.split('/').slice(1, -1)) ?? {}
  return `is not a member of this resource${toNameHint(name, Object.keys(properties))}`
}

/** A schema in a schema; undefined where the way leads through a reference. */
function find(schema: JsonSchema, steps: readonly string[]): JsonSchema | undefined {
  const within = (inner: unknown, step: string): unknown =>
    typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
      ? (inner as Params)[step]
      : undefined
  const names = steps.map(fromPointerToken)
  return names.reduce<unknown>(within, schema) as JsonSchema | undefined
}
