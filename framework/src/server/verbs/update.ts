import { Conflict } from '../../kernel/problem/catalogue.ts'
import type { Work } from '../../engine/rows/work.ts'
import type { Found, Session } from '../../engine/store/store.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { judgeAgain } from '../pipeline/judge-again.ts'

/** Writes what a PATCH or PUT changed, if the row is still the one that was judged. */
export async function update(exchange: Exchange): Promise<void> {
  const { route, principal } = exchange
  exchange.found = await route.api.store.transaction(async (session) => {
    const work = route.api.work(session, principal)
    return (await write(exchange, work)) ?? writeAgain(exchange, work, session)
  })
}

function write(exchange: Exchange, work: Work): Promise<Found | undefined> {
  const { route, row, values, view } = exchange
  return work.update(route.model, row!, values, view!.selection)
}

// The row changed between reading and writing. Inside the transaction nothing can change any more, so it is judged and
// written as it is now: a client that named a version has lost, to another one the race does not show.
async function writeAgain(exchange: Exchange, work: Work, session: Session): Promise<Found> {
  await judgeAgain(exchange, session)
  const found = await (exchange.row === undefined ? make(exchange, work) : write(exchange, work))
  if (found === undefined) throw new Conflict({ detail: 'The row was changed at the same time; try again.' })
  return found
}

/** A PUT that may make rows finds the id free by now. */
async function make(exchange: Exchange, work: Work): Promise<Found> {
  const { route, values, id, view } = exchange
  const found = await work.create(route.model, { ...values, id }, view!.selection)
  exchange.created = true
  return found
}
