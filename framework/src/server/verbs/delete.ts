import type { Work } from '../../engine/rows/work.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { judgeAgain } from '../pipeline/judge-again.ts'
import { attempt } from './attempt.ts'

/** Deletes the row, if it is still the one that was judged. */
export async function deleteRow(exchange: Exchange): Promise<void> {
  const remove = async (work: Work) =>
    (await work.delete(exchange.route.model, exchange.row!)) ? true : undefined
  await attempt(
    exchange,
    remove,
    async (work, session) => {
      await judgeAgain(exchange, session)
      return remove(work)
    },
    'delete',
  )
}
