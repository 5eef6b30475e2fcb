// Searches by SQLite's FTS5 (https://sqlite.org/fts5.html).
import { sql } from 'kysely'
import type { Model } from '../../../declaration/resource/model.ts'
import type { Search, SearchTerm } from '../../../declaration/resource/query.ts'
import type { SearchDialect, Sql } from '../sql/dialect.ts'
import { searchColumnOf, searchTableOf } from './search-table.ts'

const found = '_found'

/** What FTS5 is asked for, and how well a row fits. */
export const sqliteSearch: SearchDialect = {
  encode: toMatch,
  isFound: (model, table, _search, slot) => {
    const index = sql.id(searchTableOf(model))
    return sql`${sql.id(table, 'id')} IN (SELECT "id" FROM ${index} WHERE ${index} MATCH ${slot})`
  },
  // The index leads: what it finds is looked up in the table, never the other way round.
  rank: (model, search, slot) => {
    const index = searchTableOf(model)
    const join = sql`${sql.id(model.table, 'id')} = ${sql.id(found, 'id')}`
    return {
      from: sql`${sql.id(index)} AS ${sql.id(found)} CROSS JOIN ${sql.id(model.table)} ON ${join}`,
      isFound: sql`${sql.id(found, index)} MATCH ${slot}`,
      rank: toRank(model, search),
    }
  },
}

/** `{_name _text} : ("green" AND "te" *)`; between quotation marks nothing is an operator. */
function toMatch(model: Model, { fields, terms }: Search): string {
  return `{${fields.map((name) => searchColumnOf(model, name)).join(' ')}} : (${terms.map(toPhrase).join(' AND ')})`
}

const toPhrase = ({ words, isPrefix }: SearchTerm): string =>
  `"${words.join(' ').replaceAll('"', '')}"${isPrefix ? ' *' : ''}`

/**
 * The sum of what each field contributes: the more of its words are found the more, and the shorter it is; a field
 * declared earlier weighs more. FTS5's own bm25 looks at all rows and fields: it would tell of those that are hidden,
 * and change with every write, so that nobody could go on paging.
 */
function toRank(model: Model, { fields }: Search): Sql {
  const parts = fields.map((name) => toPart(model, name, 1 / (model.search.indexOf(name) + 1)))
  return sql`CAST(1000000 * (${sql.join(parts, sql` + `)}) AS INTEGER)`
}

/** Of `hits` words found in a text: `hits / (hits + damping)`, which is turned round so that they are counted once. */
function toPart(model: Model, name: string, weight: number): Sql {
  const text = sql.id(found, searchColumnOf(model, name))
  const index = sql.id(found, searchTableOf(model))
  const marked = sql`highlight(${index}, ${sql.lit(model.search.indexOf(name))}, '.', '')`
  const hits = sql`length(${marked}) - length(${text})`
  const damping = sql`(2 + length(${text}) / 64.0)`
  return sql`coalesce(${sql.lit(weight)} * (1 - ${damping} / (${hits} + ${damping})), 0)`
}
