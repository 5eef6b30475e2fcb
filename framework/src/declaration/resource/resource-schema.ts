// JSON Schema 2020-12 of what a resource takes in and gives out: bodies are validated by it, the document shows it.
import type { Model, Property } from './model.ts'
import type { FieldDefinition, Fields } from '../schema/field.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import { toFieldSchema } from '../schema/field-schema.ts'

/** A row as it is given out: a property shown only to some is not required. */
export function toRowSchema(model: Model): JsonSchema {
  const shown = [...propertiesOf(model), ...toComputed(model)].filter(
    ({ definition }) => !definition.writeOnly,
  )
  return toObjectSchema(
    shown.map(({ name, definition }) => [name, toFieldSchema(definition, 'out')]),
    shown.filter(({ definition }) => definition.visible === undefined),
  )
}

/** The body of a POST: what the server itself writes must not stand in it. */
export function toCreateSchema(model: Model): JsonSchema {
  const properties = bodyPropertiesOf(model)
  const writable = properties.filter(({ definition }) => !definition.readOnly)
  const refused = model.unknown === 'ignore' ? properties.filter(({ definition }) => definition.readOnly) : []
  return toObjectSchema(
    [
      ...writable.map(({ name, definition }) => [name, toFieldSchema(definition, 'in')] as const),
      // Where unknown members are passed over, these must still be refused.
      ...refused.map(({ name }) => [name, unsendable] as const),
    ],
    writable.filter(({ definition }) => isRequired(definition)),
    model.unknown,
  )
}

const unsendable: JsonSchema = { not: {}, description: 'Written by the server; cannot be sent.' }

/** The body of a PUT that makes a row: the one of a POST, but the id of the URL may be repeated. */
export function toPlaceSchema(model: Model): JsonSchema {
  const { properties, required = [], ...rest } = toCreateSchema(model)
  const others = required.filter((name) => name !== 'id')
  const id = Object.fromEntries(toChangeEntries(model, 'in').filter(([name]) => name === 'id'))
  return { ...rest, properties: { ...properties, ...id }, ...(others.length > 0 && { required: others }) }
}

/** The body of a PUT: read-only members may be sent back; write-only ones, and those not shown, left out. */
export function toReplaceSchema(model: Model): JsonSchema {
  return toObjectSchema(
    toChangeEntries(model, 'in'),
    propertiesOf(model).filter(({ name, definition }) => name !== 'id' && isDemanded(definition)),
    model.unknown,
  )
}

/** Whether a PUT must have the member, whoever sends it. */
const isDemanded = (definition: FieldDefinition): boolean =>
  !definition.writeOnly && definition.visible === undefined && isRequired(definition)

/** The body of a PATCH (JSON Merge Patch, RFC 7396): any of the members of a PUT. */
export function toUpdateSchema(model: Model): JsonSchema {
  return toObjectSchema(toChangeEntries(model, 'change'), [], model.unknown)
}

/** What a client sends for an input made of fields. */
export function toInputSchema(fields: Fields): JsonSchema {
  const entries = Object.entries(fields).map(([name, { definition }]) => ({ name, definition }))
  return toObjectSchema(
    entries.map(({ name, definition }) => [name, toFieldSchema(definition, 'in')]),
    entries.filter(({ definition }) => isRequired(definition)),
  )
}

/** What is answered for an output made of fields. */
export function toOutputSchema(fields: Fields): JsonSchema {
  const entries = Object.entries(fields).map(([name, { definition }]) => ({ name, definition }))
  return toObjectSchema(
    entries.map(({ name, definition }) => [name, toFieldSchema(definition, 'out')]),
    entries,
  )
}

type Member = Pick<Property, 'name' | 'definition'>
type Entry = readonly [name: string, schema: JsonSchema]

function toObjectSchema(
  entries: readonly Entry[],
  required: readonly Member[],
  unknown: Model['unknown'] = 'refuse',
): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    ...(required.length > 0 && { required: required.map(({ name }) => name) }),
    ...(unknown === 'refuse' && { additionalProperties: false }),
  }
}

/** The id of a row that exists stands in the URL: in the body it may only be repeated. */
function toChangeEntries(model: Model, direction: 'in' | 'change'): Entry[] {
  const members = bodyPropertiesOf(model).map(({ name, definition }): Entry => {
    const kept = name === 'id' ? { ...definition, readOnly: true } : definition
    return [name, toFieldSchema(kept, direction)]
  })
  return [...members, ...toComputed(model).map(toRepeatedEntry)]
}

const toRepeatedEntry = ({ name, definition }: Member): Entry => [
  name,
  { ...toFieldSchema(definition, 'out'), readOnly: true },
]

const propertiesOf = (model: Model): Property[] => [...model.properties.values()]

const bodyPropertiesOf = (model: Model): Property[] => [...propertiesOf(model), ...model.transient.values()]

const toComputed = (model: Model): Member[] =>
  model.computed.map(({ name, field }) => ({ name, definition: field.definition }))

/** Whether a new row must be given the member. */
export const isRequired = ({ optional, hasDefault, readOnly }: FieldDefinition): boolean =>
  !optional && !hasDefault && !readOnly
