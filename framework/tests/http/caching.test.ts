// How answers may be kept: what was declared, unless it would show one caller what another was answered.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import {
  anyone,
  directory,
  field,
  fieldEquals,
  hasMany,
  hasRole,
  isOwner,
  anyOf,
  manyToMany,
  resource,
  signedIn,
} from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'

const shared = 'public, max-age=60'
const write = { create: signedIn(), update: signedIn(), delete: signedIn() } as const

const users = resource('users', {
  fields: { name: field.text() },
  access: { read: signedIn(), create: anyone() },
})
const stores = resource('stores', {
  fields: { name: field.text() },
  access: { read: anyone(), ...write },
  cache: { list: 'public, s-maxage=300', read: shared },
  relations: {
    items: hasMany('items', 'storeId'),
    reviews: hasMany('reviews', 'storeId', { visible: signedIn() }),
  },
  expand: ['items', 'reviews'],
})
const reviews = resource('reviews', {
  fields: { text: field.text(), storeId: field.reference('stores'), photo: field.file().optional() },
  access: { read: anyone(), ...write },
  cache: shared,
})
const items = resource('items', {
  fields: {
    name: field.text(),
    cost: field.integer().default(1).visible(hasRole('admin')),
    storeId: field.reference('stores'),
  },
  access: { read: anyone(), ...write },
  cache: shared,
  filter: ['name'],
  relations: { tags: manyToMany('tags', { through: 'itemsTags' }) },
  expand: ['store', 'tags'],
})
const tags = resource('tags', {
  id: 'text',
  fields: { label: field.text() },
  access: { read: anyone(), ...write },
  cache: shared,
})
const posts = resource('posts', {
  fields: { title: field.text(), isPublic: field.boolean().default(false), userId: field.owner('users') },
  access: { read: anyOf(fieldEquals('isPublic', true), isOwner('userId')), ...write },
  cache: shared,
  expand: ['user'],
})
const drafts = resource('drafts', { fields: { text: field.text() }, access: signedIn() })
const diaries = resource('diaries', {
  fields: { text: field.text() },
  access: signedIn(),
  cache: 'no-store',
}).action('open', { on: 'collection', output: { text: field.text() }, run: () => ({ text: 'x' }) })

const folder = mkdtempSync(join(tmpdir(), 'ninety-caching-'))
const app = await createTestApi({
  files: directory(folder),
  resources: [users, stores, reviews, items, tags, posts, drafts, diaries],
})
after(() => app.close().then(() => rmSync(folder, { recursive: true })))
const ada = await app.anonymous.users.create({ name: 'ada' })
const callers = {
  anonymous: app.anonymous,
  ada: app.as(ada),
  admin: app.as({ id: ada.id, roles: ['admin'] }),
}
type Who = keyof typeof callers

const ask = (url: string, who: Who = 'anonymous', headers = {}) =>
  callers[who].request<any>('GET', url, { headers })
const store = await callers.ada.stores.create({ name: 'Main' })
const item = await callers.ada.items.create({ name: 'Saw', storeId: store.id })
const second = await callers.ada.items.create({ name: 'Nail', storeId: store.id })
const open = await callers.ada.posts.create({ title: 'Open', isPublic: true })
await callers.ada.posts.create({ title: 'Shut' })
await callers.ada.drafts.create({ text: 'x' })
await callers.ada.tags.create({ id: 'metal', label: 'Metal' })
await callers.ada.request('PUT', `/items/${item.id}/tags/metal`)
const review = await callers.ada.reviews.create({ text: 'Good', storeId: store.id })
await callers.ada.request('PUT', `/reviews/${review.id}/photo`, {
  body: 'a photo',
  headers: { 'content-type': 'text/plain' },
})
const own = 'private, max-age=60'

