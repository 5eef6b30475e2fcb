// HAL (draft-kelly-json-hal): rows with the links one may follow from them, and embedded rows; what may be done, as
// HAL-FORMS has it (rwcbook.github.io/hal-forms).
import type { Model } from '../../declaration/resource/model.ts'
import { assembleRow, type Assemble } from './linked-row.ts'
import type { ActionLink, Links } from './links.ts'
import type { StoredRow } from '../query/finish-row.ts'
import { toGroupsJson } from './json.ts'
import type { PageMembers, Representation, Showing } from './representation.ts'

/** A Link Object (section 5). */
export interface HalLink {
  readonly href: string
  readonly templated?: true
}

/** Something that may be done: links are there to be followed by GET, which an action is not. */
export interface HalTemplate {
  readonly method: 'POST'
  readonly target: string
  readonly title?: string
}

type HalLinks = Readonly<Record<string, HalLink>>

/** Rows and pages with `_links` and `_embedded`. */
export const hal = Object.freeze<Representation>({
  mediaType: 'application/hal+json',
  contentType: 'application/hal+json; charset=utf-8',
  tag: 'hal',
  isLinked: true,
  writeItem: ({ json }, showing) => JSON.stringify(toHalRow(json, showing)),
  writePage: (rows, page, showing) =>
    JSON.stringify({
      _links: toPageLinks(page, showing),
      ...toTemplates(actionsOfPage(showing)),
      limit: page.limit,
      ...(page.total !== undefined && { total: page.total }),
      ...(page.totalIsEstimate && { totalIsEstimate: true }),
      _embedded: { [showing.model.name]: rows.map(({ json }) => toHalRow(json, showing)) },
    }),
  // Without links it is plain JSON, which HAL is as well.
  writeGroups: toGroupsJson,
  writeResult: (result) => JSON.stringify(result ?? null),
})

function toHalRow(json: string, { model, view, links }: Showing): Record<string, unknown> {
  return assembleRow(model, view.finish, JSON.parse(json) as StoredRow, withLinks(links))
}

const withLinks =
  (links: Links): Assemble =>
  ({ model, stored, properties, related }) => {
    // What is embedded is a resource or a list of them: nothing cannot be.
    const embedded = Object.entries(related).filter(([, value]) => value !== null)
    return {
      _links: toRowLinks(model, stored, links),
      ...toTemplates(links.actionsOf(model, stored)),
      ...properties,
      ...(embedded.length > 0 && { _embedded: Object.fromEntries(embedded) }),
    }
  }

function toRowLinks(model: Model, stored: StoredRow, links: Links): HalLinks {
  const { self, ...relations } = links.ofRow(model, stored)
  const collection = links.collectionAround(model, stored)
  return {
    ...(self !== undefined && { self: { href: self } }),
    ...(collection !== undefined && { collection: { href: collection } }),
    ...Object.fromEntries(Object.entries(relations).map(([name, href]) => [name, { href }])),
  }
}

function toPageLinks({ next, prev, first, last }: PageMembers, showing: Showing): HalLinks {
  const { model, links, place } = showing
  const { collection, self } = place!
  // Links are followed by GET: what no URL can say has no neighbours that one could say either.
  const pages = self === undefined ? [] : Object.entries({ self, first, prev, next, last })
  return {
    ...Object.fromEntries(
      pages.flatMap(([name, href]) => (typeof href === 'string' ? [[name, { href }]] : [])),
    ),
    search: { href: links.toSearch(model, collection), templated: true },
  }
}

function actionsOfPage({ model, links, place }: Showing): readonly ActionLink[] {
  const { collection, isOwn } = place!
  return links.actionsOfCollection(model, isOwn ? collection : undefined)
}

/** What may be done, by the name of the action; nothing where there is nothing. */
export function toTemplates(actions: readonly ActionLink[]): {
  readonly _templates?: Readonly<Record<string, HalTemplate>>
} {
  if (actions.length === 0) return {}
  const templates = actions.map(({ name, url, summary }): [string, HalTemplate] => [
    name,
    { method: 'POST', target: url, ...(summary !== undefined && { title: summary }) },
  ])
  return { _templates: Object.fromEntries(templates) }
}
