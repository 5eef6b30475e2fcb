import { always } from '../../declaration/condition/condition.ts'
import { idAlone } from '../../declaration/resource/query.ts'
import { createValuesReader } from '../../protocol/body/read-values.ts'
import type { RowWriter } from '../identity/row-writer.ts'
import { hashSecrets } from './secret-values.ts'
import { toCodeSelection, toStoredRow } from './stored-row.ts'
import { Work, type WorkContext } from './work.ts'

/** Writes rows for whoever runs the API, and for what proves itself otherwise than by a rule. */
export function createRowWriter(context: WorkContext): RowWriter {
  return {
    async prepare(model, given) {
      const values = createValuesReader(model, 'update')(given, undefined)
      return hashSecrets(model, values, context.hasher)
    },
    async update(session, model, id, values, by) {
      const found = await session.find(model, { id, where: always, selection: toCodeSelection(model) })
      if (found === undefined) return false
      const work = new Work(context, session, by)
      return (await work.update(model, toStoredRow(model, found), values, idAlone)) !== undefined
    },
  }
}
