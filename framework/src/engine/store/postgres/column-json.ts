// JSON text (RFC 8259) of PostgreSQL's column values, made by PostgreSQL.
import { sql } from 'kysely'
import type { Property } from '../../../declaration/resource/model.ts'
import type { Selection } from '../../../declaration/resource/query.ts'
import { isNullable, type JsonPiece, type Sql } from '../sql/dialect.ts'

/** The JSON text of a column's value; `null` where it has none. */
export function toColumnJson(property: Property, column: Sql, form: Selection['form']): readonly JsonPiece[] {
  const { kind, definition } = property
  const text = sql`${column}::text`
  switch (kind.column) {
    case 'text':
      return [orNull(property, sql`to_json(${column})::text`)]
    case 'integer':
    case 'real':
    case 'boolean':
    case 'json':
    case 'file':
      return [orNull(property, text)]
    case 'decimal':
      return form === 'wire' && definition.asNumber === true
        ? [orNull(property, text)]
        : quoted(property, text)
    case 'duration':
      return quoted(property, toDurationText(column))
    case 'timestamp':
      return quoted(property, toMomentText(column))
    case 'date':
      return quoted(property, toDayText(column))
    case 'uuid':
      return quoted(property, text)
  }
}

/** In the order in which `FileValue` declares them: `jsonb` has an order of its own. */
export function toFileJson(property: Property, column: Sql, url: Sql): readonly JsonPiece[] {
  const members = ['name', 'type', 'bytes', 'digest'].map(
    (name) => sql`${sql.lit(`"${name}":`)} || (${column} -> ${sql.lit(name)})::text`,
  )
  return [
    orNull(
      property,
      sql`('{' || ${sql.join(members, sql` || ',' || `)} || ',"url":' || to_json(${url})::text || '}')`,
    ),
  ]
}

/** The text of a moment, whatever time zone and style of dates the connection has. */
export const toMomentText = (column: Sql): Sql =>
  sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

export const toDayText = (column: Sql): Sql => sql`to_char(${column}, 'YYYY-MM-DD')`

function orNull(property: Property, text: Sql): Sql {
  return isNullable(property) ? sql`coalesce(${text}, 'null')` : text
}

/** Between quotation marks, without escapes: for values whose form needs none. */
function quoted(property: Property, text: Sql): readonly JsonPiece[] {
  return isNullable(property) ? [sql`coalesce('"' || ${text} || '"', 'null')`] : ['"', text, '"']
}

/** The text `toIsoDuration` makes. */
function toDurationText(column: Sql): Sql {
  const sign = sql`CASE WHEN ${column} < 0 THEN '-' ELSE '' END`
  const rest = sql`abs(${column}) % 1000`
  const fraction = sql`rtrim(lpad((${rest})::text, 3, '0'), '0')`
  const places = sql`CASE ${rest} WHEN 0 THEN '' ELSE '.' || ${fraction} END`
  return sql`(${sign} || 'PT' || (abs(${column}) / 1000) || ${places} || 'S')`
}
