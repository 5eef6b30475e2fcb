import { parseIsoDuration } from '../../kernel/values/duration.ts'
import type { Collation, Comparison, Condition, Scalar } from './condition.ts'

/** How `matches` follows a relation; rows already at hand are given, nothing is fetched. */
export type Related = (relation: string) => readonly Readonly<Record<string, unknown>>[]

/** Decides a condition on one row in memory, with the same result as its SQL form. */
export function matches(
  condition: Condition,
  row: Readonly<Record<string, unknown>>,
  related: Related = () => [],
): boolean {
  switch (condition.kind) {
    case 'constant':
      return condition.value
    case 'and':
      return condition.of.every((each) => matches(each, row, related))
    case 'or':
      return condition.of.some((each) => matches(each, row, related))
    case 'not':
      return !matches(condition.of, row, related)
    case 'some':
      return related(condition.relation).some((other) => matches(condition.of, other))
    case 'compare':
      return compares(condition, row[condition.field])
  }
}

function compares({ operator, value, collation }: Comparison, actual: unknown): boolean {
  if (operator === 'null') return (actual === null || actual === undefined) === value
  if (actual === null || actual === undefined) return operator === 'ne' || operator === 'nin'
  const left = actual as Scalar
  const order = (right: Scalar) => compareBy(collation, left, right)
  switch (operator) {
    case 'eq':
      return order(value as Scalar) === 0
    case 'ne':
      return order(value as Scalar) !== 0
    case 'lt':
      return order(value as Scalar) < 0
    case 'lte':
      return order(value as Scalar) <= 0
    case 'gt':
      return order(value as Scalar) > 0
    case 'gte':
      return order(value as Scalar) >= 0
    case 'in':
      return (value as readonly Scalar[]).some((each) => order(each) === 0)
    case 'nin':
      return (value as readonly Scalar[]).every((each) => order(each) !== 0)
    case 'between': {
      const [low, high] = value as readonly [Scalar, Scalar]
      return order(low) >= 0 && order(high) <= 0
    }
    case 'contains':
      return foldCase(left).includes(foldCase(value))
    case 'startsWith':
      return foldCase(left).startsWith(foldCase(value))
    case 'endsWith':
      return foldCase(left).endsWith(foldCase(value))
  }
}

/** Less than zero, zero or more; not a number where the two cannot be compared: then only `ne` and `nin` hold. */
function compareBy(collation: Collation | undefined, left: Scalar, right: Scalar): number {
  if (typeof left !== 'string') return Number(left) - Number(right)
  if (collation === 'decimal') return compareQuantity(toScaled(left), toScaled(String(right)))
  if (collation === 'duration') return compareQuantity(toLength(left), toLength(String(right)))
  if (typeof right !== 'string') return Number.NaN
  return collation === 'nocase' ? compareText(foldCase(left), foldCase(right)) : compareText(left, right)
}

const foldCase = (value: unknown): string =>
  String(value).replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** Text by code points, as databases order it in their binary collation; JavaScript would order by UTF-16 units. */
function compareText(left: string, right: string): number {
  return left === right ? 0 : Buffer.compare(Buffer.from(left), Buffer.from(right))
}

type Quantity = bigint | undefined

function compareQuantity(left: Quantity, right: Quantity): number {
  if (left === undefined || right === undefined) return Number.NaN
  return left < right ? -1 : left > right ? 1 : 0
}

/** A decimal as a whole number of its 30th places, more than any declared scale. */
function toScaled(decimal: string): Quantity {
  const match = /^(-?\d+)(?:\.(\d+))?$/.exec(decimal)
  return match === null ? undefined : BigInt(match[1]! + (match[2] ?? '').slice(0, 30).padEnd(30, '0'))
}

function toLength(duration: string): Quantity {
  const milliseconds = parseIsoDuration(duration)
  return milliseconds === undefined ? undefined : BigInt(milliseconds)
}
