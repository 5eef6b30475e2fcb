import { always, compare, never, type Condition, type Operator, type Scalar } from '../condition/condition.ts'
import type { FieldDefinition } from '../schema/field.ts'
import { InvalidValue } from '../schema/kind.ts'
import type { Property } from './model.ts'

/** Reads one value of a property: its stored form, or an InvalidValue. */
export type ReadValue = (value: unknown, property: Property) => unknown

/** Whether an operator is one that the property's kind allows. */
export function isOperatorOf(property: Property, operator: string): operator is Operator {
  return (property.kind.operators as readonly string[]).includes(operator)
}

/** A comparison with a value not yet trusted, or why it is refused; the operator must be one of the kind's. */
export function toComparison(
  property: Property,
  operator: Operator,
  value: unknown,
  read: ReadValue,
): Condition | InvalidValue {
  switch (operator) {
    case 'null':
      return typeof value === 'boolean'
        ? compare(property.name, operator, value)
        : new InvalidValue('invalid_boolean', 'must be true or false')
    case 'in':
    case 'nin':
    case 'between':
      return toListComparison(property, operator, value, read)
    default: {
      const operand = read(value, property)
      return operand instanceof InvalidValue ? operand : toCondition(property, operator, operand as Scalar)
    }
  }
}

function toListComparison(
  property: Property,
  operator: 'in' | 'nin' | 'between',
  value: unknown,
  read: ReadValue,
): Condition | InvalidValue {
  if (!Array.isArray(value)) return new InvalidValue('invalid_type', 'must be a list')
  if (operator === 'between' && value.length !== 2) {
    return new InvalidValue('invalid_pair', 'must be two values: the least and the greatest')
  }
  // No database has an empty list; nothing is in one, and everything is outside it.
  if (value.length === 0) return operator === 'in' ? never : always
  const operands = value.map((each) => read(each, property))
  const invalid = operands.find((each) => each instanceof InvalidValue)
  return invalid ?? toCondition(property, operator, operands as Scalar[])
}

function toCondition(
  { name, kind, definition }: Property,
  operator: Operator,
  value: Scalar | Scalar[],
): Condition {
  return compare(name, operator, value, kind.collation?.(definition))
}

/** Reads a value given as JSON: numbers and booleans as such, everything else as text. */
export const readJsonValue: ReadValue = (value, { kind, definition }) => {
  switch (kind.column) {
    case 'integer':
    case 'real':
      return typeof value === 'number' ? kind.parse(String(value), definition) : wrongType('a number')
    case 'boolean':
      return typeof value === 'boolean' ? value : wrongType('true or false')
    case 'decimal':
      if (typeof value === 'number') return kind.normalize(value, unbounded(definition))
      return typeof value === 'string' ? kind.parse(value, definition) : wrongType('a decimal number as text')
    default:
      return typeof value === 'string' ? kind.parse(value, definition) : wrongType('text')
  }
}

// A bound on what is stored does not bound what it is compared with.
const unbounded = ({ min: _min, max: _max, ...rest }: FieldDefinition): FieldDefinition => rest

const wrongType = (expected: string): InvalidValue => new InvalidValue('invalid_type', `must be ${expected}`)
