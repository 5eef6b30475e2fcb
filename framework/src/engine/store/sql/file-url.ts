import { sql } from 'kysely'
import { addressOf } from '../../../declaration/resource/address.ts'
import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import { toAncestry } from '../../../declaration/resource/nesting.ts'
import type { Compilation } from './compilation.ts'
import type { Sql } from './dialect.ts'
import { propertyOf } from './property-of.ts'

/** The address of a row's file as an SQL expression: that of the row, and the name of the field. */
export function compileFileUrl({ dialect }: Compilation, model: Model, table: string, name: string): Sql {
  const ids = compileIds(model, table)
  const pieces = `${addressOf(model)}/{id}/${name}`.split(/\{(\w+)\}/)
  // Every second piece is a parameter. Ids are made of characters that need no escapes.
  return dialect.concatenate(
    pieces.map((piece, index) => (index % 2 === 0 ? sql.lit(piece) : ids.get(piece)!)),
  )
}

/** The ids in a row's address: its own, that of its parent, which the row names, that of the parent's parent, … */
function compileIds(model: Model, table: string): ReadonlyMap<string, Sql> {
  const ids = new Map<string, Sql>([['id', sql.id(table, 'id')]])
  let child = model
  let above: Sql | undefined
  for (const { parent, parameter } of toAncestry(model.home)) {
    const column = columnOf(propertyOf(child, parameter))
    above =
      above === undefined
        ? sql.id(table, column)
        : sql`(SELECT ${sql.id(column)} FROM ${sql.id(child.table)} WHERE "id" = ${above})`
    ids.set(parameter, above)
    child = parent
  }
  return ids
}
