// How values are handed to the columns of MySQL and MariaDB, and back.
import type { Scalar } from '../../../declaration/condition/condition.ts'
import type { Property } from '../../../declaration/resource/model.ts'
import { toIsoDuration } from '../../../kernel/values/duration.ts'
import { columnTexts, encodeBoundBy, encodeBy, type ColumnTexts } from '../sql/column-text.ts'
import type { Bound } from '../sql/dialect.ts'

const texts: ColumnTexts = {
  ...columnTexts,
  real: toFinite,
  decimal: (value, { scale = 2 }) => toDecimalText(value, scale),
  timestamp: (value, definition) =>
    columnTexts.timestamp(value, definition)?.replace('T', ' ').replace('Z', ''),
}

/** A value as its column takes it in; undefined for a value that no row of the column can have. */
export const encodeValue = encodeBy(texts)

/** A value that a column is compared with. */
export const encodeBound = encodeBoundBy(texts)

/** There is nothing beyond all doubles: the greatest stands for it. */
function toFinite(value: unknown): string | undefined {
  const number = Number(value)
  if (Number.isNaN(number)) return undefined
  return String(Math.min(Math.max(number, -Number.MAX_VALUE), Number.MAX_VALUE))
}

/** Digits of the widest DECIMAL. */
export const mostDigits = 65

/** With one place more than the column has, which tells that a value lies between two that it can have. */
function toDecimalText(value: unknown, scale: number): string | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value))
  if (match === null) return undefined
  const [, sign, whole = '', places = ''] = match
  const least = mostDigits - scale - 1
  if (whole.replace(/^0+/, '').length > least) return `${sign}${'9'.repeat(least)}`
  const rest = /[1-9]/.test(places.slice(scale)) ? '5' : ''
  const kept = places.slice(0, scale).padEnd(rest === '' ? 0 : scale, '0') + rest
  return `${sign}${whole}${kept === '' ? '' : `.${kept}`}`
}

/** A value of a column, in the form code sees it. */
export function decodeValue({ kind }: Property, stored: unknown): Scalar | null {
  if (stored === null || stored === undefined) return null
  switch (kind.column) {
    case 'boolean':
      return Number(stored) === 1
    case 'duration':
      return toIsoDuration(Number(stored))
    default:
      return stored as Scalar
  }
}

/** A list as JSON for JSON_TABLE, which reads its texts by the type asked for. */
export const encodeList = (values: readonly Bound[]): string => JSON.stringify(values)
