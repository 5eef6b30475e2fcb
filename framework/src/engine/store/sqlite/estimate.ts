import { sql } from 'kysely'
import type { Model } from '../../../declaration/resource/model.ts'
import type { Sql } from '../sql/dialect.ts'

const steps = 2000
// Steps of the golden ratio, taken round a circle, never crowd anywhere; and they are the same each time, so that the
// same rows give the same answer.
const golden = 0.6180339887498949

/**
 * Looks for a row at each of some places between the first and the last row number: as many of them as have a row that
 * fulfils the condition, so much of all the numbers has one.
 */
export function toEstimate({ table }: Model, condition: Sql): Sql {
  const name = sql.id(table)
  // A field may be called rowid, but not this.
  const number = sql`${name}."_rowid_"`
  const ends = sql`SELECT (SELECT min(${number}) FROM ${name}) AS "low", (SELECT max(${number}) FROM ${name}) AS "high"`
  const turn = sql`"n" * ${sql.lit(golden)}`
  const place = sql`"low" + CAST((${turn} - CAST(${turn} AS INTEGER)) * ("high" - "low" + 1) AS INTEGER)`
  const step = sql`SELECT 0 AS "n" UNION ALL SELECT "n" + 1 FROM "_step" WHERE "n" < ${sql.lit(steps - 1)}`
  const share = sql`count(*) * ("high" - "low" + 1.0) / ${sql.lit(steps)}`
  return sql`WITH RECURSIVE "_step" AS (${step}), "_ends" AS (${ends})
    SELECT CAST(round(coalesce(${share}, 0)) AS INTEGER) FROM "_ends" CROSS JOIN "_step" CROSS JOIN ${name} ON ${number} = ${place} WHERE ${condition}`
}
