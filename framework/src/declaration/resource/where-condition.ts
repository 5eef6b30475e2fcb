import { InternalError } from '../../kernel/problem/catalogue.ts'
import { always, never, type Condition } from '../condition/condition.ts'
import { parseWhere, type WhereGrammar } from '../condition/where.ts'
import { InvalidValue } from '../schema/kind.ts'
import { isOperatorOf, readJsonValue, toComparison } from './comparison.ts'
import type { Model } from './model.ts'

/**
 * The condition of a handler's `where`, which may name any stored property. No budgets and no access rules apply; what
 * is wrong in it is a mistake of the server's own code, thrown as INTERNAL_ERROR (500) naming every fault.
 */
export function toWhereCondition(model: Model, where: object | undefined): Condition {
  if (where === undefined) return always
  const faults: string[] = []
  const condition = parseWhere(where, createGrammar(model, faults))
  if (faults.length > 0) throw new InternalError({ detail: `where of ${model.name}: ${faults.join('; ')}` })
  return condition
}

function createGrammar(model: Model, faults: string[]): WhereGrammar {
  const report = (path: string, _code: string, detail: string) => void faults.push(`${path} ${detail}`)
  return {
    maxDepth: 100,
    maxElements: 10_000,
    admit: () => true,
    report,
    compare({ path, name, operator, value }) {
      const property = model.properties.get(name)
      const condition =
        property !== undefined && isOperatorOf(property, operator)
          ? toComparison(property, operator, value, readJsonValue)
          : new InvalidValue(
              'unknown',
              property === undefined ? 'is no stored property' : 'is no operator of it',
            )
      if (!(condition instanceof InvalidValue)) return condition
      report(path, condition.code, condition.detail)
      return never
    },
  }
}
