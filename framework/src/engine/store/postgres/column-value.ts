// How values are handed to PostgreSQL's columns, and back.
import type { Scalar } from '../../../declaration/condition/condition.ts'
import type { Property } from '../../../declaration/resource/model.ts'
import { toIsoDuration } from '../../../kernel/values/duration.ts'
import { columnTexts, encodeBoundBy, encodeBy, type ColumnTexts } from '../sql/column-text.ts'
import type { Bound } from '../sql/dialect.ts'

const texts: ColumnTexts = {
  ...columnTexts,
  // There is no text with a NUL in it.
  text: (value) => (typeof value === 'string' && !value.includes('\0') ? value : undefined),
  boolean: (value) => booleans.get(Number(value)),
  decimal: toDecimalText,
}

const booleans: ReadonlyMap<number, string> = new Map([
  [0, 'false'],
  [1, 'true'],
])

/** A value as its column takes it in; undefined for a value that no row of the column can have. */
export const encodeValue = encodeBy(texts)

/** A value that a column is compared with. */
export const encodeBound = encodeBoundBy(texts)

const mostDigits = 1000

/** Digits beyond all that `numeric` compares are left out of the comparison. */
function toDecimalText(value: unknown): string | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value))
  if (match === null) return undefined
  const [, sign, whole = '', places = '0'] = match
  return whole.length > mostDigits
    ? `${sign}1e${mostDigits}`
    : `${sign}${whole}.${places.slice(0, mostDigits)}`
}

/** A value of a column, in the form code sees it. */
export function decodeValue({ kind }: Property, stored: unknown): Scalar | null {
  if (stored === null || stored === undefined) return null
  return kind.column === 'duration' ? toIsoDuration(Number(stored)) : (stored as Scalar)
}

/** The text of an array, all of whose elements are between quotation marks unless they are NULL. */
export function encodeList(values: readonly Bound[]): string {
  const elements = values.map((value) =>
    value === null ? 'NULL' : `"${String(value).replace(/["\\]/g, String.raw`\$&`)}"`,
  )
  return `{${elements.join(',')}}`
}
