import { NotFound } from '../../kernel/problem/catalogue.ts'
import { toCodeSelection, toStoredRow } from '../../engine/rows/stored-row.ts'
import type { Exchange } from './exchange.ts'

/** The row before a change, narrowed by the read rule: forbidden and absent look alike. */
export async function load(exchange: Exchange): Promise<void> {
  const { id, readable, session } = exchange
  const { model } = exchange.route
  const selection = toCodeSelection(model)
  const found = id === undefined ? undefined : await session.find(model, { id, where: readable, selection })
  exchange.row = found && toStoredRow(model, found)
  if (exchange.row === undefined && !mayCreate(exchange)) throw new NotFound()
}

/** A PUT to a free id makes the row, where that is declared. */
function mayCreate({ route, id }: Exchange): boolean {
  return route.verb.verb === 'replace' && route.model.upsert && id !== undefined
}

/** The row of a read, as it will be shown. */
export async function loadShown(exchange: Exchange): Promise<void> {
  const { id, readable, session, view } = exchange
  const { model } = exchange.route
  const { selection } = view!
  exchange.found =
    id === undefined ? undefined : await session.find(model, { id, where: readable, selection })
  if (exchange.found === undefined) throw new NotFound()
}
