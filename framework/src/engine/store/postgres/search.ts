// Searches by PostgreSQL's own full-text index (https://www.postgresql.org/docs/current/textsearch.html).
import { sql } from 'kysely'
import type { Model } from '../../../declaration/resource/model.ts'
import type { Search, SearchTerm } from '../../../declaration/resource/query.ts'
import { columnAt } from '../sql/property-of.ts'
import type { SearchDialect, Sql } from '../sql/dialect.ts'
import { encodeList } from './column-value.ts'
import { searchColumnOf } from './search-column.ts'
import { toLexemes } from '../sql/search-words.ts'

const longestLexeme = 2000

/** What `tsvector` is asked for, and how well a row fits: a list of the whole question, and of what it is of each field. */
export const postgresSearch: SearchDialect = {
  encode: (model, { fields, terms }) => {
    const phrases = terms.map((term) => fields.map((name) => toPhrase(model, name, term)))
    if (phrases.some((each) => each.includes(undefined))) return encodeList([null])
    const whole = phrases.map((each) => `(${each.join(' | ')})`).join(' & ')
    const parts = fields.map((_, index) => phrases.map((each) => `(${each[index]})`).join(' | '))
    return encodeList([whole, ...parts])
  },
  isFound: (model, table, _search, slot) => isFound(model, table, slot),
  rank: (model, search, slot) => ({
    from: sql.id(model.table),
    isFound: isFound(model, model.table, slot),
    rank: toRank(model, search, slot),
  }),
}

const isFound = (model: Model, table: string, slot: Sql): Sql =>
  sql`${sql.id(table, searchColumnOf(model))} @@ (${slot}::tsquery[])[1]`

/** `'0.green' <-> '0.te':*`; undefined where no row can have it. */
function toPhrase(model: Model, name: string, { words, isPrefix }: SearchTerm): string | undefined {
  const lexemes = words.flatMap(toLexemes)
  if (lexemes.length === 0 || lexemes.some((each) => Buffer.byteLength(each) > longestLexeme))
    return undefined
  const number = model.search.indexOf(name) + 1
  return `${lexemes.map((each) => `'${number}.${each}'`).join(' <-> ')}${isPrefix ? ':*' : ''}`
}

/**
 * The sum of what each field contributes: the more of its words are found the more, and the shorter it is; a field
 * declared earlier weighs more. `ts_rank` looks at the row alone, and at what is asked of one field.
 */
function toRank(model: Model, { fields }: Search, slot: Sql): Sql {
  const vector = sql.id(model.table, searchColumnOf(model))
  const parts = fields.map((name, index) => {
    const weight = sql.lit(1 / (model.search.indexOf(name) + 1))
    const length = sql`coalesce(length(${sql.id(model.table, columnAt(model, name))}), 0)`
    const rank = sql`ts_rank('{1,1,1,1}', ${vector}, (${slot}::tsquery[])[${sql.lit(index + 2)}])`
    return sql`${weight} * ${rank} / (2 + ${length} / 64.0)`
  })
  return sql`CAST(1000000 * (${sql.join(parts, sql` + `)}) AS bigint)`
}
