// The API catalog (RFC 9727) as a link set (RFC 9264).
import type { Endpoint, OperationObject } from '../../protocol/message/endpoint.ts'
import { toBaseUrl } from './base-url.ts'
import { documentLinksOf, toLinkHeader } from './document-links.ts'
import type { Edition } from './editions.ts'
import type { Mounting } from './mount.ts'

const path = '/.well-known/api-catalog'
const mediaType = 'application/linkset+json'

/** `GET /.well-known/api-catalog`: where the API is, and what describes it. */
export function apiCatalogEndpoint(
  { options, editions }: Pick<Mounting, 'options' | 'editions'>,
  root: string,
): Endpoint {
  const base = toBaseUrl(options.publicUrl, root)
  const toHref = (url: string) => base + url.slice(root.length)
  const links = documentLinksOf(options, root).filter(({ relation }) => relation !== 'api-catalog')
  const anchorOf = ({ prefix }: Edition) => base + prefix || '/'
  const current = editions.find(({ isCurrent }) => isCurrent)!
  const toContext = (edition: Edition) => {
    const described = links.map(({ name, relation, url, mediaType: type }) => {
      const isOwn = name === 'openapi' && edition.name !== undefined
      const href = isOwn ? `${root}${edition.prefix}/openapi.json` : url
      return [relation, [{ href: toHref(href), type }]]
    })
    const { link } = edition.deprecated ?? {}
    return {
      anchor: anchorOf(edition),
      ...Object.fromEntries(described),
      ...(link !== undefined && { deprecation: [{ href: link }] }),
      ...(edition.deprecated !== undefined &&
        edition !== current && { 'successor-version': [{ href: anchorOf(current) }] }),
    }
  }
  const body = JSON.stringify({ linkset: editions.map(toContext) })
  const headers = {
    'content-type': `${mediaType}; profile="https://www.rfc-editor.org/info/rfc9727"`,
    'cache-control': 'no-cache',
    // Section 2: whoever asks by HEAD learns from this that it is the catalog.
    link: toLinkHeader(documentLinksOf(options, root).filter(({ relation }) => relation === 'api-catalog')),
  }
  return {
    method: 'GET',
    path,
    authentication: 'none',
    ungated: true,
    operation,
    handle: () => ({ status: 200, headers, body }),
  }
}

const targets = {
  type: 'array',
  items: {
    type: 'object',
    properties: { href: { type: 'string', format: 'uri-reference' }, type: { type: 'string' } },
    required: ['href'],
  },
} as const

const operation: OperationObject = {
  operationId: 'getApiCatalog',
  summary: 'Get where the API is and what describes it',
  tags: ['documents'],
  responses: {
    200: {
      description: 'A link set (RFC 9264).',
      headers: Object.fromEntries(
        ['Link', 'Cache-Control'].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
      ),
      content: {
        [mediaType]: {
          schema: {
            type: 'object',
            properties: {
              linkset: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: { anchor: { type: 'string', format: 'uri-reference' } },
                  required: ['anchor'],
                  additionalProperties: targets,
                },
              },
            },
            required: ['linkset'],
            additionalProperties: false,
          },
        },
      },
    },
  },
}
