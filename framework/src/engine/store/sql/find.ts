import { sql } from 'kysely'
import type { Condition } from '../../../declaration/condition/condition.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import type { FindQuery, Selection } from '../../../declaration/resource/query.ts'
import type { Compilation } from './compilation.ts'
import { compileCondition } from './condition.ts'
import type { Sql } from './dialect.ts'
import { compileSelection } from './selection.ts'

export function compileFind(compilation: Compilation, model: Model, { where, selection }: FindQuery): Sql {
  const { name: table } = model
  const id = compilation.nextSlot()
  const condition = compileCondition(compilation, model, table, where)
  const columns = compileFound(compilation, model, selection)
  return sql`SELECT ${columns} FROM ${sql.id(table)} WHERE ${sql.id(table, 'id')} = ${id} AND ${condition}`
}

/** The columns of a row found: id, version and JSON text. */
export function compileFound(compilation: Compilation, model: Model, selection: Selection): Sql {
  const { name: table } = model
  const json = compileSelection(compilation, model, table, selection)
  return sql`${sql.id(table, 'id')}, ${sql.id(table, 'version')}, ${json}`
}

export function compileCount(compilation: Compilation, model: Model, where: Condition): Sql {
  const condition = compileCondition(compilation, model, model.name, where)
  return sql`SELECT count(*) FROM ${sql.id(model.name)} WHERE ${condition}`
}

export function compileFindSecret(compilation: Compilation, model: Model, property: string): Sql {
  const id = compilation.nextSlot()
  return sql`SELECT ${sql.id(property)} FROM ${sql.id(model.name)} WHERE "id" = ${id}`
}
