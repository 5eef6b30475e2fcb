import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { Model, Property } from '../model.ts'

/** What lists can be asked for must be there, and be askable. */
export function checkQueries(model: Model): DeclarationFault[] {
  return [
    ...[...model.filter].flatMap((name, index) => checkFilter(model, name, `${model.name}.filter[${index}]`)),
    ...[...model.sort].flatMap((name, index) => checkSort(model, name, `${model.name}.sort[${index}]`)),
    ...model.search.flatMap((name, index) => checkSearch(model, name, `${model.name}.search[${index}]`)),
  ]
}

function checkFilter(model: Model, name: string, path: string): DeclarationFault[] {
  const property = propertyAt(model, name)
  if (property === undefined) return [unknownFilter(path, model, name)]
  if (isHidden(property)) return [hiddenField(path, name)]
  if (property.kind.operators.length > 0) return []
  return [{ path, message: `${name} cannot be filtered by`, remedy: 'remove it from filter' }]
}

function checkSort(model: Model, name: string, path: string): DeclarationFault[] {
  const property = model.properties.get(name)
  if (property === undefined) return [unknownField(path, model, name)]
  if (isHidden(property)) return [hiddenField(path, name)]
  return property.kind.sortable
    ? []
    : [{ path, message: `${name} has no order`, remedy: 'remove it from sort' }]
}

function checkSearch(model: Model, name: string, path: string): DeclarationFault[] {
  const property = model.properties.get(name)
  if (property === undefined) return [unknownField(path, model, name)]
  if (isHidden(property)) return [hiddenField(path, name)]
  return property.definition.kind === 'text'
    ? []
    : [{ path, message: `${name} is no text`, remedy: 'search text fields only' }]
}

/** A property by its name, or that of related rows by `relation.name`. */
function propertyAt(model: Model, name: string): Property | undefined {
  const [first = '', second, ...more] = name.split('.')
  if (second === undefined) return model.properties.get(first)
  const relation = model.relations.get(first)
  return more.length === 0 ? relation?.target.properties.get(second) : undefined
}

const isHidden = ({ definition }: Property): boolean => definition.writeOnly

export function unknownField(path: string, model: Model, name: string): DeclarationFault {
  const remedy = `name one of ${[...model.properties.keys()].join(', ')}`
  return { path, message: `${name} is no field`, remedy }
}

/** A filter may name a field of related rows, and of those alone. */
function unknownFilter(path: string, model: Model, name: string): DeclarationFault {
  const [first = '', second, ...more] = name.split('.')
  const relation = model.relations.get(first)
  if (more.length > 0) {
    const remedy = 'name a field of this resource, or with one dot one of related rows'
    return { path, message: `${name} leads over more than one relation`, remedy }
  }
  if (second === undefined || relation === undefined) return unknownField(path, model, name)
  const { remedy } = unknownField(path, relation.target, name)
  return { path, message: `${name} is no field`, remedy: `${remedy} after ${first}` }
}

export function hiddenField(path: string, name: string): DeclarationFault {
  return { path, message: `${name} is write-only, and would be revealed`, remedy: 'remove it' }
}
