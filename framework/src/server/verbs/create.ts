import type { Work } from '../../engine/rows/work.ts'
import type { Found } from '../../engine/store/store.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { isAlone } from './alone.ts'
import { writeChildren } from './children.ts'
import { demandShowable } from './showable.ts'

/** Makes the row. */
export async function create(exchange: Exchange): Promise<void> {
  const { route, principal } = exchange
  exchange.found = await exchange.transact(
    (session) => makeNew(exchange, route.api.work(session, principal)),
    isAlone(exchange, 'create'),
  )
  exchange.created = true
}

/** Makes the row in a transaction that has begun. */
export async function makeNew(exchange: Exchange, work: Work): Promise<Found> {
  const { route, values, id, view, signUp } = exchange
  await signUp?.redeem?.(work.session)
  const given = id === undefined ? values : { ...values, id }
  const made = await work.create(route.model, given, view!.selection)
  // Nothing belongs to a new row yet that could have changed meanwhile.
  return demandShowable(exchange, (await writeChildren(exchange, work, made))!)
}
