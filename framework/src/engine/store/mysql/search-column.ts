import { sql } from 'kysely'
import type { Model } from '../../../declaration/resource/model.ts'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import type { Sql } from '../sql/dialect.ts'
import { toIdentifier } from '../sql/identifier.ts'
import { columnAt } from '../sql/property-of.ts'
import { compiler } from './compiler.ts'
import type { Schema } from './schema.ts'
import { defineWords } from './search-words.ts'
import type { Server } from './server.ts'

/** Names of resources and fields have no underscore: this belongs to no other resource. */
export const toSearchName = (searchedAs: string): string => toIdentifier(`${searchedAs}_search`)

export const searchColumnOf = ({ searchedAs }: Model): string => toSearchName(searchedAs)

// Another way to take texts apart needs another name: columns made by the old one are made anew then.
export const words = 'ninety_words_1'

/** A generated column of the words of a row: the database keeps it in step, whoever writes. */
export function defineSearchColumn(server: Server, searchedAs: string, columns: readonly string[]): Sql {
  const texts = columns.map((column, index) => defineWords(index + 1, sql.id(column)))
  const type = sql.raw(`longtext CHARACTER SET utf8mb4 COLLATE ${server.collation}`)
  const note = sql.lit(toSearchNote(columns))
  const made = sql`GENERATED ALWAYS AS (concat(${sql.join(texts)})) STORED COMMENT ${note}`
  return sql`${sql.id(toSearchName(searchedAs))} ${type} ${made}`
}

/** `FULLTEXT INDEX … (…)`. */
export function defineSearchIndex(table: string, searchedAs: string): Sql {
  const column = toSearchName(searchedAs)
  return sql`FULLTEXT INDEX ${sql.id(toSearchIndexName(table, searchedAs))} (${sql.id(column)})`
}

export const toSearchIndexName = (table: string, searchedAs: string): string =>
  toIdentifier(`${table}_${toSearchName(searchedAs)}_index`)

/** What the column says of itself. */
export const toSearchNote = (columns: readonly string[]): string =>
  `${words}: ${columns.join(', ')}`.slice(0, 1000)

export const searchedColumns = (model: Model): readonly string[] =>
  model.search.map((name) => columnAt(model, name))

/** Makes the column and its index anew where they are not there as declared. */
export async function createSearchColumn(schema: Schema, model: Model): Promise<void> {
  if (model.search.length === 0) return
  const column = searchColumnOf(model)
  const known = schema.columnsOf(model.table).get(column)
  const columns = searchedColumns(model)
  if (known?.note === toSearchNote(columns)) return
  const alter = (change: Sql) =>
    schema.query(sql`ALTER TABLE ${sql.id(model.table)} ${change}`.compile(compiler).sql)
  if (known !== undefined) {
    checkOwn(model, column, known.note)
    await alter(sql`DROP COLUMN ${sql.id(column)}`)
  }
  const added = defineSearchColumn(schema.server, model.searchedAs, columns)
  await alter(sql`ADD ${added}, ADD ${defineSearchIndex(model.table, model.searchedAs)}`)
}

/** What is dropped must be a column made here, and not one that somebody keeps under its name. */
function checkOwn(model: Model, column: string, note: string): void {
  if (note.startsWith('ninety_words_')) return
  const message = `needs a column ${column}, which something else in the table has`
  throw new DeclarationError([{ path: `${model.name}.search`, message, remedy: 'rename that' }])
}
