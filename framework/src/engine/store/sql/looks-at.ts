import type { Condition } from '../../../declaration/condition/condition.ts'
import type { Model, ModelRelation } from '../../../declaration/resource/model.ts'
import type { Expansion, Selection } from '../../../declaration/resource/query.ts'
import { relationOf } from './property-of.ts'

/** Whether what is selected of a row of a model stands in part in other rows of a table. */
export function looksAt(table: string, model: Model, { properties, expansions }: Selection): boolean {
  return (
    properties.some(({ where }) => where !== undefined && asks(table, model, where)) ||
    expansions.some((expansion) => embeds(table, expansion))
  )
}

function embeds(table: string, { relation, where, selection, otherwise, filter }: Expansion): boolean {
  const { target } = relation
  return (
    leadsTo(table, relation) ||
    looksAt(table, target, selection) ||
    (otherwise !== undefined && looksAt(table, target, otherwise.selection)) ||
    [where, otherwise?.where, filter].some((each) => each !== undefined && asks(table, target, each))
  )
}

/** Whether a condition on a row of a model asks about rows of a table. */
function asks(table: string, model: Model, condition: Condition): boolean {
  switch (condition.kind) {
    case 'some': {
      const relation = relationOf(model, condition.relation)
      return leadsTo(table, relation) || asks(table, relation.target, condition.of)
    }
    case 'and':
    case 'or':
      return condition.of.some((each) => asks(table, model, each))
    case 'not':
      return asks(table, model, condition.of)
    default:
      return false
  }
}

const leadsTo = (table: string, relation: ModelRelation): boolean =>
  relation.target.table === table || (relation.kind === 'links' && relation.through.table === table)
