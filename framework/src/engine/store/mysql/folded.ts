import { sql } from 'kysely'
import type { Property } from '../../../declaration/resource/model.ts'
import { columnOf } from '../../../declaration/resource/column.ts'
import type { Sql } from '../sql/dialect.ts'
import { toIdentifier } from '../sql/identifier.ts'

/**
 * The bytes of a text, its ASCII letters small. LOWER knows the letters of all alphabets, but none besides ASCII in the
 * character set of Hebrew, which has no case: its letters are never looked at as such.
 */
export const fold = (text: Sql): Sql =>
  sql`CAST(LOWER(CONVERT(CAST(${text} AS BINARY) USING hebrew)) AS BINARY)`

/** The generated column beside a text without case, which indexes look at. */
export const toFoldedName = (column: string): string => toIdentifier(`${column}_folded`)

export const foldedColumnOf = (property: Property): string => toFoldedName(columnOf(property))
