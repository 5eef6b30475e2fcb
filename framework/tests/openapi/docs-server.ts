// The documents and the page of an API, with a stand-in for its sign-in and its resources.
import { randomUUID } from 'node:crypto'
import { fastify, type FastifyReply, type FastifyRequest } from 'fastify'
import { anonymous } from '../../src/declaration/policy/principal.ts'
import type { Endpoint } from '../../src/protocol/message/endpoint.ts'
import { documentEndpoints } from '../../src/server/api/documents.ts'
import { docsEndpoints } from '../../src/server/api/docs-page.ts'
import { createRichDocument } from './rich-models.ts'

export interface DocsServer {
  /** Address of the API's root, with its prefix. */
  readonly root: string
  /** The Authorization headers of calls to the stand-in resource. */
  readonly authorizations: (string | undefined)[]
  /** The queries of those calls. */
  readonly queries: string[]
  close(): Promise<void>
}

/**
 * @param prefix what the API is mounted under, such as `/v1`
 * @param versions their names, the current one last. Default: none
 */
export async function startDocsServer(prefix: string, versions: readonly string[] = []): Promise<DocsServer> {
  // Clients may keep connections open on which they asked nothing yet.
  const app = fastify({ forceCloseConnections: true })
  const authorizations: (string | undefined)[] = []
  const queries: string[] = []
  const document = createRichDocument({ servers: [{ url: prefix === '' ? '/' : prefix }] })
  const signIn = { path: '/auth/login', scheme: 'bearer' }
  for (const endpoint of [
    ...documentEndpoints(() => document),
    ...versions.flatMap((version) =>
      documentEndpoints(() => createRichDocument({ version }), { prefix: `/api/${version}` }),
    ),
    ...docsEndpoints({
      title: 'Rich <API>',
      signIn,
      versions: versions.map((name) => ({
        name,
        document: `/api/${name}/openapi.json`,
        isCurrent: name === versions.at(-1),
      })),
    }),
  ]) {
    for (const url of [endpoint.path, `${endpoint.path}/`])
      app.get(prefix + url, (...both) => answer(endpoint, ...both))
  }
  app.post(`${prefix}/auth/login`, login)
  app.get(`${prefix}/api/v1/todos`, (request) => {
    authorizations.push(request.headers.authorization)
    queries.push(request.url.split('?')[1] ?? '')
    return { data: [], page: { limit: 20, next: null, prev: null, first: '/api/v1/todos' } }
  })
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  return { root: origin + prefix, authorizations, queries, close: () => app.close() }
}

async function answer(endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply) {
  const { status, headers, body } = await endpoint.handle(
    {
      method: request.method,
      url: request.originalUrl,
      parameters: {},
      query: request.originalUrl.split('?')[1] ?? '',
      headers: request.headers,
      body: undefined,
      address: request.ip,
      id: randomUUID(),
    },
    anonymous,
  )
  return reply
    .code(status)
    .headers(headers)
    .send(body ?? undefined)
}

function login({ body }: FastifyRequest, reply: FastifyReply) {
  const { username, password } = body as { readonly username: string; readonly password: string }
  if (username === 'ada' && password === 'ada-password') {
    return { access_token: 'token-of-ada', token_type: 'Bearer', expires_in: 900, scope: 'todos:read' }
  }
  const problem = { title: 'The credentials are not right', status: 401, code: 'INVALID_CREDENTIALS' }
  return reply.code(401).type('application/problem+json').send(JSON.stringify(problem))
}
