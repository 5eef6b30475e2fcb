import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anyone, field, hasRole, resource, signedIn } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'
import { openShop } from './shop.ts'

const notes = resource('notes', { fields: { text: field.text() }, access: anyone() })
const drafts = resource('drafts', { fields: { text: field.text() } })

interface Landing {
  readonly title: string
  readonly resources: Readonly<Record<string, string>>
  readonly [name: string]: unknown
}

const accept = (type: string) => ({ headers: { accept: type } })

for (const docs of [true, false]) {
  describe(`the root of an API ${docs ? 'with' : 'without'} a documentation page`, () => {
    const start = () =>
      createTestApi({
        title: 'Notes & more',
        resources: [notes, drafts],
        prefix: '/v1',
        docs,
        checkResponses: false,
      })

    test('lists addresses that all answer', async () => {
      await using app = await start()
      const { status, body } = await app.request<Landing>('GET', '/')
      assert.equal(status, 200)
      const { resources, title: _title, version: _version, ...documents } = body
      const addresses = [...Object.values(resources), ...Object.values(documents)].map(String)
      const statuses = addresses.map(async (address) => (await app.request('GET', address)).status)
      assert.deepEqual([...new Set(await Promise.all(statuses))], [200], addresses.join())
    })

    test('names the resources somebody may use', async () => {
      await using app = await start()
      assert.deepEqual((await app.request<Landing>('GET', '/')).body.resources, { notes: '/v1/notes' })
    })

    test('points at what there is by links', async () => {
      await using app = await start()
      const { headers } = await app.request('GET', '/')
      const relations = [...(headers['link'] ?? '').matchAll(/rel="([^"]+)"/g)].map(
        ([, relation]) => relation,
      )
      const page = docs ? ['service-doc'] : []
      assert.deepEqual(relations, ['service-desc', ...page, 'status', 'api-catalog'])
    })

    test('is a page for people', async () => {
      await using app = await start()
      const { headers, text } = await app.request('GET', '/', accept('text/html,*/*;q=0.8'))
      assert.equal(headers['content-type'], 'text/html; charset=utf-8')
      assert.match(text, /<h1>Notes &amp; more<\/h1>/)
      assert.equal(text.includes('href="/docs"'), docs)
    })
  })
}

describe('the root in HAL', () => {
  const members = resource('members', {
    fields: { name: field.text() },
    access: { list: hasRole('admin'), read: signedIn(), create: anyone() },
  })
  const secrets = resource('secrets', { fields: { text: field.text() }, access: signedIn() })
  const start = () =>
    createTestApi({ title: 'Club', version: '2.1.0', resources: [notes, members, secrets], prefix: '/v1' })
  const hal = accept('application/hal+json')
  const documents = new Set(['self', 'service-desc', 'service-doc', 'status', 'api-catalog'])

  test('links what the caller may list, and says where they may make something', async () => {
    await using app = await start()
    const linksOf = async (request: typeof app.request) => {
      const { status, body, headers } = await request<any>('GET', '/', hal)
      assert.deepEqual([status, headers['content-type']], [200, 'application/hal+json; charset=utf-8'])
      assert.equal(headers['vary'], 'accept, authorization')
      assert.deepEqual([body.title, body.version], ['Club', '2.1.0'])
      for (const { method } of Object.values<any>(body._templates ?? {})) assert.equal(method, 'POST')
      const links = Object.keys(body._links).filter((name) => !documents.has(name))
      return [links, Object.keys(body._templates ?? {})]
    }
    const user = { id: '1' }
    assert.deepEqual(await linksOf(app.anonymous.request), [['notes'], ['notes', 'members']])
    assert.deepEqual(await linksOf(app.as(user).request), [
      ['notes', 'secrets'],
      ['notes', 'members', 'secrets'],
    ])
    assert.deepEqual(await linksOf(app.as({ ...user, scopes: ['notes:read'] }).request), [['notes'], []])
  })

  test('is 406 for what it is not', async () => {
    await using app = await start()
    const { status, body } = await app.request<any>('GET', '/', accept('image/png'))
    assert.deepEqual([status, body.code], [406, 'NOT_ACCEPTABLE'])
  })
})

describe('the API catalog', () => {
  for (const [title, publicUrl, docs] of [
    ['of an API that knows where it is', 'https://api.example/', true],
    ['of an API that does not', undefined, false],
  ] as const) {
    test(title, async () => {
      await using app = await createTestApi({
        resources: [notes],
        prefix: '/v1',
        docs,
        ...(publicUrl !== undefined && { publicUrl }),
      })
      const { status, headers, body } = await app.request<any>('GET', '/.well-known/api-catalog')
      assert.equal(status, 200)
      assert.equal(
        headers['content-type'],
        'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
      )
      assert.equal(headers['link'], '</.well-known/api-catalog>; rel="api-catalog"')
      const origin = publicUrl === undefined ? '' : 'https://api.example'
      assert.deepEqual(body, {
        linkset: [
          {
            anchor: `${origin}/v1`,
            'service-desc': [{ href: `${origin}/openapi.json`, type: 'application/json' }],
            ...(docs && { 'service-doc': [{ href: `${origin}/docs`, type: 'text/html' }] }),
            status: [{ href: `${origin}/readyz`, type: 'application/json' }],
          },
        ],
      })
      const head = await app.request('HEAD', '/.well-known/api-catalog')
      assert.deepEqual([head.status, head.headers['link']], [200, headers['link']])
    })
  }
})

test('the root tells of a bad credential as its document says', async () => {
  const shop = await openShop()
  const { status, json } = await shop.ask('GET', '/', { headers: { authorization: 'Bearer none' } })
  assert.deepEqual([status, json.code], [401, 'INVALID_TOKEN'])
})
