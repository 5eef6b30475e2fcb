// Whatever is sent to whatever address of the document: an answer below 500, and one that the document knows.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createResponseChecker } from 'ninety/testing'
import { RequestGenerator, type GeneratedRequest } from './generated-requests.ts'
import { openReferenceServer } from './reference-server.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? 20_301)
const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 50)

const server = await openReferenceServer()
const known = new Map<string, string[]>()
const idsOf = (resource: string): string[] => known.get(resource) ?? []

async function make(resource: string, body: unknown, as = 'root', path = resource): Promise<string> {
  const answer = await server.send('POST', `/api/v1/${path}`, { as, body })
  assert.equal(answer.status, 201, answer.text)
  const id = String(answer.body['id'])
  known.set(resource, [...idsOf(resource), id])
  return id
}

for (const name of ['Fuzz', 'Fuzz & <sons>']) {
  const storeId = await make('stores', { name })
  for (const each of ['Teapot', '=1+1', 'ünï']) {
    const itemId = await make('items', { name: each, price: '12.50', storeId })
    const tagId = await make('tags', { name: each, storeId })
    await server.send('PUT', `/api/v1/items/${itemId}/tags/${tagId}`, { as: 'root' })
  }
  const customerId = await make('customers', { first: 'Grace', last: name })
  const productId = await make('products', { name, price: '9.90' })
  const invoiceId = await make('invoices', { customerId })
  await make('lines', { productId, quantity: 2 }, 'root', `invoices/${invoiceId}/lines`)
  await make('todos', { task: name }, 'ada')
  await make('todos', { task: name }, 'bob')
  const teamId = await make('teams', { title: `Team ${name}` }, 'ada')
  await make('members', { username: 'bob' }, 'ada', `teams/${teamId}/members`)
  await make('posts', { title: name, url: 'https://example.com/' }, 'ada')
  await make('posts', { title: name, url: 'https://example.com/' })
}
await make('users', { username: 'fuzzed', email: 'fuzzed@example.com', password: 'correct horse battery' })

/** A token that may read todos and nothing else. */
const narrow = await server.send('POST', '/auth/login', {
  body: { username: 'ada', password: 'ada-password', scope: 'todos:read' },
})
const credentials: Readonly<Record<string, string | undefined>> = {
  stranger: undefined,
  ada: server.authorizationOf('ada'),
  bob: server.authorizationOf('bob'),
  root: server.authorizationOf('root'),
  narrow: `Bearer ${narrow.body['access_token']}`,
  forged: 'Bearer eyJhbGciOiJub25lIn0.e30.',
  odd: 'Nobody knows',
}

const callers = [...Object.keys(credentials), 'ada', 'ada', 'bob', 'root', 'root', 'root', 'stranger']

const document = server.api.document()
const check = createResponseChecker(document)
const generator = new RequestGenerator(document, idsOf, seed)
// Signing in is throttled, and each new account costs a hash.
const targets = generator.targets().filter(({ path }) => path !== '/auth/login')

async function send({ method, url, headers, body }: GeneratedRequest, caller: string) {
  const authorization = credentials[caller]
  const response = await fetch(new URL(url, server.url), {
    method,
    headers: { ...headers, ...(authorization !== undefined && { authorization }) },
    ...(body !== undefined && method !== 'GET' && { body }),
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

type Answer = Awaited<ReturnType<typeof send>>

/** What must never be in an answer: stacks, SQL, files and modules of the server. */
const secrets =
  /SQLITE_|sqlite3?:|\bSELECT\s|INSERT INTO|node:internal|\bat \S+ \(|\.ts:\d|argon2id|\/(?:home|work|tmp)\//

function inspect({ method, url }: GeneratedRequest, { status, headers, text }: Answer): void {
  assert.ok(status < 500, `${status}`)
  check({ method, url, status, headers, body: text })
  assert.doesNotMatch(text, secrets)
  if (status < 400) return
  const isPage = headers.get('content-type')?.startsWith('text/html') === true
  // What people see who cannot be sent back, whatever was accepted.
  if (isPage && url.startsWith('/auth/oauth2/authorize')) return
  if (url.startsWith('/auth/oauth2/')) inspectOAuth(headers, text)
  else inspectProblem(status, headers, text)
}

/** The refusals of RFC 6749 section 5.2. */
function inspectOAuth(headers: Headers, text: string): void {
  assert.match(headers.get('content-type') ?? '', /^application\/json/)
  assert.match(JSON.parse(text).error, /^[a-z][a-z_]+$/)
}

function inspectProblem(status: number, headers: Headers, text: string): void {
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/)
  const problem = JSON.parse(text)
  assert.equal(problem.status, status)
  assert.match(problem.code, /^[A-Z][A-Z_]+$/)
  assert.equal(headers.get('x-request-id'), problem.requestId)
}

describe('requests made from the document', () => {
  test('never fail, and are answered as it says', async () => {
    const faults: string[] = []
    const statuses = new Map<number, number>()
    for (let round = 0; round < rounds; round++) {
      for (const target of targets) {
        const request = generator.make(target)
        const caller = generator.pick(callers)
        const answer = await send(request, caller)
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        try {
          inspect(request, answer)
        } catch (error) {
          faults.push(
            `${caller} ${JSON.stringify(request)}\n${String((error as Error).message)}\n${answer.text.slice(0, 500)}`,
          )
        }
        if (answer.status === 201 && target.path.startsWith('/api/v1/')) remember(target.path, answer)
      }
    }
    if (process.env['FUZZ_SHOW']) console.log(statuses)
    assert.equal(
      faults.length,
      0,
      `seed ${seed}: ${faults.length} faults\n\n${faults.slice(0, Number(process.env['FUZZ_SHOW'] ?? 5)).join('\n\n')}`,
    )
    for (const status of [200, 201, 204, 400, 401, 403, 404, 406, 409, 412, 415, 422])
      assert.ok(statuses.has(status), `nothing was answered with ${status}`)
    const alive = await server.send('GET', '/readyz')
    assert.equal(alive.status, 200)
  })
})

function remember(path: string, { headers }: Answer): void {
  const location = headers.get('location')
  const [, resource, id] = /\/([a-z]+)\/([^/]+)$/.exec(location ?? '') ?? []
  if (resource === undefined || id === undefined || /tags\/\{/.test(path)) return
  known.set(resource, [...idsOf(resource).slice(-20), decodeURIComponent(id)])
}
