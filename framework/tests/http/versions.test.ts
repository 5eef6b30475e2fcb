// Several versions of an API side by side (RFC 5829, RFC 8594, RFC 9745), over the same rows.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from '../../src/server/api/serve.ts'
import { walkHal, type Asker } from './hal-client.ts'
import {
  anyone,
  createApi,
  DeclarationError,
  directory,
  field,
  manyToMany,
  rateLimit,
  resource,
} from '../../src/index.ts'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createTestApi } from '../../src/testing.ts'
import { link, notes, users, versions } from './versioned.ts'

const hasher = createSecretHasher({ memory: 8, passes: 1 })
const app = await createTestApi({
  title: 'Notes',
  prefix: '/api',
  versions,
  current: 'v2',
  docs: true,
  identity: identity({ users: { resource: users, login: ['username'], password: 'password' }, hasher }),
  secret: 'of these tests',
})
after(() => app.close())
const ask = app.anonymous.request

interface List {
  readonly data: readonly Readonly<Record<string, unknown>>[]
  readonly page: { readonly next: string }
}
const list = async (url: string) => (await ask<List>('GET', url)).body
async function make(url: string, body: object) {
  const made = await ask<{ readonly id: string }>('POST', url, { body })
  assert.equal(made.status, 201, made.text)
  return made
}

describe('a row in two versions', () => {
  test('has the names of each', async () => {
    const { body } = await make('/api/v1/notes', { task: 'a', stars: 5 })
    const [first, second] = await Promise.all(
      ['v1', 'v2'].map((version) => ask('GET', `/api/${version}/notes/${body.id}`)),
    )
    assert.deepEqual(Object.keys(first!.body), ['id', 'task', 'authorId', 'stars', 'createdAt', 'updatedAt'])
    assert.deepEqual([first!.body['task'], first!.body['stars']], ['a!', 5])
    assert.deepEqual(Object.keys(second!.body), [
      'id',
      'text',
      'authorId',
      'priority',
      'remark',
      'createdAt',
      'updatedAt',
    ])
    assert.deepEqual([second!.body['text'], second!.body['priority']], ['a!', 'low'])
  })

  test('has the defaults of fields that only the other one knows', async () => {
    const { id } = await app.anonymous.notes.create({ text: 'b', priority: 'high' })
    assert.equal((await ask('GET', `/api/v1/notes/${id}`)).body['stars'], 3)
  })

  test('is written by the hooks of the version asked, and no other', async () => {
    const made = await app.anonymous.notes.create({ text: 'plain' })
    assert.equal(made.text, 'plain')
  })

  test('has one entity tag, and If-Match is good across', async () => {
    const { id } = await app.anonymous.notes.create({ text: 'c' })
    const seen = await ask('GET', `/api/v1/notes/${id}`)
    assert.equal(seen.headers['etag'], (await ask('GET', `/api/v2/notes/${id}`)).headers['etag'])
    const headers = { 'if-match': String(seen.headers['etag']) }
    const url = `/api/v2/notes/${id}`
    assert.equal((await ask('PATCH', url, { body: { text: 'd' }, headers })).status, 200)
    const late = await ask('PATCH', `/api/v1/notes/${id}`, { body: { task: 'e' }, headers })
    assert.equal(late.status, 412)
    assert.equal((await ask('POST', `/api/v1/notes/${id}/star`)).body['stars'], 4)
    assert.equal((await ask('POST', `/api/v2/notes/${id}/star`)).status, 404)
    assert.deepEqual((await ask('GET', url)).headers['etag'], '"3"')
    assert.equal((await ask('DELETE', `/api/v1/notes/${id}`)).status, 401)
    assert.equal((await ask('DELETE', url)).status, 204)
    assert.equal((await ask('GET', `/api/v1/notes/${id}`)).status, 404)
  })
})

