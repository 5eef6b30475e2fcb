import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model, Property } from '../../../declaration/resource/model.ts'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import { toColumnForm, type ColumnForm } from '../sql/column-form.ts'
import { propertyOf, referredBy } from '../sql/property-of.ts'
import { toIndexes } from '../sql/tables.ts'
import { encodeValue } from './column-value.ts'
import { defineColumn, defineIndex, defineReference, defineTable } from './definitions.ts'
import { defineEmptiedTrigger, defineGrowth, growth, toEmptiedName } from './emptied-trigger.ts'
import { toIdentifier } from '../sql/identifier.ts'
import type { Line } from './line.ts'
import { Schema } from './schema.ts'
import { createSearchColumn } from './search-column.ts'

// One process at a time: the others find what the first one made.
const lock = `SELECT pg_advisory_xact_lock(hashtext('ninety'), hashtext(current_schema()))`

/** Makes the tables, columns, indexes and triggers that are missing, all or none; changes nothing that is there. */
export async function createTables(line: Line, models: readonly Model[]): Promise<void> {
  await line.query(
    'BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0',
  )
  try {
    await line.query(lock)
    const schema = await Schema.read(line)
    const references: string[] = []
    for (const model of models) references.push(...(await createTable(schema, model)))
    for (const reference of references) await schema.query(reference)
    for (const model of models) await createIndexes(schema, model)
    await line.query('COMMIT')
  } catch (error) {
    await line.query('ROLLBACK').catch(() => line.spoil())
    throw error
  }
}

/** Makes a table or its missing columns, and gives the constraints to be made when all tables are there. */
async function createTable(schema: Schema, model: Model): Promise<string[]> {
  const columns = schema.columnsOf(model.table)
  const properties = [...model.properties.values()].filter(({ name }) => name !== 'id')
  const isNew = columns.size === 0
  const missing = properties.filter((property) => !columns.has(columnOf(property)))
  if (isNew) await schema.query(defineTable(model.table, model.idKind, toColumns(properties)))
  else for (const property of missing) await addColumn(schema, model, property)
  for (const property of missing) columns.set(columnOf(property), '')
  return missing.flatMap((property) => toReference(model, property))
}

const toColumns = (properties: readonly Property[]): [string, ColumnForm][] =>
  properties.map((property) => [columnOf(property), toColumnForm(property)])

/** Rows that are there take the default of a column that must have a value. */
async function addColumn(schema: Schema, model: Model, property: Property): Promise<void> {
  const { definition } = property
  const isConstant = definition.hasDefault && typeof definition.default !== 'function'
  const initial = isConstant ? encodeValue(property, definition.default) : undefined
  const form = toColumnForm(property)
  try {
    await schema.query(defineColumn(model.table, columnOf(property), form, initial))
  } catch (error) {
    const path = `${model.name}.fields.${property.name}`
    const message = 'is new and must have a value, but the table has rows without one'
    const fault = { path, message, remedy: 'add .optional() or .default(…), or write a migration' }
    throw form.nullable ? error : Object.assign(new DeclarationError([fault]), { cause: error })
  }
}

/** A reference to a resource that is no table is a plain column. */
function toReference(model: Model, property: Property): string[] {
  const target = referredBy(model, property)
  const { onDelete = 'restrict' } = property.definition
  return target === undefined
    ? []
    : [defineReference(model.table, columnOf(property), target.table, onDelete)]
}

async function createIndexes(schema: Schema, model: Model): Promise<void> {
  for (const { name, columns: names, unique } of toIndexes(model)) {
    const columns = toColumns(names.map((each) => propertyOf(model, each)))
    await schema.make(toIdentifier(name), defineIndex(model.table, name, columns, unique))
  }
  await createTriggers(schema, model)
  await createSearchColumn(schema, model)
}

async function createTriggers(schema: Schema, model: Model): Promise<void> {
  for (const property of model.properties.values()) {
    if (property.definition.onDelete !== 'setNull' || referredBy(model, property) === undefined) continue
    await schema.make(growth, defineGrowth())
    const column = columnOf(property)
    await schema.make(toEmptiedName(model.table, column), defineEmptiedTrigger(model.table, column))
  }
}
