import type { Condition } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { idAlone } from '../../declaration/resource/query.ts'
import type { Page, Session } from './store.ts'

const deletedAtOnce = 100

/** Deletes every row that fulfils a condition, in the transaction of the session. */
export async function deleteRows(session: Session, model: Model, where: Condition): Promise<void> {
  let found: Page
  do {
    found = await session.list(model, {
      where,
      sort: [{ property: 'id', descending: false }],
      start: { kind: 'first' },
      limit: deletedAtOnce,
      selection: idAlone,
    })
    for (const { id, version } of found.rows) await session.delete(model, id, version)
  } while (found.hasNext)
}
