import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { parse } from 'yaml'
import type { OpenApiDocument } from '../../src/protocol/openapi/openapi-object.ts'
import { createResponseChecker } from '../../src/tooling/testing/response-checker.ts'
import { documentEndpoints } from '../../src/server/api/documents.ts'
import { startDocsServer, type DocsServer } from './docs-server.ts'
import { createRichDocument } from './rich-models.ts'

let server: DocsServer
before(async () => {
  server = await startDocsServer('/v1')
})
after(() => server.close())

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.root + path, { headers, redirect: 'manual' })

describe('the document over HTTP', () => {
  const forms = [
    {
      path: '/openapi.json',
      type: 'application/json; charset=utf-8',
      read: (text: string): unknown => JSON.parse(text),
    },
    {
      path: '/openapi.yaml',
      type: 'application/yaml; charset=utf-8',
      read: (text: string): unknown => parse(text),
    },
  ]
  for (const { path, type, read } of forms) {
    test(`${path} is the document`, async () => {
      const response = await get(path)
      assert.equal(response.headers.get('content-type'), type)
      assert.equal(response.headers.get('cache-control'), 'no-cache')
      assert.deepEqual(read(await response.text()), createRichDocument({ servers: [{ url: '/v1' }] }))
    })

    for (const wrap of [
      (tag: string) => tag,
      (tag: string) => `W/${tag}`,
      (tag: string) => `"x", ${tag}`,
      () => '*',
    ]) {
      test(`${path} is not sent again for ${wrap('"its tag"')}`, async () => {
        const etag = (await get(path)).headers.get('etag')!
        const response = await get(path, { 'if-none-match': wrap(etag) })
        assert.equal(response.status, 304)
        assert.equal(response.headers.get('etag'), etag)
        assert.equal(await response.text(), '')
      })
    }

    test(`${path} is sent for another tag`, async () => {
      assert.equal((await get(path, { 'if-none-match': '"another"' })).status, 200)
    })
  }

  for (const { path, read } of forms) {
    test(`${path}?version=3.2 has QUERY among its operations`, async () => {
      const document = read(await (await get(`${path}?version=3.2`)).text()) as OpenApiDocument
      const plain = createRichDocument({ servers: [{ url: '/v1' }] })
      assert.equal(document.openapi, '3.2.0')
      for (const [name, { 'x-query': query, ...item }] of Object.entries(plain.paths)) {
        assert.deepEqual(document.paths[name], query === undefined ? item : { ...item, query })
      }
      assert.equal('query' in document.paths['/api/v1/todos']!, true)
      assert.deepEqual(document.components, plain.components)
    })

    test(`${path} has one tag for each version`, async () => {
      const [plain, same, other] = await Promise.all(
        ['', '?version=3.1', '?version=3.2'].map(async (query) =>
          (await get(path + query)).headers.get('etag'),
        ),
      )
      assert.equal(plain, same)
      assert.notEqual(plain, other)
    })
  }

  test('the document is made once', async () => {
    let made = 0
    const [json] = documentEndpoints(() => {
      made++
      return createRichDocument()
    })
    const request = {
      method: 'GET',
      url: '/openapi.json',
      parameters: {},
      query: '',
      headers: {},
      body: undefined,
      address: '',
      id: '',
    }
    for (let count = 0; count < 3; count++) await json!.handle(request, undefined as never)
    assert.equal(made, 1)
  })

  test('the endpoints do as they say themselves', async () => {
    const document = createRichDocument({ endpoints: documentEndpoints(() => createRichDocument()) })
    const check = createResponseChecker(document)
    for (const path of ['/openapi.json', '/openapi.yaml']) {
      const { status, headers, text } = await get(path).then(async (response) => ({
        status: response.status,
        headers: response.headers,
        text: await response.text(),
      }))
      check({ method: 'GET', url: path, status, headers, body: text })
    }
  })
})

describe('the page over HTTP', () => {
  test('the page allows no scripts but its own', async () => {
    const policy = (await get('/docs')).headers.get('content-security-policy')!
    assert.match(policy, /script-src 'self';/)
    assert.match(policy, /style-src 'self';/)
    assert.doesNotMatch(policy, /unsafe|https?:/)
  })

  test('the title of the API cannot become markup', async () => {
    const html = await (await get('/docs')).text()
    assert.ok(html.includes('<title>Rich &lt;API&gt;: API documentation</title>'))
  })

  test('with a slash at its end it moves', async () => {
    const response = await get('/docs/')
    assert.equal(response.status, 308)
    assert.equal(
      new URL(response.headers.get('location')!, `${server.root}/docs/`).href,
      `${server.root}/docs`,
    )
  })

  test('the page is not sent again for its tag', async () => {
    const etag = (await get('/docs/docs.js')).headers.get('etag')!
    assert.equal((await get('/docs/docs.js', { 'if-none-match': etag })).status, 304)
  })
})
