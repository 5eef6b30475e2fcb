import { sql } from 'kysely'
import type { Model } from '../../../declaration/resource/model.ts'
import type { Sql } from '../sql/dialect.ts'

const steps = 2000
const countedAtMost = 20_000
// Steps of the golden ratio, taken round a circle, never crowd anywhere; and they are the same each time, so that the
// same rows give the same answer.
const golden = 0.6180339887498949

/**
 * Counts the rows of a table that is not long. Of a long one, looks at the row that follows each of some places between the
 * first and the last id: the part of them that fulfils the condition is that of all rows, whose number the server knows
 * about. Ids that are texts have no places between them: there the first rows stand for all.
 */
export function toEstimate(model: Model, condition: Sql): Sql {
  const table = sql.id(model.table)
  const first = sql`SELECT 1 FROM ${table} LIMIT ${sql.lit(countedAtMost + 1)}`
  const isShort = sql`(SELECT count(*) FROM (${first}) AS "_first") <= ${sql.lit(countedAtMost)}`
  const counted = sql`SELECT count(*) FROM ${table} WHERE ${condition}`
  const total = sql`SELECT table_rows FROM information_schema.tables WHERE table_schema = database() AND table_name = ${sql.lit(model.table)}`
  return sql`SELECT CASE WHEN ${isShort} THEN (${counted}) ELSE round((${total}) * coalesce((${toShare(model, condition)}), 0)) END`
}

/** The part of a sample that fulfils a condition. */
function toShare(model: Model, condition: Sql): Sql {
  const table = sql.id(model.table)
  const share = sql`avg(CASE WHEN ${condition} THEN 1 ELSE 0 END)`
  if (model.idKind === 'text') {
    const id = sql.id(model.table, 'id')
    const some = sql`SELECT "id" FROM ${table} ORDER BY "id" LIMIT ${sql.lit(steps)}`
    return sql`SELECT ${share} FROM (${some}) AS "_some" JOIN ${table} ON ${id} = ${sql.id('_some', 'id')}`
  }
  const { toPlace, toId } = places[model.idKind]
  const ends = sql`SELECT ${toPlace(sql`min("id")`)} AS "low", ${toPlace(sql`max("id")`)} AS "high" FROM ${table}`
  const turn = sql`"n" * ${sql.lit(golden)}`
  const place = sql`"low" + CAST((${turn} - floor(${turn})) * ("high" - "low") AS unsigned)`
  const step = sql`SELECT 0 AS "n" UNION ALL SELECT "n" + 1 FROM "_step" WHERE "n" < ${sql.lit(steps - 1)}`
  const following = sql`(SELECT min("_next"."id") FROM ${table} AS "_next" WHERE "_next"."id" >= ${toId(place)})`
  return sql`WITH RECURSIVE "_step" AS (${step}), "_ends" AS (${ends}),
    "_some" AS (SELECT ${following} AS "id" FROM "_ends" CROSS JOIN "_step")
    SELECT ${share} FROM "_some" JOIN ${table} ON ${sql.id(model.table, 'id')} = ${sql.id('_some', 'id')}`
}

/** Ids as whole numbers, and back. UUIDs begin with twelve digits of time. */
const places = {
  integer: { toPlace: (id: Sql) => id, toId: (place: Sql) => place },
  uuid: {
    toPlace: (id: Sql) => sql`CAST(conv(concat(left(${id}, 8), substr(${id}, 10, 4)), 16, 10) AS unsigned)`,
    toId: (place: Sql) => {
      const digits = sql`lpad(lower(hex(${place})), 12, '0')`
      return sql`CONVERT(concat(left(${digits}, 8), '-', right(${digits}, 4)) USING ascii) COLLATE ascii_bin`
    },
  },
}
