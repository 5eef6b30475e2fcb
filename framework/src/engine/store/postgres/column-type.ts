import { sql } from 'kysely'
import type { ColumnForm } from '../sql/column-form.ts'
import type { Sql } from '../sql/dialect.ts'

// Digits a decimal may have. Declarations say how many are taken in; the column says how many stand after the point.
const precision = 38

/**
 * The type of a column. Text is compared byte by byte, as everywhere else. JSON keeps its text: what was written comes
 * back, members in their order, characters that `jsonb` refuses included.
 */
export function toColumnType({ type, scale = 2 }: Pick<ColumnForm, 'type' | 'scale'>): Sql {
  switch (type) {
    case 'text':
      return sql`text COLLATE "C"`
    case 'integer':
    case 'duration':
      return sql`bigint`
    case 'real':
      return sql`double precision`
    case 'boolean':
      return sql`boolean`
    case 'decimal':
      return sql`numeric(${sql.lit(precision)}, ${sql.lit(scale)})`
    case 'timestamp':
      return sql`timestamptz(3)`
    case 'date':
      return sql`date`
    case 'uuid':
      return sql`uuid`
    case 'json':
      return sql`json`
    case 'file':
      return sql`jsonb`
  }
}
