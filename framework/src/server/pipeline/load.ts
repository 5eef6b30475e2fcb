import { and, isNever } from '../../declaration/condition/condition.ts'
import { toConditionWhenFresh } from '../../declaration/policy/decide.ts'
import { NotFound } from '../../kernel/problem/catalogue.ts'
import { toCodeSelection, toStoredRow } from '../../engine/rows/stored-row.ts'
import type { Selection } from '../../declaration/resource/query.ts'
import type { Found } from '../../engine/store/store.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import { knownVersion, unconditional } from '../../protocol/conditional/preconditions.ts'
import type { Exchange } from './exchange.ts'
import { applyRules } from './identify.ts'
import { loadParent } from './place.ts'
import { refuseAbsent } from './step-up.ts'

/** The row before a change, narrowed by the read rule: forbidden and absent look alike. */
export function load(exchange: Exchange): Awaitable<void> {
  const { model } = exchange.route
  return andThen(find(exchange, toCodeSelection(model)), (found) => {
    exchange.row = found && toStoredRow(model, found)
    if (exchange.row === undefined) return admitMaking(exchange)
    if (exchange.route.making !== undefined) applyRules(exchange)
  })
}

/** A PUT to a free id makes the row, where that is declared. Who may make none finds nothing, as with every verb. */
export function admitMaking(exchange: Exchange): Awaitable<void> {
  const { route, id, principal, now, allowed } = exchange
  const { making } = route.verb
  // A row that is named otherwise has no id yet.
  const isFree = id !== undefined || route.verb.verb === 'upsert'
  if (making === undefined || !isFree) return refuseAbsent(exchange)
  const condition = route.making!(principal, now)
  if (isNever(condition) && isNever(toConditionWhenFresh(making, principal, now))) throw new NotFound()
  exchange.allowed = and(allowed, condition)
  return route.above.length === 0 ? undefined : loadParent(exchange)
}

/** The row of a read, as it will be shown. */
export function loadShown(exchange: Exchange): Awaitable<void> {
  const { selection } = exchange.view!
  return andThen(find(exchange, selection, knownOf(exchange)), (found) => {
    exchange.found = found
    return found === undefined ? refuseAbsent(exchange) : undefined
  })
}

/**
 * The version a client has already, where it decides by itself: embedded rows have versions of their own, and other
 * representations other tags.
 */
function knownOf({ preconditions, view, representation }: Exchange): number | undefined {
  const isAlone =
    preconditions !== unconditional &&
    view!.selection.expansions.length === 0 &&
    representation.tag === undefined
  return isAlone ? knownVersion(preconditions) : undefined
}

function find(
  { id, readable: where, reads, route }: Exchange,
  selection: Selection,
  known?: number,
): Awaitable<Found | undefined> {
  if (id === undefined) return undefined
  return reads.find(route.model, { id, where, selection, ...(known !== undefined && { known }) })
}
