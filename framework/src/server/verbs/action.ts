import { showsRow } from '../../declaration/resource/verb.ts'
import { toHandlerRow } from '../../engine/rows/row-versions.ts'
import type { Session } from '../../engine/store/store.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { judgeAgain } from '../pipeline/judge-again.ts'
import { demandShowable } from './showable.ts'

/** Runs an action's own code in one transaction, on a row that cannot change meanwhile. */
export async function action(exchange: Exchange): Promise<void> {
  const { route, principal, input } = exchange
  const { run } = route.verb.action!
  await exchange.transact(async (session) => {
    if (route.verb.on === 'row') await judgeAgain(exchange, session)
    const context = route.api.work(session, principal).contextOf(route.model)
    const row = exchange.row && toHandlerRow(exchange.row)
    const [parentId] = exchange.above
    const result = await run({ ...context, input, row, parentId } as never)
    // Inside the transaction: what cannot be answered as declared must not have happened.
    exchange.result = route.writeOutput === undefined ? result : await route.writeOutput(result)
    await selectResult(exchange, session)
  })
}

// Without an output of its own an action answers with its row, as a read would show it: handlers see more of a row than
// clients do.
async function selectResult(exchange: Exchange, session: Session): Promise<void> {
  const { route, result, view } = exchange
  if (!showsRow(route.verb)) return
  const id = (result as { readonly id?: string | number } | undefined)?.id ?? exchange.id
  if (id === undefined) return
  const { selection } = view!
  const found = await session.find(route.model, { id, where: exchange.readable, selection })
  exchange.found = demandShowable(exchange, found)
}
