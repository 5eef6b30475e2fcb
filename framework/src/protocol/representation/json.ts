// JSON (RFC 8259) of rows and collections: the database has made most of the text already.
import { finishRow } from '../query/finish-row.ts'
import type { View } from '../query/view.ts'

/** The JSON of one row as the client sees it. */
export function toItemJson(json: string, { finish }: View): string {
  return finish === undefined
    ? json
    : JSON.stringify(finishRow(finish, JSON.parse(json) as Record<string, unknown>))
}

/** The links of a page, as they stand in the body. */
export interface PageMembers {
  readonly limit: number
  readonly next: string | null
  readonly prev: string | null
  readonly first: string
  readonly last?: string
  readonly total?: number
  readonly totalIsEstimate?: true
}

/** The JSON of a page of rows. */
export function toPageJson(
  rows: readonly { readonly json: string }[],
  view: View,
  page: PageMembers,
): string {
  let data = ''
  for (const { json } of rows) data += data === '' ? toItemJson(json, view) : `,${toItemJson(json, view)}`
  return `{"data":[${data}],"page":${JSON.stringify(page)}}`
}
