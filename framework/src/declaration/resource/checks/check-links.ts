import { isDeepStrictEqual } from 'node:util'
import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { FieldDefinition } from '../../schema/field.ts'
import type { Model, ModelRelation, Models } from '../model.ts'
import type { ManyToMany } from '../relation.ts'
import { checkField } from './check-fields.ts'

type Links = Extract<ModelRelation, { readonly kind: 'links' }>

/** A table of links joins two resources, and both sides say the same of it. */
export function checkLinks(
  model: Model,
  name: string,
  declared: ManyToMany,
  models: Models,
): DeclarationFault[] {
  const path = `${model.name}.relations.${name}`
  const links = model.relations.get(name)
  if (links?.kind !== 'links') return []
  if (links.target === model) {
    const remedy = 'declare a resource of links with two references'
    return [{ path, message: 'links a resource with itself', remedy }]
  }
  const ends = checkEnds(model, path, links)
  if (ends.length > 0) return ends
  return [...checkLinkFields(path, declared, links, models), ...checkMatching(model, path, links)]
}

function checkEnds(model: Model, path: string, { through, target, near, far }: Links): DeclarationFault[] {
  const targetOf = (field: string) => through.properties.get(field)?.definition.target
  if (targetOf(near) === model.name && targetOf(far) === target.name) return []
  return [
    {
      path: `${path}.through`,
      message: `${through.name} has no references ${near} and ${far} to ${model.name} and ${target.name}`,
      remedy: 'give the table of links, and each of its fields, a name of its own',
    },
  ]
}

function checkLinkFields(
  path: string,
  { fields }: ManyToMany,
  { through, near, far }: Links,
  models: Models,
): DeclarationFault[] {
  const kept = [...through.properties.values()].filter(
    ({ name, system }) => !system && name !== near && name !== far,
  )
  const isSame =
    Object.keys(fields).length === kept.length &&
    kept.every(({ name, definition }) => isDeepStrictEqual(fields[name]?.definition, definition))
  const different = {
    path: `${path}.fields`,
    message: `are not those of the other side of ${through.name}`,
    remedy: 'declare the same fields on both sides',
  }
  return [
    ...Object.entries(fields).flatMap(([name, { definition }]) => [
      ...checkField(`${path}.fields.${name}`, definition),
      ...checkTarget(`${path}.fields.${name}`, definition, models),
    ]),
    ...(through.internal && !isSame ? [different] : []),
  ]
}

/** References of links are no relations, but must lead somewhere. */
function checkTarget(path: string, { target }: FieldDefinition, models: Models): DeclarationFault[] {
  if (target === undefined || models.has(target)) return []
  return [
    {
      path,
      message: `names the resource ${target}, which the API does not have`,
      remedy: 'add it to the resources of the API',
    },
  ]
}

/** Linked rows can be equal only in what both resources keep, and both sides must say the same of it. */
function checkMatching(model: Model, path: string, links: Links): DeclarationFault[] {
  const { target, through, matching } = links
  const missing = matching.filter((name) => {
    const [own, other] = [model, target].map(({ properties }) => properties.get(name))
    return (
      own === undefined || other === undefined || own.system || !isAlike(own.definition, other.definition)
    )
  })
  const inverse = [...target.relations.values()].find(
    (each) => each.kind === 'links' && each.through === through,
  )
  const isSame = inverse?.kind !== 'links' || isDeepStrictEqual(inverse.matching, matching)
  return [
    ...missing.map((name) => ({
      path: `${path}.matching`,
      message: `${name} is no field that ${model.name} and ${target.name} both have`,
      remedy: 'name fields of the same kind in both',
    })),
    ...(isSame
      ? []
      : [
          {
            path: `${path}.matching`,
            message: `is not that of the other side of ${through.name}`,
            remedy: 'declare the same fields on both sides',
          },
        ]),
  ]
}

const isAlike = (own: FieldDefinition, other: FieldDefinition): boolean =>
  own.kind === other.kind && own.target === other.target && own.kind !== 'json' && own.kind !== 'list'
