import type { Found } from '../../engine/store/store.ts'
import { finishRow, type StoredRow } from '../../protocol/query/finish-row.ts'
import type { Exchange } from '../pipeline/exchange.ts'

/**
 * The row of a write, once it is known that it can be shown: what computed properties throw is thrown inside the
 * transaction, so that nothing is written that could not be answered.
 */
export function demandShowable<Row extends Found | undefined>({ view }: Exchange, found: Row): Row {
  const finish = view?.finish
  if (finish !== undefined && found !== undefined) finishRow(finish, JSON.parse(found.json) as StoredRow)
  return found
}
