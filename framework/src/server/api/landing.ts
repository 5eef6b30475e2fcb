import type { Model } from '../../declaration/resource/model.ts'
import { verbsOf } from '../../declaration/resource/verb.ts'
import type { Endpoint, OperationObject } from '../../protocol/message/endpoint.ts'
import { headerOf } from '../../protocol/message/message.ts'
import { toReference } from '../../protocol/openapi/component-schemas.ts'
import { halLinksName } from '../../protocol/openapi/component-names.ts'
import { Addresses, findVerb } from '../../protocol/representation/addresses.ts'
import { Links } from '../../protocol/representation/links.ts'
import { negotiateMediaType } from '../../protocol/representation/negotiate.ts'
import { documentLinksOf, toLinkHeader } from './document-links.ts'
import { escapeHtml } from './escape-html.ts'
import type { Mounting } from './mount.ts'

type Described = Pick<Mounting, 'options' | 'context'>

const json = 'application/json'
const hal = 'application/hal+json'
const html = 'text/html'

/** `GET /`: what the API has and where; a page for people, JSON and HAL for programs. */
export function landingEndpoint({ options, context }: Described, root: string): Endpoint {
  const title = options.title ?? 'API'
  const version = options.version ?? '1.0.0'
  const addresses = new Addresses(root + (options.prefix ?? ''))
  const collections = [...context.models.values()].flatMap((model) => {
    const href = addresses.collectionOf(model)
    return href === undefined || verbsOf(model).length === 0 ? [] : [{ model, href }]
  })
  const resources = Object.fromEntries(collections.map(({ model, href }) => [model.name, href]))
  const documents = documentLinksOf(options, root)
  const named = Object.fromEntries(documents.map(({ name, url }) => [name, url]))
  const document = JSON.stringify({ title, version, resources, ...named })
  const page = toPage(title, { ...resources, ...named })
  const toHal = (links: Links) =>
    JSON.stringify({
      _links: {
        self: { href: `${root}/` },
        ...Object.fromEntries(documents.map(({ relation, url }) => [relation, { href: url }])),
        ...Object.fromEntries(
          collections
            .filter(({ model }) => isUseful(model, links))
            .map(({ model, href }) => [model.name, { href }]),
        ),
      },
      title,
      version,
    })
  return {
    method: 'GET',
    path: '/',
    authentication: 'optional',
    operation,
    handle(request, principal) {
      const type = negotiateMediaType(headerOf(request, 'accept'), [json, html, hal])
      const links = () => new Links(addresses, { principal, now: context.clock.now() })
      return {
        status: 200,
        headers: {
          'content-type': `${type}; charset=utf-8`,
          'cache-control': 'private, no-cache',
          vary: 'accept, authorization',
          link: toLinkHeader(documents),
        },
        body: type === html ? page : type === hal ? toHal(links()) : document,
      }
    },
  }
}

/** Whether the caller may do anything at the address of a collection. */
const isUseful = (model: Model, links: Links): boolean =>
  links.mayUse(findVerb(model, 'list')) || links.mayUse(findVerb(model, 'create'))

const text = { type: 'string' } as const
const url = { type: 'string', format: 'uri-reference' } as const

const operation: OperationObject = {
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
            },
            required: ['title', 'version', 'resources'],
            additionalProperties: url,
          },
        },
        [hal]: {
          schema: {
            type: 'object',
            properties: { _links: toReference(halLinksName), title: text, version: text },
            required: ['_links', 'title', 'version'],
            additionalProperties: false,
          },
        },
        [html]: { schema: text },
      },
    },
  },
}

function toPage(title: string, links: Readonly<Record<string, string>>): string {
  const items = Object.entries(links).map(
    ([name, href]) => `<li><a href="${escapeHtml(href)}">${escapeHtml(name)}</a></li>`,
  )
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body><main>
<h1>${escapeHtml(title)}</h1>
<ul>
${items.join('\n')}
</ul>
</main></body>
</html>
`
}
