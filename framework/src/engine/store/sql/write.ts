import { sql } from 'kysely'
import { defaultOf } from '../../../declaration/resource/defaults.ts'
import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model, Property } from '../../../declaration/resource/model.ts'
import type { Selection } from '../../../declaration/resource/query.ts'
import { InternalError } from '../../../kernel/problem/catalogue.ts'
import type { NewRow, RowChange } from '../store.ts'
import type { Compilation } from './compilation.ts'
import type { Bound, Dialect, Sql } from './dialect.ts'
import { compileFound } from './find.ts'
import { propertyOf } from './property-of.ts'
import { shapeSelection } from './selection.ts'
import type { Shape } from './shape.ts'

/** Adds a new row to a shape: every column is written, so that all rows made have one shape. */
export function shapeInsert(
  shape: Shape,
  model: Model,
  { id, values, at }: NewRow,
  returned: Selection | undefined,
): void {
  shape.key += id === undefined ? 'counted ' : ''
  if (id !== undefined) shape.bind(toBound(shape.dialect, model, propertyOf(model, 'id'), id))
  shape.bind(toBound(shape.dialect, model, propertyOf(model, 'createdAt'), at))
  for (const property of model.properties.values()) {
    if (!property.system) shape.bind(toBound(shape.dialect, model, property, values[property.name]))
  }
  for (const property of model.beside) {
    const value = defaultOf(property.name, property.definition)
    shape.bind(toBound(shape.dialect, model, property, value))
  }
  if (returned !== undefined) shapeSelection(shape, model, returned)
}

export function compileInsert(
  compilation: Compilation,
  model: Model,
  { id }: NewRow,
  returned: Selection | undefined,
): Sql {
  const columns: Sql[] = []
  const places: Sql[] = []
  const set = (name: string, place: Sql) => {
    columns.push(sql.id(name))
    places.push(place)
  }
  if (id !== undefined) set('id', compilation.nextSlot())
  const at = compilation.nextSlot()
  set('version', sql.lit(1))
  set('createdAt', at)
  set('updatedAt', at)
  for (const property of model.properties.values())
    if (!property.system) set(columnOf(property), compilation.nextSlot())
  for (const property of model.beside) set(columnOf(property), compilation.nextSlot())
  const row = sql`(${sql.join(columns)}) VALUES (${sql.join(places)})`
  return sql`INSERT INTO ${sql.id(model.table)} ${row}${compileReturning(compilation, model, returned)}`
}

function compileReturning(compilation: Compilation, model: Model, returned: Selection | undefined): Sql {
  return returned === undefined ? sql`` : sql` RETURNING ${compileFound(compilation, model, returned)}`
}

/** Adds a change to a shape: a shape for every set of columns changed. */
export function shapeUpdate(
  shape: Shape,
  model: Model,
  change: RowChange,
  returned: Selection | undefined,
): void {
  shape.bind(toBound(shape.dialect, model, propertyOf(model, 'id'), change.id))
  shape.bind(change.version)
  shape.bind(toBound(shape.dialect, model, propertyOf(model, 'updatedAt'), change.at))
  for (const property of toChanged(model, change)) {
    shape.key += `${property.name},`
    shape.bind(toBound(shape.dialect, model, property, change.values[property.name]))
  }
  if (returned !== undefined) shapeSelection(shape, model, returned)
}

export function compileUpdate(
  compilation: Compilation,
  model: Model,
  change: RowChange,
  returned: Selection | undefined,
): Sql {
  const id = compilation.nextSlot()
  const version = compilation.nextSlot()
  const at = compilation.nextSlot()
  const values = toChanged(model, change).map(
    (property) => sql`${sql.id(columnOf(property))} = ${compilation.nextSlot()}`,
  )
  const changes = sql.join([...values, sql`"version" = "version" + 1`, sql`"updatedAt" = ${at}`])
  const returning = compileReturning(compilation, model, returned)
  return sql`UPDATE ${sql.id(model.table)} SET ${changes} WHERE "id" = ${id} AND "version" = ${version}${returning}`
}

export function compileDelete(compilation: Compilation, model: Model): Sql {
  const id = compilation.nextSlot()
  return sql`DELETE FROM ${sql.id(model.table)} WHERE "id" = ${id} AND "version" = ${compilation.nextSlot()}`
}

/** The declared properties a change gives a value, in their order. */
export function toChanged(model: Model, { values }: RowChange): Property[] {
  const changed: Property[] = []
  for (const property of model.properties.values()) {
    if (!property.system && values[property.name] !== undefined) changed.push(property)
  }
  return changed
}

function toBound(dialect: Dialect, model: Model, property: Property, value: unknown): Bound {
  if (value === undefined || value === null) return null
  const bound = dialect.encode(property, value)
  if (bound !== undefined) return bound
  throw new InternalError({ detail: `A value of ${model.name}.${property.name} is none of its kind.` })
}
