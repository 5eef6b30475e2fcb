import { verbsOf } from '../../declaration/resource/verb.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import { headerOf } from '../../protocol/message/message.ts'
import { negotiateMediaType } from '../../protocol/representation/negotiate.ts'
import type { Mounting } from './mount.ts'
import { escapeHtml } from './escape-html.ts'

/** `GET /`: what the API has and where; a page for people, JSON for programs. */
export function landingEndpoint({ options, context }: Mounting, root: string): Endpoint {
  const title = options.title ?? 'API'
  const collections = [...context.models.values()].filter(
    (model) => model.home === undefined && verbsOf(model).length > 0,
  )
  const resources = Object.fromEntries(
    collections.map(({ name }) => [name, `${root}${options.prefix ?? ''}/${name}`]),
  )
  const documents = {
    openapi: `${root}/openapi.json`,
    ...(options.docs !== false && { docs: `${root}/docs` }),
    health: `${root}/readyz`,
  }
  const document = JSON.stringify({ title, version: options.version ?? '1.0.0', resources, ...documents })
  const page = toPage(title, { ...resources, ...documents })
  // RFC 8631.
  const links = [`<${documents.openapi}>; rel="service-desc"`]
  if (documents.docs !== undefined) links.push(`<${documents.docs}>; rel="service-doc"`)
  return {
    method: 'GET',
    path: '/',
    authentication: 'none',
    handle(request) {
      const type = negotiateMediaType(headerOf(request, 'accept'), ['application/json', 'text/html'])
      const isPage = type === 'text/html'
      return {
        status: 200,
        headers: {
          'content-type': `${type}; charset=utf-8`,
          'cache-control': 'no-cache',
          vary: 'accept',
          link: links.join(', '),
        },
        body: isPage ? page : document,
      }
    },
  }
}

function toPage(title: string, links: Readonly<Record<string, string>>): string {
  const items = Object.entries(links).map(
    ([name, url]) => `<li><a href="${escapeHtml(url)}">${escapeHtml(name)}</a></li>`,
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
