// JSON text (RFC 8259) of column values, made by the server.
import { sql } from 'kysely'
import type { Property } from '../../../declaration/resource/model.ts'
import type { Selection } from '../../../declaration/resource/query.ts'
import { isNullable, type JsonPiece, type Sql } from '../sql/dialect.ts'

/** The JSON text of a column's value; `null` where it has none. */
export function toColumnJson(property: Property, column: Sql, form: Selection['form']): readonly JsonPiece[] {
  const { kind, definition } = property
  switch (kind.column) {
    case 'text':
      return [orNull(property, sql`json_quote(${column})`)]
    case 'integer':
    case 'real':
    case 'json':
    case 'file':
      return [orNull(property, column)]
    case 'boolean':
      return [orNull(property, sql`CASE ${column} WHEN 0 THEN 'false' WHEN 1 THEN 'true' END`)]
    case 'decimal':
      return form === 'wire' && definition.asNumber === true
        ? [orNull(property, column)]
        : quoted(property, column)
    case 'duration':
      return quoted(property, toDurationText(column))
    case 'timestamp':
      return quoted(property, toMomentText(column))
    case 'date':
      return quoted(property, toDayText(column))
    case 'uuid':
      return quoted(property, column)
  }
}

/** In the order in which `FileValue` declares them: MySQL has an order of its own. */
export function toFileJson(property: Property, column: Sql, url: Sql): readonly JsonPiece[] {
  const members = ['name', 'type', 'bytes', 'digest'].flatMap((name, index) => [
    sql.lit(`${index === 0 ? '{' : ','}"${name}":`),
    sql`json_extract(${column}, ${sql.lit(`$.${name}`)})`,
  ])
  return [orNull(property, sql`concat(${sql.join(members)}, ',"url":', json_quote(${url}), '}')`)]
}

/** Milliseconds are three of the six places that the format knows. */
export const toMomentText = (column: Sql): Sql =>
  sql`concat(left(date_format(${column}, '%Y-%m-%dT%H:%i:%s.%f'), 23), 'Z')`

export const toDayText = (column: Sql): Sql => sql`date_format(${column}, '%Y-%m-%d')`

function orNull(property: Property, text: Sql): Sql {
  return isNullable(property) ? sql`coalesce(${text}, 'null')` : text
}

/** Between quotation marks, without escapes: for values whose form needs none. */
function quoted(property: Property, text: Sql): readonly JsonPiece[] {
  return isNullable(property) ? [sql`coalesce(concat('"', ${text}, '"'), 'null')`] : ['"', text, '"']
}

/** The text `toIsoDuration` makes. */
function toDurationText(column: Sql): Sql {
  const sign = sql`CASE WHEN ${column} < 0 THEN '-' ELSE '' END`
  const rest = sql`abs(${column}) % 1000`
  const fraction = sql`trim(TRAILING '0' FROM lpad(${rest}, 3, '0'))`
  const places = sql`CASE ${rest} WHEN 0 THEN '' ELSE concat('.', ${fraction}) END`
  return sql`concat(${sign}, 'PT', abs(${column}) DIV 1000, ${places}, 'S')`
}
