import type { Exchange } from '../pipeline/exchange.ts'
import { demandShowable } from './showable.ts'

/** Makes the row. */
export async function create(exchange: Exchange): Promise<void> {
  const { route, principal, values, id } = exchange
  const { selection } = exchange.view!
  const given = id === undefined ? values : { ...values, id }
  exchange.found = await exchange.transact(async (session) => {
    const found = await route.api.work(session, principal).create(route.model, given, selection)
    return demandShowable(exchange, found)
  })
  exchange.created = true
}
