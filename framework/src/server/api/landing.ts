import type { Principal } from '../../declaration/policy/principal.ts'
import type { Endpoint, OperationObject } from '../../protocol/message/endpoint.ts'
import { headerOf } from '../../protocol/message/message.ts'
import { halLinksName, halTemplatesName, toReference } from '../../protocol/openapi/component-names.ts'
import { negotiateMediaType } from '../../protocol/representation/negotiate.ts'
import { documentLinksOf, toLinkHeader } from './document-links.ts'
import { escapeHtml } from '../../kernel/values/escape-html.ts'
import {
  embeddedVersions,
  showEdition,
  toEmbeddedVersions,
  toVersionMembers,
  toVersionSections,
  versionMembers,
} from './landing-versions.ts'
import type { Mounting } from './mount.ts'

type Described = Pick<Mounting, 'options' | 'editions'>

const json = 'application/json'
const hal = 'application/hal+json'
const html = 'text/html'

/** `GET /`: what the API has and where; a page for people, JSON and HAL for programs. */
export function landingEndpoint({ options, editions }: Described, root: string): Endpoint {
  const title = options.title ?? 'API'
  const shown = editions.map((edition) => showEdition(edition, root))
  const current = shown.find(({ edition }) => edition.isCurrent)!
  const { resources, edition } = current
  const { version } = edition
  const documents = documentLinksOf(options, root)
  const named = Object.fromEntries(documents.map(({ name, url }) => [name, url]))
  const document = JSON.stringify({
    title,
    version,
    resources,
    ...toVersionMembers(shown, root),
    ...named,
  })
  const isVersioned = edition.name !== undefined
  const page = isVersioned
    ? toPage(title, toList(named), toVersionSections(shown, root, toList))
    : toPage(title, toList({ ...resources, ...named }))
  const toHal = (principal: Principal) => {
    const { links, templates } = current.halFor(principal)
    return JSON.stringify({
      _links: {
        self: { href: `${root}/` },
        ...Object.fromEntries(documents.map(({ relation, url: href }) => [relation, { href }])),
        ...links,
      },
      ...templates,
      title,
      version,
      ...toEmbeddedVersions(shown, root, principal),
    })
  }
  return {
    method: 'GET',
    path: '/',
    authentication: 'optional',
    ungated: true,
    operation: toOperation(isVersioned),
    handle(request, principal) {
      const type = negotiateMediaType(headerOf(request, 'accept'), [json, html, hal])
      return {
        status: 200,
        headers: {
          'content-type': `${type}; charset=utf-8`,
          'cache-control': 'private, no-cache',
          vary: edition.context.vary,
          link: toLinkHeader(documents),
        },
        body: type === html ? page : type === hal ? toHal(principal) : document,
      }
    },
  }
}

const text = { type: 'string' } as const
const url = { type: 'string', format: 'uri-reference' } as const

const toOperation = (isVersioned: boolean): OperationObject => ({
  operationId: 'getRoot',
  summary: 'Get what the API has, and where',
  tags: ['documents'],
  responses: {
    200: {
      description: 'The resources and documents of the API; in HAL those that the caller may use.',
      headers: Object.fromEntries(
        ['Link', 'Cache-Control', 'Vary'].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
      ),
      content: {
        [json]: {
          schema: {
            type: 'object',
            properties: {
              title: text,
              version: text,
              resources: { type: 'object', description: 'URLs by name.', additionalProperties: url },
              ...(isVersioned && versionMembers),
            },
            required: ['title', 'version', 'resources', ...(isVersioned ? Object.keys(versionMembers) : [])],
            additionalProperties: url,
          },
        },
        [hal]: {
          schema: {
            type: 'object',
            properties: {
              _links: toReference(halLinksName),
              _templates: toReference(halTemplatesName),
              title: text,
              version: text,
              ...(isVersioned && embeddedVersions),
            },
            required: ['_links', 'title', 'version'],
            additionalProperties: false,
          },
        },
        [html]: { schema: text },
      },
    },
  },
})

function toList(links: Readonly<Record<string, string>>): string {
  const items = Object.entries(links).map(
    ([name, href]) => `<li><a href="${escapeHtml(href)}">${escapeHtml(name)}</a></li>`,
  )
  return `<ul>\n${items.join('\n')}\n</ul>`
}

const toPage = (title: string, ...parts: readonly string[]): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body><main>
<h1>${escapeHtml(title)}</h1>
${parts.join('\n')}
</main></body>
</html>
`
