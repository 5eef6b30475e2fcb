import type { Work } from '../../engine/rows/work.ts'
import type { Found, Session } from '../../engine/store/store.ts'
import { NotFound } from '../../kernel/problem/catalogue.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { isTaken, attempt } from './attempt.ts'
import { make, update, writeAgain } from './update.ts'

/** Writes every writable member; to a free id, where that is declared, a new row. */
export async function replace(exchange: Exchange): Promise<void> {
  if (exchange.row !== undefined && !exchange.isSecondTry) return update(exchange, replaceTaken)
  exchange.found = await attempt<Found>(
    exchange,
    (work) => make(exchange, work),
    (work, session) => replaceTaken(exchange, work, session),
    'create',
    isIdTaken,
  )
}

const isIdTaken = (error: unknown): boolean => isTaken(error, ['id'])

/**
 * The id was not free after all: the row was made meanwhile, which may not be seen yet outside of a transaction, or is
 * one that the caller may not know of.
 */
async function replaceTaken(exchange: Exchange, work: Work, session: Session): Promise<Found | undefined> {
  try {
    return await writeAgain(exchange, work, session)
  } catch (error) {
    throw isIdTaken(error) ? new NotFound() : error
  }
}
