import type { Comparison, Scalar } from '../../../declaration/condition/condition.ts'
import type { Property } from '../../../declaration/resource/model.ts'
import type { Bound, Dialect } from './dialect.ts'

/** What is left of a comparison's value once it is in stored form; `certain` when no row can change the outcome. */
export type Operand =
  | { readonly kind: 'certain'; readonly value: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly value: Bound }
  | { readonly kind: 'two'; readonly low: Bound; readonly high: Bound }

const never: Operand = { kind: 'certain', value: false }
const always: Operand = { kind: 'certain', value: true }
const none: Operand = { kind: 'none' }

/** Looks at a comparison's value as the column would keep it. A value the column cannot have equals no row's. */
export function toOperand(dialect: Dialect, property: Property, comparison: Comparison): Operand {
  const { operator, value } = comparison
  switch (operator) {
    case 'null':
      return none
    case 'in':
    case 'nin':
      return toList(dialect, property, value as readonly Scalar[], operator === 'in' ? never : always)
    case 'between':
      return toPair(dialect, property, value as readonly Scalar[])
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return toPattern(dialect, property, operator, value as Scalar)
    case 'lt':
    case 'gte':
      return toOne(dialect.encodeBound(property, value, 'above'))
    case 'lte':
    case 'gt':
      return toOne(dialect.encodeBound(property, value, 'below'))
    default: {
      const bound = dialect.encode(property, value)
      if (bound === undefined || bound === null) return operator === 'ne' ? always : never
      return { kind: 'one', value: bound }
    }
  }
}

const toOne = (value: Bound | undefined): Operand =>
  value === undefined || value === null ? never : { kind: 'one', value }

function toList(dialect: Dialect, property: Property, values: readonly Scalar[], empty: Operand): Operand {
  const bound: Bound[] = []
  for (const value of values) {
    const encoded = dialect.encode(property, value)
    if (encoded !== undefined && encoded !== null) bound.push(encoded)
  }
  return bound.length === 0 ? empty : { kind: 'one', value: dialect.encodeList(bound) }
}

function toPair(dialect: Dialect, property: Property, [first, second]: readonly Scalar[]): Operand {
  const low = dialect.encodeBound(property, first, 'above')
  const high = dialect.encodeBound(property, second, 'below')
  return low === undefined || low === null || high === undefined || high === null
    ? never
    : { kind: 'two', low, high }
}

const textual: ReadonlySet<string> = new Set(['text', 'uuid', 'timestamp', 'date'])

function toPattern(
  dialect: Dialect,
  { kind }: Property,
  operator: 'contains' | 'startsWith' | 'endsWith',
  value: Scalar,
): Operand {
  const plain = String(value).replace(/[\\%_]/g, String.raw`\$&`)
  const pattern = `${operator === 'startsWith' ? '' : '%'}${plain}${operator === 'endsWith' ? '' : '%'}`
  const fits = textual.has(kind.column) && Buffer.byteLength(pattern) <= dialect.longestPattern
  return fits ? { kind: 'one', value: pattern } : never
}
