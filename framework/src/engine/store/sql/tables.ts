import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely'
import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model, Property } from '../../../declaration/resource/model.ts'
import { toIdentifier } from './identifier.ts'
import { columnAt, referredBy } from './property-of.ts'
import { isNullable, type Bound, type Sql } from './dialect.ts'

/** An index of a table. */
export interface Index {
  readonly name: string
  readonly columns: readonly string[]
  readonly unique: boolean
}

const actions = { restrict: 'restrict', cascade: 'cascade', setNull: 'set null' } as const

/** How a column is declared. A reference to a resource that is no table is a plain column. */
export function defineColumn(
  column: ColumnDefinitionBuilder,
  model: Model,
  property: Property,
): ColumnDefinitionBuilder {
  const { onDelete = 'restrict' } = property.definition
  const target = referredBy(model, property)
  const declared = isNullable(property) ? column : column.notNull()
  return target === undefined
    ? declared
    : declared.references(`${target.table}.id`).onDelete(actions[onDelete])
}

/** Adds a column to a table that has rows: they take the default, for a column that must have a value. */
export function addColumn(
  kysely: Kysely<never>,
  model: Model,
  property: Property,
  type: Sql,
  initial: Bound | undefined,
): string {
  return kysely.schema
    .alterTable(model.table)
    .addColumn(columnOf(property), type as never, (column) => {
      const declared = defineColumn(column, model, property)
      return initial === undefined || isNullable(property) ? declared : declared.defaultTo(sql.lit(initial))
    })
    .compile().sql
}

export function createIndex(kysely: Kysely<never>, model: Model, { name, columns, unique }: Index): string {
  const index = kysely.schema
    .createIndex(name)
    .ifNotExists()
    .on(model.table)
    .columns(columns.map((each) => columnAt(model, each)))
  return (unique ? index.unique() : index).compile().sql
}

/**
 * The indexes of a table. Lists are newest first unless they say otherwise, so an index ends in `createdAt` and `id`
 * where the field itself gives no order worth having, and in `id` where it does. Such a field, an owner
 * for one, has an index for each declared order: without these, a filter that half of the rows pass costs sorting them
 * all. Other references are looked up far more often than they are sorted by.
 */
export function toIndexes(model: Model): Index[] {
  const groups = [
    ...model.unique,
    ...[...model.properties.values()].filter(({ definition }) => definition.unique).map(({ name }) => [name]),
  ]
  const plain = [
    ...(model.internal ? [] : [['createdAt', 'id']]),
    ...(model.filter.has('updatedAt') || model.sort.has('updatedAt') ? [['updatedAt', 'id']] : []),
    ...[...model.properties.values()].flatMap((property) => toPlainIndexes(model, property)),
  ]
  return [
    ...groups.map((columns) => ({ name: toName(model, columns, 'key'), columns, unique: true })),
    ...plain.map((columns) => ({ name: toName(model, columns, 'index'), columns, unique: false })),
  ]
}

/** The columns of an index by its name in a database; of one that only another resource of the same table knows, that tells. */
export function toIndexColumns(model: Model, name: string): string[] {
  const index = toIndexes(model).find((each) => toIdentifier(each.name) === name)
  if (index !== undefined) return index.columns.map((each) => columnAt(model, each))
  return name.startsWith(`${model.table}_`)
    ? name
        .slice(model.table.length + 1)
        .split('_')
        .slice(0, -1)
    : []
}

function toPlainIndexes(model: Model, { name, definition, kind, system }: Property): string[][] {
  const leadsGroup = model.internal && model.unique.some(([first]) => first === name)
  if (system || !definition.indexed || definition.unique || leadsGroup) return []
  const hasOrder = definition.kind !== 'reference' && kind.operators.includes('lt')
  if (hasOrder) return [[name, 'id']]
  const orders = definition.owner === true || definition.kind !== 'reference' ? [...model.sort] : []
  const others = orders.filter((order) => !['createdAt', 'id', name].includes(order))
  return [[name, 'createdAt', 'id'], ...others.map((order) => [name, order, 'id'])]
}

function toName(model: Model, columns: readonly string[], ending: 'key' | 'index'): string {
  return [model.table, ...columns.map((name) => columnAt(model, name)), ending].join('_')
}
