import type { Exchange } from '../pipeline/exchange.ts'

/** The page asked for, and how many rows there are in all where that was asked too. */
export async function list(exchange: Exchange): Promise<void> {
  const { session, listRequest } = exchange
  const { model } = exchange.route
  const { query, total } = listRequest!
  exchange.page = await session.list(model, query)
  if (total !== 'none') exchange.total = await session.count(model, query.where)
}
