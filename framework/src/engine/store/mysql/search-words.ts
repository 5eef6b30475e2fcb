import { sql } from 'kysely'
import type { Sql } from '../sql/dialect.ts'
import { accented, folds, searchMarks, toLexemes, variants } from '../sql/search-words.ts'

/** Characters of a text that are searched: the time that REGEXP_REPLACE takes grows by their square. */
const longestText = 20_000

/** Characters of a word that are looked at: InnoDB indexes none of more than 84, among which are those before it. */
const longestWord = 60

/** The words of a text as the index has them, before their marks are put on. */
export const toIndexedWords = (text: string): readonly string[] =>
  toLexemes(text).map((word) => [...word.normalize('NFC')].slice(0, longestWord).join(''))

/**
 * A word as it stands in the column: with the number of its field before it, so that one column answers for any of the
 * fields, and that no word is too short for the index or one that it leaves out; and between spaces of its own.
 */
export const toMarked = (field: number, word: string): string => ` x${field}x${word} `

/** The same in SQL: the words of a column. */
export function defineWords(field: number, column: Sql): Sql {
  const text = sql`lower(left(${column}, ${sql.lit(longestText)}) COLLATE utf8mb4_unicode_520_ci)`
  const plain = findAccents().reduce(
    (inner, [letter, forms]) => replaceAll(inner, `[${forms}]`, letter),
    text,
  )
  const words = sql`trim(${replaceAll(plain, between, ' ')})`
  const short = replaceAll(words, `(?<=[^ ]{${longestWord}})[^ ]+`, '')
  const [before = '', after = ''] = toMarked(field, '|').split('|')
  const marked = sql`replace(${short}, ' ', ${sql.lit(after + before)})`
  return sql`coalesce(concat(${sql.lit(before)}, ${marked}, ${sql.lit(after)}), '')`
}

/** What stands between words, unless it is one space: most of it need not be replaced. */
const between = String.raw`(?: *[^\p{L}\p{Nd} ])+ *|  +`

const replaceAll = (text: Sql, pattern: string, by: string): Sql =>
  sql`regexp_replace(${text}, ${sql.lit(pattern)}, ${sql.lit(by)})`

/**
 * What each letter stands for besides itself: those with marks, of which each is one character in a text that is composed
 * (NFC); last, nothing for the marks that stand alone.
 */
function findAccents(): [string, string][] {
  const forms = new Map<string, string>()
  const add = (letter: string, form: string) => forms.set(letter, (forms.get(letter) ?? '') + form)
  for (const [first, last] of latin) {
    for (let code = first; code <= last; code++) {
      const form = String.fromCodePoint(code)
      const letter = form.normalize('NFD').replace(accented, '$1')
      if (letter.length === 1 && letter !== form && form === form.toLowerCase()) add(letter, form)
    }
  }
  for (const [index, variant] of [...variants].entries()) add(folds[index]!, variant)
  return [...forms, ['', JSON.parse(`"${searchMarks}"`) as string]]
}

/** Where Unicode has letters with marks. */
const latin = [
  [0xc0, 0x24f],
  [0x1e00, 0x1eff],
] as const
