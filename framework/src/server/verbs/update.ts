import { Conflict, PreconditionFailed } from '../../kernel/problem/catalogue.ts'
import { headerOf } from '../../protocol/message/message.ts'
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

// The row changed between reading and writing. A client that named a version has lost; to another one the race must
// not show: inside the transaction nothing can change any more, so the new row is judged and written.
async function writeAgain(exchange: Exchange, work: Work, session: Session): Promise<Found> {
  if (headerOf(exchange.request, 'if-match') !== undefined) throw lostUpdate()
  await judgeAgain(exchange, session)
  const found = await write(exchange, work)
  if (found === undefined) throw new Conflict({ detail: 'The row was changed at the same time; try again.' })
  return found
}

/** RFC 9110 section 13.1.1: the row is no longer the one the client named. */
export function lostUpdate(): Error {
  return new PreconditionFailed({
    detail: 'The row was changed since the version that If-Match names.',
    errors: [{ header: 'If-Match', code: 'stale', detail: 'names a version that is no longer current' }],
  })
}
