import type { Verb } from '../../declaration/resource/verb.ts'
import {
  demandCondition,
  evaluatePreconditions,
  unconditional,
  type CurrentState,
} from '../../protocol/conditional/preconditions.ts'
import type { Exchange } from './exchange.ts'
import { linkHeaders, linkTagOf, readHeaders, tagOf } from './represent.ts'

// An action's code knows by itself which rows it may change.
const overwrites: ReadonlySet<Verb> = new Set(['replace', 'update', 'delete', 'putLink', 'deleteLink'])

/** If-Match, If-None-Match and the dates, on the row as it stands: 304, 412 or 428 (RFC 9110 section 13). */
export function precondition(exchange: Exchange): void {
  const { preconditions, route, row } = exchange
  if (overwrites.has(route.verb.verb) && row !== undefined)
    demandCondition(route.model.ifMatch, preconditions)
  if (preconditions === unconditional) return
  const evaluation = evaluatePreconditions(preconditions, toState(exchange))
  if (evaluation === 'proceed') return
  if (evaluation !== 'notModified') throw evaluation
  const headers = exchange.link === undefined ? readHeaders(exchange) : linkHeaders(exchange)
  exchange.reply = { status: 304, headers, body: null }
}

function toState(exchange: Exchange): CurrentState {
  const { request, row, found } = exchange
  const version = row?.version ?? found?.version
  const changedAt = changedAtOf(exchange)
  return {
    method: request.method,
    version,
    ...(found !== undefined && { tag: tagOf(exchange) }),
    ...(exchange.link !== undefined && { tag: linkTagOf(exchange) }),
    ...(changedAt !== undefined && { lastModified: Date.parse(changedAt) }),
  }
}

/** Looked at only where a date was sent: most conditions are tags. */
function changedAtOf({ preconditions, row, found }: Exchange): string | undefined {
  const { ifModifiedSince, ifUnmodifiedSince } = preconditions
  if (ifModifiedSince === undefined && ifUnmodifiedSince === undefined) return undefined
  const shown = row?.values ?? (found && (JSON.parse(found.json) as Record<string, unknown>))
  const changedAt = shown?.['updatedAt']
  return typeof changedAt === 'string' ? changedAt : undefined
}
