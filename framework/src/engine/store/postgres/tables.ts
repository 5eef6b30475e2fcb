import { sql } from 'kysely'
import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model, Property } from '../../../declaration/resource/model.ts'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import { collationOf, isNullable } from '../sql/dialect.ts'
import { propertyOf, referredBy } from '../sql/property-of.ts'
import { toIndexes, type Index } from '../sql/tables.ts'
import { toColumnType } from './column-type.ts'
import { encodeValue } from './column-value.ts'
import { compiler, toCollated } from './dialect.ts'
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
  if (isNew) await schema.query(toTable(model, properties))
  else for (const property of missing) await addColumn(schema, model, property)
  for (const property of missing) columns.set(columnOf(property), '')
  return missing.flatMap((property) => toReference(model, property))
}

function toTable(model: Model, properties: readonly Property[]): string {
  const idType = toColumnType(propertyOf(model, 'id'))
  let table = compiler.schema
    .createTable(model.table)
    .addColumn('id', idType as never, (column) =>
      model.idKind === 'integer' ? column.generatedByDefaultAsIdentity() : column.notNull(),
    )
    .addPrimaryKeyConstraint(toIdentifier(`${model.table}_pkey`), ['id'] as never)
    .addColumn('version', 'integer', (column) => column.notNull())
  for (const property of properties) {
    table = table.addColumn(columnOf(property), toColumnType(property) as never, (column) =>
      isNullable(property) ? column : column.notNull(),
    )
  }
  return table.compile().sql
}

/** Rows that are there take the default of a column that must have a value. */
async function addColumn(schema: Schema, model: Model, property: Property): Promise<void> {
  const { definition } = property
  const isConstant = definition.hasDefault && typeof definition.default !== 'function'
  const initial = isConstant ? encodeValue(property, definition.default) : undefined
  const { sql: text } = compiler.schema
    .alterTable(model.table)
    .addColumn(columnOf(property), toColumnType(property) as never, (column) => {
      if (isNullable(property)) return column
      return initial === undefined ? column.notNull() : column.notNull().defaultTo(sql.lit(initial))
    })
    .compile()
  try {
    await schema.query(text)
  } catch (error) {
    const path = `${model.name}.fields.${property.name}`
    const message = 'is new and must have a value, but the table has rows without one'
    const fault = { path, message, remedy: 'add .optional() or .default(…), or write a migration' }
    throw isNullable(property) ? error : Object.assign(new DeclarationError([fault]), { cause: error })
  }
}

const actions = { restrict: 'RESTRICT', cascade: 'CASCADE', setNull: 'SET NULL' } as const

/** A reference to a resource that is no table is a plain column. */
function toReference(model: Model, property: Property): string[] {
  const target = referredBy(model, property)
  if (target === undefined) return []
  const { onDelete = 'restrict' } = property.definition
  const column = columnOf(property)
  const name = toIdentifier(`${model.table}_${column}_fkey`)
  return [
    `ALTER TABLE "${model.table}" ADD CONSTRAINT "${name}" FOREIGN KEY ("${column}") REFERENCES "${target.table}" ("id") ON DELETE ${actions[onDelete]}`,
  ]
}

async function createIndexes(schema: Schema, model: Model): Promise<void> {
  for (const index of toIndexes(model)) {
    const name = toIdentifier(index.name)
    await schema.make(name, toIndex(model, index, name))
  }
  await createTriggers(schema, model)
  await createSearchColumn(schema, model)
}

function toIndex(model: Model, { columns, unique }: Index, name: string): string {
  const expressions = columns.map((each) => {
    const property = propertyOf(model, each)
    return toCollated(property, undefined, collationOf(property))
  })
  const index = compiler.schema
    .createIndex(name)
    .on(model.table)
    .expression(sql.join(expressions) as never)
  return (unique ? index.unique() : index).compile().sql
}

const grow = 'ninety_grow_version'

/** A reference emptied because its row was deleted is a change of the row: its version must grow. */
async function createTriggers(schema: Schema, model: Model): Promise<void> {
  for (const property of model.properties.values()) {
    if (property.definition.onDelete !== 'setNull' || referredBy(model, property) === undefined) continue
    await schema.make(
      grow,
      `CREATE FUNCTION ${grow}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW."version" := OLD."version" + 1; RETURN NEW; END'`,
    )
    const column = columnOf(property)
    const name = toIdentifier(`${model.table}_${column}_emptied`)
    const isEmptied = `NEW."version" = OLD."version" AND OLD."${column}" IS NOT NULL AND NEW."${column}" IS NULL`
    await schema.make(
      name,
      `CREATE TRIGGER "${name}" BEFORE UPDATE OF "${column}" ON "${model.table}" FOR EACH ROW WHEN (${isEmptied}) EXECUTE FUNCTION ${grow}()`,
    )
  }
}
