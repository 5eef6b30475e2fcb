// The API as a plugin: below a prefix, beside an application's own routes, and beside another API.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import Fastify, { type FastifyInstance } from 'fastify'
import { anyone, createApi, field, isOwner, resource, signedIn } from '../../src/index.ts'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createResponseChecker } from '../../src/tooling/testing/response-checker.ts'

const hasher = createSecretHasher({ memory: 64, passes: 1 })

function createPlugin(title: string, more: { prefix?: string } = {}) {
  const users = resource('users', {
    fields: { username: field.text().unique(), password: field.secret() },
    access: { create: anyone(), read: signedIn() },
  })
  const notes = resource('notes', {
    fields: { text: field.text(), ownerId: field.owner('users') },
    access: isOwner('ownerId'),
    expand: ['owner'],
  })
  const pages = resource('pages', { fields: { text: field.text() }, access: anyone() })
  const store = openTestStore()
  after(() => store.close())
  return createApi({
    title,
    store,
    resources: [users, notes, pages],
    identity: identity({ users: { resource: users, login: ['username'], password: 'password' }, hasher }),
    ...more,
  })
}

/** An application with routes, hooks and a parser of its own. */
const seen: string[] = []
const app: FastifyInstance = Fastify({ genReqId: () => 'of-the-application' })
app.addHook('onRequest', async (request, reply) => {
  seen.push(request.url)
  void reply.header('x-application', 'mine').header('set-cookie', ['a=1', 'b=2'])
})
app.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) =>
  done(null, String(body).split(',')),
)
app.get('/', async () => ({ hello: 'application' }))
app.post('/echo', async (request) => ({ body: request.body }))
app.get('/broken', async () => {
  throw new TypeError('of the application')
})
const first = createPlugin('First')
const second = createPlugin('Second', { prefix: '/api' })
await app.register(first, { prefix: '/v1' })
await app.register(second, { prefix: '/other' })
app.get('/v1x', async () => ({ beside: true }))
await app.ready()
after(() => app.close())

const check = createResponseChecker(first.document('/v1'))

interface Question {
  readonly headers?: Record<string, string>
  readonly body?: unknown
}

/** Asks the application; answers of the first API are checked by its document. */
async function ask(method: string, url: string, { headers = {}, body }: Question = {}) {
  const response = await app.inject({
    method: method as 'GET',
    url,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  })
  const { statusCode: status, body: text } = response
  if (url.startsWith('/v1/') && !/^\/v1\/(?:docs|problems)?$/.test(url))
    check({ method, url, status, headers: response.headers, body: text })
  const isJson = String(response.headers['content-type']).includes('json') && text !== ''
  return { status, headers: response.headers, text, json: isJson ? response.json() : undefined }
}

async function signIn(root: string, users: string): Promise<{ authorization: string }> {
  const body = { username: 'ada', password: 'ada-password' }
  assert.equal((await ask('POST', users, { body })).status, 201)
  const { json } = await ask('POST', `${root}/auth/login`, { body })
  return { authorization: `Bearer ${json.access_token}` }
}
const headers = await signIn('/v1', '/v1/users')
const otherHeaders = await signIn('/other', '/other/api/users')

describe('an API below a prefix', () => {
  it('has its addresses there, in links too', async () => {
    const made = await ask('POST', '/v1/notes', { headers, body: { text: 'x' } })
    assert.equal(made.status, 201)
    assert.equal(made.headers['location'], `/v1/notes/${made.json.id}`)
    assert.equal((await ask('GET', String(made.headers['location']), { headers })).status, 200)
    await ask('POST', '/v1/notes', { headers, body: { text: 'y' } })
    const page = await ask('GET', '/v1/notes?limit=1', { headers })
    assert.match(page.json.page.next, /^\/v1\/notes\?limit=1&after=/)
    assert.equal((await ask('GET', page.json.page.next, { headers })).status, 200)
    assert.match(String(page.headers['link']), /<\/v1\/notes\?limit=1&after=/)
  })
  it('has its pages and documents there', async () => {
    const { json: document } = await ask('GET', '/v1/openapi.json')
    assert.deepEqual(document.servers, [{ url: '/v1' }])
    const { json: landing } = await ask('GET', '/v1/')
    assert.equal(landing.resources.notes, '/v1/notes')
    for (const url of [
      '/v1',
      '/v1/',
      '/v1/livez',
      '/v1/readyz',
      '/v1/docs',
      '/v1/problems',
      '/v1/openapi.yaml',
      landing.openapi,
      landing.docs,
      landing.resources.pages,
    ])
      assert.equal((await ask('GET', url)).status, 200, url)
  })
  it('answers problems whose type leads to its page', async () => {
    const { json } = await ask('GET', '/v1/pages/nope')
    assert.equal(json.type, '/v1/problems#NOT_FOUND')
    assert.equal(json.instance, '/v1/pages/nope')
    const page = await ask('GET', json.type.split('#')[0])
    assert.match(page.text, /id="NOT_FOUND"/)
  })
  it('answers for what it does not have', async () => {
    for (const [method, url, status, code] of [
      ['GET', '/v1/nothing', 404, 'ROUTE_NOT_FOUND'],
      ['DELETE', '/v1/pages', 405, 'METHOD_NOT_ALLOWED'],
      ['PROPFIND', '/v1/pages', 501, 'METHOD_NOT_IMPLEMENTED'],
    ] as const) {
      const answer = await ask(method, url)
      assert.deepEqual([answer.status, answer.json.code], [status, code])
    }
  })
  it('reads bodies by its own rules', async () => {
    const csv = { 'content-type': 'text/csv' }
    assert.equal((await ask('POST', '/v1/pages', { headers: csv, body: 'a' })).status, 415)
  })
})

