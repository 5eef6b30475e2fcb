import type { Work } from '../../engine/rows/work.ts'
import type { Found, Session } from '../../engine/store/store.ts'
import { isSameJson } from '../../protocol/patch/json-value.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { judgeAgain } from '../pipeline/judge-again.ts'
import { prepareWrite } from '../pipeline/validate.ts'
import { attempt } from './attempt.ts'
import { writeChildren } from './children.ts'
import { demandShowable } from './showable.ts'
import { makeNew } from './create.ts'

/** Writes what a PATCH or PUT changed, if the row is still the one that was judged; else as `again` does. */
export async function update(exchange: Exchange, again: typeof writeAgain = writeAgain): Promise<void> {
  exchange.found = await attempt<Found>(
    exchange,
    (work) => write(exchange, work),
    (work, session) => again(exchange, work, session),
    'update',
  )
}

/** Writes the change of a row; undefined where it is another row by now. */
export async function write(exchange: Exchange, work: Work): Promise<Found | undefined> {
  const { route, row, values, view } = exchange
  const changed = await work.update(route.model, row!, values, view!.selection)
  return demandShowable(exchange, await writeChildren(exchange, work, changed))
}

/**
 * Writes where the row changed, came or went between reading and writing. Inside the transaction nothing can change any
 * more, so it is judged and written as it is now: a client that named a version has lost, to another one the race does
 * not show.
 */
export async function writeAgain(
  exchange: Exchange,
  work: Work,
  session: Session,
): Promise<Found | undefined> {
  const wasThere = exchange.row !== undefined
  const { members } = exchange.asked
  await judgeAgain(exchange, session)
  const isThere = exchange.row !== undefined
  // A new row has checks of its own; a patch may ask for something else of another row.
  const isAnother = isThere !== wasThere || !isSameJson(members, exchange.asked.members)
  // So are the rows written with it: others may be there than before.
  if (isAnother || exchange.children !== undefined) await prepareWrite(exchange)
  return isThere ? write(exchange, work) : make(exchange, work)
}

/** Makes the row of a PUT that finds none. */
export async function make(exchange: Exchange, work: Work): Promise<Found> {
  const found = await makeNew(exchange, work)
  exchange.created = true
  return found
}
