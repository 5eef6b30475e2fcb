// How values are handed to a server: as text, which it reads by the type of the column.
import type { Property } from '../../../declaration/resource/model.ts'
import type { FieldDefinition } from '../../../declaration/schema/field.ts'
import { toKeptFile, UploadedFile } from '../../../declaration/schema/kinds/file.ts'
import type { ColumnType, Kind } from '../../../declaration/schema/kind.ts'
import { parseIsoDuration } from '../../../kernel/values/duration.ts'
import { isUuid } from '../../../kernel/values/uuid-v7.ts'
import type { Bound } from './dialect.ts'

/** As much of a property as tells how its values are kept. */
export interface StoredAs {
  readonly kind: Pick<Kind, 'column'>
  readonly definition: Pick<FieldDefinition, 'scale'>
}

type ToText = (value: unknown, definition: StoredAs['definition']) => string | undefined

/** The text of a value by its column; undefined for a value that no row of the column can have. */
export type ColumnTexts = Readonly<Record<ColumnType, ToText>>

/** What servers agree on; flags are 0 and 1, moments as RFC 3339 has them. */
export const columnTexts: ColumnTexts = {
  text: (value) => (typeof value === 'string' ? value : undefined),
  integer: (value) => toInteger(Number(value)),
  real: (value) => (Number.isNaN(Number(value)) ? undefined : String(Number(value))),
  boolean: (value) => (Number(value) === 0 || Number(value) === 1 ? String(Number(value)) : undefined),
  decimal: (value) => (/^-?\d+(?:\.\d+)?$/.test(String(value)) ? String(value) : undefined),
  timestamp: toMoment,
  date: toDay,
  duration: (value) => toInteger(parseIsoDuration(String(value)) ?? Number.NaN),
  uuid: (value) =>
    typeof value === 'string' && isUuid(value) && value === value.toLowerCase() ? value : undefined,
  json: (value) => JSON.stringify(value),
  file: (value) => (value instanceof UploadedFile ? toKeptFile(value) : undefined),
}

/** Hands over values as texts. */
export const encodeBy =
  (texts: ColumnTexts) =>
  ({ kind, definition }: StoredAs, value: unknown): Bound | undefined =>
    value === null ? null : texts[kind.column](value, definition)

/** Hands over what columns are compared with: whole numbers for whole numbers, so that an index serves them. */
export const encodeBoundBy =
  (texts: ColumnTexts) =>
  (property: Property, value: unknown, side: 'above' | 'below'): Bound | undefined => {
    if (property.kind.column !== 'integer' || value === null) return encodeBy(texts)(property, value)
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
