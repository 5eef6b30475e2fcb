// How values are handed to PostgreSQL's columns, and back: as text, which the server reads by the type of the column.
import type { Scalar } from '../../../declaration/condition/condition.ts'
import type { Property } from '../../../declaration/resource/model.ts'
import { toKeptFile, UploadedFile } from '../../../declaration/schema/kinds/file.ts'
import type { ColumnType } from '../../../declaration/schema/kind.ts'
import { parseIsoDuration, toIsoDuration } from '../../../kernel/values/duration.ts'
import { isUuid } from '../../../kernel/values/uuid-v7.ts'
import type { Bound } from '../sql/dialect.ts'

const encoders: Readonly<Record<ColumnType, (value: unknown) => string | undefined>> = {
  // There is no text with a NUL in it.
  text: (value) => (typeof value === 'string' && !value.includes('\0') ? value : undefined),
  integer: (value) => toInteger(Number(value)),
  real: (value) => (Number.isNaN(Number(value)) ? undefined : String(Number(value))),
  boolean: (value) => booleans.get(Number(value)),
  decimal: toDecimalText,
  timestamp: toMoment,
  date: toDay,
  duration: (value) => toInteger(parseIsoDuration(String(value)) ?? Number.NaN),
  uuid: (value) =>
    typeof value === 'string' && isUuid(value) && value === value.toLowerCase() ? value : undefined,
  json: (value) => JSON.stringify(value),
  file: (value) => (value instanceof UploadedFile ? toKeptFile(value) : undefined),
}

const booleans: ReadonlyMap<number, string> = new Map([
  [0, 'false'],
  [1, 'true'],
])

/** A value as its column takes it in; undefined for a value that no row of the column can have. */
export function encodeValue({ kind }: Property, value: unknown): Bound | undefined {
  return value === null ? null : encoders[kind.column](value)
}

/** Whole numbers are compared with whole numbers alone, so that an index serves them. */
export function encodeBound(property: Property, value: unknown, side: 'above' | 'below'): Bound | undefined {
  if (property.kind.column !== 'integer' || value === null) return encodeValue(property, value)
  const number = Number(value)
  if (Number.isNaN(number)) return undefined
  const whole = side === 'above' ? Math.ceil(number) : Math.floor(number)
  return toInteger(whole) ?? String(whole > 0 ? greatest : -greatest)
}

const greatest = 2n ** 63n - 1n

/** The digits of a whole number of 64 bits. */
function toInteger(value: number): string | undefined {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? String(BigInt(value)) : undefined
}

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

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
const earliest = Date.parse('0001-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

function toMoment(value: unknown): string | undefined {
  if (typeof value !== 'string' || !moment.test(value)) return undefined
  const time = Date.parse(value)
  return time >= earliest && time <= latest ? new Date(time).toISOString() : undefined
}

function toDay(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return undefined
  const time = Date.parse(value)
  return time >= earliest && new Date(time).toISOString().startsWith(value) ? value : undefined
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
