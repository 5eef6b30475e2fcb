// JSON text (RFC 8259) of SQLite's column values, made by SQLite.
import { sql } from 'kysely'
import type { Property } from '../../../declaration/resource/model.ts'
import type { Selection } from '../../../declaration/resource/query.ts'
import { isNullable, type JsonPiece, type Sql } from '../sql/dialect.ts'

/** The JSON text of a column's value; `null` where it has none. */
export function toColumnJson(property: Property, column: Sql, form: Selection['form']): readonly JsonPiece[] {
  const { kind, definition } = property
  switch (kind.column) {
    case 'text':
    case 'real':
      return [sql`json_quote(${column})`]
    case 'integer':
    case 'json':
    case 'file':
      return [orNull(property, column)]
    case 'boolean':
      return [orNull(property, sql`CASE ${column} WHEN 0 THEN 'false' WHEN 1 THEN 'true' END`)]
    case 'decimal': {
      const text = toDecimalText(column, definition.scale ?? 2)
      return form === 'wire' && definition.asNumber === true
        ? [orNull(property, text)]
        : quoted(property, text)
    }
    case 'duration':
      return quoted(property, toDurationText(column))
    case 'timestamp':
    case 'date':
    case 'uuid':
      return quoted(property, column)
  }
}

export function toFileJson(property: Property, column: Sql, url: Sql): readonly JsonPiece[] {
  return [orNull(property, sql`json_set(json_remove(${column}, '$.key'), '$.url', ${url})`)]
}

function orNull(property: Property, text: Sql): Sql {
  return isNullable(property) ? sql`coalesce(${text}, 'null')` : text
}

/** Between quotation marks, without escapes: for values whose form needs none. */
function quoted(property: Property, text: Sql): readonly JsonPiece[] {
  return isNullable(property) ? [sql`coalesce('"' || ${text} || '"', 'null')`] : ['"', text, '"']
}

function toDecimalText(column: Sql, scale: number): Sql {
  if (scale === 0) return column
  const unit = sql.lit(10 ** scale)
  const sign = sql`CASE WHEN ${column} < 0 THEN '-' ELSE '' END`
  const places = sql`substr(${sql.lit('0'.repeat(scale))} || (abs(${column}) % ${unit}), ${sql.lit(-scale)})`
  return sql`(${sign} || (abs(${column}) / ${unit}) || '.' || ${places})`
}

/** The text `toIsoDuration` makes. */
function toDurationText(column: Sql): Sql {
  const sign = sql`CASE WHEN ${column} < 0 THEN '-' ELSE '' END`
  const rest = sql`abs(${column}) % 1000`
  const fraction = sql`rtrim(substr('00' || (${rest}), -3), '0')`
  const places = sql`CASE ${rest} WHEN 0 THEN '' ELSE '.' || ${fraction} END`
  return sql`(${sign} || 'PT' || (abs(${column}) / 1000) || ${places} || 'S')`
}