describe('a version', () => {
  test('filters and sorts by its own names', async () => {
    for (const query of ['task=a', 'sort=stars', 'stars=3', 'fields=task'])
      assert.deepEqual(
        await Promise.all(
          ['v1', 'v2'].map(async (version) => (await ask('GET', `/api/${version}/notes?${query}`)).status),
        ),
        [200, 400],
        query,
      )
    for (const query of ['text=a', 'sort=priority', 'where={"priority":"low"}'])
      assert.equal((await ask('GET', `/api/v1/notes?${query}`)).status, 400, query)
    const body = { text: 'x' }
    assert.equal((await ask('POST', '/api/v1/notes', { body })).status, 422)
  })

  test('refuses the cursors of another, even of the same resource', async () => {
    for (const username of ['ada', 'bob'])
      await make('/api/v2/users', { username, password: `${username}-password` })
    const ada = app.as({ id: 'ada' })
    const { body } = await ada.request<List>('GET', '/api/v1/users?limit=1')
    assert.equal((await ada.request('GET', body.page.next)).status, 200)
    const foreign = await ada.request('GET', body.page.next.replace('/v1/', '/v2/'))
    const [fault] = foreign.body['errors'] as { parameter: string }[]
    assert.deepEqual([foreign.status, fault?.parameter], [400, 'after'])
  })

  test('searches its own fields', async () => {
    await app.anonymous.notes.create({ text: 'walnut', remark: 'hazelnut' })
    const found = async (url: string) => (await list(url)).data.length
    assert.deepEqual(
      [
        await found('/api/v1/notes?q=walnut'),
        await found('/api/v1/notes?q=hazelnut'),
        await found('/api/v2/notes?q=walnut'),
        await found('/api/v2/notes?q=hazelnut'),
      ],
      [1, 0, 1, 1],
    )
  })

  test('relates to its own resources', async () => {
    const { body: ann } = await make('/api/v1/people', { name: 'Ann' })
    await make('/api/v1/notes', { task: 'hers', authorId: ann.id })
    const old = await list('/api/v1/notes?author.name=Ann&expand=author')
    assert.deepEqual(
      old.data.map((note) => [note['task'], (note['author'] as { name: string }).name]),
      [['hers!', 'Ann']],
    )
    const { body } = await ask<{ notes: { text: string }[] }>('GET', `/api/v2/authors/${ann.id}?expand=notes`)
    assert.deepEqual(
      body.notes.map(({ text }) => text),
      ['hers!'],
    )
    assert.deepEqual((await list(`/api/v2/authors/${ann.id}/notes`)).data.length, 1)
    assert.equal((await ask('GET', `/api/v2/people/${ann.id}`)).status, 404)
    assert.equal((await ask('GET', '/api/v2/drafts')).status, 404)
    assert.equal((await ask('GET', '/api/notes')).status, 404)
  })

  test('links to its own addresses in HAL', async () => {
    const headers = { accept: 'application/hal+json' }
    for (const [version, people] of [
      ['v1', 'people'],
      ['v2', 'authors'],
    ]) {
      const { text } = await ask('GET', `/api/${version}/${people}?expand=notes`, { headers })
      const hrefs = [...text.matchAll(/"href":"([^"]+)"/g)].map(([, href]) => String(href))
      assert.ok(hrefs.length > 4, text)
      for (const href of hrefs) assert.match(href, new RegExp(`^/api/${version}/`))
    }
  })

  test('counts by the limits of all where they have one name', async () => {
    const api = await createTestApi({ versions, current: 'v2' })
    const spent: string[] = []
    for (const [url, body] of [
      ['/v1/notes', { task: 'a' }],
      ['/v2/notes', { text: 'a' }],
    ] as const)
      spent.push(String((await api.request('POST', url, { body })).headers['ratelimit']))
    await api.close()
    assert.match(spent.join(' '), /r=99;.* .*r=98;/)
  })

  test('knows the keys of requests to another', async () => {
    const headers = { 'idempotency-key': 'one-key' }
    const first = await ask('POST', '/api/v1/drafts', { body: { text: 'a' }, headers })
    const again = await ask('POST', '/api/v1/drafts', { body: { text: 'a' }, headers })
    assert.deepEqual([first.status, again.headers['idempotency-replayed']], [201, 'true'])
    assert.equal((await ask('POST', '/api/v2/authors', { body: { name: 'a' }, headers })).status, 422)
  })

  test('is signed in to at one place', async () => {
    await make('/api/v1/users', { username: 'eve', password: 'a long password' })
    const body = { username: 'eve', password: 'a long password' }
    const signedIn = await ask<{ access_token: string; scope: string }>('POST', '/auth/login', { body })
    assert.equal(signedIn.status, 200, signedIn.text)
    const scopes = signedIn.body.scope.split(' ')
    for (const scope of ['drafts:read', 'authors:write', 'people:write'])
      assert.ok(scopes.includes(scope), scope)
    const headers = { authorization: `Bearer ${signedIn.body.access_token}` }
    for (const version of ['v1', 'v2'])
      assert.equal((await ask('GET', `/api/${version}/users/me`, { headers })).body['username'], 'eve')
  })
})

