import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { Model, ModelRelation } from '../model.ts'
import { nestedRowsOf, type ManyRelation } from '../nested-rows.ts'
import type { Nesting } from '../nesting.ts'
import type { ResourceDefinition } from '../resource.ts'

/** Rows below others must have one address each, and no action may stand at the address of a relation. */
export function checkNesting(
  model: Model,
  { options: { parent }, actions }: ResourceDefinition,
): DeclarationFault[] {
  return [
    ...(parent === undefined ? [] : checkParent(model, parent)),
    ...nestedRowsOf(model).flatMap((relation) => checkNested(model, relation)),
    ...actions
      .filter(({ name, on }) => on === 'row' && hasAddress(model.relations.get(name)))
      .map(({ name }) => ({
        path: `${model.name}.actions.${name}`,
        message: `has the address of the relation ${name}`,
        remedy: 'rename the action or the relation',
      })),
  ]
}

const hasAddress = (relation: ModelRelation | undefined): boolean =>
  relation !== undefined && relation.kind !== 'one' && !relation.target.internal

function checkParent(model: Model, parent: string): DeclarationFault[] {
  const fault = (message: string, remedy: string): DeclarationFault[] => [
    { path: `${model.name}.parent`, message, remedy },
  ]
  const reference = model.relations.get(parent)
  if (reference?.kind !== 'one') {
    const names = [...model.relations.values()].filter(({ kind }) => kind === 'one').map(({ name }) => name)
    return fault(
      `${parent} is no reference`,
      `name one of ${names.join(', ') || 'the references you declare'}`,
    )
  }
  const { target, field } = reference
  if (target.internal) return fault(`${target.name} has no address`, 'name a reference to another resource')
  if (model.home === undefined) {
    const relation = `${model.name}: hasMany('${model.name}', '${field}')`
    return fault(`${target.name} has no relation to these rows`, `declare ${relation} there`)
  }
  if (model.properties.get(field)?.definition.optional === true)
    return fault(
      `${field} may be empty, and the row would have no address`,
      `declare ${field} without optional()`,
    )
  return checkAncestry(model, model.home, fault)
}

function checkAncestry(
  model: Model,
  home: Nesting,
  fault: (message: string, remedy: string) => DeclarationFault[],
): DeclarationFault[] {
  const models = [model]
  const parameters: string[] = []
  for (let next: Nesting | undefined = home; next !== undefined; next = next.parent.home) {
    if (models.includes(next.parent))
      return fault('stands below itself', 'give one of them an address of its own')
    if (parameters.includes(next.parameter))
      return fault(`two rows in its address are named by ${next.parameter}`, 'rename one of the references')
    models.push(next.parent)
    parameters.push(next.parameter)
  }
  return []
}

/** Rows that are written with a row are those of another resource of the API, and are the row's own. */
function checkNested(model: Model, { name, target, field }: ManyRelation): DeclarationFault[] {
  const path = `${model.name}.relations.${name}`
  if (target === model) {
    return [
      { path, message: 'nests a resource in itself', remedy: 'remove nested: make such rows one by one' },
    ]
  }
  if (target.internal) {
    return [{ path, message: `${target.name} has no address`, remedy: 'nest rows of a resource of the API' }]
  }
  if (target.properties.get(field)?.definition.owner !== true) return []
  const remedy = `declare ${field}: field.reference('${model.name}') in ${target.name}`
  return [{ path, message: `${target.name}.${field} is an owner, who is always the caller`, remedy }]
}
