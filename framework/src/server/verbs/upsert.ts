import type { Found } from '../../engine/store/store.ts'
import { UniqueViolation } from '../../kernel/problem/catalogue.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { attempt } from './attempt.ts'
import { make, update, writeAgain } from './update.ts'

/** Writes the row of a natural key; where there is none, a new one. Of two that make it at once the second finds it. */
export async function upsert(exchange: Exchange): Promise<void> {
  if (exchange.row !== undefined && !exchange.isSecondTry) return update(exchange)
  const key = exchange.route.model.naturalKey!
  exchange.found = await attempt<Found>(
    exchange,
    (work) => make(exchange, work),
    (work, session) => writeAgain(exchange, work, session),
    (error) => isTaken(error, key),
  )
}

/** Whether another row has the key; where the caller may not know of it, it is told as of any unique value (409). */
const isTaken = (error: unknown, key: readonly string[]): boolean =>
  error instanceof UniqueViolation &&
  error.errors?.some(({ pointer }) => key.includes(pointer?.slice(1) ?? '')) === true
