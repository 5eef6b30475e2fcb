import type { Verb } from '../../declaration/resource/verb.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import {
  demandCondition,
  evaluatePreconditions,
  unconditional,
} from '../../protocol/conditional/preconditions.ts'
import type { Exchange } from './exchange.ts'
import { findChangedAt } from './last-change.ts'
import { linkHeaders, linkTagOf, readHeaders, tagOf } from './represent.ts'

// An action's code knows by itself which rows it may change.
const overwrites: ReadonlySet<Verb> = new Set([
  'replace',
  'update',
  'delete',
  'putLink',
  'deleteLink',
  'upsert',
])

/** If-Match, If-None-Match and the dates, on what is there now: 304, 412 or 428 (RFC 9110 section 13). */
export function precondition(exchange: Exchange): Awaitable<void> {
  const { preconditions, route, row } = exchange
  if (overwrites.has(route.verb.verb) && row !== undefined)
    demandCondition(route.model.ifMatch, preconditions)
  if (preconditions === unconditional) return undefined
  return andThen(findChangedAt(exchange), (changedAt) => evaluate(exchange, changedAt))
}

function evaluate(exchange: Exchange, changedAt: string | undefined): void {
  const { preconditions, request, route, row, found } = exchange
  const evaluation = evaluatePreconditions(preconditions, {
    method: request.method,
    version: row?.version ?? found?.version,
    isUnversioned: route.verb.on === 'collection' && route.verb.verb !== 'upsert',
    ...(found !== undefined && { tag: tagOf(exchange) }),
    ...(exchange.link !== undefined && { tag: linkTagOf(exchange) }),
    ...(changedAt !== undefined && { lastModified: Date.parse(changedAt) }),
  })
  if (evaluation === 'proceed') return
  if (evaluation !== 'notModified') throw evaluation
  const headers = exchange.link === undefined ? readHeaders(exchange) : linkHeaders(exchange)
  exchange.reply = { status: 304, headers, body: null }
}
