import { toAnnotatedSchema } from '../annotated-schema.ts'
import type { FieldDefinition } from '../field.ts'
import type { JsonSchema } from '../json-schema.ts'
import { InvalidValue, refuseParts, type Kind } from '../kind.ts'

// The members' own kinds come from outside: the table of kinds holds this one too.
type KindOf = (definition: FieldDefinition) => Kind

type Members = Readonly<Record<string, FieldDefinition>>

/** An object of one of several forms, told apart by one of its members. */
export const createVariantKind = (kindOf: KindOf): Kind => ({
  column: 'json',
  operators: ['null'],
  sortable: false,
  toSchema({ discriminator = '', variants = {} }, direction) {
    const forms = Object.entries(variants)
    return {
      type: 'object',
      oneOf: forms.map(([name, members]) => toForm(discriminator, name, members, direction, kindOf)),
      discriminator: { propertyName: discriminator },
    }
  },
  normalize(value, definition) {
    const { discriminator = '', variants = {} } = definition
    const sent = value as Readonly<Record<string, unknown>>
    const name = String(sent[discriminator])
    if (!Object.hasOwn(variants, name)) return unknownVariant(Object.keys(variants), discriminator)
    const members = Object.entries(variants[name]!).map(
      ([member, each]) => [member, normalizeMember(sent[member], each, kindOf)] as const,
    )
    return refuseParts(members) ?? { [discriminator]: name, ...Object.fromEntries(members) }
  },
  parse: () => new InvalidValue('not_filterable', 'cannot be filtered'),
})

function toForm(
  discriminator: string,
  name: string,
  members: Members,
  direction: 'in' | 'out',
  kindOf: KindOf,
): JsonSchema {
  const entries = Object.entries(members)
  const demanded = entries.filter(
    ([, { optional, hasDefault }]) => direction === 'out' || !(optional || hasDefault),
  )
  return {
    type: 'object',
    properties: {
      [discriminator]: { type: 'string', const: name },
      ...Object.fromEntries(
        entries.map(([member, each]) => [
          member,
          toAnnotatedSchema(each, direction, kindOf(each).toSchema(each, direction)),
        ]),
      ),
    },
    required: [discriminator, ...demanded.map(([member]) => member)],
    additionalProperties: false,
  }
}

/** A member that is left out has its default, or no value. */
function normalizeMember(sent: unknown, definition: FieldDefinition, kindOf: KindOf): unknown {
  const { hasDefault, default: initial } = definition
  const made = typeof initial === 'function' ? (initial as () => unknown)() : initial
  const value = sent === undefined && hasDefault ? made : sent
  return value === undefined || value === null ? null : kindOf(definition).normalize(value, definition)
}

function unknownVariant(names: readonly string[], discriminator: string): InvalidValue {
  const fault = new InvalidValue('not_a_choice', `must be one of ${names.join(', ')}`)
  return new InvalidValue(fault.code, fault.detail, new Map([[discriminator, fault]]))
}
