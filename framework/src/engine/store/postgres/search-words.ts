import { accented, folds, longestSearched, searchMarks, searchWords, variants } from '../sql/search-words.ts'

/**
 * Makes `toLexemes` in SQL: the words of some texts, each with the number of its text before it and its place behind, so
 * that one column answers for any of the fields. A word too long for an index is left out, as is what would come to more
 * than the megabyte of a `tsvector`. ICU knows the letters of all alphabets, and nearly every server has it; others know
 * those of their locale.
 */
export function defineWords(): string {
  const base = `regexp_replace(normalize(left(content, ${longestSearched}), NFD), '${accented.source}', '\\1', 'g')`
  const plain = `regexp_replace(normalize(${base}, NFC), '[${searchMarks}]', '', 'g')`
  const folded = `translate(lower(${plain} COLLATE %1$s), '${variants}', '${folds}')`
  return `DO $do$ BEGIN EXECUTE format($format$CREATE OR REPLACE FUNCTION ${searchWords}(VARIADIC contents text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(string_agg('''' || number || '.' || words[1] || ''':' || least(place, 16383), ' '), '')::tsvector
  FROM unnest(contents) WITH ORDINALITY AS texts(content, number)
  CROSS JOIN LATERAL regexp_matches(${folded} COLLATE %1$s, '[[:alnum:]]+', 'g') WITH ORDINALITY AS found(words, place)
  WHERE octet_length(words[1]) <= 2000
$$$format$, CASE WHEN EXISTS (SELECT FROM pg_collation WHERE collname = 'und-x-icu') THEN '"und-x-icu"' ELSE '"default"' END); END $do$`
}
