import type { FieldDefinition } from '../../schema/field.ts'
import { InvalidValue, type Kind } from '../../schema/kind.ts'

/** What is wrong with a field, and what to write instead. */
export type Check = (
  definition: FieldDefinition,
  kind: Kind,
) => readonly [message: string, remedy: string] | undefined

/** Kinds whose `min` and `max` count characters, elements or bytes. */
const sized: ReadonlySet<string> = new Set(['text', 'url', 'email', 'secret', 'list', 'bytes'])

/** Bounds must be values, or sizes, and leave something between them. */
export const boundChecks: readonly Check[] = [
  ({ kind, precision = 18, scale = 2 }) =>
    kind === 'decimal' && !(isWhole(precision, 1, 18) && isWhole(scale, 0, precision))
      ? [
          'has a precision or scale out of range',
          'choose a precision of 1 to 18 and a scale of 0 to the precision',
        ]
      : undefined,
  (definition) =>
    sized.has(definition.kind) && boundsOf(definition).some((size) => !isWhole(size, 0))
      ? ['has a length that is no whole number from 0 up', 'choose a whole number']
      : undefined,
  (definition, kind) => {
    const wrong = boundsOf(definition).find((bound) => !isBound(bound, definition, kind))
    return wrong === undefined
      ? undefined
      : [`has the bound ${wrong}, which is no value of it`, 'choose a value the field could have']
  },
  (definition, kind) =>
    isSwapped(definition, kind) ? ['has a min greater than its max', 'swap them, or set both'] : undefined,
]

const isWhole = (value: unknown, least: number, greatest = Number.MAX_SAFE_INTEGER): boolean =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= greatest

const boundsOf = ({ min, max }: FieldDefinition): (number | string)[] =>
  [min, max].filter((bound) => bound !== undefined)

function isBound(bound: number | string, definition: FieldDefinition, kind: Kind): boolean {
  switch (definition.kind) {
    case 'integer':
      return Number.isSafeInteger(bound)
    case 'number':
      return Number.isFinite(bound)
    case 'decimal':
      return !(kind.normalize(bound, withoutBounds(definition)) instanceof InvalidValue)
    default:
      return true
  }
}

function isSwapped(definition: FieldDefinition, kind: Kind): boolean {
  if (definition.kind === 'decimal') {
    const { min, max } = definition
    const hasBoth = min !== undefined && max !== undefined && boundsOf(definition).every(isDecimal)
    return hasBoth && kind.normalize(min, { ...withoutBounds(definition), max }) instanceof InvalidValue
  }
  const { minLength, maxLength, minItems, maxItems, minimum, maximum } = kind.toSchema(definition, 'in')
  const pairs = [
    [minLength, maxLength],
    [minItems, maxItems],
    [minimum, maximum],
  ]
  return pairs.some(([low, high]) => low !== undefined && high !== undefined && low > high)
}

const isDecimal = (bound: number | string): boolean => /^-?\d+(?:\.\d+)?$/.test(String(bound))

const withoutBounds = ({ min: _, max: __, ...definition }: FieldDefinition): FieldDefinition => definition
