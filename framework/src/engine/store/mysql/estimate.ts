import { sql } from 'kysely'
import type { Model } from '../../../declaration/resource/model.ts'
import type { Sql } from '../sql/dialect.ts'

const countedAtMost = 20_000
const sampled = 1000

/**
 * Counts the rows of a table that is not long. Of a long one, looks at the first and the last ones in the order of ids, always
 * the same while the table stays as it is: the part of them that fulfils the condition is that of all rows, whose
 * number the server knows about. Neither server can jump to places in between by an index.
 */
export function toEstimate({ table: name }: Model, condition: Sql): Sql {
  const table = sql.id(name)
  const first = sql`SELECT 1 FROM ${table} LIMIT ${sql.lit(countedAtMost + 1)}`
  const isShort = sql`(SELECT count(*) FROM (${first}) AS "_first") <= ${sql.lit(countedAtMost)}`
  const counted = sql`SELECT count(*) FROM ${table} WHERE ${condition}`
  const total = sql`SELECT table_rows FROM information_schema.tables WHERE table_schema = database() AND table_name = ${sql.lit(name)}`
  const end = (direction: Sql) =>
    sql`(SELECT "id" FROM ${table} ORDER BY "id" ${direction} LIMIT ${sql.lit(sampled)})`
  const some = sql`(${end(sql`ASC`)} UNION ALL ${end(sql`DESC`)}) AS "_some"`
  const share = sql`SELECT avg(CASE WHEN ${condition} THEN 1 ELSE 0 END) FROM ${some} JOIN ${table} ON ${sql.id(name, 'id')} = ${sql.id('_some', 'id')}`
  return sql`SELECT CASE WHEN ${isShort} THEN (${counted}) ELSE round((${total}) * coalesce((${share}), 0)) END`
}