describe('a deprecated version', () => {
  const since = `@${Date.parse('2029-01-31') / 1000}`

  test('says so in every answer, and what comes after it', async () => {
    const { id } = await app.anonymous.notes.create({ text: 'told' })
    const questions: [method: string, path: string, status: number][] = [
      ['GET', '/notes?limit=1', 200],
      ['HEAD', `/notes/${id}`, 200],
      ['OPTIONS', '/notes', 204],
      ['GET', '/notes?nonsense=1', 400],
      ['GET', '/notes/nobody', 404],
      ['PUT', '/notes', 405],
      ['DELETE', `/notes/${id}`, 401],
      ['GET', '/openapi.json', 200],
    ]
    for (const [method, path, status] of questions) {
      const { headers, status: found } = await ask(method, `/api/v1${path}`)
      assert.deepEqual(
        [found, headers['deprecation'], headers['sunset']],
        [status, since, 'Fri, 31 Jan 2031 00:00:00 GMT'],
        `${method} ${path}`,
      )
      const links = `<${link}>; rel="deprecation", <${link}>; rel="sunset", `
      const successor = `${links}</api/v2${path.split('?')[0]}>; rel="successor-version"`
      assert.ok(headers['link']?.endsWith(successor), `${method} ${path}: ${headers['link']}`)
    }
  })

  test('names no successor where there is none', async () => {
    const { id } = await app.anonymous.notes.create({ text: 'starred' })
    for (const [method, path] of [
      ['GET', '/people'],
      ['POST', `/notes/${id}/star`],
    ] as const) {
      const { headers } = await ask(method, `/api/v1${path}`)
      assert.equal(headers['deprecation'], since)
      assert.doesNotMatch(headers['link'] ?? '', /successor/)
    }
  })

  test('leaves the word to a deprecation of its resources', async () => {
    const { headers } = await ask('GET', '/api/v1/drafts')
    assert.equal(headers['deprecation'], `@${Date.parse('2028-06-01') / 1000}`)
    assert.equal(headers['sunset'], undefined)
  })

  test('cannot be made to say something else by its address', async () => {
    const { headers } = await ask('GET', '/api/v1/notes/a%3E;%20rel=%22x%22,%3Cb')
    assert.match(
      headers['link'] ?? '',
      /<\/api\/v2\/notes\/a%3E;%20rel=%22x%22,%3Cb>; rel="successor-version"$/,
    )
  })

  test('leaves the others and what stands beside them alone', async () => {
    for (const url of ['/api/v2/notes', '/api/v2/openapi.json', '/openapi.json', '/', '/livez'])
      assert.equal((await ask('GET', url)).headers['deprecation'], undefined, url)
  })

  test('is warned of once it should be gone', async () => {
    const warnings: string[] = []
    const events = {
      emit: (name: string, event: object) =>
        void (name === 'warning' && warnings.push(JSON.stringify(event))),
    }
    const sunset = (date: string) => ({
      a: { resources: [], deprecated: { since: '2029-01-01', sunset: date } },
      b: { resources: [] },
    })
    for (const date of ['2029-12-31', '2030-02-01'])
      await (await createTestApi({ versions: sunset(date), events })).close()
    assert.equal(warnings.length, 1)
    assert.match(warnings[0]!, /versions\.a was to be gone after 2029-12-31/)
  })
})

