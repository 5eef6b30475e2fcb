import type { Model } from '../../../declaration/resource/model.ts'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import { columnAt } from '../sql/property-of.ts'
import { toIdentifier } from '../sql/identifier.ts'
import type { Schema } from './schema.ts'
import { defineWords } from './search-words.ts'

/** Names of resources and fields have no underscore: this belongs to no other resource. */
export const searchColumnOf = ({ searchedAs }: Model): string => toIdentifier(`${searchedAs}_search`)

// Another way to take texts apart needs another name: columns made by the old one are made anew then.
const words = 'ninety_words_2'

/** A generated column of the words of a row, and its index: the database keeps both in step, whoever writes. */
export async function createSearchColumn(schema: Schema, model: Model): Promise<void> {
  if (model.search.length === 0) return
  await schema.make(words, defineWords(words, await findCollation(schema)))
  const columns = schema.columnsOf(model.table)
  const column = searchColumnOf(model)
  const searched = model.search.map((name) => `"${columnAt(model, name)}"`).join(', ')
  const note = `${words}: ${searched}`
  const known = columns.get(column)
  if (known === note) return
  const table = `"${model.table}"`
  if (known !== undefined) {
    checkOwn(model, column, known)
    await schema.query(`ALTER TABLE ${table} DROP COLUMN "${column}"`)
  }
  const vector = `tsvector GENERATED ALWAYS AS (${words}(${searched})) STORED`
  const index = toIdentifier(`${model.table}_${column}_index`)
  await schema.query(`ALTER TABLE ${table} ADD COLUMN "${column}" ${vector}`)
  await schema.query(`COMMENT ON COLUMN ${table}."${column}" IS '${note}'`)
  await schema.query(`CREATE INDEX "${index}" ON ${table} USING gin ("${column}")`)
  columns.set(column, note)
}

/** What is dropped must be a column made here, and not one that somebody keeps under its name. */
function checkOwn(model: Model, column: string, note: string): void {
  if (note.startsWith('ninety_words_')) return
  const message = `needs a column ${column}, which something else in the table has`
  throw new DeclarationError([{ path: `${model.name}.search`, message, remedy: 'rename that' }])
}

/** ICU knows the letters of all alphabets, and nearly every server has it; others know those of their locale. */
async function findCollation(schema: Schema): Promise<string> {
  const found = await schema.query(`SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'`)
  return found.length === 0 ? '"default"' : '"und-x-icu"'
}
