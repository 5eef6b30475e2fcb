import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { Model, Models } from '../model.ts'
import type { Relation } from '../relation.ts'
import type { ResourceDefinition } from '../resource.ts'

/** Both ends of a relation must fit, and what is expanded, summarised or unique must be there. */
export function checkRelations(
  model: Model,
  { options }: ResourceDefinition,
  models: Models,
): DeclarationFault[] {
  const { name } = model
  const isProperty = (field: string) => model.properties.has(field)
  return [
    ...Object.entries(options.relations ?? {}).flatMap(([relation, declared]) =>
      checkRelation(model, `${name}.relations.${relation}`, declared, models),
    ),
    ...checkReferences(model),
    ...[...model.expand]
      .filter((relation) => !model.relations.has(relation))
      .map((relation) => ({
        path: `${name}.expand`,
        message: `${relation} is no relation`,
        remedy: `name one of ${[...model.relations.keys()].join(', ') || 'the relations you declare'}`,
      })),
    ...(model.summary?.fields ?? [])
      .filter((field) => !isProperty(field))
      .map((field) => ({
        path: `${name}.summary`,
        message: `${field} is no field`,
        remedy: 'name declared fields',
      })),
    ...model.unique
      .flat()
      .filter((field) => !isProperty(field))
      .map((field) => ({
        path: `${name}.unique`,
        message: `${field} is no field`,
        remedy: 'name declared fields',
      })),
  ]
}

function checkRelation(model: Model, path: string, relation: Relation, models: Models): DeclarationFault[] {
  if (relation.relation === 'manyToMany') return checkLinks(model, path, relation.target)
  const reference = models.get(relation.target)?.properties.get(relation.field)
  if (!models.has(relation.target) || reference?.definition.target === model.name) return []
  return [
    {
      path,
      message: `${relation.target}.${relation.field} is no reference to ${model.name}`,
      remedy: `declare ${relation.field}: field.reference('${model.name}') in ${relation.target}`,
    },
  ]
}

function checkLinks(model: Model, path: string, target: string): DeclarationFault[] {
  if (target !== model.name) return []
  const remedy = 'declare a resource of links with two references'
  return [{ path, message: 'links a resource with itself', remedy }]
}

function checkReferences(model: Model): DeclarationFault[] {
  return [...model.relations.values()].flatMap((relation) => {
    if (relation.kind !== 'one') return []
    const { definition } = model.properties.get(relation.field)!
    if ((definition.targetId ?? 'uuid') === relation.target.idKind) return []
    return [
      {
        path: `${model.name}.fields.${relation.field}`,
        message: `takes another kind of id than ${relation.target.name} has`,
        remedy: `write field.reference('${relation.target.name}', { id: '${relation.target.idKind}' })`,
      },
    ]
  })
}
