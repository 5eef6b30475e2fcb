import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import { toConditional } from './documents.ts'
import { escapeHtml } from '../../kernel/values/escape-html.ts'

/** One of several documents. */
export interface DocsVersion {
  readonly name: string
  /** Such as `/api/v1/openapi.json`. */
  readonly document: string
  /** Whether it is shown where none was chosen. */
  readonly isCurrent: boolean
}

/** What the documentation page shows besides the document. */
export interface DocsOptions {
  /** Name of the API. */
  readonly title: string
  /** Versions to choose from, and where their documents are below the API's root. Default: there is one document. */
  readonly versions?: readonly DocsVersion[]
  /** Where the page signs in by username and password, below the API's root. Default: it has no sign-in form. */
  readonly signIn?: {
    /** Such as `/auth/login`. */
    readonly path: string
    /** Name of the security scheme its access tokens are for, such as `bearer`. */
    readonly scheme: string
  }
}

const own = new URL('./docs-page/', import.meta.url)
// The package is taken for the bundle it carries: it works without any request to other hosts.
const swaggerUi = new URL('./static/', import.meta.resolve('@fastify/swagger-ui'))

const assets = [
  { name: 'docs.css', type: 'text/css', folder: own },
  { name: 'docs.js', type: 'text/javascript', folder: own },
  { name: 'swagger-ui.css', type: 'text/css', folder: swaggerUi },
  { name: 'swagger-ui-bundle.js', type: 'text/javascript', folder: swaggerUi },
  // Where users come back to who sign in by OAuth.
  { name: 'oauth2-redirect.html', type: 'text/html', folder: swaggerUi },
  { name: 'oauth2-redirect.js', type: 'text/javascript', folder: swaggerUi },
] as const

/** `/docs`: the document as an interactive page, which works offline and under any prefix, and can sign in. */
export function docsEndpoints(options: DocsOptions): readonly Endpoint[] {
  return [
    createPage('/docs', async () => createAnswer(await createHtml(options), 'text/html')),
    ...assets.map(({ name, type, folder }) =>
      createPage(`/docs/${name}`, async () => createAnswer(await readFile(new URL(name, folder)), type)),
    ),
  ]
}

/** A page is made when it is first asked for, and kept. */
function createPage(path: string, make: () => Promise<HttpReply>): Endpoint {
  let page: Promise<HttpReply> | undefined
  return {
    method: 'GET',
    path,
    authentication: 'none',
    ungated: true,
    async handle(request) {
      // Links of the page are relative to an address without a slash at its end.
      if (/\/(?:\?|$)/.test(request.url)) return redirectTo(`..${path}`)
      page ??= make()
      return toConditional(request, await page)
    },
  }
}

const redirectTo = (location: string): HttpReply => ({ status: 308, headers: { location }, body: null })

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

function createAnswer(body: string | Uint8Array, type: string): HttpReply {
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-cache',
    'content-security-policy': policy,
    etag: `"${hash('sha256', body, 'base64url').slice(0, 22)}"`,
  }
  return { status: 200, headers, body }
}

async function createHtml({ title, versions = [], signIn }: DocsOptions): Promise<string> {
  const [page, form] = await Promise.all(
    ['docs.html', 'sign-in.html'].map((name) => readFile(new URL(name, own), 'utf8')),
  )
  const filledForm =
    signIn === undefined ? '' : fill(form!, { path: signIn.path.replace(/^\//, ''), scheme: signIn.scheme })
  return fill(page!, { title })
    .replace('{{signIn}}', () => filledForm)
    .replace('{{versions}}', () => versions.map((version) => `\n        ${toLink(version)}`).join(''))
}

/** Relative, as everything on the page is: the API may be reached under any path. */
function toLink({ name, document, isCurrent }: DocsVersion): string {
  const [shown, path] = [escapeHtml(name), escapeHtml(document.replace(/^\//, ''))]
  return `<a href="docs?version=${shown}" data-document="${path}"${isCurrent ? ' data-current' : ''}>${shown}</a>`
}

const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{\{(\w+)\}\}/g, (mark, name: string) =>
    name in values ? escapeHtml(values[name]!) : mark,
  )
