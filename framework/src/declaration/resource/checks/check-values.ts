import type { FieldDefinition } from '../../schema/field.ts'
import { fulfils } from '../../schema/fulfils.ts'
import { InvalidValue, type Kind } from '../../schema/kind.ts'
import type { Check } from './bounds.ts'

/** The values a declaration itself gives must be ones the field would take in. */
export function checkValues(definition: FieldDefinition, kind: Kind): ReturnType<Check>[] {
  const { hasDefault, default: initial, example } = definition
  const isMade = typeof initial === 'function'
  return [
    hasDefault && !isMade && !isTaken(initial, definition, kind)
      ? ['has a default it would refuse itself', 'choose a default that fulfils the constraints']
      : undefined,
    example !== undefined && !isTaken(example, definition, kind)
      ? ['has an example it would refuse itself', 'choose an example that fulfils the constraints']
      : undefined,
  ]
}

function isTaken(value: unknown, definition: FieldDefinition, kind: Kind): boolean {
  if (value === null) return definition.optional || definition.kind === 'json'
  // A schema of the user's own may say what only the compiled one understands.
  if (definition.kind === 'json') return true
  return (
    fulfils(kind.toSchema(definition, 'in'), value) &&
    !(kind.normalize(value, definition) instanceof InvalidValue)
  )
}
