import type { ColumnSnapshot } from '../snapshot.ts'
import { toStorage } from './table.ts'

/**
 * What makes values of one column those of another, as SQL; undefined where nobody can say what they should become. A
 * text that is no number stays a text, which a STRICT table refuses: nothing is made 0 in silence.
 */
export function findConversion(from: ColumnSnapshot, to: ColumnSnapshot, value: string): string | undefined {
  if (from.type === to.type) return from.type === 'decimal' ? toScale(from.scale!, to.scale!, value) : value
  if (isKeptAlike(from, to)) return value
  return conversions[`${from.type} ${to.type}`]?.(
    value,
    from.type === 'decimal' ? from.scale! : (to.scale ?? 0),
  )
}

/** Plain words, each of which is a text as it stands. */
const words: ReadonlySet<string> = new Set(['text', 'uuid', 'date', 'timestamp'])

const isKeptAlike = (from: ColumnSnapshot, to: ColumnSnapshot): boolean =>
  (words.has(from.type) && words.has(to.type)) || (isJson(from) && isJson(to))

const isJson = ({ type }: ColumnSnapshot): boolean => type === 'json'

const unit = (scale: number): string => String(10 ** scale)

type Convert = (value: string, scale: number) => string

const same: Convert = (value) => value

const conversions: Readonly<Record<string, Convert>> = {
  'integer real': (value) => `CAST(${value} AS REAL)`,
  'integer text': (value) => `CAST(${value} AS TEXT)`,
  'integer boolean': (value) => `(${value} <> 0)`,
  'integer decimal': (value, scale) => `(${value} * ${unit(scale)})`,
  'real integer': (value) => `CAST(round(${value}) AS INTEGER)`,
  'real text': (value) => `CAST(${value} AS TEXT)`,
  'real decimal': (value, scale) => `CAST(round(${value} * ${unit(scale)}) AS INTEGER)`,
  'boolean integer': same,
  'boolean text': (value) => `CASE ${value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END`,
  'decimal integer': (value, scale) => toScale(scale, 0, value),
  'decimal real': (value, scale) => `(${value} / ${unit(scale)}.0)`,
  'decimal text': (value, scale) => toDecimalText(value, scale),
  'text integer': same,
  'text real': same,
  'text boolean': (value) =>
    `CASE WHEN ${value} IN ('true', '1') THEN 1 WHEN ${value} IN ('false', '0') THEN 0 ELSE ${toRefused(value)} END`,
  'text decimal': fromDecimalText,
  'text json': (value) => `json_quote(${value})`,
  'json text': (value) => `json_extract(${value}, '$')`,
}

/** Fewer places are rounded, halves away from zero; whole numbers stay exact. */
function toScale(from: number, to: number, value: string): string {
  if (from === to) return value
  if (to > from) return `(${value} * ${unit(to - from)})`
  const divisor = unit(from - to)
  const half = String(10 ** (from - to) / 2)
  return `((${value} + CASE WHEN ${value} < 0 THEN -${half} ELSE ${half} END) / ${divisor})`
}

function toDecimalText(value: string, scale: number): string {
  if (scale === 0) return `CAST(${value} AS TEXT)`
  const sign = `CASE WHEN ${value} < 0 THEN '-' ELSE '' END`
  const places = `substr('${'0'.repeat(scale)}' || (abs(${value}) % ${unit(scale)}), -${scale})`
  return `(${sign} || (abs(${value}) / ${unit(scale)}) || '.' || ${places})`
}

/** No text is lost: one that is no decimal, or has more places, fails the migration. */
function fromDecimalText(value: string, scale: number): string {
  const point = `instr(${value} || '.', '.')`
  const [whole, places] = [`substr(${value}, 1, ${point} - 1)`, `substr(${value}, ${point} + 1)`]
  const digits = `${whole} || substr(${places} || '${'0'.repeat(scale)}', 1, ${scale})`
  const isNumber = `${whole} GLOB '*[0-9]' AND ltrim(${whole}, '-') || ${places} NOT GLOB '*[^0-9]*'`
  return `CASE WHEN ${isNumber} AND length(${places}) <= ${scale} THEN ${digits} ELSE ${toRefused(value)} END`
}

/** A text that a STRICT column of numbers does not take, whatever the value; NULL stays what it is. */
const toRefused = (value: string): string => `'not converted: ' || ${value}`

/** Whether a change of a column is one of its table as well. */
export function isStored(from: ColumnSnapshot, to: ColumnSnapshot): boolean {
  const isAlike =
    toStorage(from) === toStorage(to) && from.nullable === to.nullable && from.ignoreCase === to.ignoreCase
  return !isAlike || findConversion(from, to, 'value') !== 'value'
}

/** What stands where a value must stand and none is known. */
export function toEmptyValue({ type, references }: ColumnSnapshot): string {
  if (references !== undefined) return 'NULL'
  return empty[type] ?? '0'
}

const empty: Partial<Readonly<Record<ColumnSnapshot['type'], string>>> = {
  text: `''`,
  json: `'null'`,
  file: 'NULL',
  uuid: `'00000000-0000-0000-0000-000000000000'`,
  date: `'1970-01-01'`,
  timestamp: `'1970-01-01T00:00:00.000Z'`,
}
