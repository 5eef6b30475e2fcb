// How values stand in SQLite's columns, and back.
import type { Scalar } from '../../../declaration/condition/condition.ts'
import type { Property } from '../../../declaration/resource/model.ts'
import { toKeptFile, UploadedFile } from '../../../declaration/schema/kinds/file.ts'
import type { ColumnType } from '../../../declaration/schema/kind.ts'
import { writeDecimal } from '../../../kernel/values/decimal.ts'
import { parseIsoDuration, toIsoDuration } from '../../../kernel/values/duration.ts'
import type { StoredAs } from '../sql/column-text.ts'
import type { Bound } from '../sql/dialect.ts'

type Encode = (value: unknown, definition: StoredAs['definition']) => Bound | undefined

const toNumber: Encode = (value) => {
  const number = Number(value)
  return Number.isNaN(number) ? undefined : number
}

const toText: Encode = (value) => (typeof value === 'string' ? value : undefined)

// Stands in JSON without escapes, so it must not need any.
const toPlainText: Encode = (value) =>
  typeof value === 'string' && !/["\\\p{Cc}]/u.test(value) ? value : undefined

const encoders: Readonly<Record<ColumnType, Encode>> = {
  text: toText,
  integer: toNumber,
  real: toNumber,
  boolean: toNumber,
  decimal: (value, definition) => encodeDecimal(value, definition.scale ?? 2),
  timestamp: toPlainText,
  date: toPlainText,
  duration: (value) => parseIsoDuration(String(value)),
  uuid: toPlainText,
  json: (value) => JSON.stringify(value),
  file: (value) => (value instanceof UploadedFile ? toKeptFile(value) : undefined),
}

/** A value as its column keeps it; undefined for a value that no row of the column can have. */
export function encodeValue({ kind, definition }: StoredAs, value: unknown): Bound | undefined {
  return value === null ? null : encoders[kind.column](value, definition)
}

const greatest = 2n ** 63n

/**
 * A decimal as a whole number of its last places. One between two such numbers, or beyond the 64 bits of an integer,
 * becomes a double: it equals no row's, and compares as it should.
 */
function encodeDecimal(value: unknown, scale: number): Bound | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value))
  if (match === null) return undefined
  const [, sign, whole = '', places = ''] = match
  const scaled = BigInt(`${sign}${whole}${places.slice(0, scale).padEnd(scale, '0')}`)
  if (scaled >= greatest || scaled < -greatest) return Number(scaled)
  const hasMore = /[1-9]/.test(places.slice(scale))
  if (hasMore) return Number(scaled) + (sign === '-' ? -0.5 : 0.5)
  const number = Number(scaled)
  return Number.isSafeInteger(number) ? number : scaled
}

/** A value of a column, in the form code sees it; decimals come as text, which no digits are lost in. */
export function decodeValue({ kind, definition }: Property, stored: unknown): Scalar | null {
  if (stored === null || stored === undefined) return null
  switch (kind.column) {
    case 'boolean':
      return stored === 1
    case 'decimal':
      return writeDecimal(stored as bigint | number, definition.scale ?? 2)
    case 'duration':
      return toIsoDuration(Number(stored))
    default:
      return stored as Scalar
  }
}

/** A list as JSON for json_each; a double keeps its exponent, so that it is not read as a 64-bit integer. */
export function encodeList(values: readonly Bound[]): string {
  return `[${values.map(toJsonText).join(',')}]`
}

function toJsonText(value: Bound): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return value.toExponential()
  return String(value)
}
