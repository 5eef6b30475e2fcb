import { sql } from 'kysely'
import type { Condition } from '../../../declaration/condition/condition.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import type { CountOptions } from '../../../declaration/resource/query.ts'
import type { Compilation } from './compilation.ts'
import { compileCondition } from './condition.ts'
import type { Sql } from './dialect.ts'
import { compileMeant, shapeMeant } from './search.ts'
import type { Shape } from './shape.ts'

export function shapeCount(
  shape: Shape,
  model: Model,
  where: Condition,
  { search, atMost }: CountOptions,
): void {
  shapeMeant(shape, model, { where, search })
  if (atMost === undefined) return
  shape.key += 'at most'
  shape.bind(atMost)
}

export function compileCount(
  compilation: Compilation,
  model: Model,
  where: Condition,
  { search, atMost }: CountOptions,
): Sql {
  const meant = compileMeant(compilation, model, { where, search })
  const rows = sql`FROM ${meant.from} WHERE ${meant.where}`
  if (atMost === undefined) return sql`SELECT count(*) ${rows}`
  const first = sql`SELECT 1 ${rows} ${compilation.dialect.limit(compilation.nextSlot())}`
  return sql`SELECT count(*) FROM (${first}) AS ${sql.id(compilation.nextAlias())}`
}

export function compileEstimate(compilation: Compilation, model: Model, where: Condition): Sql {
  const condition = compileCondition(compilation, model, model.table, where)
  return compilation.dialect.estimate(model, condition)
}
