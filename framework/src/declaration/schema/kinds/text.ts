import type { FieldDefinition } from '../field.ts'
import type { JsonSchema } from '../json-schema.ts'
import { InvalidValue, equality, textual, type Kind } from '../kind.ts'

const longest = 10_000

// Control characters of Unicode (Cc), lone surrogates, and the line and paragraph separators.
const forbidden = /[\p{Cc}\p{Cs}\u2028\u2029]/u
const forbiddenInLines = /[\p{Cs}\u2028\u2029]|(?![\t\n\r])\p{Cc}/u

/** The bounds of a text, in characters. */
interface Lengths {
  readonly min?: number
  readonly max?: number
}

function toTextSchema(definition: FieldDefinition, format?: string, max = longest): JsonSchema {
  return {
    type: 'string',
    ...(format !== undefined && { format }),
    ...(definition.min !== undefined && { minLength: definition.min as number }),
    maxLength: (definition.max as number | undefined) ?? max,
    ...(definition.pattern !== undefined && { pattern: anchored(definition.pattern) }),
  }
}

/** The whole value must match; a pattern that says so itself stays readable. */
function anchored({ source }: RegExp): string {
  return /^\^[^|]*[^|\\]\$$/.test(source) ? source : `^(?:${source})$`
}

/** Unicode NFC without control characters; canonically equal texts are the same text. */
function composeText(value: unknown, { multiline }: FieldDefinition): string | InvalidValue {
  const written = String(value)
  if ((multiline === true ? forbiddenInLines : forbidden).test(written))
    return new InvalidValue('control_character', 'must not contain control characters')
  return written.normalize('NFC')
}

/** The composed text, unless it is too short or too long in that form. */
export function normalizeText(value: unknown, definition: FieldDefinition): string | InvalidValue {
  const composed = composeText(value, definition)
  const { min = 0, max = longest } = definition as Lengths
  return composed instanceof InvalidValue || composed === value ? composed : measureAgain(composed, min, max)
}

/** Composition may lengthen or shorten a text that the schema has measured before. */
function measureAgain(composed: string, min: number, max: number): string | InvalidValue {
  const { length } = [...composed]
  if (length < min) return new InvalidValue('too_short', `must have at least ${min} characters`)
  return length > max ? new InvalidValue('too_long', `must have at most ${max} characters`) : composed
}

export const text: Kind = {
  column: 'text',
  operators: textual,
  sortable: true,
  collation: (definition) => (definition.ignoreCase === true ? 'nocase' : undefined),
  toSchema: (definition) => toTextSchema(definition),
  normalize: normalizeText,
  // What is looked for may be shorter than what is kept.
  parse: composeText,
}

const emailForm = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:".]+(?:\.[^\s@<>()[\]\\,;:".]+)*$/

export const email: Kind = {
  ...text,
  collation: () => 'nocase',
  toSchema: (definition) => toTextSchema(definition, 'email', 254),
  normalize(value, definition) {
    const normalized = normalizeText(value, definition)
    if (normalized instanceof InvalidValue || emailForm.test(normalized)) return normalized
    return new InvalidValue('invalid_email', 'must be an e-mail address')
  },
}

export const url: Kind = {
  ...text,
  toSchema: (definition) => toTextSchema(definition, 'uri', 2048),
  normalize(value, definition) {
    const normalized = normalizeText(value, definition)
    if (normalized instanceof InvalidValue || isWebAddress(normalized)) return normalized
    return new InvalidValue('invalid_url', 'must be an absolute http or https URL')
  },
}

function isWebAddress(value: string): boolean {
  return /^https?:\/\/[^\s/?#]/i.test(value) && URL.canParse(value)
}

export const choice: Kind = {
  column: 'text',
  operators: equality,
  sortable: true,
  toSchema: (definition) => ({ type: 'string', enum: definition.choices ?? [] }),
  normalize: (value) => value,
  parse: (value, definition) =>
    definition.choices?.includes(value)
      ? value
      : new InvalidValue('invalid_choice', `must be one of ${definition.choices?.join(', ')}`),
}

const shortestSecret = 10
const longestSecret = 1024

/** Kept as a hash: the schema says what is taken in, the store never gives it out. */
export const secret: Kind = {
  column: 'text',
  operators: [],
  sortable: false,
  toSchema: (definition) => ({
    type: 'string',
    format: 'password',
    minLength: (definition.min as number | undefined) ?? shortestSecret,
    maxLength: (definition.max as number | undefined) ?? longestSecret,
  }),
  normalize(value, definition) {
    const { min = shortestSecret, max = longestSecret } = definition as Lengths
    const written = String(value)
    // Hashed as bytes, one half of a character would be as good as any other.
    if (!written.isWellFormed())
      return new InvalidValue('control_character', 'must not contain half a character')
    return measureAgain(written.normalize('NFC'), min, max)
  },
  parse: (value) => value,
}
