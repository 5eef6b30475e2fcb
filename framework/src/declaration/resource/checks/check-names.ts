import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { ActionDefinition, Shape } from '../action.ts'
import { isListParameter } from '../list-parameters.ts'
import type { Model } from '../model.ts'
import type { Relation } from '../relation.ts'
import type { ResourceDefinition } from '../resource.ts'
import { isStandardSchema } from '../standard-schema.ts'

const camelCase = /^[a-z][A-Za-z0-9]*$/

// Members every row has and words of the `where` grammar; what JavaScript objects have of their own is reserved as well.
const reserved = new Set([
  'id',
  'createdAt',
  'updatedAt',
  'version',
  'and',
  'or',
  'not',
  'links',
  'prototype',
])

// Columns every table has: databases do not tell `createdat` from `createdAt`.
const columns = ['id', 'createdAt', 'updatedAt', 'version']

// What the typed client calls the verbs of every resource.
const verbs = new Set([
  'list',
  'query',
  'get',
  'create',
  'replace',
  'update',
  'delete',
  'createMany',
  'updateMany',
  'deleteMany',
  'below',
])

/** Names must be camelCase, free, and not taken twice. */
export function checkNames(
  model: Model,
  { options, actions, computed }: ResourceDefinition,
): DeclarationFault[] {
  const { name } = model
  const fields = Object.keys(options.fields)
  const members = [...fields, ...computed.map((each) => each.name), ...relationsOf(model)]
  return [
    ...checkForm(name, name),
    ...checkMembers(`${name}.fields`, fields),
    ...checkMembers(
      `${name}.computed`,
      computed.map((each) => each.name),
    ),
    ...Object.entries(options.relations ?? {}).flatMap(([relation, declared]) =>
      checkRelation(`${name}.relations.${relation}`, relation, declared),
    ),
    // A reference `linksId` has the relation `links`.
    ...[...model.relations.values()].flatMap((relation) =>
      relation.kind === 'one' ? checkReserved(`${name}.fields.${relation.field}`, relation.name) : [],
    ),
    ...[...model.filter]
      .filter((filter) => isListParameter(filter))
      .map((filter) => ({
        path: `${name}.filter`,
        message: `${filter} is a parameter of every collection`,
        remedy: 'rename the field, or do not filter by it',
      })),
    ...actions.flatMap((action) => checkAction(`${name}.actions.${action.name}`, action)),
    ...checkOnce(
      `${name}.actions`,
      actions.map((action) => action.name),
    ),
    ...checkOnce(`${name}.fields`, members, columns),
  ]
}

/** A reference whose name does not end in Id has no name for its relation, which is a fault of its own. */
function relationsOf({ relations }: Model): string[] {
  return [...relations.values()]
    .filter((relation) => relation.kind !== 'one' || relation.name !== relation.field)
    .map(({ name }) => name)
}

function checkMembers(path: string, names: readonly string[]): DeclarationFault[] {
  return names.flatMap((name) => [
    ...checkForm(`${path}.${name}`, name),
    ...checkReserved(`${path}.${name}`, name),
  ])
}

function checkRelation(path: string, name: string, relation: Relation): DeclarationFault[] {
  const links = relation.relation === 'manyToMany' ? checkForm(`${path}.through`, relation.through) : []
  return [...checkForm(path, name), ...checkReserved(path, name), ...links]
}

function checkAction(path: string, { name, input, output }: ActionDefinition): DeclarationFault[] {
  const isVerb = verbs.has(name)
  const remedy = 'name the action after what it does beyond the verbs'
  return [
    ...checkForm(path, name),
    ...(isVerb
      ? [{ path, message: 'has the name of a verb, which clients could no longer call', remedy }]
      : []),
    ...checkShape(`${path}.input`, input),
    ...checkShape(`${path}.output`, output),
  ]
}

/** Members of a body that are no columns need only not be mistaken for those JavaScript objects have. */
function checkShape(path: string, shape: Shape | undefined): DeclarationFault[] {
  if (shape === undefined || isStandardSchema(shape)) return []
  return Object.keys(shape)
    .filter((name) => name in Object.prototype)
    .map((name) => reservedName(`${path}.${name}`))
}

function checkForm(path: string, name: string): DeclarationFault[] {
  if (camelCase.test(name) && name.length <= 60) return []
  return [{ path, message: 'is not a name', remedy: 'write camelCase letters and digits, at most 60' }]
}

function checkReserved(path: string, name: string): DeclarationFault[] {
  return reserved.has(name) || name in Object.prototype ? [reservedName(path)] : []
}

const reservedName = (path: string): DeclarationFault => ({
  path,
  message: 'is a reserved name',
  remedy: 'choose another name',
})

function checkOnce(
  path: string,
  names: readonly string[],
  taken: readonly string[] = [],
): DeclarationFault[] {
  const doubles = names.filter((name, index) => names.indexOf(name) !== index)
  return [
    ...doubles.map((name) => ({
      path: `${path}.${name}`,
      message: 'stands twice among the fields, computed properties, relations or actions',
      remedy: 'rename one of them',
    })),
    ...checkCase([...taken, ...names]).map((fault) => ({ ...fault, path: `${path}.${fault.path}` })),
  ]
}

/** Names that are equal but for case: their columns, tables and addresses would be mistaken for each other. */
export function checkCase(names: Iterable<string>): DeclarationFault[] {
  const known = new Map<string, string>()
  const faults: DeclarationFault[] = []
  for (const name of names) {
    const other = known.get(name.toLowerCase())
    if (other === undefined) known.set(name.toLowerCase(), name)
    else if (other !== name) {
      faults.push({
        path: name,
        message: `differs from ${other} in case only`,
        remedy: 'rename one of them: databases do not tell such names apart',
      })
    }
  }
  return faults
}
