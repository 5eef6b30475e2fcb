import type { Work } from '../../engine/rows/work.ts'
import type { Session } from '../../engine/store/store.ts'
import { unconditional } from '../../protocol/conditional/preconditions.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { asItem } from '../pipeline/items.ts'
import { judgeAgain } from '../pipeline/judge-again.ts'
import { toldByPatch } from '../pipeline/patch.ts'
import type { Stage } from '../pipeline/stage.ts'
import { attempt } from './attempt.ts'
import { makeNew } from './create.ts'
import { write } from './update.ts'

/** Makes all rows or none. */
export async function createMany(exchange: Exchange): Promise<void> {
  const { route, principal, items } = exchange
  await exchange.transact(async (session) => {
    const work = route.api.work(session, principal)
    for (const index of items!.keys()) {
      await asItem(exchange, index, async (item) => {
        item.found = await makeNew(item, work)
      })
    }
  })
  exchange.created = true
}

/**
 * Changes all rows or none, if they are still those that were judged.
 * @param prepare what is slow, done again where rows were judged again
 */
export function updateMany(prepare: Stage): Stage {
  return writeMany(prepare, async (item, work) => {
    await toldByPatch(async (each) => {
      each.found = await write(each, work)
    })(item)
    return item.found !== undefined
  })
}

/**
 * Deletes all rows or none, if they are still those that were judged.
 * @param prepare what is slow, done again where rows were judged again
 */
export function deleteMany(prepare: Stage): Stage {
  return writeMany(prepare, (item, work) => work.delete(item.route.model, item.row!))
}

/** @param writeOne false: the row is another one by now */
function writeMany(
  prepare: Stage,
  writeOne: (item: Exchange, work: Work) => Promise<boolean>,
): (exchange: Exchange) => Promise<void> {
  const writeAll = async (exchange: Exchange, work: Work): Promise<true | undefined> => {
    for (const index of exchange.items!.keys()) {
      if (!(await asItem(exchange, index, (item) => writeOne(item, work)))) return undefined
    }
    return true
  }
  return async (exchange) => {
    const again = async (work: Work, session: Session) => {
      await judgeAgain(exchange, session)
      await prepare(exchange)
      return writeAll(exchange, work)
    }
    // A condition on the collection is one on rows that may yet come: it holds only where nothing can change any more.
    const isBound = exchange.preconditions !== unconditional
    await attempt<true>(exchange, isBound ? again : (work) => writeAll(exchange, work), again, undefined)
  }
}
