import { Conflict, UniqueViolation } from '../../kernel/problem/catalogue.ts'
import type { Work } from '../../engine/rows/work.ts'
import type { Session } from '../../engine/store/store.ts'
import type { HookVerb } from '../../declaration/resource/hook.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { isAlone } from './alone.ts'

/** Work of one transaction; undefined when the row turned out to be another than the one that was judged. */
type Attempt<Result> = (work: Work, session: Session) => Promise<Result | undefined>

/**
 * Tries a write of the row as it was judged; where it changed since, once more from the beginning, in a transaction of
 * its own: what hooks did before that showed is undone. A transaction of the whole request is begun again by whoever
 * began it.
 * @param verb what the first attempt does to the row and no more; undefined where it does more
 * @param isLost whether an error says that the row is another one
 */
export async function attempt<Result>(
  exchange: Exchange,
  first: Attempt<Result>,
  again: Attempt<Result>,
  verb: HookVerb | undefined,
  isLost: (error: unknown) => boolean = isChanged,
): Promise<Result> {
  if (exchange.isSecondTry) return transact(exchange, again)
  try {
    return await transact(exchange, first, verb !== undefined && isAlone(exchange, verb))
  } catch (error) {
    if (!isLost(error)) throw error
    exchange.isSecondTry = true
    if (exchange.isJoined) throw error
    return transact(exchange, again)
  }
}

/** Runs one attempt in a transaction; 409 where it found another row after all. */
async function transact<Result>(exchange: Exchange, run: Attempt<Result>, isOne = false): Promise<Result> {
  const { route, principal } = exchange
  return exchange.transact(async (session) => {
    // The transaction may run again, and find the row that was made in vain.
    exchange.created = false
    const result = await run(route.api.work(session, principal), session)
    if (result === undefined) throw changedMeanwhile
    return result
  }, isOne)
}

const changedMeanwhile = new Conflict({ detail: 'The row was changed at the same time; try again.' })

const isChanged = (error: unknown): boolean => error === changedMeanwhile

/** Whether another row has one of these values, which are unique. */
export const isTaken = (error: unknown, names: readonly string[]): boolean =>
  error instanceof UniqueViolation &&
  error.errors?.some(({ pointer }) => names.includes(pointer?.slice(1) ?? '')) === true
