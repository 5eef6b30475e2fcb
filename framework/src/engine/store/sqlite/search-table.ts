// The full-text index of a table (https://sqlite.org/fts5.html), kept in step by triggers.
import type { Model } from '../../../declaration/resource/model.ts'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import { columnAt } from '../sql/property-of.ts'
import type { SqliteConnection } from './connection.ts'

/** Names of resources and fields have no underscore: these belong to no other resource, and are no words of FTS5. */
export const searchTableOf = ({ searchedAs }: Model): string => `${searchedAs}_search`
/** Named by columns, so that resources which call the same ones otherwise share an index. */
export const searchColumnOf = (model: Model, property: string): string => `_${columnAt(model, property)}`

/** A full-text index: what it is called after, and the columns of a table that it looks into. */
export interface SearchIndex {
  readonly name: string
  readonly table: string
  readonly columns: readonly string[]
  readonly hasCountedIds: boolean
}

const toSearchIndex = (model: Model): SearchIndex => ({
  name: model.searchedAs,
  table: model.table,
  columns: model.search.map((name) => columnAt(model, name)),
  hasCountedIds: model.idKind === 'integer',
})

/**
 * Makes the index of a table anew where it is not there as declared, and fills it. What was made is told by its text:
 * dropping the table, as to rebuild it, drops its triggers, and then the index is made anew as well.
 */
export function createSearchTable(connection: SqliteConnection, model: Model): void {
  if (model.search.length === 0) return
  const index = toSearchIndex(model)
  const objects = toSearchObjects(index)
  if (objects.every(({ name, text }) => findText(connection, name) === text)) return
  for (const object of objects) checkOwn(connection, model, object)
  for (const { name, kind } of objects.toReversed())
    connection.executeOnce(`DROP ${kind} IF EXISTS "${name}"`)
  for (const { text } of objects) connection.executeOnce(text)
  for (const text of toSearchFilling(index)) connection.executeOnce(text)
}

/** Something in the database that is made by a statement of its own. */
export interface SchemaObject {
  readonly kind: 'TABLE' | 'TRIGGER'
  readonly name: string
  readonly text: string
  /** What the text of any of its kind begins with. */
  readonly beginning: string
}

function findText(connection: SqliteConnection, name: string): unknown {
  return connection.one(connection.prepare('SELECT sql FROM sqlite_schema WHERE name = ?'), [name])?.[0]
}

/** What is dropped must be an index made here, and not a table that somebody keeps under its name. */
function checkOwn(connection: SqliteConnection, model: Model, { name, beginning }: SchemaObject): void {
  const known = findText(connection, name)
  if (known === undefined || String(known).startsWith(beginning)) return
  const message = `needs the name ${name}, which something else in the database has`
  throw new DeclarationError([{ path: `${model.name}.search`, message, remedy: 'rename that' }])
}

/**
 * An index of its own rows, and which of them is whose: the hidden row numbers of the table itself are not kept by
 * VACUUM or a dump.
 */
export function toSearchObjects(search: SearchIndex): SchemaObject[] {
  const { table, index, numbers, columns } = namesOf(search)
  const idType = search.hasCountedIds ? 'INTEGER' : 'TEXT'
  const numberOf = (row: 'NEW' | 'OLD') => `(SELECT "number" FROM ${numbers} WHERE "id" = ${row}."id")`
  const texts = search.columns.map((column) => `NEW."${column}"`).join(', ')
  const isChanged = search.columns.map((column) => `NEW."${column}" IS NOT OLD."${column}"`).join(' OR ')
  const changes = search.columns.map((column) => `"_${column}" = NEW."${column}"`).join(', ')
  const watched = search.columns.map((column) => `"${column}"`).join(', ')
  const defineTrigger = (event: string, moment: string, statements: string): SchemaObject => {
    const name = `${search.name}_search_${event}`
    const beginning = `CREATE TRIGGER "${name}" `
    return { kind: 'TRIGGER', name, beginning, text: `${beginning}${moment} BEGIN ${statements} END` }
  }
  const defineTable = (name: string, beginning: string, rest: string): SchemaObject => ({
    kind: 'TABLE',
    name,
    beginning,
    text: beginning + rest,
  })
  return [
    defineTable(
      `${search.name}_searched`,
      `CREATE TABLE ${numbers} ("number" INTEGER PRIMARY KEY, "id" `,
      `${idType} NOT NULL UNIQUE) STRICT`,
    ),
    defineTable(
      `${search.name}_search`,
      `CREATE VIRTUAL TABLE ${index} USING fts5(`,
      // Sizes of columns serve bm25 alone.
      `${columns}, "id" UNINDEXED, tokenize = 'unicode61 remove_diacritics 2 categories ''L* Nd''', columnsize = 0)`,
    ),
    defineTrigger(
      'inserted',
      `AFTER INSERT ON ${table}`,
      `INSERT INTO ${numbers} ("id") VALUES (NEW."id"); INSERT INTO ${index} (rowid, ${columns}, "id") VALUES (${numberOf('NEW')}, ${texts}, NEW."id");`,
    ),
    defineTrigger(
      'updated',
      `AFTER UPDATE OF ${watched} ON ${table} WHEN ${isChanged}`,
      `UPDATE ${index} SET ${changes} WHERE rowid = ${numberOf('NEW')};`,
    ),
    defineTrigger(
      'deleted',
      `AFTER DELETE ON ${table}`,
      `DELETE FROM ${index} WHERE rowid = ${numberOf('OLD')}; DELETE FROM ${numbers} WHERE "id" = OLD."id";`,
    ),
  ]
}

/** Statements that fill the index of a table that has rows. */
export function toSearchFilling(search: SearchIndex): readonly string[] {
  const { table, index, numbers, columns } = namesOf(search)
  const texts = search.columns.map((column) => `${table}."${column}"`).join(', ')
  return [
    `INSERT INTO ${numbers} ("id") SELECT "id" FROM ${table} ORDER BY "id"`,
    `INSERT INTO ${index} (rowid, ${columns}, "id") SELECT "number", ${texts}, ${table}."id" FROM ${numbers} JOIN ${table} ON ${table}."id" = ${numbers}."id" ORDER BY "number"`,
  ]
}

function namesOf({ name, table, columns }: SearchIndex) {
  return {
    table: `"${table}"`,
    index: `"${name}_search"`,
    numbers: `"${name}_searched"`,
    columns: columns.map((column) => `"_${column}"`).join(', '),
  }
}
