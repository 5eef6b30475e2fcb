import { NotFound, UniqueViolation } from '../../kernel/problem/catalogue.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { create } from './create.ts'
import { rewrite, update } from './update.ts'

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

/**
 * The id was not free after all: the row was made meanwhile, which may not be seen yet outside of a transaction, or is
 * one that the caller may not know of.
 */
async function replaceTaken(exchange: Exchange): Promise<void> {
  try {
    await rewrite(exchange)
  } catch (error) {
    throw isTaken(error) ? new NotFound() : error
  }
}
