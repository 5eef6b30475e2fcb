import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { FieldDefinition } from '../../schema/field.ts'
import { InvalidValue } from '../../schema/kind.ts'
import type { Model, Property } from '../model.ts'

type Check = (
  definition: FieldDefinition,
  property: Property,
) => [message: string, remedy: string] | undefined

const checks: readonly Check[] = [
  ({ min, max, kind }) =>
    typeof min === 'number' && typeof max === 'number' && min > max && kind !== 'decimal'
      ? ['has a min greater than its max', 'swap them']
      : undefined,
  ({ choices }) =>
    choices !== undefined && new Set(choices).size < choices.length
      ? ['has the same choice twice', 'remove one']
      : undefined,
  ({ kind, precision = 1, scale = 0 }) =>
    kind === 'decimal' && !(precision >= 1 && precision <= 18 && scale >= 0 && scale <= precision)
      ? [
          'has a precision or scale out of range',
          'choose a precision of 1 to 18 and a scale of 0 to the precision',
        ]
      : undefined,
  ({ pattern }) => {
    if (pattern === undefined) return undefined
    try {
      return void new RegExp(pattern.source, 'u')
    } catch {
      return ['has a pattern that is no regular expression with the u flag', 'escape what needs escaping']
    }
  },
  (definition, { kind }) => {
    if (!definition.hasDefault || typeof definition.default === 'function') return undefined
    const value = kind.normalize(definition.default, definition)
    const isChoice =
      definition.choices === undefined || definition.choices.includes(String(definition.default))
    return value instanceof InvalidValue || !isChoice
      ? ['has a default it would refuse itself', 'choose a default that fulfils the constraints']
      : undefined
  },
  ({ kind, onDelete, optional }) =>
    kind === 'reference' && onDelete === 'setNull' && !optional
      ? [
          'is emptied when the other row is deleted, but must have a value',
          'add .optional(), or choose another onDelete',
        ]
      : undefined,
  ({ kind }, { name, system }) =>
    kind === 'reference' && !system && !/.Id$/.test(name)
      ? ['is a reference whose name does not end in Id', `name it ${name}Id`]
      : undefined,
  ({ kind, readOnly }) =>
    kind === 'secret' && readOnly ? ['is a secret nobody can write', 'remove .readOnly()'] : undefined,
]

/** Constraints must be possible, and defaults must fulfil them. */
export function checkFields(model: Model): DeclarationFault[] {
  return [...model.properties.values()].flatMap((property) =>
    checks.flatMap((check) => {
      const fault = check(property.definition, property)
      if (fault === undefined) return []
      return [{ path: `${model.name}.fields.${property.name}`, message: fault[0], remedy: fault[1] }]
    }),
  )
}
