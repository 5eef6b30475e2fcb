import { isAlways } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import type { Search, SearchTerm } from '../../declaration/resource/query.ts'
import { budget } from './budget.ts'
import { toVisibility, type Caller } from './visibility.ts'

/**
 * Names of the fields that a search of this caller looks at: declared, and seen on every row, since to be found tells of
 * what stands there. Where there are none, `q` is no parameter.
 */
export function searchNamesFor(model: Model, caller: Caller): readonly string[] {
  return model.search.filter((name) => isAlways(toVisibility(model.properties.get(name)!.definition, caller)))
}

/**
 * Reads what is to be searched for. Words are letters and digits, anything else stands between them. All must be there,
 * in any order and any of the fields; those between quotation marks next to each other. The last one may be the beginning
 * of a longer word, unless it is quoted. Undefined where it is refused, which has then been reported.
 * @param fields as `searchNamesFor` gives them
 */
export function parseSearch(
  text: string,
  fields: readonly string[],
  report: (code: string, detail: string) => void,
): Search | undefined {
  if (text.length > budget.searchLength) {
    return refuse(report, 'too_long', `must have at most ${budget.searchLength} characters`)
  }
  const terms = readTerms(text.normalize('NFC'))
  const count = terms.reduce((sum, { words }) => sum + words.length, 0)
  if (count === 0) return refuse(report, 'no_words', 'must have a word: a letter or a digit')
  if (count <= budget.searchWords) return { fields, terms }
  return refuse(report, 'too_many_words', `must have at most ${budget.searchWords} words`)
}

function refuse(report: (code: string, detail: string) => void, code: string, detail: string): undefined {
  report(code, detail)
}

const piece = /"([^"]*)"|[\p{L}\p{Nd}][\p{L}\p{Nd}\p{M}]*/gu
const word = /[\p{L}\p{Nd}][\p{L}\p{Nd}\p{M}]*/gu

function readTerms(text: string): SearchTerm[] {
  const terms = [...text.matchAll(piece)]
    .map(([whole, quoted]) => ({
      words: quoted === undefined ? [whole] : (quoted.match(word) ?? []),
      quoted,
    }))
    .filter(({ words }) => words.length > 0)
  const last = terms.length - 1
  return terms.map(({ words, quoted }, index) => ({
    words,
    isPrefix: index === last && quoted === undefined,
  }))
}
