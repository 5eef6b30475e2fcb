import { and, never, some, type Condition, type Operator } from '../../declaration/condition/condition.ts'
import {
  parseWhere,
  type RelationGrammar,
  type WhereGrammar,
  type WhereTerm,
} from '../../declaration/condition/where.ts'
import {
  isOperatorOf,
  readJsonValue,
  toComparison,
  type ReadValue,
} from '../../declaration/resource/comparison.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { InvalidValue } from '../../declaration/schema/kind.ts'
import { budget } from './budget.ts'
import {
  filtersOf,
  findReach,
  findRelationReach,
  restrict,
  type FilterField,
  type FilterParameter,
  type FilterRelation,
} from './filter-field.ts'
import type { RawParameter } from './raw-parameters.ts'
import type { QueryFaults } from './query-faults.ts'
import type { Caller } from './visibility.ts'

/** Narrows a comparison further; undefined for what is said of a relation as a whole. */
export type Guard = (condition: Condition, field: FilterField | undefined) => Condition

const unguarded: Guard = (condition) => condition

/** Reads the filters of one request, in the URL and in `where`, within one budget. */
export class FilterReader {
  readonly #model: Model
  readonly #caller: Caller
  readonly #faults: QueryFaults
  readonly #guard: Guard
  readonly #spent: { terms: number }

  constructor(
    model: Model,
    caller: Caller,
    faults: QueryFaults,
    guard: Guard = unguarded,
    spent = { terms: 0 },
  ) {
    this.#model = model
    this.#caller = caller
    this.#faults = faults
    this.#guard = guard
    this.#spent = spent
  }

  /** Reads the filters of another resource in the same request, within the same budget. */
  within(model: Model, guard?: Guard): FilterReader {
    return new FilterReader(model, this.#caller, this.#faults, guard, this.#spent)
  }

  /** The condition of one parameter, such as `price[gte]=10`; undefined when no filter has this name. */
  read({ name, value }: RawParameter): Condition | undefined {
    const parameter = filtersOf(this.#model).parameters.get(name)
    const reach = parameter && findReach(this.#model, parameter.field, this.#caller)
    if (parameter === undefined || reach === undefined) return undefined
    if (!this.#admit(name)) return never
    const { field, operator } = parameter
    const compared = toBoundedComparison(field, operator, splitText(parameter, value), readText)
    if (!(compared instanceof InvalidValue)) return restrict(field, reach, compared)
    this.#faults.add(name, compared.code, compared.detail)
    return never
  }

  /** The condition of a `where` given as JSON: the parameter of a URL, or the member of a QUERY body. */
  readWhere(where: unknown, parameter = 'where'): Condition {
    return parseWhere(where, this.#createGrammar(parameter))
  }

  /** Names of the fields this caller may filter by. */
  names(): string[] {
    return [...filtersOf(this.#model).fields.values()]
      .filter((field) => findReach(this.#model, field, this.#caller) !== undefined)
      .map(({ name }) => name)
  }

  #createGrammar(parameter: string): WhereGrammar {
    const { fields, relations } = filtersOf(this.#model)
    const limit: typeof restrict = (field, reach, comparison) =>
      this.#guard(restrict(field, reach, comparison), field)
    return {
      ...this.#createTerms(parameter, fields, limit),
      findRelation: (name) => {
        const relation = relations.get(name)
        return relation && this.#createRelation(parameter, relation)
      },
    }
  }

  /** The grammar of comparisons with some fields, each of which holds only where the caller may look at it. */
  #createTerms(
    parameter: string,
    fields: ReadonlyMap<string, FilterField>,
    limit: typeof restrict,
  ): WhereGrammar {
    const report = (path: string, code: string, detail: string) =>
      this.#faults.addWithin(parameter, path, code, detail)
    return {
      maxDepth: budget.whereDepth,
      maxElements: budget.listLength,
      admit: () => this.#admit(parameter),
      report,
      compare: (term) => {
        const field = fields.get(term.name)
        const condition = field === undefined ? unknownField : this.#toCondition(field, term, limit)
        if (!(condition instanceof InvalidValue)) return condition
        report(term.path, condition.code, condition.detail)
        return never
      },
    }
  }

  /** The rows of a relation that the caller may not see are as if they were not there, in `none` as well. */
  #createRelation(parameter: string, { relation, fields }: FilterRelation): RelationGrammar | undefined {
    const reach = findRelationReach(this.#model, relation, this.#caller)
    if (reach === undefined) return undefined
    return {
      inner: this.#createTerms(parameter, fields, (_field, { related }, comparison) =>
        and(comparison, related),
      ),
      some: (condition) =>
        this.#guard(and(reach.row, some(relation.name, and(condition, reach.related))), undefined),
    }
  }

  #toCondition(
    field: FilterField,
    { operator, value }: WhereTerm,
    limit: typeof restrict,
  ): Condition | InvalidValue {
    const reach = findReach(this.#model, field, this.#caller)
    if (reach === undefined) return unknownField
    const { property } = field
    if (!isOperatorOf(property, operator)) {
      return new InvalidValue('invalid_operator', `must be one of ${property.kind.operators.join(', ')}`)
    }
    const compared = toBoundedComparison(field, operator, value, readJson)
    return compared instanceof InvalidValue ? compared : limit(field, reach, compared)
  }

  #admit(parameter: string): boolean {
    this.#spent.terms += 1
    if (this.#spent.terms === budget.terms + 1) {
      this.#faults.add(
        parameter,
        'too_many_terms',
        `makes more than ${budget.terms} comparisons in one query`,
      )
    }
    return this.#spent.terms <= budget.terms
  }
}

/** Reads the JSON text of a parameter that holds a `where`. */
export function readWhereText(
  text: string,
  filters: FilterReader,
  faults: QueryFaults,
  parameter: string,
): Condition {
  let where: unknown
  try {
    where = JSON.parse(text)
  } catch {
    faults.add(parameter, 'invalid_json', 'is not JSON')
    return never
  }
  return filters.readWhere(where, parameter)
}

function toBoundedComparison(
  { property }: FilterField,
  operator: Operator,
  value: unknown,
  read: ReadValue,
): Condition | InvalidValue {
  const isTooLong = Array.isArray(value) && value.length > budget.listLength && operator !== 'between'
  return isTooLong ? tooMany : toComparison(property, operator, value, read)
}

/** What a text in a URL means for the operator; a list in it has no commas inside its values. */
function splitText({ operator }: FilterParameter, text: string): unknown {
  switch (operator) {
    case 'null':
      return text === 'true' || (text === 'false' ? false : text)
    case 'in':
    case 'nin':
    case 'between':
      return text.split(',')
    default:
      return text
  }
}

const unknownField = new InvalidValue('unknown_field', 'is no field to filter by')
const tooMany = new InvalidValue('too_many_values', `must have at most ${budget.listLength} values`)
const tooLong = new InvalidValue('too_long', `must have at most ${budget.textLength} characters`)

/** Reads a value that came as text, of a bounded length. */
export const readText: ReadValue = (value, { kind, definition }) => {
  const text = String(value)
  return text.length > budget.textLength ? tooLong : kind.parse(text, definition)
}

const readJson: ReadValue = (value, property) =>
  typeof value === 'string' && value.length > budget.textLength ? tooLong : readJsonValue(value, property)
