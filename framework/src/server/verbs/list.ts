import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { GroupsRequest } from '../../protocol/query/groups.ts'
import type { Exchange } from '../pipeline/exchange.ts'

/** Up to here an estimated total is counted, and exact. */
const mostCounted = 10_000

/** The page or the groups asked for, and how many rows there are in all where that was asked too. */
export function list(exchange: Exchange): Awaitable<void> {
  const { reads, route, listRequest } = exchange
  const { query, total, groups } = listRequest!
  if (groups !== undefined) return aggregate(exchange, groups)
  return andThen(reads.list(route.model, query), (page) => {
    exchange.page = page
    if (total === 'none') return undefined
    return total === 'exact' ? count(exchange) : estimate(exchange)
  })
}

async function aggregate(exchange: Exchange, { measures, groupBy }: GroupsRequest): Promise<void> {
  const { reads, route, listRequest } = exchange
  const { where, search, start, limit } = listRequest!.query
  const offset = start.kind === 'offset' ? start.offset : 0
  const query = { where, ...(search && { search }), measures, groupBy, limit, offset }
  exchange.groups = await reads.aggregate(route.model, query)
}

async function count(exchange: Exchange): Promise<void> {
  const { reads, route, listRequest } = exchange
  const { where, search } = listRequest!.query
  exchange.total = await reads.count(route.model, where, search && { search })
}

/** Few rows are counted; of many, nobody waits until they are. */
async function estimate(exchange: Exchange): Promise<void> {
  const { reads, route, listRequest } = exchange
  const { where, search } = listRequest!.query
  const atMost = mostCounted + 1
  const counted = await reads.count(route.model, where, { ...(search && { search }), atMost })
  exchange.isTotalEstimate = counted > mostCounted
  if (!exchange.isTotalEstimate) {
    exchange.total = counted
    return
  }
  // How many more a search would find is known only by finding them.
  const estimated = search === undefined ? await reads.estimate(route.model, where) : mostCounted
  exchange.total = Math.max(mostCounted, round(estimated))
}

/** To two digits: the others would mean nothing, and change with every row. */
const round = (total: number): number => Number(total.toPrecision(2))
