import { sql } from 'kysely'
import type { Condition } from '../../../declaration/condition/condition.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import type { CountOptions } from '../../../declaration/resource/query.ts'
import type { Compilation } from './compilation.ts'
import { compileCondition, shapeCondition } from './condition.ts'
import type { Sql } from './dialect.ts'
import { allOf } from './fragment.ts'
import { compileSearch, shapeSearch } from './search.ts'
import type { Shape } from './shape.ts'

export function shapeCount(
  shape: Shape,
  model: Model,
  where: Condition,
  { search, atMost }: CountOptions,
): void {
  shapeCondition(shape, model, where)
  shapeSearch(shape, model, search)
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
  const condition = compileCondition(compilation, model, model.table, where)
  const { from, isFound } = compileSearch(compilation, model, search)
  const rows = sql`FROM ${from} WHERE ${search === undefined ? condition : allOf([isFound, condition])}`
  if (atMost === undefined) return sql`SELECT count(*) ${rows}`
  const first = sql`SELECT 1 ${rows} ${compilation.dialect.limit(compilation.nextSlot())}`
  return sql`SELECT count(*) FROM (${first}) AS ${sql.id(compilation.nextAlias())}`
}

export function compileEstimate(compilation: Compilation, model: Model, where: Condition): Sql {
  const condition = compileCondition(compilation, model, model.table, where)
  return compilation.dialect.estimate(model.table, condition)
}