describe('the documents', () => {
  test('are one for each version, and that of the current one', async () => {
    const [first, second, current] = await Promise.all(
      ['/api/v1', '/api/v2', ''].map(async (place) => (await ask('GET', `${place}/openapi.json`)).text),
    )
    assert.equal(second, current)
    assert.notEqual(first, second)
    assert.match((await ask('GET', '/api/v1/openapi.yaml')).text, /^openapi: 3\.1\.1\n/)
    assert.equal((await ask('GET', '/api/v1/openapi.json?version=3.2')).body['openapi'], '3.2.0')
  })

  test('tell of their own version alone', () => {
    const [first, second] = ['v1', 'v2'].map((version) => app.api.document('', version))
    assert.deepEqual(
      [
        first!.info['version'],
        first!.info['description'],
        second!.info['version'],
        second!.info['description'],
      ],
      ['v1', undefined, '2.3.0', 'What is new.'],
    )
    const resourcesOf = (document: typeof first) =>
      Object.keys(document!.paths).filter((path) => /^\/api\/v\d\/\w+$/.test(path))
    assert.deepEqual(
      resourcesOf(first),
      ['users', 'people', 'notes', 'drafts'].map((name) => `/api/v1/${name}`),
    )
    assert.deepEqual(
      resourcesOf(second),
      ['users', 'authors', 'notes'].map((name) => `/api/v2/${name}`),
    )
    assert.deepEqual(
      [first, second].map((document) => document!.paths['/auth/login']?.post?.['operationId']),
      ['login', 'login'],
    )
    assert.ok(first!.components.schemas['Note']?.properties?.['task'])
    assert.ok(second!.components.schemas['Note']?.properties?.['text'])
    assert.deepEqual(app.api.document(), second)
    assert.throws(() => app.api.document('', 'v3'), DeclarationError)
  })

  test('mark a deprecated version as such, whole', () => {
    const { paths } = app.api.document('', 'v1')
    const operations = Object.entries(paths)
      .filter(([path]) => path.startsWith('/api/v1/'))
      .flatMap(([, item]) => Object.entries(item).filter(([method]) => method !== 'parameters'))
      .map(([, operation]) => operation as Readonly<Record<string, unknown>>)
    assert.ok(operations.length > 20)
    assert.deepEqual(
      operations.filter(({ deprecated }) => deprecated !== true),
      [],
    )
    assert.equal(paths['/api/v1/notes']?.get?.['x-sunset'], '2031-01-31')
    assert.equal(paths['/auth/login']?.post?.['deprecated'], undefined)
    const current = app.api.document().paths
    assert.equal(current['/api/v2/notes']?.get?.['deprecated'], undefined)
  })
})

