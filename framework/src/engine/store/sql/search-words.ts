/** Combining marks of European scripts. Those of others are part of their letters. */
export const searchMarks = '\\u0300-\\u036F\\u1AB0-\\u1AFF\\u1DC0-\\u1DFF\\u20D0-\\u20FF\\uFE20-\\uFE2F'
const eachMark = new RegExp(`[${searchMarks}]`, 'gu')

/** Latin letters with their marks, which words are compared without; elsewhere they make another letter: `й` is not `и`. */
export const accented = new RegExp(`([A-Za-z\\u017F])[${searchMarks}]+`, 'gu')

/** Letters that lower case leaves apart, in the order of `folds`: what FTS5 of SQLite takes each of them for. */
export const variants = 'ςµſϐϑϕϖϰϱϵ'
/** What each of `variants` is searched as. */
export const folds = 'σμsβθφπκρε'
const eachVariant = new RegExp(`[${variants}]`, 'gu')

/** The words of a text as an index has them: letters and digits, without regard to case and accents. */
export function toLexemes(text: string): readonly string[] {
  const plain = text.normalize('NFD').replace(accented, '$1').normalize('NFC').replace(eachMark, '')
  const folded = plain.toLowerCase().replace(eachVariant, (letter) => folds[variants.indexOf(letter)]!)
  return folded.match(/[\p{L}\p{Nd}]+/gu) ?? []
}

/** Characters of a text that are searched. */
export const longestSearched = 200_000

/** A name for all of this. Another way to take texts apart needs another one: what was made by the old one is made anew then. */
export const searchWords = 'ninety_words_2'
