import { isAlways, type Condition } from '../../declaration/condition/condition.ts'
import { anonymous } from '../../declaration/policy/principal.ts'
import { toCondition } from '../../declaration/policy/decide.ts'
import type { Model, ModelRelation } from '../../declaration/resource/model.ts'
import { toAncestry } from '../../declaration/resource/nesting.ts'
import type { Selection } from '../../declaration/resource/query.ts'
import { oncePer } from '../../kernel/values/once-per.ts'
import { SurrogateKeys } from '../../protocol/conditional/surrogate-keys.ts'
import { membersOf } from '../../protocol/query/members.ts'
import type { PageLinks } from '../../protocol/query/page-links.ts'
import { toRelatedScope } from '../../protocol/query/visibility.ts'
import { createView, type View } from '../../protocol/query/view.ts'
import type { Exchange } from './exchange.ts'

type Headers = Record<string, string>

/** How the answer with a row may be kept; those that shared caches keep are marked with what they show. */
export function toRowCaching(exchange: Exchange): Headers {
  const { route, found, view } = exchange
  const { caching } = route
  if (!caching.isShared) return { 'cache-control': caching.declared }
  if (!isForAnyone(exchange, view!)) return { 'cache-control': caching.own }
  const keys = createKeys(exchange)
  addRow(keys, route.model, found!, view!)
  return { 'cache-control': caching.declared, ...keys.toHeaders() }
}

/** How the answer with a page may be kept, or with groups: these are made of any rows, and marked with the collection. */
export function toPageCaching(exchange: Exchange, { next, prev }: PageLinks): Headers {
  const { route, page, listRequest } = exchange
  const { caching } = route
  if (!caching.isShared) return { 'cache-control': caching.declared }
  const { view, paging, query } = listRequest!
  // Cursors are good for one caller alone.
  const isBound = paging === 'cursor' && (next ?? prev) !== null && exchange.principal.kind !== 'anonymous'
  const asked = relationsIn(route.model, query.where)
  if (isBound || !isForAnyone(exchange, view) || !isSameQuestion(exchange, asked))
    return { 'cache-control': caching.own }
  const keys = createKeys(exchange)
  keys.addCollection(route.model)
  for (const { target } of asked) keys.addCollection(target)
  for (const row of page?.rows ?? []) addRow(keys, route.model, row, view)
  return { 'cache-control': caching.declared, ...keys.toHeaders() }
}

/** How the answer with something of a row may be kept: one of its files, or a link. */
export function toPartCaching(exchange: Exchange): Headers {
  const { route, id, request } = exchange
  const { caching, model, verb } = route
  if (!caching.isShared) return { 'cache-control': caching.declared }
  const isSame = isSameForAll(exchange) && !hasRuledMembers(model)
  const isFarOpen = verb.link === undefined || isOpen(verb.link.relation.target)
  const isForAll = exchange.principal.kind === 'anonymous' || (isSame && isFarOpen)
  if (!isForAll) return { 'cache-control': caching.own }
  const keys = createKeys(exchange)
  keys.addRow(model, id!)
  if (verb.link !== undefined)
    keys.addRow(verb.link.relation.target, request.parameters[verb.link.parameter]!)
  return { 'cache-control': caching.declared, ...keys.toHeaders() }
}

/** The rows an address leads through stand for themselves: without them it leads nowhere. */
function createKeys({ route, above }: Exchange): SurrogateKeys {
  const keys = new SurrogateKeys()
  for (const [index, { model }] of route.above.entries()) keys.addRow(model, above[index] ?? '')
  return keys
}

function addRow(
  keys: SurrogateKeys,
  model: Model,
  { id, json }: { readonly id: string | number; readonly json: string },
  { selection }: View,
): void {
  keys.addRow(model, id)
  if (selection.expansions.length > 0)
    keys.addEmbedded(JSON.parse(json) as Record<string, unknown>, selection)
}

/** Whether every caller is answered the same as those without a credential. */
function isForAnyone(exchange: Exchange, view: View): boolean {
  if (exchange.principal.kind === 'anonymous') return true
  // Links are for the one who may follow them.
  return !exchange.representation.isLinked && isSameForAll(exchange) && isViewOfAll(exchange, view)
}

/** Whether a filter finds the same for every caller: of related rows each may see others. */
const isSameQuestion = ({ principal, now }: Exchange, asked: readonly ModelRelation[]): boolean =>
  principal.kind === 'anonymous' ||
  asked.every((relation) => isShownByAll(relation, now) && !hasRuledMembers(relation.target))

/** The relations whose rows a condition looks at. */
function relationsIn(model: Model, where: Condition): ModelRelation[] {
  switch (where.kind) {
    case 'and':
    case 'or':
      return where.of.flatMap((each) => relationsIn(model, each))
    case 'not':
      return relationsIn(model, where.of)
    case 'some':
      return [model.relations.get(where.relation)].filter((relation) => relation !== undefined)
    default:
      return []
  }
}

/** Whether all callers find the same rows. */
const isSameForAll = ({ route: { model, verb, above }, allowed, now }: Exchange): boolean =>
  isAlways(allowed) &&
  isOpen(model) &&
  above.every((row) => isOpen(row.model)) &&
  toAncestry(verb.nesting).every(({ relation }) => isShownByAll(relation, now))

/** Whether anyone may see all that a relation leads to. */
const isShownByAll = (relation: ModelRelation, now: number): boolean =>
  isAlways(toRelatedScope(relation, { principal: anonymous, now }))

/** Whether anyone may read and list every row of a resource. */
const isOpen = oncePer(({ access: { read, list } }: Model): boolean =>
  [read, list].every((rule) => isAlways(toCondition(rule, anonymous, 0))),
)

const hasRuledMembers = oncePer((model: Model): boolean =>
  [...membersOf(model).values()].some(({ definition }) => definition.visible !== undefined),
)

function isViewOfAll({ route: { model }, now }: Exchange, view: View): boolean {
  if (view.isDefault && view === createView(model, { principal: anonymous, now })) return true
  return isShownToAll(model, view.selection, now)
}

const isShownToAll = (model: Model, { expansions }: Selection, now: number): boolean =>
  !hasRuledMembers(model) &&
  expansions.every(
    ({ relation, where, selection }) =>
      isAlways(where) && isShownByAll(relation, now) && isShownToAll(relation.target, selection, now),
  )
