import type { FieldDefinition } from '../field.ts'
import type { JsonSchema } from '../json-schema.ts'
import { InvalidValue, equality, textual, type Kind } from '../kind.ts'

const longest = 10_000

// Control characters of Unicode (Cc), lone surrogates, and the line and paragraph separators.
const forbidden = /[\p{Cc}\p{Cs}\u2028\u2029]/u
const forbiddenInLines = /[\p{Cs}\u2028\u2029]|(?![\t\n\r])\p{Cc}/u

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
export function normalizeText(value: unknown, definition: FieldDefinition): string | InvalidValue {
  const text = String(value)
  if ((definition.multiline === true ? forbiddenInLines : forbidden).test(text)) {
    return new InvalidValue('control_character', 'must not contain control characters')
  }
  // Composition may lengthen a text that the schema has measured before; only then is it measured again.
  const normalized = text.normalize('NFC')
  const max = (definition.max as number | undefined) ?? longest
  return normalized.length > text.length && [...normalized].length > max
    ? new InvalidValue('too_long', `must have at most ${max} characters`)
    : normalized
}

export const text: Kind = {
  column: 'text',
  operators: textual,
  sortable: true,
  collation: (definition) => (definition.ignoreCase === true ? 'nocase' : undefined),
  toSchema: (definition) => toTextSchema(definition),
  normalize: normalizeText,
  parse: normalizeText,
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

/** Kept as a hash: the schema says what is taken in, the store never gives it out. */
export const secret: Kind = {
  column: 'text',
  operators: [],
  sortable: false,
  toSchema: (definition) => ({
    type: 'string',
    format: 'password',
    minLength: (definition.min as number | undefined) ?? 10,
    maxLength: (definition.max as number | undefined) ?? 1024,
  }),
  normalize: (value) => String(value).normalize('NFC'),
  parse: (value) => value,
}
