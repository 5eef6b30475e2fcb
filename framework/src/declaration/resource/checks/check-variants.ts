import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { FieldDefinition } from '../../schema/field.ts'

const name = /^[a-z][A-Za-z0-9]{0,59}$/

type Fault = readonly [place: string, message: string, remedy: string]

/** The forms of a variant are told apart by a member of their own, and hold what JSON can hold. */
export function checkVariants(path: string, definition: FieldDefinition): DeclarationFault[] {
  const { kind, discriminator = '', variants = {} } = definition
  if (kind !== 'variant') return []
  const forms = Object.entries(variants)
  const faults: Fault[] = [
    ...(name.test(discriminator) ? [] : [['', 'has a discriminator that is no name', camelCase] as const]),
    ...(forms.length > 0 ? [] : [['', 'has no forms', 'declare at least one'] as const]),
    ...forms.flatMap(([form, members]) => [
      ...(name.test(form) ? [] : [[`.${form}`, 'is a form whose name is no name', camelCase] as const]),
      ...Object.entries(members).flatMap(([member, each]) =>
        checkMember(member, each, discriminator).map(
          ([message, remedy]) => [`.${form}.${member}`, message, remedy] as const,
        ),
      ),
    ]),
  ]
  return faults.map(([place, message, remedy]) => ({ path: path + place, message, remedy }))
}

const camelCase = 'write camelCase letters and digits, at most 60'

const foreign: ReadonlySet<string> = new Set(['secret', 'reference', 'file'])

function checkMember(
  member: string,
  definition: FieldDefinition,
  discriminator: string,
): (readonly [message: string, remedy: string])[] {
  const modifiers = [
    ['read-only', definition.readOnly],
    ['write-only', definition.writeOnly],
    ['unique', definition.unique],
    ['indexed', definition.indexed],
    ['shown or written by a rule', definition.visible !== undefined || definition.writable !== undefined],
    ['given as a number', definition.asNumber === true],
  ] as const
  const isForeign = foreign.has(definition.kind)
  return [
    ...(name.test(member) ? [] : [['is no name', camelCase] as const]),
    ...(member === discriminator ? [['is the discriminator', 'leave it out'] as const] : []),
    ...(isForeign
      ? [['is kept as JSON, which cannot hold its kind', 'make it a field of its own'] as const]
      : []),
    ...modifiers
      .filter(([, isSaid]) => isSaid && !isForeign)
      .map(
        ([modifier]) => [`is ${modifier}, which only a whole field can be`, 'say it of the field'] as const,
      ),
  ]
}
