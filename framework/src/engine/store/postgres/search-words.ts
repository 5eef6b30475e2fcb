/** Combining marks of European scripts, which words are compared without; those of others are part of their letters. */
const marks = '\\u0300-\\u036F\\u1AB0-\\u1AFF\\u1DC0-\\u1DFF\\u20D0-\\u20FF\\uFE20-\\uFE2F'
const eachMark = new RegExp(`[${marks}]`, 'gu')

/** The words of a text as the index has them: letters and digits, without regard to case and accents. */
export function toLexemes(text: string): readonly string[] {
  const folded = text.normalize('NFD').replace(eachMark, '').toLowerCase().replaceAll('ς', 'σ')
  return folded.match(/[\p{L}\p{Nd}]+/gu) ?? []
}

/** Characters of a text that are searched: what they come to stays below the megabyte of a `tsvector`. */
const longestText = 200_000

/**
 * The same in SQL: the words of some texts, each with the number of its text before it and its place behind, so that one
 * column answers for any of the fields. A word too long for an index is left out.
 * @param collation which knows the letters of all alphabets
 */
export function defineWords(name: string, collation: string): string {
  const plain = `regexp_replace(normalize(left(content, ${longestText}), NFD), '[${marks}]', '', 'g')`
  const folded = `replace(lower(${plain} COLLATE ${collation}), 'ς', 'σ')`
  return `CREATE FUNCTION ${name}(VARIADIC contents text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(string_agg('''' || number || '.' || words[1] || ''':' || least(place, 16383), ' '), '')::tsvector
  FROM unnest(contents) WITH ORDINALITY AS texts(content, number)
  CROSS JOIN LATERAL regexp_matches(${folded} COLLATE ${collation}, '[[:alnum:]]+', 'g') WITH ORDINALITY AS found(words, place)
  WHERE octet_length(words[1]) <= 2000
$$`
}
