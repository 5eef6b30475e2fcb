import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { FieldDefinition } from '../../schema/field.ts'
import { kindOf } from '../../schema/kinds.ts'
import type { Shape } from '../action.ts'
import type { Model } from '../model.ts'
import type { ResourceDefinition } from '../resource.ts'
import { isStandardSchema } from '../standard-schema.ts'
import { boundChecks, type Check } from './bounds.ts'
import { checkVariants } from './check-variants.ts'
import { checkValues } from './check-values.ts'

const checks: readonly Check[] = [
  ...boundChecks,
  ({ choices }) =>
    choices !== undefined && new Set(choices).size < choices.length
      ? ['has the same choice twice', 'remove one']
      : undefined,
  ({ pattern }) => {
    if (pattern === undefined) return undefined
    const flag = [...pattern.flags].find((each) => each !== 'u')
    if (flag !== undefined) {
      return [
        `has a pattern with the flag ${flag}, which JSON Schema does not have`,
        'write the expression without it',
      ]
    }
    try {
      return void new RegExp(pattern.source, 'u')
    } catch {
      return ['has a pattern that is no regular expression with the u flag', 'escape what needs escaping']
    }
  },
  ({ kind, readOnly }) =>
    kind === 'secret' && readOnly ? ['is a secret nobody can write', 'remove .readOnly()'] : undefined,
  ({ items }) => {
    const [modifier] = elementModifiers.find(([, isSaid]) => items !== undefined && isSaid(items)) ?? []
    return modifier === undefined
      ? undefined
      : [`has elements that are ${modifier}, which only a whole field can be`, 'say it of the list']
  },
]

const elementModifiers: readonly (readonly [string, (items: FieldDefinition) => boolean])[] = [
  ['optional', (items) => items.optional],
  ['given a default', (items) => items.hasDefault],
  ['read-only', (items) => items.readOnly],
  ['write-only', (items) => items.writeOnly],
  ['unique', (items) => items.unique],
  ['given as a number', (items) => items.asNumber === true],
]

/** What only the fields of a resource can be: kept in columns. */
const columnChecks: readonly ((definition: FieldDefinition, name: string) => ReturnType<Check>)[] = [
  ({ kind, onDelete, optional }) =>
    kind === 'reference' && onDelete === 'setNull' && !optional
      ? [
          'is emptied when the other row is deleted, but must have a value',
          'add .optional(), or choose another onDelete',
        ]
      : undefined,
  ({ kind }, name) =>
    kind === 'reference' && !/.Id$/.test(name)
      ? ['is a reference whose name does not end in Id', `name it ${name}Id`]
      : undefined,
]

/** Constraints must be possible, and defaults and examples must fulfil them. */
export function checkFields(model: Model, { computed, actions }: ResourceDefinition): DeclarationFault[] {
  const { name } = model
  const members = [...model.properties.values(), ...model.transient.values()].filter(({ system }) => !system)
  return [
    ...members.flatMap((member) => [
      ...checkField(`${name}.fields.${member.name}`, member.definition),
      ...columnChecks.flatMap((check) =>
        toFault(`${name}.fields.${member.name}`, check(member.definition, member.name)),
      ),
    ]),
    ...computed.flatMap((each) => checkField(`${name}.computed.${each.name}`, each.field.definition)),
    ...actions.flatMap((action) => [
      ...checkShape(`${name}.actions.${action.name}.input`, action.input),
      ...checkShape(`${name}.actions.${action.name}.output`, action.output),
    ]),
  ]
}

function checkShape(path: string, shape: Shape | undefined): DeclarationFault[] {
  if (shape === undefined || isStandardSchema(shape)) return []
  return Object.entries(shape).flatMap(([name, { definition }]) => checkField(`${path}.${name}`, definition))
}

/** What any field must be, wherever it stands. */
export function checkField(path: string, definition: FieldDefinition): DeclarationFault[] {
  const kind = kindOf(definition)
  const faults = checks.flatMap((check) => toFault(path, check(definition, kind)))
  const { items, variants = {} } = definition
  const inner = [
    ...checkVariants(path, definition),
    ...(items === undefined ? [] : checkField(path, items)),
    ...Object.entries(variants).flatMap(([form, members]) =>
      Object.entries(members).flatMap(([member, each]) => checkField(`${path}.${form}.${member}`, each)),
    ),
  ]
  if (faults.length > 0 || inner.length > 0) return [...faults, ...inner]
  // Only possible constraints can be fulfilled.
  return checkValues(definition, kind).flatMap((fault) => toFault(path, fault))
}

const toFault = (path: string, fault: ReturnType<Check>): DeclarationFault[] =>
  fault === undefined ? [] : [{ path, message: fault[0], remedy: fault[1] }]
