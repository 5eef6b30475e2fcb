import type { Exchange } from '../pipeline/exchange.ts'

/** Makes the row. */
export async function create(exchange: Exchange): Promise<void> {
  const { route, principal, values, id } = exchange
  const { selection } = exchange.view!
  const given = id === undefined ? values : { ...values, id }
  exchange.found = await exchange.transact((session) =>
    route.api.work(session, principal).create(route.model, given, selection),
  )
  exchange.created = true
}