describe('the application beside it', () => {
  it('keeps its routes', async () => {
    assert.deepEqual((await ask('GET', '/')).json, { hello: 'application' })
    assert.deepEqual((await ask('GET', '/v1x')).json, { beside: true })
  })
  it('keeps its parsers', async () => {
    assert.deepEqual((await ask('POST', '/echo', { body: { a: 1 } })).json, { body: { a: 1 } })
    const response = await app.inject({
      method: 'POST',
      url: '/echo',
      payload: 'a,b',
      headers: { 'content-type': 'text/csv' },
    })
    assert.deepEqual(response.json(), { body: ['a', 'b'] })
  })
  it('keeps its refusals and failures', async () => {
    for (const url of ['/nothing', '/v2/pages', '/livez', '/docs']) {
      assert.equal((await ask('GET', url)).json.message, `Route GET:${url} not found`)
    }
    assert.equal((await ask('GET', '/broken')).json.message, 'of the application')
  })
  it('sees requests of the API in its hooks', async () => {
    seen.splice(0)
    await ask('GET', '/v1/pages')
    await ask('GET', '/v1/nothing')
    assert.deepEqual(seen, ['/v1/pages', '/v1/nothing'])
  })
  it('adds its headers to answers of the API', async () => {
    for (const url of ['/v1/pages', '/v1/nothing']) {
      const answer = await ask('GET', url)
      assert.equal(answer.headers['x-application'], 'mine')
      assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2'])
    }
  })
  it('names requests as it does', async () => {
    const answer = await ask('GET', '/v1/nothing')
    assert.equal(answer.json.requestId, 'of-the-application')
    assert.equal(answer.headers['x-request-id'], 'of-the-application')
  })
})

describe('two APIs in one application', () => {
  it('each have their own prefixes', async () => {
    const made = await ask('POST', '/other/api/notes', { headers: otherHeaders, body: { text: 'x' } })
    assert.equal(made.headers['location'], `/other/api/notes/${made.json.id}`)
    assert.equal((await ask('GET', '/other/notes')).status, 404)
    const { json } = await ask('GET', '/other/api/nothing')
    assert.equal(json.type, '/other/problems#ROUTE_NOT_FOUND')
    assert.equal((await ask('GET', '/other/livez')).status, 200)
  })
  it('each know their own callers alone', async () => {
    assert.equal((await ask('GET', '/other/auth/whoami', { headers: otherHeaders })).json.username, 'ada')
    for (const [url, wrong] of [
      ['/other/auth/whoami', headers],
      ['/v1/auth/whoami', otherHeaders],
      ['/v1/notes', otherHeaders],
    ] as const) {
      const answer = await ask('GET', url, { headers: wrong })
      assert.deepEqual([answer.status, answer.json.code], [401, 'INVALID_TOKEN'])
    }
  })
  it('each keep their own rows', async () => {
    await ask('POST', '/v1/pages', { body: { text: 'first' } })
    assert.deepEqual((await ask('GET', '/other/api/pages')).json.data, [])
  })
  it('each describe themselves', async () => {
    assert.equal((await ask('GET', '/v1/openapi.json')).json.info.title, 'First')
    const { json } = await ask('GET', '/other/openapi.json')
    assert.deepEqual([json.info.title, json.servers], ['Second', [{ url: '/other' }]])
    assert.ok('/api/notes' in json.paths)
  })
})

describe('an API whose application closes', () => {
  it('goes away with it', async () => {
    const api = createPlugin('Third')
    const host = Fastify()
    await host.register(api)
    await host.ready()
    assert.equal((await host.inject('/readyz')).statusCode, 200)
    assert.equal(api.state.draining, false)
    await host.close()
    assert.equal(api.state.draining, true)
  })
})
