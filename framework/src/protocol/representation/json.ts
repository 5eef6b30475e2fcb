// JSON (RFC 8259) of rows and collections: the database has made most of the text already.
import { finishRow } from '../query/finish-row.ts'
import type { View } from '../query/view.ts'
import { toLinkedRow } from './linked-row.ts'
import type { GroupsTable, JsonRow, PageMembers, Representation } from './representation.ts'

/** The JSON of one row as the client sees it. */
export function toItemJson(json: string, { finish }: View): string {
  return finish === undefined
    ? json
    : JSON.stringify(finishRow(finish, JSON.parse(json) as Record<string, unknown>))
}

/** The JSON of a page of rows. */
export function toPageJson(rows: readonly JsonRow[], view: View, page: PageMembers): string {
  let data = ''
  for (const { json } of rows) data += data === '' ? toItemJson(json, view) : `,${toItemJson(json, view)}`
  return `{"data":[${data}],"page":${JSON.stringify(page)}}`
}

/** The JSON of groups of rows; where they are all there, nothing needs to be said of pages. */
export function toGroupsJson({ rows, page }: GroupsTable): string {
  return JSON.stringify(page === undefined ? { data: rows } : { data: rows, page })
}

const shared = {
  mediaType: 'application/json',
  contentType: 'application/json; charset=utf-8',
  tag: undefined,
  writeResult: (result: unknown) => JSON.stringify(result ?? null),
  writeGroups: toGroupsJson,
} as const

/** Rows as they are; the database's own text where code has no part in it. */
export const json = Object.freeze<Representation>({
  ...shared,
  isLinked: false,
  writeItem: (row, { view }) => toItemJson(row.json, view),
  writePage: (rows, page, { view }) => toPageJson(rows, view, page),
})

/** Rows with a member `links` that has the URLs of the row and of its relations. */
export const linkedJson = Object.freeze<Representation>({
  ...shared,
  isLinked: true,
  writeItem: (row, showing) => JSON.stringify(toLinkedRow(row.json, showing)),
  writePage: (rows, page, showing) =>
    JSON.stringify({ data: rows.map((row) => toLinkedRow(row.json, showing)), page }),
})
