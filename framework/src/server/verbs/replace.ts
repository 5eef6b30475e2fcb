import { NotFound, UniqueViolation } from '../../kernel/problem/catalogue.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { judgeAgain } from '../pipeline/judge-again.ts'
import { prepareWrite } from '../pipeline/validate.ts'
import { create } from './create.ts'
import { update } from './update.ts'

/** Writes every writable member; to a free id, where that is declared, a new row. */
export async function replace(exchange: Exchange): Promise<void> {
  try {
    await (exchange.row === undefined ? create(exchange) : update(exchange))
  } catch (error) {
    if (!isTaken(error)) throw error
    await replaceTaken(exchange)
  }
}

const isTaken = (error: unknown): boolean =>
  error instanceof UniqueViolation && error.errors?.some(({ pointer }) => pointer === '/id') === true

/** The id was not free after all: the row was made meanwhile, or is one that the caller may not know of. */
async function replaceTaken(exchange: Exchange): Promise<void> {
  const { store } = exchange.route.api
  // In a transaction: outside of one, what took the id may not be seen yet.
  await store.transaction((session) => judgeAgain(exchange, session))
  exchange.session = store
  if (exchange.row === undefined) throw new NotFound()
  await prepareWrite(exchange)
  await update(exchange)
}
