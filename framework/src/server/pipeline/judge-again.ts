import type { Session } from '../../engine/store/store.ts'
import type { Exchange } from './exchange.ts'

/**
 * Runs the stages from `load` to `precondition` once more, inside the transaction: what they find now stays true until
 * it ends.
 */
export async function judgeAgain(exchange: Exchange, session: Session): Promise<void> {
  exchange.session = session
  for (const stage of exchange.route.judging) await stage(exchange)
}
