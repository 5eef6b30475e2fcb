import { Conflict } from '../../kernel/problem/catalogue.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { judgeAgain } from '../pipeline/judge-again.ts'

/** Deletes the row, if it is still the one that was judged. */
export async function deleteRow(exchange: Exchange): Promise<void> {
  const { route, principal } = exchange
  await route.api.store.transaction(async (session) => {
    const work = route.api.work(session, principal)
    if (await work.delete(route.model, exchange.row!)) return
    await judgeAgain(exchange, session)
    if (await work.delete(route.model, exchange.row!)) return
    throw new Conflict({ detail: 'The row was changed at the same time; try again.' })
  })
}
