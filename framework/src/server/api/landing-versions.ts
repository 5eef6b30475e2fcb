import type { Principal } from '../../declaration/policy/principal.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { verbsOf } from '../../declaration/resource/verb.ts'
import { describeDeprecation } from '../../declaration/schema/deprecation.ts'
import { toReference } from '../../protocol/openapi/component-schemas.ts'
import { halLinksName } from '../../protocol/openapi/component-names.ts'
import { Addresses, findVerb } from '../../protocol/representation/addresses.ts'
import { Links } from '../../protocol/representation/links.ts'
import type { Edition } from './editions.ts'
import { escapeHtml } from './escape-html.ts'

type Urls = Readonly<Record<string, string>>
type HalLinks = Readonly<Record<string, { readonly href: string }>>

/** An edition as the root shows it. */
export interface ShownEdition {
  readonly edition: Edition
  /** Addresses of its resources' collections. */
  readonly resources: Urls
  /** Those that a caller may use. */
  linksFor(principal: Principal): HalLinks
}

/** The resources of an edition that stand by themselves, and where. */
export function showEdition(edition: Edition, root: string): ShownEdition {
  const { models, context, prefix } = edition
  const addresses = new Addresses(root + prefix)
  const collections = [...models.values()].flatMap((model) => {
    const href = addresses.collectionOf(model)
    return href === undefined || verbsOf(model).length === 0 ? [] : [{ model, href }]
  })
  return {
    edition,
    resources: Object.fromEntries(collections.map(({ model, href }) => [model.name, href])),
    linksFor(principal) {
      const links = new Links(addresses, { principal, now: context.clock.now() })
      const useful = collections.filter(({ model }) => isUseful(model, links))
      return Object.fromEntries(useful.map(({ model, href }) => [model.name, { href }]))
    },
  }
}

/** Whether the caller may do anything at the address of a collection. */
const isUseful = (model: Model, links: Links): boolean =>
  links.mayUse(findVerb(model, 'list')) || links.mayUse(findVerb(model, 'create'))

const documentOf = ({ prefix }: Edition, root: string): string => `${root}${prefix}/openapi.json`

/** The versions of an API in the JSON of its root; of an API without versions nothing. */
export function toVersionMembers(shown: readonly ShownEdition[], root: string): object {
  const versions = shown.flatMap(({ edition, resources }) => {
    const { name, version, deprecated } = edition
    if (name === undefined) return []
    return [[name, { version, resources, openapi: documentOf(edition, root), deprecated }]]
  })
  if (versions.length === 0) return {}
  const current = shown.find(({ edition }) => edition.isCurrent)?.edition.name
  return { current, versions: Object.fromEntries(versions) }
}

/** The versions of an API in the HAL of its root, with what the caller may use; of an API without versions nothing. */
export function toEmbeddedVersions(
  shown: readonly ShownEdition[],
  root: string,
  principal: Principal,
): object {
  const versions = shown
    .filter(({ edition }) => edition.name !== undefined)
    .map(({ edition, linksFor }) => ({
      _links: { 'service-desc': { href: documentOf(edition, root) }, ...linksFor(principal) },
      name: edition.name,
      version: edition.version,
      deprecated: edition.deprecated,
    }))
  return versions.length === 0 ? {} : { _embedded: { versions } }
}

/** The versions of an API on the page of its root. */
export function toVersionSections(
  shown: readonly ShownEdition[],
  root: string,
  toList: (links: Urls) => string,
): string {
  return shown
    .toReversed()
    .map(({ edition, resources }) => {
      const { name, isCurrent, deprecated } = edition
      const note = deprecated === undefined ? '' : `<p>${escapeHtml(describeDeprecation(deprecated))}</p>\n`
      const title = `${escapeHtml(name ?? '')}${isCurrent ? ' (current)' : ''}`
      return `<h2>${title}</h2>\n${note}${toList({ ...resources, openapi: documentOf(edition, root) })}`
    })
    .join('\n')
}

const text = { type: 'string' } as const
const url = { type: 'string', format: 'uri-reference' } as const
const deprecated = {
  type: 'object',
  description: 'That the version goes away: from when on, after when it may be gone, and where to read more.',
  properties: { since: text, sunset: text, use: text, link: { type: 'string', format: 'uri' } },
  required: ['since'],
  additionalProperties: false,
} as const

/** What `toVersionMembers` makes, as JSON Schema. */
export const versionMembers = {
  current: { ...text, description: 'Name of the version that is recommended.' },
  versions: {
    type: 'object',
    description: 'Every version by its name.',
    additionalProperties: {
      type: 'object',
      properties: {
        version: text,
        resources: { type: 'object', description: 'URLs by name.', additionalProperties: url },
        openapi: url,
        deprecated,
      },
      required: ['version', 'resources', 'openapi'],
      additionalProperties: false,
    },
  },
} as const

/** What `toEmbeddedVersions` makes, as JSON Schema. */
export const embeddedVersions = {
  _embedded: {
    type: 'object',
    properties: {
      versions: {
        type: 'array',
        items: {
          type: 'object',
          properties: { _links: toReference(halLinksName), name: text, version: text, deprecated },
          required: ['_links', 'name', 'version'],
          additionalProperties: false,
        },
      },
    },
    required: ['versions'],
    additionalProperties: false,
  },
} as const
