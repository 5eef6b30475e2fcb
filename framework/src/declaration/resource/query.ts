import type { Condition, Scalar } from '../condition/condition.ts'
import type { Measure } from './measure.ts'
import type { ModelRelation } from './model.ts'

/** A property to show, and for which rows, where that depends on the row. */
export interface SelectedProperty {
  readonly name: string
  /** Absent: shown for every row. */
  readonly where?: Condition
}

/** What of a row is asked for, in the order it is shown. */
export interface Selection {
  readonly properties: readonly SelectedProperty[]
  readonly expansions: readonly Expansion[]
  /**
   * `wire`: as clients see it; `code`: as handlers do, every decimal a string. They differ only for decimals declared
   * `asNumber`. `kept`: as columns keep them, with what no handler and no client may see: the keys of files.
   */
  readonly form: 'wire' | 'code' | 'kept'
}

/** Selects properties by their names, whoever asks. */
export const selectNames = (names: readonly string[], form: Selection['form'] = 'code'): Selection =>
  Object.freeze({ properties: names.map((name) => ({ name })), expansions: [], form })

/** For whoever asks only whether a row is there. */
export const idAlone = selectNames(['id'])

/** Related rows to embed under the relation's name. A reference is one object or null, the others are arrays. */
export interface Expansion {
  readonly relation: ModelRelation
  /** Which related rows may be seen: the read rule of their resource for this caller. */
  readonly where: Condition
  readonly selection: Selection
  /** What is shown of related rows outside `where`: the summary of their resource, where its rule allows. */
  readonly otherwise?: { readonly where: Condition; readonly selection: Selection }
  /** Which of the rows that may be seen are wanted; absent: all. */
  readonly filter?: Condition
  /** Order and number of embedded rows; for `many` and `links` only. */
  readonly sort: readonly SortKey[]
  readonly limit: number
}

/** One key of an order. Rows without a value come last, both ways. */
export interface SortKey {
  readonly property: string
  readonly descending: boolean
}

/** What a full-text search looks for: rows in which every term stands, each of them in any of the fields. */
export interface Search {
  /** Those the caller may see; what stands in others finds nothing. */
  readonly fields: readonly string[]
  readonly terms: readonly SearchTerm[]
}

/** Words that stand next to each other, compared without regard to case and accents; most often one. */
export interface SearchTerm {
  readonly words: readonly string[]
  /** Whether the last of them may be the beginning of a longer word. */
  readonly isPrefix: boolean
}

/**
 * The order of a search by how well rows fit, the best first. How well one does is a whole number that depends on the
 * row and the search alone: neither other rows nor fields that are not searched have a part in it.
 */
export const bestFirst: readonly SortKey[] = Object.freeze([
  Object.freeze({ property: '_rank', descending: true }),
  Object.freeze({ property: 'id', descending: true }),
])

/** Rows taken together: those with the same values in some properties are one group. */
export interface AggregateQuery {
  readonly where: Condition
  /** Only rows that it finds. */
  readonly search?: Search
  /** What is made of each group. */
  readonly measures: readonly Measure[]
  /** Groups come in the order of these, those without a value last; without any there is one group, of no rows too. */
  readonly groupBy: readonly string[]
  readonly limit: number
  readonly offset: number
}

/** Which rows are counted, and how far. */
export interface CountOptions {
  /** Only rows that it finds. */
  readonly search?: Search
  /** Counting stops here. Default: nowhere. */
  readonly atMost?: number
}

/** The values of a row's sort keys, in their order; null where it has none. Marks a place between two rows. */
export type Position = readonly (Scalar | null)[]

/** Where a page begins; `last` is the page that ends with the last row. `after` and `before` are stable under inserts and deletes. */
export type PageStart =
  | { readonly kind: 'first' }
  | { readonly kind: 'last' }
  | { readonly kind: 'after'; readonly position: Position }
  | { readonly kind: 'before'; readonly position: Position }
  | { readonly kind: 'offset'; readonly offset: number }

/** One row by its id, if it also fulfils the condition. */
export interface FindQuery {
  readonly id: string | number
  readonly where: Condition
  readonly selection: Selection
  /** A version the asker has: a row that still is at it comes without its JSON, as empty text. */
  readonly known?: number
}

/** A page of rows. */
export interface ListQuery {
  readonly where: Condition
  /** Only rows that it finds. In memory there are no searches: conditions decide on single rows, this is for lists. */
  readonly search?: Search
  /** Ends with `id`, so that the order is total; `bestFirst` where there is a search. */
  readonly sort: readonly SortKey[]
  readonly start: PageStart
  readonly limit: number
  readonly selection: Selection
}
