import { and, never, not, or, type Condition } from './condition.ts'
import { isObject } from '../../kernel/values/json-object.ts'
import { toPointerToken } from '../../kernel/values/pointer-token.ts'

/** One comparison of a `where`: `{ "price": { "lt": 5 } }` has the path `/price/lt`. */
export interface WhereTerm {
  /** JSON Pointer (RFC 6901) into the `where`. */
  readonly path: string
  readonly name: string
  readonly operator: string
  readonly value: unknown
}

/** What a `where` may say; whoever reads one brings the checks. */
export interface WhereGrammar {
  /** How deep groups may be nested. */
  readonly maxDepth: number
  /** How many members an object may have, and elements `and` and `or`. */
  readonly maxElements: number
  /** Whether one more comparison may be looked at; where not, that has been reported. */
  admit(): boolean
  /** The condition of a comparison; of one that is refused, which has then been reported, `never`. */
  compare(term: WhereTerm): Condition
  /** What a condition on the rows of a relation may say; absent or undefined: it is no relation to filter by. */
  findRelation?(name: string): RelationGrammar | undefined
  report(path: string, code: string, detail: string): void
}

/** What `any` and `none` of a relation may say. */
export interface RelationGrammar {
  /** Names are those of the related rows. */
  readonly inner: WhereGrammar
  /** The condition that some related row fulfils another one. */
  some(condition: Condition): Condition
}

/**
 * The condition of a `where`: `and`, `or`, `not`, field: value, field: {operator: value}, relation: {any: where, none: where}.
 * Members of one object must all hold. Everything wrong is reported; the result then means nothing.
 */
export function parseWhere(where: unknown, grammar: WhereGrammar): Condition {
  return parseGroup(where, '', 1, grammar)
}

function parseGroup(where: unknown, path: string, depth: number, grammar: WhereGrammar): Condition {
  if (!isObject(where)) return refuse(grammar, path, 'invalid_where', 'must be an object')
  if (depth > grammar.maxDepth) {
    return refuse(grammar, path, 'too_deep', `is nested deeper than ${grammar.maxDepth} levels`)
  }
  const members = Object.entries(where)
  if (members.length > grammar.maxElements) return refuseLength(grammar, path)
  return and(...members.map((member) => parseMember(member, path, depth, grammar)))
}

function parseMember(
  [name, value]: readonly [string, unknown],
  parent: string,
  depth: number,
  grammar: WhereGrammar,
): Condition {
  const path = `${parent}/${toPointerToken(name)}`
  switch (name) {
    case 'and':
      return and(...parseElements(value, path, depth, grammar))
    case 'or':
      return or(...parseElements(value, path, depth, grammar))
    case 'not':
      return not(parseGroup(value, path, depth + 1, grammar))
    default:
      return parseNamed(name, value, path, depth, grammar)
  }
}

function parseNamed(
  name: string,
  value: unknown,
  path: string,
  depth: number,
  grammar: WhereGrammar,
): Condition {
  const relation = grammar.findRelation?.(name)
  if (relation === undefined) return parseField(name, value, path, grammar)
  if (!isObject(value) || Object.keys(value).length === 0)
    return refuse(grammar, path, 'invalid_where', 'must be an object with any or none')
  return and(
    ...Object.entries(value).map(([quantifier, where]) => {
      const at = `${path}/${toPointerToken(quantifier)}`
      if (quantifier !== 'any' && quantifier !== 'none')
        return refuse(grammar, at, 'invalid_operator', 'must be one of any, none')
      if (!grammar.admit()) return never
      const some = relation.some(parseGroup(where, at, depth + 1, relation.inner))
      return quantifier === 'any' ? some : not(some)
    }),
  )
}

function parseElements(value: unknown, path: string, depth: number, grammar: WhereGrammar): Condition[] {
  if (!Array.isArray(value)) return [refuse(grammar, path, 'invalid_where', 'must be a list of conditions')]
  if (value.length > grammar.maxElements) return [refuseLength(grammar, path)]
  return value.map((each, index) => parseGroup(each, `${path}/${index}`, depth + 1, grammar))
}

function parseField(name: string, value: unknown, path: string, grammar: WhereGrammar): Condition {
  if (!isObject(value)) return parseTerm({ path, name, operator: 'eq', value }, grammar)
  const comparisons = Object.entries(value)
  if (comparisons.length === 0) return refuse(grammar, path, 'invalid_where', 'names no operator')
  if (comparisons.length > grammar.maxElements) return refuseLength(grammar, path)
  return and(
    ...comparisons.map(([operator, operand]) =>
      parseTerm({ path: `${path}/${toPointerToken(operator)}`, name, operator, value: operand }, grammar),
    ),
  )
}

function parseTerm(term: WhereTerm, grammar: WhereGrammar): Condition {
  if (!grammar.admit()) return never
  if (term.value !== null) return grammar.compare(term)
  // Nothing equals null: what is meant is having no value.
  if (term.operator === 'eq') return grammar.compare({ ...term, operator: 'null', value: true })
  if (term.operator === 'ne') return grammar.compare({ ...term, operator: 'null', value: false })
  return grammar.compare(term)
}

function refuse(grammar: WhereGrammar, path: string, code: string, detail: string): Condition {
  grammar.report(path, code, detail)
  return never
}

function refuseLength(grammar: WhereGrammar, path: string): Condition {
  return refuse(grammar, path, 'too_many_values', `has more than ${grammar.maxElements} elements`)
}
