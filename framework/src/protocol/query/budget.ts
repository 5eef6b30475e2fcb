/** How much one query may ask for; whatever is beyond is 400. */
export const budget = Object.freeze({
  /** Bytes of the whole query string. */
  queryLength: 8192,
  /** Comparisons, in filters and `where` together. */
  terms: 50,
  /** Elements of `in` and `nin`, and of `and` and `or`. */
  listLength: 100,
  /** How deep `where` may be nested. */
  whereDepth: 8,
  /** Characters (UTF-16 code units) of one value. */
  textLength: 1000,
  sortKeys: 5,
  /** Names in `aggregate`, and in `groupBy`. */
  aggregates: 20,
  groupKeys: 5,
  /** Groups of one answer. */
  groups: 1000,
  /** Characters (UTF-16 code units) of a search, and its words. */
  searchLength: 200,
  searchWords: 20,
  /** Relations one after another in `expand`. */
  expandDepth: 3,
  /** Paths of `expand`, and of `fields` with dots. */
  expandPaths: 20,
  /** Embedded rows of one answer, were every relation as long as its limit. */
  embeddedRows: 250_000,
  /** Rows that paging by number or offset may skip; cursors have no such bound. */
  skippedRows: 10_000_000,
  /** Faults named in one answer. */
  faults: 50,
})
