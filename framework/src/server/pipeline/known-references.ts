import { isAlways, isNever, or } from '../../declaration/condition/condition.ts'
import { toCondition } from '../../declaration/policy/decide.ts'
import type { Model, ModelRelation } from '../../declaration/resource/model.ts'
import { idAlone } from '../../declaration/resource/query.ts'
import { ValidationFailed } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import { toSummaryScope } from '../../protocol/query/visibility.ts'
import type { Exchange } from './exchange.ts'

type Reference = Extract<ModelRelation, { readonly kind: 'one' }>

/** References that clients write; an owner is the caller. */
const referencesOf = oncePer(
  (model: Model): readonly Reference[] =>
    [...model.relations.values()].filter((relation) => {
      if (relation.kind !== 'one') return false
      const { owner, readOnly } = model.properties.get(relation.field)!.definition
      return owner !== true && readOnly !== true
    }) as readonly Reference[],
)

/**
 * New references must lead to rows that the caller may know of: to hidden ones they are refused as to absent ones, or
 * else they would tell which ids there are, and rows of one caller could be slipped under those of another.
 */
export async function checkReferences(exchange: Exchange): Promise<void> {
  const faults: Fault[] = []
  for (const reference of referencesOf(exchange.route.model)) {
    if (!(await isKnown(exchange, reference))) faults.push(toFault(reference))
  }
  if (faults.length > 0) throw new ValidationFailed({ errors: faults })
}

async function isKnown({ route, session, values, row, principal, now }: Exchange, reference: Reference) {
  const { field, target } = reference
  const id = values[field] as string | number | null | undefined
  if (id === undefined || id === null || id === row?.values[field]) return true
  // The row of the address, or the one that is written together with this one.
  if (route.verb.nesting?.parameter === field) return true
  const known = or(
    toCondition(target.access.read, principal, now),
    toSummaryScope(target, { principal, now }),
  )
  // What is not there at all the database tells.
  if (isAlways(known)) return true
  return (
    !isNever(known) && (await session.find(target, { id, where: known, selection: idAlone })) !== undefined
  )
}

const toFault = ({ field, target }: Reference): Fault => ({
  pointer: `/${field}`,
  code: 'unknown_reference',
  detail: `names no row of ${target.name}`,
})
