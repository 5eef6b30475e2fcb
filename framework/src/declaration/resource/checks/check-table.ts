import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import { columnOf } from '../column.ts'
import type { Model, Property } from '../model.ts'

const form = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/

// Columns every table has.
const taken = ['id', 'version', 'createdAt', 'updatedAt']

/** Tables and columns must have names that every database takes, and a column keeps one field. */
export function checkTable(model: Model): DeclarationFault[] {
  const mapped = [...model.properties.values()].filter(({ definition }) => definition.column !== undefined)
  return [
    // A name of its own has been looked at already.
    ...(model.table === model.name ? [] : checkForm(`${model.name}.table`, model.table)),
    ...mapped.flatMap((property) => checkColumn(model, property)),
  ]
}

function checkForm(path: string, name: string): DeclarationFault[] {
  if (form.test(name) && !/^sqlite_/i.test(name)) return []
  return [{ path, message: `cannot be kept in ${name}`, remedy: 'write letters, digits and _, at most 63' }]
}

function checkColumn(model: Model, { name, definition }: Property): DeclarationFault[] {
  const column = definition.column!
  const path = `${model.name}.fields.${name}`
  const others = [...model.properties.values()].filter((other) => other.name !== name).map(columnOf)
  const isTaken = [...taken, ...others].some((other) => other.toLowerCase() === column.toLowerCase())
  const remedy = 'name another column'
  return [
    ...checkForm(path, column),
    ...(isTaken ? [{ path, message: `is kept in the column ${column}, which is taken`, remedy }] : []),
  ]
}
