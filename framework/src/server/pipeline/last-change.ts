// When what is there was last changed, for If-Modified-Since and If-Unmodified-Since (RFC 9110 section 8.8.2).
import { isNever } from '../../declaration/condition/condition.ts'
import { matches } from '../../declaration/condition/matches.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import { createView } from '../../protocol/query/view.ts'
import { toVisibility } from '../../protocol/query/visibility.ts'
import type { Exchange } from './exchange.ts'

type Members = Readonly<Record<string, unknown>>

/**
 * RFC 3339; undefined where no date was sent, where the caller may not see the date, and for what has none: a
 * collection, and a row that embeds others, which change by themselves.
 */
export function findChangedAt(exchange: Exchange): Awaitable<string | undefined> {
  const { preconditions, row, found, view } = exchange
  const { ifModifiedSince, ifUnmodifiedSince } = preconditions
  // Most conditions are tags.
  if (ifModifiedSince === undefined && ifUnmodifiedSince === undefined) return undefined
  if (row !== undefined) return seesChange(exchange, row.values) ? toChangedAt(row.values) : undefined
  if (found === undefined || view!.selection.expansions.length > 0) return undefined
  return toChangedAt(JSON.parse(found.json) as Members) ?? readChangedAt(exchange, found.id)
}

const toChangedAt = ({ updatedAt }: Members): string | undefined =>
  typeof updatedAt === 'string' ? updatedAt : undefined

function seesChange({ route, principal, now }: Exchange, values: Members): boolean {
  const { definition } = route.model.properties.get('updatedAt')!
  return matches(toVisibility(definition, { principal, now }), values)
}

const changedAtAlone = { fields: new Set(['updatedAt']), relations: new Map() }

/** The date is not among the members asked for. */
function readChangedAt(exchange: Exchange, id: string | number): Awaitable<string | undefined> {
  const { reads, route, readable: where, principal, now } = exchange
  const { definition } = route.model.properties.get('updatedAt')!
  if (isNever(toVisibility(definition, { principal, now }))) return undefined
  const { selection } = createView(route.model, { principal, now }, changedAtAlone)
  const found = reads.find(route.model, { id, where, selection })
  return andThen(found, (row) => row && toChangedAt(JSON.parse(row.json) as Members))
}
