import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { Model, Models } from '../model.ts'
import type { HasMany } from '../relation.ts'
import type { ResourceDefinition } from '../resource.ts'
import { checkLinks } from './check-links.ts'

/** Both ends of a relation must fit, and what is expanded, summarised or unique must be there. */
export function checkRelations(
  model: Model,
  { options }: ResourceDefinition,
  models: Models,
): DeclarationFault[] {
  const { name } = model
  return [
    ...Object.entries(options.relations ?? {}).flatMap(([relation, declared]) =>
      declared.relation === 'manyToMany'
        ? checkLinks(model, relation, declared, models)
        : checkMany(model, `${name}.relations.${relation}`, declared, models),
    ),
    ...checkReferences(model),
    ...[...model.expand]
      .filter((relation) => !model.relations.has(relation))
      .map((relation) => ({
        path: `${name}.expand`,
        message: `${relation} is no relation`,
        remedy: `name one of ${[...model.relations.keys()].join(', ') || 'the relations you declare'}`,
      })),
    ...(model.summary?.fields ?? []).flatMap((field) => checkSummary(model, field)),
    ...model.unique.flatMap((fields) => checkUnique(model, fields)),
  ]
}

function checkMany(model: Model, path: string, relation: HasMany, models: Models): DeclarationFault[] {
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

function checkReferences(model: Model): DeclarationFault[] {
  return [...model.relations.values()].flatMap((relation) => {
    if (relation.kind !== 'one') return []
    const { definition } = model.properties.get(relation.field)!
    if ((definition.targetId ?? 'uuid') === relation.target.idKind) return []
    return [
      {
        path: `${model.name}.fields.${relation.field}`,
        message: `takes another kind of id than ${relation.target.name} has`,
        remedy: `write field.${definition.owner === true ? 'owner' : 'reference'}('${relation.target.name}', { id: '${relation.target.idKind}' })`,
      },
    ]
  })
}

function checkSummary(model: Model, field: string): DeclarationFault[] {
  const path = `${model.name}.summary`
  const property = model.properties.get(field)
  if (property === undefined) return [noField(path, field)]
  if (!property.definition.writeOnly) return []
  return [{ path, message: `${field} is write-only, and would be revealed`, remedy: 'remove it' }]
}

function checkUnique(model: Model, fields: readonly string[]): DeclarationFault[] {
  const path = `${model.name}.unique`
  if (fields.length === 0)
    return [{ path, message: 'an empty group has no fields', remedy: 'name declared fields' }]
  return fields.filter((field) => !model.properties.has(field)).map((field) => noField(path, field))
}

const noField = (path: string, field: string): DeclarationFault => ({
  path,
  message: `${field} is no field`,
  remedy: 'name declared fields',
})
