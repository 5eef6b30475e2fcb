// Values at the edges of every kind, in small numbers, so that they meet again in filters and ties.
import type { FieldDefinition } from '../../src/declaration/schema/field.ts'
import { InvalidValue } from '../../src/declaration/schema/kind.ts'
import { kindOf } from '../../src/declaration/schema/kinds.ts'
import {
  plainTexts,
  oddTexts,
  integers,
  oddIntegers,
  numbers,
  decimals,
  timestamps,
  days,
  spans,
  uuids,
  addresses,
  urls,
  base64,
  jsonTexts,
} from './odd-texts.ts'
import type { Random } from './random.ts'

/** A text: often a plain one, seldom a very long one. */
export function textOf(random: Random): string {
  return random.weighted([
    [50, () => random.pick(plainTexts)],
    [35, () => random.pick(oddTexts)],
    [8, () => random.pick(plainTexts) + random.pick(oddTexts)],
    [6, () => `${random.pick(oddTexts)} ${random.pick(plainTexts)}`],
    [
      9,
      () =>
        Array.from({ length: random.between(2, 5) }, () =>
          random.pick(random.chance(0.7) ? plainTexts : oddTexts),
        ).join(random.pick([' ', '-', ', '])),
    ],
    [1, () => random.pick(plainTexts).repeat(random.pick([40, 200, 700, 3000, 20_000]))],
  ])()
}

// Private characters that stand in no text here.
const [begin, end] = ['\u{f0001}', '\u{f0002}']
const rawPart = new RegExp(`"${begin}(.*?)${end}"`, 'gu')

/** A part of a JSON text that `JSON.stringify` could not write. */
export const raw = (text: string): string => `${begin}${text}${end}`

/** JSON, with the parts made by `raw` as they are. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value).replace(rawPart, (_, text: string) => JSON.parse(`"${text}"`) as string)

/** A value as it stands in a URL. */
export const toPlain = (value: unknown): string =>
  typeof value === 'string' ? value.replace(begin, '').replace(end, '') : toJson(value)

/** Any JSON value: what no field expects. */
export function anythingOf(random: Random): unknown {
  return random.weighted<() => unknown>([
    [3, () => textOf(random)],
    [2, () => random.pick([...integers, ...oddIntegers, ...numbers])],
    [1, () => raw(random.pick(['1e400', '-0', '1.0', '12345678901234567890', '0.10000000000000000001']))],
    [1, () => random.chance(0.5)],
    [1, () => null],
    [1, () => [textOf(random)]],
    [1, () => ({ [textOf(random)]: textOf(random) })],
    [1, () => raw(random.pick(jsonTexts))],
  ])()
}

/** A value for a field, mostly one that it takes in. */
export function valueOf(
  random: Random,
  definition: FieldDefinition,
  idOf: (target: string) => unknown,
): unknown {
  for (let tries = 0; ; tries++) {
    const value = anyValueOf(random, definition, idOf)
    if (tries === 5 || random.chance(0.04) || isGood(value, definition)) return value
  }
}

function isGood(value: unknown, definition: FieldDefinition): boolean {
  if (typeof value !== 'string')
    return typeof value !== 'number' || definition.kind !== 'integer' || Number.isSafeInteger(value)
  if (value.startsWith(begin)) return true
  const { kind, max = 10_000 } = definition
  if (kind === 'url' || kind === 'email')
    return /^[a-zA-Z][^ "'<>]*$/.test(value) && !value.startsWith('java') && !value.startsWith('ftp')
  if (kind === 'uuid' || kind === 'choice')
    return !(kindOf(definition).parse(value, definition) instanceof InvalidValue)
  const isShort =
    kind !== 'text' || (value.length >= Number(definition.min ?? 0) && value.length <= Number(max))
  return isShort && !(kindOf(definition).normalize(value, definition) instanceof InvalidValue)
}

function anyValueOf(random: Random, definition: FieldDefinition, idOf: (target: string) => unknown): unknown {
  switch (definition.kind) {
    case 'integer':
      if (definition.max !== undefined && random.chance(0.9))
        return random.between(
          Number(definition.min ?? 0),
          Math.min(Number(definition.max), Number(definition.min ?? 0) + 5),
        )
      return random.pick(random.chance(0.95) ? integers : oddIntegers)
    case 'number':
      return random.pick(numbers)
    case 'decimal':
      return decimalOf(random, definition)
    case 'boolean':
      return random.chance(0.5)
    case 'timestamp':
      return random.pick(timestamps)
    case 'date':
      return random.pick(days)
    case 'duration':
      return random.pick(spans)
    case 'uuid':
      return random.pick(uuids)
    case 'choice':
      return random.pick([...definition.choices!, ...definition.choices!, 'none'])
    case 'url':
      return random.pick(urls)
    case 'email':
      return random.pick(addresses)
    case 'json':
      return random.chance(0.8) ? raw(random.pick(jsonTexts)) : anythingOf(random)
    case 'list':
      return Array.from({ length: random.between(0, 3) }, () => valueOf(random, definition.items!, idOf))
    case 'variant':
      return variantOf(random, definition, idOf)
    case 'bytes':
      return random.pick(base64)
    case 'reference':
      return idOf(definition.target!)
    default:
      return textOf(random)
  }
}

function decimalOf(random: Random, definition: FieldDefinition): unknown {
  const small = () => (random.between(-2000, 2000) / 100).toFixed(Math.min(2, definition.scale ?? 2))
  const text = random.chance(0.5) ? random.pick(decimals) : small()
  const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) && random.chance(0.15)
  return isNumber && isGood(text, definition) ? raw(text) : text
}

function variantOf(
  random: Random,
  { variants = {}, discriminator = '' }: FieldDefinition,
  idOf: (target: string) => unknown,
): unknown {
  const name = random.pick(Object.keys(variants))
  const members = Object.entries(variants[name]!).filter(() => random.chance(0.8))
  return {
    ...Object.fromEntries(
      members.map(([member, each]) => [member, random.chance(0.1) ? null : valueOf(random, each, idOf)]),
    ),
    [discriminator]: random.chance(0.95) ? name : 'none',
  }
}
