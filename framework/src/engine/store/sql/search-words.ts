/** Combining marks of European scripts, which words are compared without; those of others are part of their letters. */
export const searchMarks = '\\u0300-\\u036F\\u1AB0-\\u1AFF\\u1DC0-\\u1DFF\\u20D0-\\u20FF\\uFE20-\\uFE2F'
const eachMark = new RegExp(`[${searchMarks}]`, 'gu')

/** The words of a text as an index has them: letters and digits, without regard to case and accents. */
export function toLexemes(text: string): readonly string[] {
  const folded = text.normalize('NFD').replace(eachMark, '').toLowerCase().replaceAll('ς', 'σ')
  return folded.match(/[\p{L}\p{Nd}]+/gu) ?? []
}

/** Characters of a text that are searched. */
export const longestSearched = 200_000
