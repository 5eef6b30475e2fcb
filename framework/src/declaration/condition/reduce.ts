import { always, and, never, not, or, type Condition } from './condition.ts'
import { matches } from './matches.ts'

/**
 * What remains of a condition once a row is known: conditions on related rows, and on members that are not known yet.
 * @param decide a condition on related rows as a constant, where it is known. Default: none is
 */
export function reduce(
  condition: Condition,
  row: Readonly<Record<string, unknown>>,
  decide: (condition: RelatedCondition) => boolean | undefined = () => undefined,
): Condition {
  switch (condition.kind) {
    case 'constant':
      return condition
    case 'and':
      return and(...condition.of.map((each) => reduce(each, row, decide)))
    case 'or':
      return or(...condition.of.map((each) => reduce(each, row, decide)))
    case 'not':
      return not(reduce(condition.of, row, decide))
    case 'some':
      return toConstant(decide(condition)) ?? condition
    case 'compare':
      return condition.field in row ? toConstant(matches(condition, row))! : condition
  }
}

/** A condition that some related row fulfils another one. */
export type RelatedCondition = Extract<Condition, { readonly kind: 'some' }>

/** The conditions on related rows that a condition is made of; those within them are not told. */
export function relatedIn(condition: Condition): readonly RelatedCondition[] {
  switch (condition.kind) {
    case 'some':
      return [condition]
    case 'and':
    case 'or':
      return condition.of.flatMap(relatedIn)
    case 'not':
      return relatedIn(condition.of)
    default:
      return []
  }
}

function toConstant(value: boolean | undefined): Condition | undefined {
  if (value === undefined) return undefined
  return value ? always : never
}
