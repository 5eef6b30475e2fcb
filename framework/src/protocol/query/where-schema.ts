import type { Model, Property } from '../../declaration/resource/model.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { budget } from './budget.ts'
import { filtersOf, type FilterField } from './filter-field.ts'
import { toValueSchema } from './value-schema.ts'

type Properties = Record<string, JsonSchema>

/**
 * JSON Schema of a `where`: every field and relation a resource may be filtered by, with the operators of each.
 * @param self reference to this very schema, for conditions inside it
 */
export function toWhereSchema(model: Model, self: string): JsonSchema {
  const { fields, relations } = filtersOf(model)
  const related = [...relations.values()].map(({ relation, fields: inner }) => [
    relation.name,
    toQuantified(toGroup(toFields(inner), { type: 'object' })),
  ])
  return toGroup({ ...toFields(fields), ...Object.fromEntries(related) }, { $ref: self })
}

/** Members that must all hold, among them `and`, `or` and `not`. */
function toGroup(properties: Properties, inner: JsonSchema): JsonSchema {
  const several: JsonSchema = { type: 'array', items: inner, maxItems: budget.listLength }
  return {
    type: 'object',
    properties: { and: several, or: several, not: inner, ...properties },
    additionalProperties: false,
  }
}

const toFields = (fields: ReadonlyMap<string, FilterField>): Properties =>
  Object.fromEntries([...fields].map(([name, { property }]) => [name, toComparisons(property)]))

/** A value, nothing, or operators with their values. */
function toComparisons(property: Property): JsonSchema {
  const { operators } = property.kind
  const compared: JsonSchema = {
    type: 'object',
    properties: Object.fromEntries(operators.map((operator) => [operator, toOperand(property, operator)])),
    additionalProperties: false,
    minProperties: 1,
  }
  const value = operators.includes('eq') ? [toValue(property, 'eq')] : []
  return { anyOf: [...value, { type: 'null' }, compared] }
}

type Operator = Property['kind']['operators'][number]

function toOperand(property: Property, operator: Operator): JsonSchema {
  const items = toValue(property, operator)
  switch (operator) {
    case 'in':
    case 'nin':
      return { type: 'array', items, maxItems: budget.listLength }
    case 'between':
      return { type: 'array', items, minItems: 2, maxItems: 2 }
    case 'eq':
    case 'ne':
      return { anyOf: [items, { type: 'null' }] }
    default:
      return items
  }
}

/** In JSON a decimal may be a number as well. */
function toValue(property: Property, operator: Operator): JsonSchema {
  const value = toValueSchema(property, operator)
  const isNumeric = property.kind.column === 'decimal' && operator !== 'null'
  return isNumeric ? { anyOf: [value, { type: 'number' }] } : value
}

/** What holds of any of the related rows, and of none. */
const toQuantified = (inner: JsonSchema): JsonSchema => ({
  type: 'object',
  properties: { any: inner, none: inner },
  additionalProperties: false,
  minProperties: 1,
})
