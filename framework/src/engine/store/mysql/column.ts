import { sql } from 'kysely'
import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model, Property } from '../../../declaration/resource/model.ts'
import { isNullable, type Bound, type Sql } from '../sql/dialect.ts'
import { isFolded, toColumnType, toFoldedType } from './column-type.ts'
import { fold, foldedColumnOf } from './folded.ts'
import type { Server } from './server.ts'

/**
 * How a property is declared in a table: its column, and the one beside it that indexes look at where it has none of its
 * own order.
 * @param initial what rows that are there take, for a column that must have a value
 */
export function defineColumns(server: Server, model: Model, property: Property, initial?: Bound): Sql[] {
  const type = toColumnType(server, model, property)
  const isCounted = property.name === 'id' && model.idKind === 'integer'
  const demand = isNullable(property) ? sql`` : sql` NOT NULL`
  // In parentheses, as long texts take it too.
  const filling = initial === undefined || isNullable(property) ? sql`` : sql` DEFAULT (${sql.lit(initial)})`
  const counting = isCounted ? sql` AUTO_INCREMENT` : sql``
  const column = sql`${sql.id(columnOf(property))} ${type}${demand}${filling}${counting}`
  return isFolded(property) ? [column, defineFolded(model, property)] : [column]
}

function defineFolded(model: Model, property: Property): Sql {
  const text = fold(sql.id(columnOf(property)))
  return sql`${sql.id(foldedColumnOf(property))} ${toFoldedType(model, property)} GENERATED ALWAYS AS (${text}) STORED`
}
