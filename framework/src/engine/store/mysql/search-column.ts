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
export const searchColumnOf = ({ searchedAs }: Model): string => toIdentifier(`${searchedAs}_search`)

// Another way to take texts apart needs another name: columns made by the old one are made anew then.
const words = 'ninety_words_1'

/** A generated column of the words of a row: the database keeps it in step, whoever writes. */
export function toSearchColumn(server: Server, model: Model): Sql {
  const texts = model.search.map((name, index) => defineWords(index + 1, sql.id(columnAt(model, name))))
  const type = sql.raw(`longtext CHARACTER SET utf8mb4 COLLATE ${server.collation}`)
  const made = sql`GENERATED ALWAYS AS (concat(${sql.join(texts)})) STORED COMMENT ${sql.lit(toNote(model))}`
  return sql`${sql.id(searchColumnOf(model))} ${type} ${made}`
}

/** `FULLTEXT INDEX … (…)`. */
export function toSearchIndex(model: Model): Sql {
  const column = searchColumnOf(model)
  return sql`FULLTEXT INDEX ${sql.id(toIdentifier(`${model.table}_${column}_index`))} (${sql.id(column)})`
}

const toNote = (model: Model): string =>
  `${words}: ${model.search.map((name) => columnAt(model, name)).join(', ')}`.slice(0, 1000)

/** Makes the column and its index anew where they are not there as declared. */
export async function createSearchColumn(schema: Schema, model: Model): Promise<void> {
  if (model.search.length === 0) return
  const column = searchColumnOf(model)
  const known = schema.columnsOf(model.table).get(column)
  if (known?.note === toNote(model)) return
  const alter = (change: Sql) =>
    schema.query(sql`ALTER TABLE ${sql.id(model.table)} ${change}`.compile(compiler).sql)
  if (known !== undefined) {
    checkOwn(model, column, known.note)
    await alter(sql`DROP COLUMN ${sql.id(column)}`)
  }
  await alter(sql`ADD ${toSearchColumn(schema.server, model)}, ADD ${toSearchIndex(model)}`)
}

/** What is dropped must be a column made here, and not one that somebody keeps under its name. */
function checkOwn(model: Model, column: string, note: string): void {
  if (note.startsWith('ninety_words_')) return
  const message = `needs a column ${column}, which something else in the table has`
  throw new DeclarationError([{ path: `${model.name}.search`, message, remedy: 'rename that' }])
}
