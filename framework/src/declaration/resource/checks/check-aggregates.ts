import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import { isMeasurable, measureNames, parseMeasure } from '../measure.ts'
import type { Model, Property } from '../model.ts'
import { hiddenField, unknownField } from './check-queries.ts'

/** What rows are put together by must be there, and have values that can be put together. */
export function checkAggregates(model: Model): DeclarationFault[] {
  const { name, aggregate, groupBy } = model
  const isUseless = groupBy.size > 0 && aggregate.size === 0
  return [
    ...[...aggregate].flatMap((each, index) => checkAggregate(model, each, `${name}.aggregate[${index}]`)),
    ...[...groupBy].flatMap((each, index) => checkGroup(model, each, `${name}.groupBy[${index}]`)),
    ...(isUseless
      ? [{ path: `${name}.groupBy`, message: 'has nothing to group', remedy: "add aggregate: ['count']" }]
      : []),
  ]
}

function checkAggregate(model: Model, text: string, path: string): DeclarationFault[] {
  const measure = parseMeasure(text)
  if (measure === undefined) {
    const remedy = "write 'count', or 'sum', 'avg', 'min' or 'max' with a field, such as 'sum:price'"
    return [{ path, message: `${text} is no aggregate`, remedy }]
  }
  if (measure.function === 'count') return []
  const { property: name } = measure
  const property = model.properties.get(name)
  if (property === undefined) return [unknownField(path, model, name)]
  if (property.definition.writeOnly) return [hiddenField(path, name)]
  if (isMeasurable(measure.function, property.definition.kind)) return []
  const isSum = measure.function === 'sum' || measure.function === 'avg'
  const message = `${name} ${isSum ? 'cannot be added up' : 'has no least or greatest value'}`
  const fitting = isSum ? 'numbers, decimals and durations' : 'numbers, decimals, durations, days and moments'
  return [{ path, message, remedy: `aggregate ${fitting}` }]
}

function checkGroup(model: Model, name: string, path: string): DeclarationFault[] {
  const property = model.properties.get(name)
  if (property === undefined) return [unknownField(path, model, name)]
  if (property.definition.writeOnly) return [hiddenField(path, name)]
  if (measureNames.has(name)) {
    return [{ path, message: `${name} is a member of every answer`, remedy: 'rename the field' }]
  }
  return hasSingleValue(property)
    ? []
    : [{ path, message: `${name} has no single value`, remedy: 'remove it from groupBy' }]
}

const hasSingleValue = ({ kind }: Property): boolean =>
  kind.operators.includes('eq') && kind.column !== 'json'