describe('an answer may be kept', () => {
  const rows: [url: string, who: Who, expected: string, why: string][] = [
    [`/stores/${store.id}`, 'anonymous', shared, 'as declared'],
    [`/stores/${store.id}`, 'ada', shared, 'as declared where all see the same'],
    [`/stores/${store.id}?fields=name`, 'ada', shared, 'as declared in part'],
    ['/stores', 'anonymous', 'public, s-maxage=300', 'as declared for lists'],
    ['/stores', 'ada', 'public, s-maxage=300', 'as declared for lists by callers'],
    [`/stores/${store.id}?expand=items`, 'anonymous', shared, 'with rows all may see'],
    [`/stores/${store.id}?expand=items`, 'ada', own, 'by one where embedded rows differ'],
    [`/items/${item.id}`, 'anonymous', shared, 'as declared without what is hidden'],
    [`/items/${item.id}`, 'ada', shared, 'as declared by who sees no more'],
    [`/items/${item.id}`, 'admin', own, 'by one who sees more'],
    [`/items/${item.id}?fields=name`, 'ada', own, 'by one where it could be more'],
    ['/items', 'admin', own, 'by one who sees more of a list'],
    ['/items?limit=1', 'anonymous', shared, 'with cursors of nobody'],
    ['/items?limit=1', 'ada', own, 'by one whose cursors are his'],
    ['/items?limit=1&page=1', 'ada', shared, 'with page numbers, which are anybody’s'],
    [`/posts/${open.id}`, 'anonymous', shared, 'as declared where nobody is known'],
    [`/posts/${open.id}`, 'ada', own, 'by one where rules look at rows'],
    ['/posts', 'anonymous', shared, 'with the rows of nobody'],
    ['/posts', 'ada', own, 'by one with rows of his own'],
    ['/drafts', 'ada', 'private, no-cache', 'by one and asked about by default'],
    ['/diaries', 'ada', 'no-store', 'nowhere'],
    [`/stores/${store.id}?expand=reviews`, 'ada', own, 'by one with rows that not all see there'],
    [`/stores/${store.id}/reviews`, 'ada', own, 'by one who may see such rows there'],
    ['/reviews', 'ada', shared, 'by all who may see them here'],
    [`/items/${item.id}/tags/metal`, 'anonymous', shared, 'for a link'],
    [`/items/${item.id}/tags/metal`, 'ada', own, 'by one for a link of a row with hidden parts'],
    [`/reviews/${review.id}/photo`, 'anonymous', shared, 'for a file'],
    [`/reviews/${review.id}/photo`, 'ada', shared, 'for a file that all may see'],
    [`/stores/${store.id}/items`, 'anonymous', shared, 'below another row'],
    [`/stores/${store.id}/items`, 'admin', own, 'below another row by one'],
  ]
  for (const [url, who, expected, why] of rows) {
    it(`${why}: ${url.replaceAll(/[\da-f-]{36}/g, 'ID')} as ${who}`, async () => {
      const { status, headers, text } = await ask(url, who)
      assert.equal(status, 200, text)
      assert.equal(headers['cache-control'], expected)
      assert.match(headers['vary'] ?? '', /\bauthorization$/)
      const isShared = /public|s-maxage/.test(expected)
      assert.equal(headers['surrogate-key'] !== undefined, isShared)
      const again = await ask(url, who, { 'if-none-match': headers['etag'] })
      assert.deepEqual([again.status, again.headers['cache-control']], [304, expected])
      assert.equal(again.headers['surrogate-key'], headers['surrogate-key'])
    })
  }
  it('in HAL by one alone, for links are', async () => {
    const hal = { accept: 'application/hal+json' }
    const url = `/stores/${store.id}`
    assert.equal((await ask(url, 'ada', hal)).headers['cache-control'], own)
    assert.equal((await ask(url, 'anonymous', hal)).headers['cache-control'], shared)
  })
  it('in other representations as in JSON', async () => {
    for (const accept of ['application/xml', 'text/csv'])
      assert.equal((await ask('/items?page=1', 'ada', { accept })).headers['cache-control'], shared)
  })
})

describe('answers to writes', () => {
  it('are kept by nobody else', async () => {
    const body = { label: 'a' }
    const { headers } = await callers.ada.request('POST', '/tags', { body: { id: 'a', ...body } })
    assert.equal(headers['cache-control'], 'private, no-cache')
    assert.equal(headers['surrogate-key'], undefined)
    const put = await callers.ada.request('PUT', '/tags/a', { body })
    const patch = await callers.ada.request('PATCH', '/tags/a', { body })
    assert.deepEqual(
      [put, patch].map((answer) => answer.headers['cache-control']),
      ['private, no-cache', 'private, no-cache'],
    )
    await callers.ada.request('DELETE', '/tags/a')
  })
  it('are kept nowhere where reads are not', async () => {
    const post = await callers.ada.request('POST', '/diaries', { body: { text: 'secret' } })
    assert.deepEqual([post.status, post.headers['cache-control']], [201, 'no-store'])
    const action = await callers.ada.request('POST', '/diaries/open')
    assert.deepEqual([action.status, action.headers['cache-control']], [200, 'no-store'])
  })
})

describe('surrogate keys', () => {
  const keysOf = async (url: string, who: Who = 'anonymous'): Promise<string[]> => {
    const { headers, text } = await ask(url, who)
    const keys = headers['surrogate-key']?.split(' ') ?? assert.fail(text)
    assert.equal(headers['cache-tag'], keys.join(','))
    return keys.sort()
  }
  const rows: [title: string, url: string, keys: string[]][] = [
    ['name the row', `/items/${item.id}`, [`items/${item.id}`]],
    ['name the collection and its rows', '/items', ['items', `items/${item.id}`, `items/${second.id}`]],
    ['name the collection where it is empty', '/items?name=none', ['items']],
    [
      'name rows that are not named in the answer',
      '/items?fields=name&name=Saw',
      ['items', `items/${item.id}`],
    ],
    [
      'name the row referred to',
      `/items/${item.id}?expand=store`,
      [`items/${item.id}`, `stores/${store.id}`],
    ],
    [
      'name the resource of rows not to be told apart',
      `/items/${item.id}?fields=store.name`,
      [`items/${item.id}`, 'stores'],
    ],
    [
      'name the list that is embedded',
      `/items/${item.id}?expand=tags`,
      [`items/${item.id}`, 'tags', 'tags/metal'],
    ],
    ['name a list that is empty', `/items/${second.id}?expand=tags`, [`items/${second.id}`, 'tags']],
    [
      'name embedded rows of embedded rows',
      `/items/${item.id}?expand=store.items`,
      ['items', `items/${item.id}`, `items/${second.id}`, `stores/${store.id}`],
    ],
    [
      'name the resource of a row that is hidden',
      `/posts/${open.id}?expand=user`,
      [`posts/${open.id}`, 'users'],
    ],
    [
      'name the row above',
      `/stores/${store.id}/items?name=Saw`,
      ['items', `items/${item.id}`, `stores/${store.id}`],
    ],
  ]
  for (const [title, url, keys] of rows) {
    it(title, async () => assert.deepEqual(await keysOf(url), keys.sort()))
  }
  it('name resources alone where they would be too many', async () => {
    const many = Array.from(
      { length: 120 },
      (_, index) => `${String(index).padStart(3, '0')}-${'x'.repeat(60)}`,
    )
    for (const id of many) await callers.ada.tags.create({ id, label: id })
    assert.deepEqual(await keysOf('/tags?limit=100'), ['tags'])
    assert.equal((await keysOf('/tags?limit=20')).length, 21)
  })
})
