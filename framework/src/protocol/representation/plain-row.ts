import { finishRow, type StoredRow } from '../query/finish-row.ts'
import type { View } from '../query/view.ts'

/** A row as the client sees it, parsed. */
export function toPlainRow(json: string, { finish }: View): Record<string, unknown> {
  const row = JSON.parse(json) as StoredRow
  return finish === undefined ? { ...row } : finishRow(finish, row)
}
