import { and, compare, type Condition } from '../../declaration/condition/condition.ts'
import { linkFieldsOf, type LinksRelation } from '../../declaration/resource/link-fields.ts'
import { selectNames, type Selection } from '../../declaration/resource/query.ts'
import { toCondition } from '../../declaration/policy/decide.ts'
import type { Found, Reads } from '../../engine/store/store.ts'
import { toCodeSelection, toStoredRow } from '../../engine/rows/stored-row.ts'
import { NotFound, ValidationFailed } from '../../kernel/problem/catalogue.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import { readId } from './decode-id.ts'
import type { Exchange } from './exchange.ts'
import { load } from './load.ts'

type Values = Readonly<Record<string, unknown>>

/** Both rows of a link, each narrowed by its own read rule: 404 where one is absent or hidden. */
export async function loadEnds(exchange: Exchange): Promise<void> {
  await load(exchange)
  exchange.linked = await findLinked(exchange)
}

/** The other row as it stands now. */
export async function findLinked(exchange: Exchange, reads: Reads = exchange.reads): Promise<Values> {
  const { route, request, principal, now } = exchange
  const { target } = route.verb.link!.relation
  const id = readId(exchange, target, request.parameters[route.verb.link!.parameter] ?? '')
  const where = toCondition(target.access.read, principal, now)
  const found =
    id === undefined ? undefined : await reads.find(target, { id, where, selection: toCodeSelection(target) })
  if (found === undefined) throw new NotFound()
  return toStoredRow(target, found).values
}

/** A link as clients see it: both ids, and the fields it has. */
export const toLinkSelection = oncePer((relation: LinksRelation): Selection => {
  const names = [relation.near, relation.far, ...Object.keys(linkFieldsOf(relation))]
  return selectNames(names, 'wire')
})

/** The link between both rows; undefined where they are not linked. */
export async function findLink(exchange: Exchange, reads: Reads): Promise<Found | undefined> {
  const { relation } = exchange.route.verb.link!
  const page = await reads.list(relation.through, {
    where: toLinkCondition(exchange),
    sort: [{ property: 'id', descending: false }],
    start: { kind: 'first' },
    limit: 1,
    selection: toLinkSelection(relation),
  })
  return page.rows[0]
}

function toLinkCondition({ route, row, linked }: Exchange): Condition {
  const { near, far } = route.verb.link!.relation
  return and(compare(near, 'eq', row!.id), compare(far, 'eq', linked!['id'] as string | number))
}

/** The link of a read: 404 where there is none. */
export async function loadLink(exchange: Exchange): Promise<void> {
  await loadEnds(exchange)
  exchange.link = await findLink(exchange, exchange.reads)
  if (exchange.link === undefined) throw new NotFound()
}

/** Both rows must be equal in the fields that the relation demands: 422 naming them. */
export function checkMatching({ route, row, linked }: Exchange): void {
  const { relation, parameter } = route.verb.link!
  const differing = relation.matching.filter((name) => row!.values[name] !== linked![name])
  if (differing.length === 0) return
  const { target } = relation
  const errors = differing.map((name) => ({
    parameter,
    code: 'not_matching',
    detail: `names a row of ${target.name} with another ${name}`,
  }))
  throw new ValidationFailed({ errors })
}
