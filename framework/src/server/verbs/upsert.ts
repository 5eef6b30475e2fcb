import type { Found } from '../../engine/store/store.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { isTaken, attempt } from './attempt.ts'
import { make, update, writeAgain } from './update.ts'

/** Writes the row of a natural key; where there is none, a new one. Of two that make it at once the second finds it. */
export async function upsert(exchange: Exchange): Promise<void> {
  if (exchange.row !== undefined && !exchange.isSecondTry) return update(exchange)
  const key = exchange.route.model.naturalKey!
  exchange.found = await attempt<Found>(
    exchange,
    (work) => make(exchange, work),
    (work, session) => writeAgain(exchange, work, session),
    'create',
    // Where the caller may not know of the other row, it is told as of any unique value (409).
    (error) => isTaken(error, key),
  )
}
