import { sql } from 'kysely'
import type { Model } from '../../../declaration/resource/model.ts'
import type { FindQuery, Selection } from '../../../declaration/resource/query.ts'
import type { Compilation } from './compilation.ts'
import { compileCondition, shapeCondition } from './condition.ts'
import type { Sql } from './dialect.ts'
import { columnAt } from './property-of.ts'
import { compileSelection, shapeSelection } from './selection.ts'
import type { Shape } from './shape.ts'

export function shapeFind(shape: Shape, model: Model, { where, selection, known }: FindQuery): void {
  shapeCondition(shape, model, where)
  shapeSelection(shape, model, selection)
  if (known === undefined) return
  shape.key += 'known'
  shape.bind(known)
}

export function compileFind(compilation: Compilation, model: Model, query: FindQuery): Sql {
  const { table } = model
  const { where, selection, known } = query
  const id = compilation.nextSlot()
  const condition = compileCondition(compilation, model, table, where)
  const json = compileSelection(compilation, model, table, selection)
  const version = sql.id(table, 'version')
  const shown =
    known === undefined
      ? json
      : sql`CASE WHEN ${version} = ${compilation.nextSlot()} THEN '' ELSE ${json} END`
  const columns = sql`${sql.id(table, 'id')}, ${version}, ${shown}`
  return sql`SELECT ${columns} FROM ${sql.id(table)} WHERE ${sql.id(table, 'id')} = ${id} AND ${condition}`
}

/** The columns of a row found: id, version and JSON text. */
export function compileFound(compilation: Compilation, model: Model, selection: Selection): Sql {
  const { table } = model
  const json = compileSelection(compilation, model, table, selection)
  return sql`${sql.id(table, 'id')}, ${sql.id(table, 'version')}, ${json}`
}

export function compileFindSecret(compilation: Compilation, model: Model, property: string): Sql {
  const id = compilation.nextSlot()
  return sql`SELECT ${sql.id(columnAt(model, property))} FROM ${sql.id(model.table)} WHERE "id" = ${id}`
}
