import type { Comparison, Condition, Operator } from './condition.ts'

const phrases: Readonly<Record<Exclude<Operator, 'null' | 'between'>, string>> = {
  eq: 'is',
  ne: 'is not',
  lt: 'is less than',
  lte: 'is at most',
  gt: 'is greater than',
  gte: 'is at least',
  in: 'is one of',
  nin: 'is none of',
  contains: 'contains',
  startsWith: 'starts with',
  endsWith: 'ends with',
}

/** A condition in words, such as `state is "open" and price is less than 5`. */
export function describeCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'constant':
      return condition.value ? 'always' : 'never'
    case 'and':
      return condition.of.map(describePart).join(' and ')
    case 'or':
      return condition.of.map(describePart).join(' or ')
    case 'not':
      return `not ${describePart(condition.of)}`
    case 'some':
      return `${condition.relation} has one where ${describePart(condition.of)}`
    case 'compare':
      return describeComparison(condition)
  }
}

function describePart(condition: Condition): string {
  const text = describeCondition(condition)
  return condition.kind === 'and' || condition.kind === 'or' ? `(${text})` : text
}

function describeComparison({ field, operator, value }: Comparison): string {
  if (operator === 'null') return value === true ? `${field} is empty` : `${field} is not empty`
  if (operator === 'between') {
    const [low, high] = value as readonly unknown[]
    return `${field} is between ${JSON.stringify(low)} and ${JSON.stringify(high)}`
  }
  const shown = Array.isArray(value)
    ? value.map((each) => JSON.stringify(each)).join(', ')
    : JSON.stringify(value)
  return `${field} ${phrases[operator]} ${shown}`
}
