import type { FieldDefinition } from '../field.ts'
import type { JsonSchema } from '../json-schema.ts'
import { InvalidValue, equality, ordered, type Kind } from '../kind.ts'

const plainNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

function toNumberSchema(definition: FieldDefinition, type: 'integer' | 'number'): JsonSchema {
  const bound = type === 'integer' ? Number.MAX_SAFE_INTEGER : undefined
  const minimum = (definition.min as number | undefined) ?? (bound && -bound)
  const maximum = (definition.max as number | undefined) ?? bound
  return { type, ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) }
}

// −0 has no form of its own in JSON or in a database.
const withoutNegativeZero = (value: unknown): unknown => (value === 0 ? 0 : value)

export const integer: Kind = {
  column: 'integer',
  operators: ordered,
  sortable: true,
  toSchema: (definition) => toNumberSchema(definition, 'integer'),
  normalize: withoutNegativeZero,
  parse: (text) =>
    /^-?(?:0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text))
      ? withoutNegativeZero(Number(text))
      : new InvalidValue('invalid_integer', 'must be a whole number'),
}

export const number: Kind = {
  column: 'real',
  operators: ordered,
  sortable: true,
  toSchema: (definition) => toNumberSchema(definition, 'number'),
  normalize: (value) =>
    Number.isFinite(value)
      ? withoutNegativeZero(value)
      : new InvalidValue('too_large', 'must be a finite number'),
  parse: (text) =>
    plainNumber.test(text) && Number.isFinite(Number(text))
      ? withoutNegativeZero(Number(text))
      : new InvalidValue('invalid_number', 'must be a number'),
}

export const boolean: Kind = {
  column: 'boolean',
  operators: equality,
  sortable: true,
  toSchema: () => ({ type: 'boolean' }),
  normalize: (value) => value,
  parse: (text) =>
    text === 'true' || text === 'false'
      ? text === 'true'
      : new InvalidValue('invalid_boolean', 'must be true or false'),
}

export const decimal: Kind = {
  column: 'decimal',
  operators: ordered,
  sortable: true,
  collation: () => 'decimal',
  toSchema(definition, direction) {
    const { precision = 18, scale = 2 } = definition
    const places = scale === 0 ? '' : direction === 'in' ? `(?:\\.\\d{1,${scale}})?` : `\\.\\d{${scale}}`
    const text = {
      type: 'string',
      pattern: `^-?\\d{1,${Math.max(1, precision - scale)}}${places}$`,
    } as const
    if (definition.asNumber === true && direction === 'out') return { type: 'number' }
    // The pattern is checked by normalize, which names too many places; here it would only be "must match pattern".
    return direction === 'in' ? { type: ['string', 'number'], maxLength: 64 } : text
  },
  normalize(value, definition) {
    // A JSON number has been a double: with more than 15 digits it may not be what was written.
    const isInexact = typeof value === 'number' && significantDigits(value) > 15
    if (isInexact)
      return new InvalidValue('inexact_number', 'has too many digits for a JSON number; send a string')
    const amount = toDecimal(typeof value === 'number' ? plainDigits(value) : String(value), definition)
    return typeof amount === 'string' ? withinBounds(amount, definition) : amount
  },
  // Bounds on what is stored do not bound what it is compared with.
  parse: (text, definition) => toDecimal(text, definition),
}

/** Characters of any double without an exponent; beyond them a text is not looked at. */
const longestDouble = 400

/** The canonical text of a decimal with all its declared places, or why it is refused; never rounded. */
function toDecimal(text: string, definition: FieldDefinition): string | InvalidValue {
  const { precision = 18, scale = 2 } = definition
  const match = text.length > longestDouble ? null : /^(-)?0*(\d+)(?:\.(\d+))?$/.exec(text)
  if (match === null) return new InvalidValue('invalid_decimal', 'must be a decimal number')
  const [, sign = '', whole = '0', places = ''] = match
  if (places.replace(/0+$/, '').length > scale) {
    return new InvalidValue('too_many_places', `must have at most ${scale} decimal places`)
  }
  if ((whole === '0' ? 0 : whole.length) > precision - scale) {
    return new InvalidValue('too_large', `must have at most ${precision - scale} digits before the point`)
  }
  const digits = places.padEnd(scale, '0').slice(0, scale)
  const isZero = /^0*$/.test(whole + digits)
  return `${isZero ? '' : sign}${whole}${scale === 0 ? '' : `.${digits}`}`
}

function withinBounds(value: string, { min, max, scale = 2 }: FieldDefinition): string | InvalidValue {
  const amount = scaled(value, scale)
  if (min !== undefined && amount < scaled(String(min), scale)) {
    return new InvalidValue('too_small', `must be at least ${min}`)
  }
  if (max !== undefined && amount > scaled(String(max), scale)) {
    return new InvalidValue('too_large', `must be at most ${max}`)
  }
  return value
}

const scaled = (text: string, scale: number): bigint => {
  const [whole = '0', places = ''] = text.split('.')
  return BigInt(whole + places.padEnd(scale, '0').slice(0, scale))
}

const significantDigits = (value: number): number =>
  plainDigits(value).replace(/^-?0*\.?0*|\.|0+$/g, '').length

/** The digits of a double without an exponent; of the smallest ones there are some three hundred. */
function plainDigits(value: number): string {
  const [digits = '', exponent] = String(value).split('e')
  if (exponent === undefined) return digits
  const sign = digits.startsWith('-') ? '-' : ''
  const plain = digits.replace(/[-.]/g, '')
  const power = Number(exponent)
  return power > 0 ? `${sign}${plain.padEnd(power + 1, '0')}` : `${sign}0.${'0'.repeat(-power - 1)}${plain}`
}
