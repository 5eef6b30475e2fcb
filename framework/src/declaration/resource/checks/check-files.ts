import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { FieldDefinition } from '../../schema/field.ts'
import { isStandardSchema } from '../standard-schema.ts'
import type { Model } from '../model.ts'
import type { ResourceDefinition } from '../resource.ts'

/** Files stand in columns of their own, need somewhere to be kept, and can be little besides. */
export function checkFiles(
  model: Model,
  { options, actions, computed }: ResourceDefinition,
  hasStore: boolean,
): DeclarationFault[] {
  const { name } = model
  const fields = [...model.properties.values(), ...model.transient.values()]
  const elsewhere = [
    ...Object.entries(options.relations ?? {}).flatMap(([relation, declared]) =>
      Object.entries(declared.relation === 'manyToMany' ? declared.fields : {}).map(
        ([member, { definition }]) => [`${name}.relations.${relation}.${member}`, definition] as const,
      ),
    ),
    ...computed.map((each) => [`${name}.computed.${each.name}`, each.field.definition] as const),
    ...actions.flatMap(({ name: action, input, output }) => [
      ...(input === undefined || isStandardSchema(input) ? [] : Object.entries(input)).map(
        ([member, { definition }]) => [`${name}.actions.${action}.input.${member}`, definition] as const,
      ),
      ...(output === undefined || isStandardSchema(output) ? [] : Object.entries(output)).map(
        ([member, { definition }]) => [`${name}.actions.${action}.output.${member}`, definition] as const,
      ),
    ]),
  ]
  return [
    ...fields.flatMap(({ name: member, definition }) =>
      checkField(`${name}.fields.${member}`, definition, hasStore),
    ),
    ...elsewhere.filter(([, definition]) => hasFile(definition)).map(([path]) => misplaced(path)),
  ]
}

const hasFile = ({ kind, items }: FieldDefinition): boolean => kind === 'file' || items?.kind === 'file'

const misplaced = (path: string): DeclarationFault => ({
  path,
  message: 'is a file outside of the fields of a resource',
  remedy: 'declare the file as a field of its own',
})

function checkField(path: string, definition: FieldDefinition, hasStore: boolean): DeclarationFault[] {
  if (definition.kind !== 'file') return hasFile(definition) ? [misplaced(path)] : []
  const fault = (message: string, remedy: string): DeclarationFault => ({ path, message, remedy })
  const { types, maxBytes, hasDefault, unique, indexed, transient, example } = definition
  return [
    ...(hasStore
      ? []
      : [fault('is a file, and the API keeps none', "give createApi files: directory('data/files')")]),
    ...(types?.length === 0 ? [fault('is a file of no type', 'name media types, or leave types out')] : []),
    ...(types ?? [])
      .filter((type) => !mediaRange.test(type))
      .map((type) => fault(`has the type ${JSON.stringify(type)}`, "write 'image/png' or 'image/*'")),
    ...(maxBytes === undefined || (Number.isSafeInteger(maxBytes) && maxBytes > 0)
      ? []
      : [fault('has a size that is no whole number from 1 up', 'write maxBytes in bytes')]),
    ...[
      [hasDefault, 'have a default'],
      [unique, 'be unique'],
      [indexed, 'have an index'],
      [transient, 'be transient'],
      [example !== undefined, 'have an example'],
    ]
      .filter(([isSaid]) => isSaid === true)
      .map(([, what]) => fault(`is a file, and cannot ${String(what)}`, 'leave it out')),
  ]
}

// In lower case, as they are compared.
const mediaRange = /^[a-z0-9!#$&^_.+-]+\/(?:\*|[a-z0-9!#$&^_.+-]+)$/
