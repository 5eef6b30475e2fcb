import type { FieldDefinition, KindName } from '../../declaration/schema/field.ts'
import { toOwnValue } from '../../declaration/schema/own-value.ts'

/** Chooses what an example shows of each kind: the same at every start, so that documents can be compared. */
const examples: Readonly<Record<KindName, (definition: FieldDefinition) => unknown>> = {
  text: toTextExample,
  integer: (definition) => toNumberExample(definition, 1),
  number: (definition) => toNumberExample(definition, 1.5),
  decimal: toDecimalExample,
  boolean: () => true,
  timestamp: () => exampleMoment,
  date: () => exampleMoment.slice(0, 10),
  duration: () => 'PT90S',
  uuid: () => exampleId,
  choice: ({ choices }) => choices?.[0],
  url: ({ pattern }) => (pattern === undefined ? 'https://example.org/' : undefined),
  email: ({ pattern }) => (pattern === undefined ? 'ada@example.org' : undefined),
  json: () => undefined,
  list: toListExample,
  variant: toVariantExample,
  bytes: ({ max }) => (Number(max ?? 6) < 6 ? 'AA==' : 'bmluZXR5'),
  secret: (definition) => toTextExample({ min: 10, max: 1024, ...definition }),
  file: toFileExample,
  reference: ({ targetId }) => ({ uuid: exampleId, integer: 1, text: 'example' })[targetId ?? 'uuid'],
}

export const exampleId = '019c8a4e-7b40-7000-8000-3f1d5c2b6a79'
const exampleMoment = '2026-03-01T09:30:00.000Z'

/** A value of a field as it stands in JSON; undefined where only the declaration could say, and does not. */
export function toFieldExample(definition: FieldDefinition, direction: 'in' | 'out'): unknown {
  const { kind, example, hasDefault, default: value, asNumber } = definition
  if (kind === 'file' && direction === 'in') return definition.optional ? null : undefined
  const known = example ?? (hasDefault && typeof value !== 'function' ? value : undefined)
  // What a declaration says may be written in other forms than answers have.
  const said = toOwnValue('The example', known, definition)
  const shown = said ?? examples[definition.kind](definition) ?? (definition.optional ? null : undefined)
  return asNumber === true && direction === 'out' && typeof shown === 'string' ? Number(shown) : shown
}

const phrase = 'An example of a text'
const attempts = [
  phrase,
  'example',
  'Example',
  'EXAMPLE',
  'example-1',
  'Ex4mple',
  'ab',
  'AB',
  '1',
  '1234',
  '#336699',
]

function toTextExample({ min, max, pattern }: FieldDefinition): string | undefined {
  const fit = attempts.map((attempt) => toLength(attempt, Number(min ?? 0), Number(max ?? phrase.length)))
  return pattern === undefined
    ? fit[0]
    : fit.find((text) => new RegExp(`^(?:${pattern.source})$`, 'u').test(text))
}

const toLength = (text: string, min: number, max: number): string =>
  text
    .repeat(Math.ceil(Math.max(min, 1) / text.length))
    .slice(0, Math.max(min, Math.min(max, text.length)))
    .trim()
    .padEnd(min, '.')

function toNumberExample({ min, max }: FieldDefinition, usual: number): number {
  return Math.min(Math.max(usual, Number(min ?? usual)), Number(max ?? Infinity))
}

function toDecimalExample({ scale = 2, precision = 18, min, max }: FieldDefinition): string {
  const bound = min ?? max
  if (bound !== undefined) return withPlaces(String(bound), scale)
  return withPlaces(precision > scale ? '12.5' : '0.5', scale)
}

function withPlaces(decimal: string, scale: number): string {
  const [whole = '0', places = ''] = decimal.split('.')
  return scale === 0 ? whole : `${whole}.${places.padEnd(scale, '0').slice(0, scale)}`
}

function toFileExample({ types }: FieldDefinition): unknown {
  const type =
    types?.find((each) => !each.endsWith('/*')) ?? (types === undefined ? 'text/plain' : 'image/png')
  const digest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  return { name: 'example', type, bytes: 0, digest, url: `/examples/${exampleId}/file` }
}

function toListExample({ items, min }: FieldDefinition): unknown {
  const item = toFieldExample(items!, 'in')
  return item === undefined ? undefined : Array.from({ length: Math.max(1, Number(min ?? 1)) }, () => item)
}

/** The first of its forms. */
function toVariantExample({ discriminator = '', variants = {} }: FieldDefinition): unknown {
  const [[name, members] = ['', {}]] = Object.entries(variants)
  const shown = Object.entries(members).map(([member, each]) => [member, toFieldExample(each, 'in')] as const)
  return shown.some(([, value]) => value === undefined)
    ? undefined
    : { [discriminator]: name, ...Object.fromEntries(shown) }
}
