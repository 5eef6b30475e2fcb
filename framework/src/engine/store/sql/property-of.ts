import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model, ModelRelation, Property } from '../../../declaration/resource/model.ts'
import { InternalError } from '../../../kernel/problem/catalogue.ts'

/** A stored member of a model's rows; a query that names another is a mistake of the program. */
export function propertyOf(model: Model, name: string): Property {
  const property = model.properties.get(name)
  if (property === undefined) throw new InternalError({ detail: `${model.name} has no property ${name}` })
  return property
}

/** The column of a property by its name. */
export const columnAt = (model: Model, name: string): string => columnOf(propertyOf(model, name))

/** The resource whose rows a reference names; undefined for any other property. */
export function referredBy(model: Model, { name, system }: Property): Model | undefined {
  if (system) return undefined
  for (const relation of model.relations.values())
    if (relation.kind === 'one' && relation.field === name) return relation.target
  return undefined
}

/** A relation of a model; a query that names another is a mistake of the program. */
export function relationOf(model: Model, name: string): ModelRelation {
  const relation = model.relations.get(name) ?? model.links.get(name)
  if (relation === undefined) throw new InternalError({ detail: `${model.name} has no relation ${name}` })
  return relation
}
