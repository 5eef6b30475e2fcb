import { toPlainRow } from './plain-row.ts'
import type { Body, JsonRow, PageMembers, Representation, Showing } from './representation.ts'

/** A row as a representation of your own is given it. */
export interface RepresentedRow {
  /** Name of its resource. */
  readonly resource: string
  /** What the caller may see of it and asked for. */
  readonly row: Readonly<Record<string, unknown>>
  /** URLs (path and query) of the row, `self`, and of the rows it is related to, by the relation's name. */
  readonly links: Readonly<Record<string, string>>
}

/** A page of rows as a representation of your own is given it. */
export interface RepresentedPage {
  /** Name of the resource. */
  readonly resource: string
  readonly rows: readonly RepresentedRow[]
  /** Where the page stands in its collection: `limit`, `next`, `prev`, `first`, and `last` and `total` where known. */
  readonly page: PageMembers
}

/** What a representation of your own says and does. */
export interface RepresentationOptions {
  /** Such as `text/plain`; without parameters. */
  readonly mediaType: string
  /** Parameters of Content-Type, such as `charset=utf-8`. Default: none. */
  readonly parameters?: string
  /** Writes one row down, as text or bytes. Default: rows by themselves have no such representation. */
  item?(row: RepresentedRow): string | Uint8Array
  /** Writes a page of rows down, as text or bytes. Default: collections have no such representation. */
  page?(page: RepresentedPage): string | Uint8Array
}

/** A representation of your own, for `representations` of an API. */
export interface OwnRepresentation {
  readonly options: RepresentationOptions
}

/**
 * Defines another media type that every resource of an API can be asked for by `Accept`. Rows come as the caller may see
 * them. An option of this name replaces a built-in representation but JSON.
 */
export function defineRepresentation(options: RepresentationOptions): OwnRepresentation {
  return Object.freeze({ options: Object.freeze({ ...options }) })
}

/** A representation of the user's own as the pipeline takes it. */
export function toRepresentation({ options }: OwnRepresentation): Representation {
  const { mediaType, parameters } = options
  return Object.freeze<Representation>({
    mediaType,
    contentType: parameters === undefined ? mediaType : `${mediaType}; ${parameters}`,
    // No other tag has a slash in it.
    tag: mediaType,
    isLinked: true,
    writeItem: options.item && ((row, showing): Body => options.item!(toRepresented(row, showing))),
    writePage:
      options.page &&
      ((rows, page, showing): Body =>
        options.page!({
          resource: showing.model.name,
          rows: rows.map((row) => toRepresented(row, showing)),
          page,
        })),
    writeGroups: undefined,
    writeResult: undefined,
  })
}

function toRepresented({ json }: JsonRow, { model, view, links }: Showing): RepresentedRow {
  const stored = JSON.parse(json) as Readonly<Record<string, unknown>>
  return { resource: model.name, row: toPlainRow(json, view), links: links.ofRow(model, stored) }
}
