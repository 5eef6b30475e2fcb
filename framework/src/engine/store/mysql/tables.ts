import { sql } from 'kysely'
import { columnOf } from '../../../declaration/resource/column.ts'
import type { Model, Property } from '../../../declaration/resource/model.ts'
import { Unavailable } from '../../../kernel/problem/catalogue.ts'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import type { ColumnForm } from '../sql/column-form.ts'
import { isNullable, type Sql } from '../sql/dialect.ts'
import { toIdentifier } from '../sql/identifier.ts'
import { propertyOf, referredBy } from '../sql/property-of.ts'
import { toIndexes, type Index } from '../sql/tables.ts'
import { toIndexedLength, toSizedForm } from './column-type.ts'
import { encodeValue } from './column-value.ts'
import { defineColumns } from './column.ts'
import { defineIndex, defineReference, defineTable, toText } from './definitions.ts'
import { isTooLong } from './failure.ts'
import type { Line } from './line.ts'
import { Schema } from './schema.ts'
import {
  createSearchColumn,
  defineSearchColumn,
  defineSearchIndex,
  searchedColumns,
} from './search-column.ts'
import type { Server } from './server.ts'
import { withinLimits } from './table-limits.ts'

// One process at a time: the others find what the first one made. An hour is enough for any table.
export const lock = `concat('ninety.', md5(database()))`
const longestWait = 3600

/** Makes the tables, columns and indexes that are missing, one after another; changes nothing that is there. */
export async function createTables(line: Line, server: Server, models: readonly Model[]): Promise<void> {
  // Its settings are for this alone.
  line.spoil()
  await line.query(
    `SET SESSION ${server.limitTime(0, longestWait * 1000)}, lock_wait_timeout = ${longestWait}`,
  )
  const [held] = await line.query(`SELECT get_lock(${lock}, ${longestWait})`)
  if (Number(held?.[0]) !== 1) throw new Unavailable({ headers: { 'retry-after': '1' } })
  try {
    // No word is left out of an index that is made now.
    await line.query('SET SESSION innodb_ft_enable_stopword = 0')
    const schema = await Schema.read(line, server)
    const made = new Set<string>()
    // Tables may refer to some that come after them; they have no rows that could refer to nothing.
    await line.query('SET SESSION foreign_key_checks = 0')
    for (const model of models) {
      if (made.has(model.table) || schema.columnsOf(model.table).size > 0) continue
      await withinLimits(model, () => schema.query(toTable(server, model)))
      made.add(model.table)
    }
    await line.query('SET SESSION foreign_key_checks = 1')
    const known = made.size === 0 ? schema : await Schema.read(line, server)
    for (const model of models) await withinLimits(model, () => extendTable(known, model))
  } finally {
    await line.query(`SELECT release_lock(${lock})`)
  }
}

function toTable(server: Server, model: Model): string {
  const properties = [...model.properties.values()].filter(({ name }) => name !== 'id')
  return defineTable(server, model.table, model.idKind, toColumns(model, properties), [
    ...toIndexes(model).map((index) => toIndex(model, index)),
    ...properties.flatMap((property) => toReference(model, property)),
    ...(model.search.length === 0
      ? []
      : [
          defineSearchColumn(server, model.searchedAs, searchedColumns(model)),
          defineSearchIndex(model.table, model.searchedAs),
        ]),
  ])
}

const toColumns = (model: Model, properties: readonly Property[]): [string, ColumnForm][] =>
  properties.map((property) => [columnOf(property), toSizedForm(model, property)])

const toIndex = (model: Model, { name, columns, unique }: Index): Sql =>
  defineIndex(
    name,
    toColumns(
      model,
      columns.map((each) => propertyOf(model, each)),
    ),
    unique,
  )

/** A reference to a resource that is no table is a plain column. */
function toReference(model: Model, property: Property): Sql[] {
  const target = referredBy(model, property)
  const { onDelete = 'restrict' } = property.definition
  return target === undefined
    ? []
    : [defineReference(model.table, columnOf(property), target.table, onDelete)]
}

/** Makes what a table that is there lacks. */
async function extendTable(schema: Schema, model: Model): Promise<void> {
  const columns = schema.columnsOf(model.table)
  for (const property of model.properties.values())
    if (!columns.has(columnOf(property))) await addColumn(schema, model, property)
  for (const index of toIndexes(model))
    if (!schema.hasIndex(model.table, toIdentifier(index.name))) await addIndex(schema, model, index)
  await createSearchColumn(schema, model)
}

/** Rows that are there take the default of a column that must have a value; the server would make one up. */
async function addColumn(schema: Schema, model: Model, property: Property): Promise<void> {
  const { definition } = property
  const isConstant = definition.hasDefault && typeof definition.default !== 'function'
  const initial = isConstant ? encodeValue(property, definition.default) : undefined
  const isGiven = isNullable(property) || initial !== undefined
  if (!isGiven && (await hasRows(schema, model))) {
    const path = `${model.name}.fields.${property.name}`
    const message = 'is new and must have a value, but the table has rows without one'
    throw new DeclarationError([
      { path, message, remedy: 'add .optional() or .default(…), or write a migration' },
    ])
  }
  const added = [
    ...defineColumns(schema.server, columnOf(property), toSizedForm(model, property), initial),
    ...toReference(model, property),
  ]
  await alter(schema, model, added)
  schema.columnsOf(model.table).set(columnOf(property), { type: '', note: '' })
}

async function hasRows(schema: Schema, model: Model): Promise<boolean> {
  return (await schema.query(toText(sql`SELECT 1 FROM ${sql.id(model.table)} LIMIT 1`))).length > 0
}

/** Texts that nothing looked at before are made as short as the index takes them. */
async function addIndex(schema: Schema, model: Model, index: Index): Promise<void> {
  const columns = schema.columnsOf(model.table)
  const long = index.columns
    .map((name) => propertyOf(model, name))
    .filter(({ kind }) => kind.column === 'text')
    .filter((property) => {
      const type = columns.get(columnOf(property))?.type ?? ''
      return type !== '' && !(lengthOf(type) <= toIndexedLength(model, property)!)
    })
  try {
    for (const property of long)
      for (const column of defineColumns(schema.server, columnOf(property), toSizedForm(model, property)))
        await schema.query(toText(sql`ALTER TABLE ${sql.id(model.table)} MODIFY COLUMN ${column}`))
  } catch (cause) {
    const path = `${model.name}.fields.${long[0]!.name}`
    const message = 'has an index now, but rows with texts that are too long for one'
    const fault = { path, message, remedy: 'shorten them, or leave the index away' }
    throw isTooLong(cause) ? Object.assign(new DeclarationError([fault]), { cause }) : cause
  }
  await alter(schema, model, [toIndex(model, index)])
}

/** Of `varchar(700)`. */
const lengthOf = (type: string): number => Number(/^varchar\((\d+)\)$/.exec(type)?.[1])

async function alter(schema: Schema, model: Model, added: readonly Sql[]): Promise<void> {
  const changes = sql.join(added.map((each) => sql`ADD ${each}`))
  await schema.query(toText(sql`ALTER TABLE ${sql.id(model.table)} ${changes}`))
}
