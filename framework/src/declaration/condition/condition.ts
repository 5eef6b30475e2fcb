/** What a condition compares with: the stored form of a field's value. */
export type Scalar = string | number | boolean

/** How a field is compared. `contains`, `startsWith` and `endsWith` disregard the case of ASCII letters. */
export type Operator =
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'in'
  | 'nin'
  | 'contains'
  | 'startsWith'
  | 'endsWith'
  | 'null'
  | 'between'

/** One comparison: `null` takes a boolean, `in` and `nin` a list, `between` a pair, the others one value. */
export interface Comparison {
  readonly kind: 'compare'
  readonly field: string
  readonly operator: Operator
  readonly value: Scalar | readonly Scalar[]
  /** How values are ordered where their text is not their order. */
  readonly collation?: Collation
}

/** `nocase`: without regard to the case of ASCII letters; `decimal` and `duration`: by quantity. */
export type Collation = 'nocase' | 'decimal' | 'duration'

/**
 * The one predicate language: permission rules, filters of a URL and the scope of lists are all conditions. It is
 * two-valued: a comparison with an absent value is false (`ne` and `nin`: true), and `not` turns it round.
 */
export type Condition =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'and'; readonly of: readonly Condition[] }
  | { readonly kind: 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | Comparison
  | {
      /** Some row of the relation fulfils the condition; for a reference: the row referred to does. */
      readonly kind: 'some'
      readonly relation: string
      readonly of: Condition
    }

export const always: Condition = Object.freeze({ kind: 'constant', value: true })
export const never: Condition = Object.freeze({ kind: 'constant', value: false })

/** A single comparison. */
export function compare(
  field: string,
  operator: Operator,
  value: Scalar | readonly Scalar[],
  collation?: Collation,
): Condition {
  return collation === undefined
    ? { kind: 'compare', field, operator, value }
    : { kind: 'compare', field, operator, value, collation }
}

/** All must hold; constants are folded, so that what is certain costs nothing later. */
export function and(...conditions: readonly Condition[]): Condition {
  return combine('and', conditions)
}

/** At least one must hold; constants are folded. */
export function or(...conditions: readonly Condition[]): Condition {
  return combine('or', conditions)
}

export function not(condition: Condition): Condition {
  if (condition.kind === 'constant') return condition.value ? never : always
  return condition.kind === 'not' ? condition.of : { kind: 'not', of: condition }
}

/** Some row on the other side of a relation fulfils the condition. */
export function some(relation: string, condition: Condition): Condition {
  return isNever(condition) ? never : { kind: 'some', relation, of: condition }
}

export function isAlways(condition: Condition): boolean {
  return condition.kind === 'constant' && condition.value
}

export function isNever(condition: Condition): boolean {
  return condition.kind === 'constant' && !condition.value
}

function combine(kind: 'and' | 'or', conditions: readonly Condition[]): Condition {
  const neutral = kind === 'and'
  const rest: Condition[] = []
  for (const condition of conditions) {
    if (condition.kind === 'constant') {
      if (condition.value !== neutral) return condition
    } else if (condition.kind === kind) {
      rest.push(...condition.of)
    } else {
      rest.push(condition)
    }
  }
  if (rest.length === 0) return neutral ? always : never
  return rest.length === 1 ? rest[0]! : { kind, of: rest }
}