describe('the root', () => {
  const accept = (type: string) => ({ headers: { accept: type } })
  const deprecated = versions.v1.deprecated

  test('lists every version, its resources and its document, which all answer', async () => {
    const { body } = await ask<any>('GET', '/')
    const inV = (version: string, names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, `/api/${version}/${name}`]))
    const [old, current] = [
      inV('v1', ['users', 'people', 'notes', 'drafts']),
      inV('v2', ['users', 'authors', 'notes']),
    ]
    assert.deepEqual(
      [body.title, body.version, body.current, body.resources],
      ['Notes', '2.3.0', 'v2', current],
    )
    assert.deepEqual(body.versions, {
      v1: { version: 'v1', resources: old, openapi: '/api/v1/openapi.json', deprecated },
      v2: { version: '2.3.0', resources: current, openapi: '/api/v2/openapi.json' },
    })
    for (const url of [...Object.values(old), ...Object.values(current)].filter(
      (each) => !each.endsWith('/users'),
    ))
      assert.equal((await ask('GET', url)).status, 200, url)
  })

  test('embeds them in HAL, with what the caller may use', async () => {
    const { body } = await ask<any>('GET', '/', accept('application/hal+json'))
    assert.equal(body._links.notes.href, '/api/v2/notes')
    const [old, current] = body._embedded.versions
    assert.deepEqual(
      [old.name, old.deprecated, current.name, current.deprecated],
      ['v1', deprecated, 'v2', undefined],
    )
    assert.equal(old._links.notes.href, '/api/v1/notes')
    assert.equal(old._links['service-desc'].href, '/api/v1/openapi.json')
    assert.equal(current._links.authors.href, '/api/v2/authors')
    assert.equal(current._links.drafts, undefined)
  })

  test('is a page for people', async () => {
    const { text } = await ask('GET', '/', accept('text/html'))
    assert.match(text, /<h2>v2 \(current\)<\/h2>[^]*<h2>v1<\/h2>\n<p>Deprecated since 2029-01-31\./)
    for (const url of ['/api/v1/drafts', '/api/v2/authors', '/api/v1/openapi.json', '/docs'])
      assert.ok(text.includes(`href="${url}"`), url)
  })

  test('has a catalog of all versions', async () => {
    const { body } = await ask<any>('GET', '/.well-known/api-catalog')
    assert.deepEqual(
      body.linkset.map((each: any) => [each.anchor, each['service-desc'][0].href]),
      [
        ['/api/v1', '/api/v1/openapi.json'],
        ['/api/v2', '/api/v2/openapi.json'],
      ],
    )
    const [old, current] = body.linkset
    assert.deepEqual([old.deprecation, old['successor-version']], [[{ href: link }], [{ href: '/api/v2' }]])
    assert.deepEqual([current.deprecation, current['successor-version']], [undefined, undefined])
  })

  test('leads to a documentation page where a version can be chosen', async () => {
    const { text } = await ask('GET', '/docs')
    assert.match(text, /<a href="docs\?version=v1" data-document="api\/v1\/openapi\.json">v1<\/a>/)
    assert.match(
      text,
      /<a href="docs\?version=v2" data-document="api\/v2\/openapi\.json" data-current>v2<\/a>/,
    )
  })
})

describe('tables of two versions', () => {
  test('outlive a start with one of them alone', async () => {
    const store = openTestStore()
    const first = await createTestApi({ store, resources: versions.v1.resources })
    await first.anonymous.notes.create({ task: 'old' })
    await first.close()
    const both = await createTestApi({ store, versions, current: 'v2' })
    const { data } = await both.anonymous.notes.list({ q: 'old' })
    assert.deepEqual(
      data.map(({ text, priority }) => [text, priority]),
      [['old!', 'low']],
    )
    await both.close()
    await store.close()
  })

  test('may be of links', async () => {
    const tags = { fields: { name: field.text() }, access: anyone() }
    const of = (items: string) =>
      [
        resource(items, {
          ...tags,
          table: 'items',
          relations: { tags: manyToMany('tags', { through: 'itemsTags' }) },
          expand: ['tags'],
        }),
        resource('tags', tags),
      ] as const
    const api = await createTestApi({
      versions: { a: { resources: of('items') }, b: { resources: of('items') } },
    })
    const made = await Promise.all(
      ['/a/items', '/b/tags'].map((url) => api.request<{ id: string }>('POST', url, { body: { name: 'x' } })),
    )
    const [item, tag] = made.map(({ body }) => body.id)
    assert.equal((await api.request('PUT', `/a/items/${item}/tags/${tag}`)).status, 201)
    const { body } = await api.request<{ tags: { id: string }[] }>('GET', `/b/items/${item}?expand=tags`)
    assert.deepEqual(
      body.tags.map(({ id }) => id),
      [tag],
    )
    await api.close()
  })
})

