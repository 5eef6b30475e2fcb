import { toHandlerRow } from '../../engine/rows/row-versions.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { judgeAgain } from '../pipeline/judge-again.ts'

/** Runs an action's own code in one transaction, on a row that cannot change meanwhile. */
export async function action(exchange: Exchange): Promise<void> {
  const { route, principal, input } = exchange
  const { run } = route.verb.action!
  await route.api.store.transaction(async (session) => {
    if (route.verb.on === 'row') await judgeAgain(exchange, session)
    const context = route.api.work(session, principal).contextOf(route.model)
    const row = exchange.row && toHandlerRow(exchange.row)
    exchange.result = await run({ ...context, input, row } as never)
    await selectResult(exchange)
  })
}

// Without an output of its own an action answers with its row, as a read would show it.
async function selectResult(exchange: Exchange): Promise<void> {
  const { route, result, session, view } = exchange
  const { action: declared, on } = route.verb
  if (declared!.output !== undefined || on !== 'row' || declared!.status === 204) return
  const id = (result as { readonly id?: string | number } | undefined)?.id ?? exchange.id!
  const { selection } = view!
  exchange.found = await session.find(route.model, { id, where: exchange.readable, selection })
}
