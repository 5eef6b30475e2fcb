import type { Model, ModelRelation, Property } from '../../../declaration/resource/model.ts'
import { InternalError } from '../../../kernel/problem/catalogue.ts'

/** A stored member of a model's rows; a query that names another is a mistake of the program. */
export function propertyOf(model: Model, name: string): Property {
  const property = model.properties.get(name)
  if (property === undefined) throw new InternalError({ detail: `${model.name} has no property ${name}` })
  return property
}

/** A relation of a model; a query that names another is a mistake of the program. */
export function relationOf(model: Model, name: string): ModelRelation {
  const relation = model.relations.get(name)
  if (relation === undefined) throw new InternalError({ detail: `${model.name} has no relation ${name}` })
  return relation
}
