// Searches by FULLTEXT indexes of InnoDB (https://dev.mysql.com/doc/refman/8.0/en/fulltext-boolean.html,
// https://mariadb.com/kb/en/full-text-index-overview/).
import { sql } from 'kysely'
import type { Model } from '../../../declaration/resource/model.ts'
import type { Search, SearchTerm } from '../../../declaration/resource/query.ts'
import { columnAt } from '../sql/property-of.ts'
import type { SearchDialect, Sql } from '../sql/dialect.ts'
import { allOf, anyOf } from '../sql/fragment.ts'
import { searchColumnOf } from './search-column.ts'
import { toIndexedWords, toMarked } from './search-words.ts'

/**
 * The index gives the rows that have all of the words; which of them have the words in their order and in the fields asked
 * for, their column tells.
 */
export const indexedSearch: SearchDialect = createSearch((words, asked) => [
  sql`MATCH (${words}) AGAINST (${asked} IN BOOLEAN MODE)`,
])

/** The index knows nothing of a transaction before its end: within one, the columns of all rows are looked at. */
export const searchInTransaction: SearchDialect = createSearch(() => [])

function createSearch(narrow: (words: Sql, asked: Sql) => readonly Sql[]): SearchDialect {
  const isFound = (model: Model, table: string, search: Search, slot: Sql): Sql => {
    const words = sql.id(table, searchColumnOf(model))
    const terms = search.terms.map((_, term) =>
      anyOf(
        search.fields.map(
          (_name, field) => sql`instr(${words}, ${toPhraseAt(search, slot, term, field)}) > 0`,
        ),
      ),
    )
    return allOf([...narrow(words, toPart(slot, 0)), ...terms])
  }
  return {
    encode: (model, search) => JSON.stringify([toQuestion(model, search), ...toPhrases(model, search)]),
    toShape: ({ terms }) => `${terms.length} `,
    isFound,
    rank: (model, search, slot) => ({
      from: sql.id(model.table),
      isFound: isFound(model, model.table, search, slot),
      rank: toRank(model, search, slot),
    }),
  }
}

const numberOf = (model: Model, name: string): number => model.search.indexOf(name) + 1

/** `+(x1xgreen x2xgreen) +(x1xte* x2xte*)`: the words without their order. */
function toQuestion(model: Model, { fields, terms }: Search): string {
  return terms
    .flatMap(({ words, isPrefix }) => {
      const all = words.flatMap(toIndexedWords)
      return all.map((word, index) => {
        const end = isPrefix && index === all.length - 1 ? '*' : ''
        return `+(${fields.map((name) => toMarked(numberOf(model, name), word).trim() + end).join(' ')})`
      })
    })
    .join(' ')
}

/** What the column has of each term in each field: ` x1xgreen  x1xte`. */
const toPhrases = (model: Model, { fields, terms }: Search): string[] =>
  terms.flatMap((term) => fields.map((name) => toPhrase(numberOf(model, name), term)))

function toPhrase(field: number, { words, isPrefix }: SearchTerm): string {
  const marked = words.flatMap(toIndexedWords).map((word) => toMarked(field, word))
  // No text has a NUL in it: what has no words is nowhere.
  if (marked.length === 0) return '\0'
  return isPrefix ? marked.join('').trimEnd() : marked.join('')
}

const toPhraseAt = ({ fields }: Search, slot: Sql, term: number, field: number): Sql =>
  toPart(slot, 1 + term * fields.length + field)

const toPart = (slot: Sql, index: number): Sql =>
  sql`json_unquote(json_extract(${slot}, ${sql.lit(`$[${index}]`)}))`

/**
 * The sum of what each field contributes: the more of its words are found the more, and the shorter it is; a field
 * declared earlier weighs more. The score of MATCH looks at all rows.
 */
function toRank(model: Model, search: Search, slot: Sql): Sql {
  const words = sql.id(model.table, searchColumnOf(model))
  const parts = search.fields.map((name, field) => {
    const counts = search.terms.map((_, term) => {
      const phrase = toPhraseAt(search, slot, term, field)
      return sql`(char_length(${words}) - char_length(replace(${words}, ${phrase}, ''))) / char_length(${phrase})`
    })
    const hits = sql`(${sql.join(counts, sql` + `)})`
    const length = sql`coalesce(char_length(${sql.id(model.table, columnAt(model, name))}), 0)`
    return sql`${sql.lit(1 / numberOf(model, name))} * ${hits} / (${hits} + 2 + ${length} / 64)`
  })
  return sql`CAST(1000000 * (${sql.join(parts, sql` + `)}) AS signed)`
}
