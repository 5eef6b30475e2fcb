import { sql } from 'kysely'
import type { Model } from '../../../declaration/resource/model.ts'
import type { Sql } from '../sql/dialect.ts'

const pages = 1000

/**
 * Counts the rows of some pages, always the same ones while the table stays as it is: all of a short table, of a long one
 * about as many as it has in a thousand pages.
 */
export function toEstimate({ table }: Model, condition: Sql): Sql {
  const name = sql.id(table)
  const size = sql`pg_relation_size(${sql.lit(`"${table}"`)}::regclass) / current_setting('block_size')::float8`
  const percent = sql`least(100, ${sql.lit(100 * pages)} / greatest(1, ${size}))`
  return sql`SELECT round(count(*) * 100 / ${percent})::bigint FROM ${name} TABLESAMPLE SYSTEM (${percent}) REPEATABLE (0) WHERE ${condition}`
}
