// Representations of rows and collections (RFC 9110 section 3.2): JSON and what else a client may accept.
import type { Model } from '../../declaration/resource/model.ts'
import type { View } from '../query/view.ts'
import type { Links } from './links.ts'

/** What is put on the wire: text in UTF-8, or bytes. */
export type Body = string | Uint8Array

/** The paging members of a page; the links are URLs (path and query). */
export interface PageMembers {
  /** Most rows on a page. */
  readonly limit: number
  readonly next: string | null
  readonly prev: string | null
  readonly first: string
  /** Only of paging by number, and only where the rows were counted. */
  readonly last?: string
  /** How many rows there are; only where that was asked for. */
  readonly total?: number
  /** Only where `total` was not counted but estimated. */
  readonly totalIsEstimate?: true
}

/** A row as the store gave it: the text of a JSON object. */
export interface JsonRow {
  readonly json: string
}

/** Where a page stands, as paths from the root of the host. */
export interface PagePlace {
  /** The collection that was asked. */
  readonly collection: string
  /** The page itself, with its query; undefined where no URL can say it. */
  readonly self: string | undefined
  /** Whether it is the resource's own collection, not one below rows of another resource. */
  readonly isOwn: boolean
}

/** What writers know of an answer besides its rows. */
export interface Showing {
  readonly model: Model
  readonly view: View
  readonly links: Links
  /** Of a page: where it stands. */
  readonly place?: PagePlace
}

/** Groups of rows, as `aggregate` asks for them. */
export interface GroupsTable {
  /** Name of the resource. */
  readonly resource: string
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** The values of each row, by where they stand in it. */
  readonly columns: readonly GroupColumn[]
  /** Undefined where there are no other groups. */
  readonly page: PageMembers | undefined
}

/** One value of every group. */
export interface GroupColumn {
  readonly path: readonly string[]
  /** Whether text in it is a number. */
  readonly isNumber: boolean
}

/** One way to write rows and pages down. */
export interface Representation {
  /** Without parameters. */
  readonly mediaType: string
  /** The value of Content-Type. */
  readonly contentType: string
  /** What its entity tags have after the version; undefined: nothing. */
  readonly tag: string | undefined
  /** Whether rows are read whole, because links are made from them. */
  readonly isLinked: boolean
  /** Undefined: rows by themselves have no such representation. */
  readonly writeItem: ((row: JsonRow, showing: Showing) => Body) | undefined
  /** Undefined: collections have no such representation. */
  readonly writePage: ((rows: readonly JsonRow[], page: PageMembers, showing: Showing) => Body) | undefined
  /** Undefined: groups of rows have no such representation. */
  readonly writeGroups: ((groups: GroupsTable) => Body) | undefined
  /** Writes what an action with an output of its own returned; undefined: it has no such representation. */
  readonly writeResult: ((result: unknown, name: string) => Body) | undefined
}
