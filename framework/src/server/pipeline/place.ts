import {
  always,
  and,
  compare,
  isAlways,
  never,
  some,
  type Condition,
} from '../../declaration/condition/condition.ts'
import { createDecision, type Decision } from '../../declaration/policy/decision.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { toAncestry, toLinksName, type Nesting } from '../../declaration/resource/nesting.ts'
import { idAlone } from '../../declaration/resource/query.ts'
import { NotFound } from '../../kernel/problem/catalogue.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import { readId } from './decode-id.ts'
import type { Exchange } from './exchange.ts'

/** A row of another resource that an address leads through. */
export interface RowAbove {
  readonly model: Model
  /** The path parameter with its id. */
  readonly parameter: string
  /** Which rows below belong to the one of an id. */
  readonly holds: (id: string | number) => Condition
  /** The relation by which a row below names it; undefined where it is linked. */
  readonly reference: string | undefined
  readonly readable: Decision
  /** Who sees what belongs to it; undefined: anyone. */
  readonly shown: Decision | undefined
}

/** The rows an address leads through, the nearest first. */
export function createRowsAbove(child: Model, nesting: Nesting | undefined): readonly RowAbove[] {
  let below = child
  return toAncestry(nesting).map(({ parent, relation, parameter }) => {
    const reference = [...below.relations.values()].find(
      (each) => each.kind === 'one' && each.field === parameter,
    )
    below = parent
    const names = (id: string | number) => compare(parameter, 'eq', id)
    return {
      model: parent,
      parameter,
      holds:
        relation.kind === 'many'
          ? names
          : (id) => some(toLinksName(relation.through, relation.far), names(id)),
      reference: relation.kind === 'many' ? reference?.name : undefined,
      readable: createDecision(parent.access.read),
      shown:
        relation.kind === 'many' && relation.visible !== undefined
          ? createDecision(relation.visible)
          : undefined,
    }
  })
}

/** The ids of the rows an address leads through, and what they leave of the rows it leads to. */
export function decodePlace(exchange: Exchange): void {
  const { route, request } = exchange
  if (route.above.length === 0) return
  exchange.above = route.above.map(({ model, parameter }) =>
    readId(exchange, model, request.parameters[parameter] ?? ''),
  )
  // Of a collection the parent is looked up by itself: an empty list does not say whether it is there.
  exchange.place = route.verb.on === 'row' ? toPlace(exchange, 0) : toMembership(exchange, 0)
  exchange.readable = and(exchange.readable, exchange.place)
}

/** The parent of a collection: 404 where it is absent or may not be read. */
export function loadParent(exchange: Exchange): Awaitable<void> {
  const { route, reads, above } = exchange
  const [id] = above
  const where = toScope(exchange, 0)
  if (id === undefined) throw new NotFound()
  return andThen(reads.find(route.above[0]!.model, { id, where, selection: idAlone }), (found) => {
    if (found === undefined) throw new NotFound()
  })
}

/** The address of the collection that was asked. */
export function toAskedPath({ route, request }: Exchange): string {
  return route.above.length === 0 ? route.asked : fill(route.asked, request.parameters)
}

/** The address of a row that was made: its own, wherever it was made. */
export function toRowPath({ route, request }: Exchange, id: string | number): string {
  const { model, collection } = route
  const own = model.home === undefined ? collection : fill(collection, request.parameters)
  return `${own}/${typeof id === 'number' ? id : encodeURIComponent(id)}`
}

const fill = (path: string, parameters: Readonly<Record<string, string | undefined>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''))

function toPlace(exchange: Exchange, level: number): Condition {
  const above = exchange.route.above[level]
  if (above === undefined) return always
  const membership = toMembership(exchange, level)
  const scope = toScope(exchange, level)
  // A reference leads to a row that is there: nothing need be looked up where everyone may read it.
  if (isAlways(scope) || above.reference === undefined) return membership
  return and(membership, some(above.reference, scope))
}

function toMembership({ route, above, principal, now }: Exchange, level: number): Condition {
  const id = above[level]
  if (id === undefined) return never
  const { holds, shown } = route.above[level]!
  return shown === undefined ? holds(id) : and(holds(id), shown(principal, now))
}

/** Which rows of a level the caller may read, at the place that the address says. */
function toScope(exchange: Exchange, level: number): Condition {
  const { route, principal, now } = exchange
  return and(route.above[level]!.readable(principal, now), toPlace(exchange, level + 1))
}
