import { sql } from 'kysely'
import type { Comparison, Condition, Operator } from '../../../declaration/condition/condition.ts'
import type { Model, ModelRelation, Property } from '../../../declaration/resource/model.ts'
import type { Compilation } from './compilation.ts'
import { columnIn, isNullable, type Sql } from './dialect.ts'
import { allOf, anyOf, isFalse, isTrue } from './fragment.ts'
import { toOperand } from './operand.ts'
import { columnAt, propertyOf, relationOf } from './property-of.ts'
import type { Shape } from './shape.ts'

/** Adds a condition to a shape, and its values in the order `compileCondition` asks for them. */
export function shapeCondition(shape: Shape, model: Model, condition: Condition): void {
  switch (condition.kind) {
    case 'constant':
      shape.key += condition.value ? 'T' : 'F'
      return
    case 'and':
    case 'or':
      shape.key += condition.kind === 'and' ? '&(' : '|('
      for (const each of condition.of) shapeCondition(shape, model, each)
      shape.key += ')'
      return
    case 'not':
      shape.key += '!'
      shapeCondition(shape, model, condition.of)
      return
    case 'some':
      shape.key += `?${condition.relation}(`
      shapeCondition(shape, relationOf(model, condition.relation).target, condition.of)
      shape.key += ')'
      return
    case 'compare':
      shapeComparison(shape, model, condition)
  }
}

function shapeComparison(shape: Shape, model: Model, comparison: Comparison): void {
  const { field, operator, collation } = comparison
  const operand = toOperand(shape.dialect, propertyOf(model, field), comparison)
  switch (operand.kind) {
    case 'certain':
      shape.key += operand.value ? 'T' : 'F'
      return
    case 'none':
      shape.key += comparison.value === true ? `${field} null,` : `${field} set,`
      return
    case 'one':
      shape.bind(operand.value)
      break
    case 'two':
      shape.bind(operand.low)
      shape.bind(operand.high)
  }
  shape.key += collation === undefined ? `${field} ${operator},` : `${field} ${operator} ${collation},`
}

/**
 * A condition as SQL, with the result of `matches`: it may be NULL where that is false, which WHERE and CASE take alike,
 * and which `not` sees to.
 * @param table name or alias of the table whose rows are judged
 */
export function compileCondition(
  compilation: Compilation,
  model: Model,
  table: string,
  condition: Condition,
): Sql {
  switch (condition.kind) {
    case 'constant':
      return condition.value ? isTrue : isFalse
    case 'and':
      return allOf(condition.of.map((each) => compileCondition(compilation, model, table, each)))
    case 'or':
      return anyOf(condition.of.map((each) => compileCondition(compilation, model, table, each)))
    case 'not':
      return sql`((${compileCondition(compilation, model, table, condition.of)}) IS NOT TRUE)`
    case 'some': {
      const relation = relationOf(model, condition.relation)
      const alias = compilation.nextAlias()
      const { from, on } = joinRelation(compilation, model, relation, table, alias)
      const inner = compileCondition(compilation, relation.target, alias, condition.of)
      return sql`EXISTS (SELECT 1 FROM ${from} WHERE ${on} AND ${inner})`
    }
    case 'compare':
      return compileComparison(compilation, model, table, condition)
  }
}

/** The rows of a relation of a model: where they stand, and how they are told to belong to the row of the outer table. */
export function joinRelation(
  compilation: Compilation,
  model: Model,
  relation: ModelRelation,
  outer: string,
  alias: string,
): { readonly from: Sql; readonly on: Sql } {
  const target = sql`${sql.id(relation.target.table)} AS ${sql.id(alias)}`
  switch (relation.kind) {
    case 'one':
      return {
        from: target,
        on: sql`${sql.id(alias, 'id')} = ${sql.id(outer, columnAt(model, relation.field))}`,
      }
    case 'many':
      return {
        from: target,
        on: sql`${sql.id(alias, columnAt(relation.target, relation.field))} = ${sql.id(outer, 'id')}`,
      }
    case 'links': {
      const link = compilation.nextAlias()
      const through = sql`${sql.id(relation.through.table)} AS ${sql.id(link)}`
      return {
        from: sql`${through} JOIN ${target} ON ${sql.id(alias, 'id')} = ${sql.id(link, columnAt(relation.through, relation.far))}`,
        on: sql`${sql.id(link, columnAt(relation.through, relation.near))} = ${sql.id(outer, 'id')}`,
      }
    }
  }
}

function compileComparison(
  compilation: Compilation,
  model: Model,
  table: string,
  comparison: Comparison,
): Sql {
  const property = propertyOf(model, comparison.field)
  const operand = toOperand(compilation.dialect, property, comparison)
  const column = columnIn(table, property)
  switch (operand.kind) {
    case 'certain':
      return operand.value ? isTrue : isFalse
    case 'none':
      return comparison.value === true ? sql`${column} IS NULL` : sql`${column} IS NOT NULL`
    case 'two': {
      const { dialect } = compilation
      const { collation } = comparison
      const [low, high] = [compilation.nextSlot(), compilation.nextSlot()].map((slot) =>
        dialect.collateValue(property, slot, collation),
      )
      return sql`${dialect.collate(property, table, collation)} BETWEEN ${low} AND ${high}`
    }
    case 'one':
      return compileOperator(compilation, property, table, comparison)
  }
}

const symbols: Readonly<Partial<Record<Operator, Sql>>> = {
  eq: sql`=`,
  ne: sql`<>`,
  lt: sql`<`,
  lte: sql`<=`,
  gt: sql`>`,
  gte: sql`>=`,
}

function compileOperator(
  compilation: Compilation,
  property: Property,
  table: string,
  { operator, collation }: Comparison,
): Sql {
  const { dialect } = compilation
  const column = columnIn(table, property)
  const slot = compilation.nextSlot()
  const symbol = symbols[operator]
  if (symbol === undefined && operator !== 'in' && operator !== 'nin')
    return dialect.isLike(property, column, slot)
  const isMatch =
    symbol === undefined
      ? dialect.isListed(property, table, slot, collation)
      : sql`${dialect.collate(property, table, collation)} ${symbol} ${dialect.collateValue(property, slot, collation)}`
  if (operator === 'nin') return orAbsent(property, column, sql`NOT ${isMatch}`)
  return operator === 'ne' ? orAbsent(property, column, isMatch) : isMatch
}

function orAbsent(property: Property, column: Sql, condition: Sql): Sql {
  return isNullable(property) ? sql`(${condition} OR ${column} IS NULL)` : condition
}