describe('files of two versions', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-versions-'))
  after(() => rmSync(folder, { recursive: true }))
  const access = anyone()
  const photo = field.file({ types: ['text/plain'] }).optional()
  const api = await createTestApi({
    files: directory(folder),
    versions: {
      v1: { resources: [resource('pictures', { fields: { photo }, access })] },
      v2: {
        resources: [
          resource('images', {
            table: 'pictures',
            fields: { image: photo.column('photo') },
            access,
            forms: true,
          }),
        ],
      },
    },
    checkResponses: false,
  })
  after(() => api.close())

  test('have an address in each of them', async () => {
    const body =
      '--x\r\ncontent-disposition: form-data; name="image"; filename="a.txt"\r\ncontent-type: text/plain\r\n\r\nhello\r\n--x--\r\n'
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const made = await api.request<{ id: string; image: { url: string } }>('POST', '/v2/images', {
      body,
      headers,
    })
    assert.equal(made.status, 201, made.text)
    const old = await api.request<{ photo: { url: string } }>('GET', `/v1/pictures/${made.body.id}`)
    const urls = [made.body.image.url, old.body.photo.url]
    assert.deepEqual(urls, [`/v2/images/${made.body.id}/image`, `/v1/pictures/${made.body.id}/photo`])
    for (const url of urls) assert.equal((await api.request('GET', url)).text, 'hello')
  })
})

describe('a mounted API of several versions', async () => {
  const fastify = createServer()
  const store = openTestStore()
  await fastify.register(createApi({ store, versions, current: 'v2', cors: { origins: '*' } }), {
    prefix: '/shop',
  })
  after(() => fastify.close().then(() => store.close()))

  test('names successors below its own root', async () => {
    const { headers } = await fastify.inject({
      url: '/shop/v1/notes',
      headers: { origin: 'https://a.example' },
    })
    assert.match(String(headers['link']), /<\/shop\/v2\/notes>; rel="successor-version"$/)
    assert.match(String(headers['access-control-expose-headers']), /Deprecation, Sunset/)
  })

  test('can be walked by its links from the root on, all versions of it', async () => {
    for (const [url, payload] of [
      ['/shop/v1/people', { name: 'Ann' }],
      ['/shop/v1/notes', { task: 'a' }],
    ] as const)
      assert.equal((await fastify.inject({ method: 'POST', url, payload })).statusCode, 201)
    const asker: Asker<'anonymous'> = {
      async ask(method, url, { headers = {} }) {
        const response = await fastify.inject({ method: method as 'GET', url, headers })
        const isJson = /json/.test(String(response.headers['content-type']))
        return {
          status: response.statusCode,
          headers: response.headers as Readonly<Record<string, string>>,
          text: response.payload,
          json: isJson ? response.json() : undefined,
        }
      },
    }
    const { documents } = await walkHal(asker, '/shop/', 'anonymous')
    const rows = [...documents.keys()].filter((url) =>
      /^\/shop\/v\d\/(?:notes|people|authors)\/[^/?]+$/.test(url),
    )
    const collections = [...new Set(rows.map((url) => url.split('/').slice(2, 4).join('/')))]
    assert.deepEqual(collections.sort(), ['v1/notes', 'v1/people', 'v2/authors', 'v2/notes'])
  })
})

test('shared caches forget a row under one name, whatever versions call it', async () => {
  const options = { access: anyone(), cache: 'public, max-age=60' }
  const fields = { name: field.text() }
  const api = await createTestApi({
    versions: {
      v1: { resources: [resource('persons', { ...options, fields, table: 'people' })] },
      v2: { resources: [resource('people', { ...options, fields })] },
    },
    current: 'v2',
  })
  const { id } = await api.anonymous.people.create({ name: 'Ann' })
  for (const url of ['/v1/persons', '/v2/people']) {
    const keysOf = async (at: string) => (await api.request('GET', at)).headers['surrogate-key']
    assert.equal(await keysOf(`${url}/${id}`), `people/${id}`)
    assert.match(String(await keysOf(url)), /^people\b/)
  }
  await api.close()
})

test('users are those of the current version, as they are there', async () => {
  const renamed = resource('users', {
    fields: { login: field.text().unique().column('username'), password: field.secret() },
  })
  const of = (current: 'v1' | 'v2') =>
    createTestApi({
      versions: { v1: { resources: [users] }, v2: { resources: [renamed] } },
      current,
      identity: identity({ users: { resource: users, login: ['username'], password: 'password' }, hasher }),
    })
  await (await of('v1')).close()
  await assert.rejects(of('v2'), /identity\.users\.resource: v2\.users has no such username/)
})

