// The stages that judge a request, without those that need its body or do anything.
import { isNever } from '../../declaration/condition/condition.ts'
import type { Principal } from '../../declaration/policy/principal.ts'
import { isOnMany } from '../../declaration/resource/many-verbs.ts'
import { Forbidden, NotFound } from '../../kernel/problem/catalogue.ts'
import { parseKeyQuery } from '../../protocol/query/key-request.ts'
import { matches } from '../../declaration/condition/matches.ts'
import { toVisibility } from '../../protocol/query/visibility.ts'
import { authorize } from '../pipeline/authorize.ts'
import { decodeId } from '../pipeline/decode-id.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { admitCaller } from '../pipeline/identify.ts'
import { findLink, loadEnds } from '../pipeline/linked.ts'
import { load } from '../pipeline/load.ts'
import { loadByKey } from '../pipeline/natural-key.ts'
import { decodePlace, loadParent } from '../pipeline/place.ts'

/** Judges a request as it is judged when it comes; throws the problem it would be refused with. */
export async function judgeRequest(exchange: Exchange, principal: Principal): Promise<void> {
  admitCaller(exchange, principal)
  const { verb } = exchange.route.verb
  if (exchange.route.verb.on === 'row') decodeId(exchange)
  decodePlace(exchange)
  await loadRows(exchange)
  // The rule of reads has spoken when the row was looked for.
  if (verb === 'read' || verb === 'readLink' || verb === 'readFile') return
  await authorize(exchange)
  if (exchange.route.listable !== undefined && isNever(exchange.route.listable(principal, exchange.now)))
    throw new Forbidden({ detail: 'The rules of this resource do not allow lists to you.' })
}

async function loadRows(exchange: Exchange): Promise<void> {
  const { route, request, principal, now } = exchange
  const { verb, on, link, file } = route.verb
  if (verb === 'upsert') {
    exchange.key = parseKeyQuery(route.model, request.query, { principal, now })
    return loadByKey(exchange)
  }
  if (on === 'collection') return route.above.length > 0 ? loadParent(exchange) : undefined
  if (link === undefined) await load(exchange)
  else await loadEnds(exchange)
  if (verb === 'readLink' && (await findLink(exchange, exchange.session)) === undefined) throw new NotFound()
  if (verb === 'readFile' && !hasShownFile(exchange, file!)) throw new NotFound()
}

function hasShownFile(exchange: Exchange, name: string): boolean {
  const { values } = exchange.row!
  const { definition } = exchange.route.model.properties.get(name)!
  return values[name] != null && matches(toVisibility(definition, exchange), values)
}

/** Whether a verb is about every row that a filter finds. */
export const isAboutMany = ({ route: { verb } }: Exchange): boolean => verb.verb === 'list' || isOnMany(verb)
