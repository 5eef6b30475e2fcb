import { averagePlaces, parseMeasure, type Measure } from '../../declaration/resource/measure.ts'
import type { Model, Property } from '../../declaration/resource/model.ts'
import { toNullable } from '../../declaration/schema/annotated-schema.ts'
import { toFieldSchema } from '../../declaration/schema/field-schema.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { pageName } from './component-names.ts'

/** The schema of what `aggregate` is answered with: a row for each group, with what was asked for. */
export function toAggregatesSchema(model: Model): JsonSchema {
  const page = {
    $ref: `#/components/schemas/${pageName}`,
    description: 'Only where there are more groups than stand here.',
  }
  return {
    type: 'object',
    description: 'Groups of rows, in the order of what they have in common.',
    properties: { data: { type: 'array', items: toGroupSchema(model) }, page },
    required: ['data'],
    additionalProperties: false,
  }
}

function toGroupSchema(model: Model): JsonSchema {
  const properties: Record<string, JsonSchema> = {}
  for (const name of model.groupBy) {
    properties[name] = toFieldSchema(model.properties.get(name)!.definition, 'out')
  }
  const made: Record<string, Record<string, JsonSchema>> = {}
  for (const name of model.aggregate) {
    const measure = parseMeasure(name)!
    if (measure.function === 'count') properties['count'] = { type: 'integer', minimum: 0 }
    else (made[measure.function] ??= {})[measure.property] = toMeasureSchema(model, measure)
  }
  for (const [called, members] of Object.entries(made)) {
    properties[called] = { type: 'object', properties: members, additionalProperties: false }
  }
  return { type: 'object', properties, additionalProperties: false }
}

/** Null where no row of a group has a value. */
function toMeasureSchema(
  model: Model,
  measure: Exclude<Measure, { readonly function: 'count' }>,
): JsonSchema {
  const property = model.properties.get(measure.property)!
  switch (measure.function) {
    case 'sum':
      return toNullable(toSumSchema(property))
    case 'avg':
      return toNullable(toAverageSchema(property))
    default:
      return toNullable(property.kind.toSchema(property.definition, 'out'))
  }
}

function toSumSchema({ kind, definition }: Property): JsonSchema {
  switch (definition.kind) {
    case 'integer':
      return { type: ['integer', 'string'], pattern: '^-?\\d+$', description: 'Text beyond 2^53.' }
    case 'number':
      return { type: 'number' }
    case 'decimal':
      return toDecimalSchema(definition.asNumber, definition.scale ?? 2)
    default:
      return kind.toSchema(definition, 'out')
  }
}

function toAverageSchema({ kind, definition }: Property): JsonSchema {
  switch (definition.kind) {
    case 'integer':
    case 'number':
      return { type: 'number' }
    case 'decimal':
      return toDecimalSchema(definition.asNumber, (definition.scale ?? 2) + averagePlaces)
    default:
      return kind.toSchema(definition, 'out')
  }
}

function toDecimalSchema(asNumber: boolean | undefined, places: number): JsonSchema {
  if (asNumber === true) return { type: 'number' }
  return { type: 'string', pattern: places === 0 ? '^-?\\d+$' : `^-?\\d+\\.\\d{${places}}$` }
}
