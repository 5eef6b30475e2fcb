import type { FieldDefinition } from '../../../declaration/schema/field.ts'
import { createUuidV7 } from '../../../kernel/values/uuid-v7.ts'
import { toFieldExample } from '../../../protocol/openapi/field-example.ts'

/**
 * A value of a field, another one for each name and number; undefined where none can be made from the declaration. The first two
 * are alike in what has few values, so that rows of two users come in both forms.
 */
export function toSampleValue(name: string, definition: FieldDefinition, index: number): unknown {
  const example = toFieldExample({ ...definition, hasDefault: false }, 'in')
  const half = Math.floor(index / 2)
  const word = toWord(name, index)
  switch (definition.kind) {
    case 'boolean':
      return half % 2 === 0
    case 'choice':
      return definition.choices?.[half % definition.choices.length]
    case 'integer':
    case 'number':
      return toNumber(definition, Number(example), index)
    case 'decimal':
      return toDecimal(definition, String(example), index)
    case 'timestamp':
      return new Date(start + index * day).toISOString()
    case 'date':
      return new Date(start + index * day).toISOString().slice(0, 10)
    case 'duration':
      return `PT${90 + index}S`
    case 'uuid':
      return createUuidV7(start + index)
    case 'json':
      return example ?? { sample: index }
    case 'email':
      return `sample-${word}@example.org`
    case 'url':
      return `https://example.org/${word}`
    case 'secret':
    case 'text':
      return toText(definition, example, word, index)
    default:
      return example
  }
}

const start = Date.parse('2026-03-01T09:30:00.000Z')
const day = 86_400_000

/** A word that stands nowhere else. */
function toWord(name: string, index: number): string {
  let hash = 0
  for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) % 46_656
  return `z${hash.toString(36)}q${(index + 11).toString(36)}`
}

function toText(
  { min = 0, max = 80, pattern }: FieldDefinition,
  example: unknown,
  word: string,
  index: number,
): unknown {
  const candidates = [
    `Sample ${word}`,
    `sample-${word}`,
    word,
    ...(typeof example === 'string' ? [`${example}${index}`] : []),
    `AB${10 + index}`,
    String(1000 + index),
    String(index),
  ]
  const isFit = (text: string) =>
    text.length >= Number(min) &&
    text.length <= Number(max) &&
    (pattern === undefined || new RegExp(`^(?:${pattern.source})$`, 'u').test(text))
  const padded = candidates.map((text) => text.padEnd(Number(min), 'x'))
  return padded.find(isFit) ?? example
}

function toNumber({ min, max }: FieldDefinition, example: number, index: number): number {
  const value = example + index
  if (max !== undefined && value > Number(max)) return Math.max(Number(min ?? 0), Number(max) - index)
  return value
}

function toDecimal({ scale = 2, max }: FieldDefinition, example: string, index: number): string {
  const [whole = '0', places] = example.split('.')
  const larger = `${BigInt(whole) + BigInt(index)}${places === undefined ? '' : `.${places}`}`
  return scale >= 0 && (max === undefined || Number(larger) <= Number(max)) ? larger : example
}
