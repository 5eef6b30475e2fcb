import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { Exchange } from '../pipeline/exchange.ts'

/** The page asked for, and how many rows there are in all where that was asked too. */
export function list(exchange: Exchange): Awaitable<void> {
  const { session, route, listRequest } = exchange
  const { query, total } = listRequest!
  return andThen(session.list(route.model, query), (page) => {
    exchange.page = page
    return total === 'none' ? undefined : count(exchange)
  })
}

async function count(exchange: Exchange): Promise<void> {
  const { session, route, listRequest } = exchange
  exchange.total = await session.count(route.model, listRequest!.query.where)
}
