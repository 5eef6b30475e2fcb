import type { Principal } from '../../declaration/policy/principal.ts'
import { verbsOf } from '../../declaration/resource/verb.ts'
import { describeDeprecation } from '../../declaration/schema/deprecation.ts'
import { halLinksName, halTemplatesName, toReference } from '../../protocol/openapi/component-names.ts'
import { Addresses, findVerb } from '../../protocol/representation/addresses.ts'
import { toTemplates, type HalTemplate } from '../../protocol/representation/hal.ts'
import { Links } from '../../protocol/representation/links.ts'
import type { Edition } from './editions.ts'
import { escapeHtml } from '../../kernel/values/escape-html.ts'

type Urls = Readonly<Record<string, string>>

/** Links are followed by GET: where something may only be made, there is a template alone. */
interface HalMembers {
  readonly links: Readonly<Record<string, { readonly href: string }>>
  readonly templates: { readonly _templates?: Readonly<Record<string, HalTemplate>> }
}

/** An edition as the root shows it. */
export interface ShownEdition {
  readonly edition: Edition
  /** Addresses of its resources' collections. */
  readonly resources: Urls
  /** Those that a caller may list, and those where they may make something. */
  halFor(principal: Principal): HalMembers
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
    halFor(principal) {
      const links = new Links(addresses, { principal, now: context.clock.now() })
      const having = (verb: 'list' | 'create') =>
        collections.filter(({ model }) => links.mayUse(findVerb(model, verb)))
      return {
        links: Object.fromEntries(having('list').map(({ model, href }) => [model.name, { href }])),
        templates: toTemplates(
          having('create').map(({ model, href }) => ({ name: model.name, url: href, summary: undefined })),
        ),
      }
    },
  }
}

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
    .map(({ edition, halFor }) => ({ edition, ...halFor(principal) }))
    .map(({ edition, links, templates }) => ({
      _links: { 'service-desc': { href: documentOf(edition, root) }, ...links },
      ...templates,
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
          properties: {
            _links: toReference(halLinksName),
            _templates: toReference(halTemplatesName),
            name: text,
            version: text,
            deprecated,
          },
          required: ['_links', 'name', 'version'],
          additionalProperties: false,
        },
      },
    },
    required: ['versions'],
    additionalProperties: false,
  },
} as const
