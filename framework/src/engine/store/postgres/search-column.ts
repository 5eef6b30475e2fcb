import type { Model } from '../../../declaration/resource/model.ts'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import { columnAt } from '../sql/property-of.ts'
import { searchWords } from '../sql/search-words.ts'
import { toIdentifier } from '../sql/identifier.ts'
import type { Schema } from './schema.ts'
import { defineWords } from './search-words.ts'

/** Names of resources and fields have no underscore: this belongs to no other resource. */
export const toSearchName = (searchedAs: string): string => toIdentifier(`${searchedAs}_search`)

export const searchColumnOf = ({ searchedAs }: Model): string => toSearchName(searchedAs)

/** The column of the words of a row. */
export interface SearchColumn {
  readonly name: string
  readonly index: string
  /** What it is made of, kept as its comment. */
  readonly note: string
  readonly definition: string
  readonly comment: string
  readonly indexing: string
}

/**
 * A generated column of the words of a row, and its index: the database keeps both in step, whoever writes.
 * @param words the function that takes texts apart
 */
export function toSearchColumn(
  table: string,
  searchedAs: string,
  columns: readonly string[],
  words = searchWords,
): SearchColumn {
  const name = toSearchName(searchedAs)
  const searched = columns.map((column) => `"${column}"`).join(', ')
  const index = toIdentifier(`${table}_${name}_index`)
  const note = `${words}: ${searched}`
  return {
    name,
    index,
    note,
    definition: `ALTER TABLE "${table}" ADD COLUMN "${name}" tsvector GENERATED ALWAYS AS (${words}(${searched})) STORED`,
    comment: `COMMENT ON COLUMN "${table}"."${name}" IS '${note}'`,
    indexing: `CREATE INDEX "${index}" ON "${table}" USING gin ("${name}")`,
  }
}

/** Makes the search column of a model anew where it is not there as declared. */
export async function createSearchColumn(schema: Schema, model: Model): Promise<void> {
  if (model.search.length === 0) return
  await schema.make(searchWords, defineWords())
  const columns = schema.columnsOf(model.table)
  const searched = model.search.map((name) => columnAt(model, name))
  const { name, note, definition, comment, indexing } = toSearchColumn(
    model.table,
    model.searchedAs,
    searched,
  )
  const known = columns.get(name)
  if (known === note) return
  if (known !== undefined) {
    checkOwn(model, name, known)
    await schema.query(`ALTER TABLE "${model.table}" DROP COLUMN "${name}"`)
  }
  for (const text of [definition, comment, indexing]) await schema.query(text)
  columns.set(name, note)
}

/** What is dropped must be a column made here, and not one that somebody keeps under its name. */
function checkOwn(model: Model, column: string, note: string): void {
  if (note.startsWith('ninety_words_')) return
  const message = `needs a column ${column}, which something else in the table has`
  throw new DeclarationError([{ path: `${model.name}.search`, message, remedy: 'rename that' }])
}