describe('versions are refused', () => {
  const x = { fields: { x: field.text() } }
  const a = resource('a', x)
  const limit = (allow: '1/1m' | '2/1m') => [rateLimit('writes', { by: 'address', allow })]
  const cases: [title: string, options: object, ...paths: string[]][] = [
    ['beside resources', { resources: [a], versions: { v1: { resources: [a] } } }, 'versions'],
    ['that are none', { versions: {} }, 'versions'],
    ['without resources anywhere', {}, 'resources'],
    ['of which none is the current one', { versions: { v1: { resources: [] } }, current: 'v2' }, 'current'],
    ['that are none, with a current one', { resources: [], current: 'v2' }, 'current'],
    ['beside a version', { version: '1.0.0', versions: { v1: { resources: [] } } }, 'version'],
    [
      'without a name',
      {
        versions: {
          V1: { resources: [] },
          'a/b': { resources: [] },
          '..': { resources: [] },
          1: { resources: [] },
        },
      },
      'versions.1',
      'versions.V1',
      'versions.a/b',
      'versions...',
    ],
    [
      'whose deprecation is none',
      { versions: { v1: { resources: [], deprecated: { since: 'soon' } }, v2: { resources: [] } } },
      'v1.deprecated',
    ],
    [
      'with faults of their own',
      {
        versions: {
          v1: { resources: [resource('a', { fields: { bId: field.reference('b') } as never })] },
          v2: { resources: [resource('b', { ...x, sort: ['y'] as never })] },
        },
      },
      'v2.b.sort[0]',
      'v1.a.fields.bId',
    ],
    [
      'that keep one column in two ways',
      {
        versions: {
          v1: { resources: [a] },
          v2: { resources: [resource('a', { fields: { x: field.integer() } })] },
        },
      },
      'v2.a.fields.x',
      'v1.a.fields.x',
    ],
    [
      'that leave a column empty which must not be',
      { versions: { v1: { resources: [a] }, v2: { resources: [resource('a', { fields: {} })] } } },
      'v1.a.fields.x',
    ],
    [
      'that disagree about what is unique',
      {
        versions: {
          v1: { resources: [a] },
          v2: { resources: [resource('a', { fields: { x: field.text().unique() } })] },
        },
      },
      'v1.a.fields.x',
    ],
    [
      'that disagree about what is left of a reference',
      {
        versions: Object.fromEntries(
          (['restrict', 'cascade'] as const).map((onDelete, index) => [
            `v${index + 1}`,
            { resources: [a, resource('b', { fields: { aId: field.reference('a', { onDelete }) } })] },
          ]),
        ),
      },
      'v2.b.fields.aId',
      'v1.b.fields.aId',
    ],
    [
      'that say two things of one limit',
      {
        versions: {
          v1: { resources: [resource('a', { ...x, rateLimits: limit('1/1m') })] },
          v2: { resources: [resource('a', { ...x, rateLimits: limit('2/1m') })] },
        },
      },
      'v1.a.rateLimits[0]',
    ],
    [
      'with a table of the framework itself',
      { versions: { v1: { resources: [resource('idempotencyKeys', x)] }, v2: { resources: [] } } },
      'v1.idempotencyKeys',
    ],
  ]
  for (const [title, options, ...paths] of cases)
    test(title, () => {
      assert.throws(
        () => createApi({ store: openTestStore(), ...options } as never),
        (error) => {
          assert.ok(error instanceof DeclarationError, String(error))
          assert.deepEqual(
            error.faults.map(({ path }) => path),
            paths,
          )
          return true
        },
      )
    })
})

test('the last version is the current one unless another is named', async () => {
  const api = await createTestApi({
    versions: { b: { resources: [users] }, a: { resources: [notes, users] as never } },
  })
    .then((made) => made)
    .catch((error: unknown) => error)
  assert.ok(api instanceof DeclarationError, 'notes name authors')
  const one = await createTestApi({
    versions: { '2027-01': { resources: [users] }, '1.0': { resources: [] } },
  })
  assert.equal(one.api.context.models.has('users'), false)
  assert.equal((await one.request('GET', '/2027-01/users')).status, 401)
  await one.close()
})
