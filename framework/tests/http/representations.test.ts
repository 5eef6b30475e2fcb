// Which representation an answer has, and what it says of itself.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defineRepresentation, type AnyResource, type ApiOptions } from '../../src/index.ts'
import { openShop, type Caller, type Shop } from './shop.ts'
import { openStockedShop } from './stocked-shop.ts'

const { shop, main, saw, nail } = await openStockedShop()

const types: Readonly<Record<string, string>> = {
  'application/json': 'application/json; charset=utf-8',
  'application/hal+json': 'application/hal+json; charset=utf-8',
  'application/xml': 'application/xml; charset=utf-8',
  'text/csv': 'text/csv; charset=utf-8; header=present',
}
const ask = (url: string, accept: string, more = {}, asked: Pick<Shop, 'ask'> = shop) =>
  asked.ask('GET', url, { headers: { accept, ...more } })

describe('a collection is written down as', () => {
  const chosen: [accept: string, type: string][] = [
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['application/hal+json', 'application/hal+json'],
    ['application/xml', 'application/xml'],
    ['text/csv', 'text/csv'],
    ['text/*', 'text/csv'],
    ['application/*', 'application/json'],
    ['text/csv;q=0.5, application/xml;q=0.9', 'application/xml'],
    ['application/json;q=0.1, application/hal+json', 'application/hal+json'],
    ['application/json;q=0, */*', 'application/hal+json'],
    ['image/png, */*;q=0.1', 'application/json'],
  ]
  for (const [accept, type] of chosen) {
    it(`${type} for ${accept}`, async () => {
      const { status, headers } = await ask('/items', accept)
      assert.deepEqual([status, headers['content-type']], [200, types[type]])
      assert.equal(headers['vary'], 'accept, authorization')
      assert.match(headers['link'] ?? '', /rel="first"/)
    })
  }
})

describe('what cannot be had', () => {
  const refused: [method: string, url: string, accept: string, offered: string][] = [
    ['GET', '/items', 'image/png', 'application/json, application/hal+json, application/xml, text/csv'],
    ['GET', `/items/${saw.id}`, 'text/csv', 'application/json, application/hal+json, application/xml'],
    ['POST', '/notes', 'text/csv', 'application/json, application/hal+json, application/xml'],
    ['POST', `/items/${saw.id}/quote`, 'text/csv', 'application/json, application/hal+json, application/xml'],
  ]
  for (const [method, url, accept, offered] of refused) {
    it(`is 406 and says what can: ${method} ${url.replace(saw.id, 'ID')} as ${accept}`, async () => {
      const { status, json, headers } = await shop.ask(method, url, { as: 'ada', headers: { accept } })
      assert.deepEqual(
        [status, json.code, json.detail],
        [406, 'NOT_ACCEPTABLE', `Acceptable are: ${offered}.`],
      )
      assert.equal(headers['content-type'], 'application/problem+json')
      assert.equal(headers['vary'], 'accept, authorization')
    })
  }
  it('is said as problem+json whatever is accepted', async () => {
    for (const accept of Object.keys(types)) {
      const { status, headers } = await ask('/items?colour=red', accept)
      assert.deepEqual([status, headers['content-type']], [400, 'application/problem+json'])
    }
  })
})

describe('entity tags', () => {
  const rowTypes = Object.keys(types).filter((type) => type !== 'text/csv')
  it('differ between the representations of one thing', async () => {
    const rows = await Promise.all(rowTypes.map((type) => ask(`/items/${saw.id}`, type)))
    assert.deepEqual(
      rows.map(({ headers }) => headers['etag']),
      ['"1"', '"1-hal"', '"1-xml"'],
    )
    const pages = await Promise.all(Object.keys(types).map((type) => ask('/items', type)))
    assert.equal(new Set(pages.map(({ headers }) => headers['etag'])).size, pages.length)
    assert.deepEqual(
      pages.map(({ headers }) => headers['etag']!.replace(/-[\w-]{11}"$/, '')),
      ['"page', '"page-hal', '"page-xml', '"page-csv'],
    )
  })
  for (const [title, url, asked] of [
    ['a row', `/items/${saw.id}`, rowTypes],
    ['a projected row', `/items/${saw.id}?fields=name`, rowTypes],
    ['an expanded row', `/items/${saw.id}?expand=store,tags`, rowTypes],
    ['a collection', '/items', Object.keys(types)],
  ] as const) {
    it(`spare ${title} that is known already, in each representation`, async () => {
      for (const accept of asked) {
        const first = await ask(url, accept)
        const etag = first.headers['etag']!
        const again = await ask(url, accept, { 'if-none-match': etag })
        assert.deepEqual([again.status, again.text, again.headers['etag']], [304, '', etag], accept)
        assert.equal(again.headers['vary'], 'accept, authorization')
        for (const other of asked.filter((each) => each !== accept)) {
          const { status, text } = await ask(url, other, { 'if-none-match': etag })
          assert.deepEqual([status, text !== ''], [200, true], `${accept} known, ${other} asked`)
        }
      }
    })
  }
  it('of any representation are accepted by a write', async () => {
    const note = await shop.make('notes', { text: 'tagged' })
    const url = `/notes/${note.id}`
    for (const accept of rowTypes) {
      for (const query of ['', '?fields=text', '?expand=owner', '?expand=owner&fields=text,owner.username']) {
        const read = await shop.ask('GET', url + query, { as: 'ada', headers: { accept } })
        const match = { 'if-match': read.headers['etag']! }
        const write = (text: string) => shop.ask('PATCH', url, { as: 'ada', headers: match, body: { text } })
        assert.equal(
          (await write(`${accept}${query}`)).status,
          200,
          `${accept} ${query} ${match['if-match']}`,
        )
        assert.equal((await write('too late')).status, 412)
      }
    }
    await shop.ask('DELETE', url, { as: 'ada' })
  })
  it('tell nothing of what the caller may not see', async () => {
    // What is computed makes the store read the whole row, hidden cost included.
    const url = `/items/${nail.id}?fields=title,store.name`
    const before = await ask(url, 'application/json')
    await shop.ask('PATCH', `/items/${nail.id}`, { as: 'root', body: { cost: 0.75 } })
    const after = await ask(url, 'application/json')
    const digestOf = ({ headers }: typeof before) => headers['etag']!.replace(/^"\d+-/, '')
    assert.deepEqual(after.json, before.json)
    assert.notEqual(after.headers['etag'], before.headers['etag'])
    assert.equal(digestOf(after), digestOf(before))
  })
})

describe('no representation', () => {
  const secrets = ['0.5', '0.75', '12.25', 'pin-1234', 'password']
  const asked: [who: Caller, url: string][] = [
    ['anonymous', '/items?expand=store.items,tags&limit=100'],
    ['anonymous', `/items/${saw.id}`],
    ['ada', '/items?fields=title,store.name'],
    ['ada', '/notes?expand=owner'],
    ['ada', '/posts?expand=note.owner,owner'],
    ['bob', `/users/me`],
  ]
  for (const [as, url] of asked) {
    it(`shows what is hidden: ${url.replace(saw.id, 'ID')} to ${as}`, async () => {
      for (const accept of Object.keys(types)) {
        const { status, text } = await shop.ask('GET', url, { as, headers: { accept } })
        if (accept === 'text/csv' && status === 406) continue
        assert.equal(status, 200, text)
        for (const secret of secrets) assert.equal(text.includes(secret), false, `${secret} in ${text}`)
      }
    })
  }
})

describe('a HEAD', () => {
  it('is answered like the GET, without the body', async () => {
    for (const accept of Object.keys(types)) {
      const get = await ask('/items', accept)
      const head = await shop.ask('HEAD', '/items', { headers: { accept } })
      assert.deepEqual([head.status, head.text], [200, ''])
      for (const name of ['content-type', 'etag', 'vary', 'link', 'cache-control'])
        assert.equal(head.headers[name], get.headers[name])
    }
  })
})

const lines = defineRepresentation({
  mediaType: 'text/plain',
  parameters: 'charset=utf-8',
  item: ({ resource, row, links }) => `${resource} ${JSON.stringify(row)} ${JSON.stringify(links)}`,
  page: ({ resource, rows, page }) =>
    [resource, page.limit, ...rows.map(({ row }) => row['name'])].join('\n'),
})
const bytes = defineRepresentation({
  mediaType: 'application/vnd.msgpack',
  item: ({ row }) => new Uint8Array([0x81, 0x00, 0xff, Object.keys(row).length]),
})
const own = (more: Partial<ApiOptions<readonly AnyResource[]>>) => openShop({ api: more })

describe('a representation of one’s own', () => {
  const opening = own({ representations: [lines, bytes] })
  it('is given rows as the caller may see them, and their links', async () => {
    const other = await opening
    const store = await other.make('stores', { name: 'Own' })
    const item = await other.make('items', { name: 'Rake', price: '3', storeId: store.id })
    const url = `/items/${item.id}`
    const { status, text, headers } = await ask(`${url}?fields=name,store.name`, 'text/plain', {}, other)
    assert.deepEqual([status, headers['content-type']], [200, 'text/plain; charset=utf-8'])
    const links = { self: url, store: `/stores/${store.id}`, tags: `${url}/tags` }
    assert.equal(text, `items {"name":"Rake","store":{"name":"Own"}} ${JSON.stringify(links)}`)
    assert.match(headers['etag']!, /^"1-text\/plain-/)
    assert.equal((await ask(url, 'text/plain', {}, other)).text.includes('cost'), false)
  })
  it('is chosen for pages where it writes them', async () => {
    const other = await opening
    const { text } = await ask('/items?limit=5', 'text/plain', {}, other)
    assert.equal(text, 'items\n5\nRake')
    assert.equal((await ask('/items', 'application/vnd.msgpack', {}, other)).status, 406)
  })
  it('may be bytes', async () => {
    const other = await opening
    const { json } = await ask('/items', 'application/json', {}, other)
    const response = await other.server.inject({
      url: `/items/${json.data[0].id}`,
      headers: { accept: 'application/vnd.msgpack' },
    })
    assert.equal(response.headers['content-type'], 'application/vnd.msgpack')
    assert.deepEqual([...response.rawPayload.subarray(0, 3)], [0x81, 0x00, 0xff])
    assert.equal(response.headers['etag'], '"1-application/vnd.msgpack"')
  })
  it('answers writes, whose tags are accepted', async () => {
    const other = await opening
    const made = await other.ask('POST', '/notes?fields=text', {
      as: 'ada',
      headers: { accept: 'text/plain' },
      body: { text: 'mine' },
    })
    assert.equal(made.status, 201)
    assert.match(made.text, /^notes \{"text":"mine"\} /)
    const headers = { 'if-match': made.headers['etag']! }
    const { status } = await other.ask('PATCH', made.headers['location']!, {
      as: 'ada',
      headers,
      body: { text: 'still mine' },
    })
    assert.equal(status, 200)
  })
  it('may take the place of a built-in one', async () => {
    const semicolons = defineRepresentation({
      mediaType: 'text/csv',
      page: ({ rows }) => rows.map(({ row }) => `${row['id']};${row['name']}\n`).join(''),
    })
    const other = await own({ representations: [semicolons] })
    const store = await other.make('stores', { name: 'Own' })
    const { text, headers } = await ask('/stores', 'text/csv', {}, other)
    assert.deepEqual([text, headers['content-type']], [`${store.id};Own\n`, 'text/csv'])
  })
  it('that fails is a mistake of the server', async () => {
    const broken = defineRepresentation({
      mediaType: 'text/plain',
      page: () => {
        throw new TypeError('secret of the house')
      },
    })
    const other = await own({ representations: [broken] })
    const { status, json } = await ask('/items', 'text/plain', {}, other)
    assert.deepEqual([status, json.code, json.detail], [500, 'INTERNAL_ERROR', undefined])
    assert.equal(other.failures.length, 1)
  })
})

describe('links in JSON', () => {
  const opening = own({ links: true })
  const prepare = async () => {
    const other = await opening
    const store = await other.make('stores', { name: `Linked ${Math.random()}` })
    const item = await other.make('items', { name: 'Rake', price: '3', storeId: store.id })
    return { other, store, item, url: `/items/${item.id}` }
  }
  it('stand in every row, embedded ones included', async () => {
    const { other, store, item, url } = await prepare()
    const links = { self: url, store: `/stores/${store.id}`, tags: `${url}/tags` }
    assert.deepEqual(item.links, links)
    const { json } = await ask(`${url}?expand=store`, 'application/json', {}, other)
    assert.deepEqual(json.links, links)
    const ofStore = { self: `/stores/${store.id}`, items: `/stores/${store.id}/items` }
    assert.deepEqual(json.store.links, ofStore)
    const page = await ask(`/items?storeId=${store.id}&fields=name`, 'application/json', {}, other)
    assert.deepEqual(page.json.data, [{ name: 'Rake', links }])
  })
  it('lead to rows that are there', async () => {
    const { other, url } = await prepare()
    const { json } = await ask(url, 'application/json', {}, other)
    for (const link of Object.values(json.links) as string[])
      assert.equal((await ask(link, 'application/json', {}, other)).status, 200, link)
  })
  it('are passed over in what is sent back', async () => {
    const { other, store } = await prepare()
    const note = await other.make('notes', { text: 'linked' })
    const url = `/notes/${note.id}`
    const read = await other.ask('GET', url, { as: 'ada' })
    const put = await other.ask('PUT', url, { as: 'ada', body: { ...read.json, text: 'put' } })
    assert.deepEqual([put.status, put.json.text, put.json.links], [200, 'put', read.json.links])
    const patch = await other.ask('PATCH', url, { as: 'ada', body: { text: 'patched', links: {} } })
    assert.deepEqual([patch.status, patch.json.links], [200, read.json.links])
    const post = await other.ask('POST', '/stores', { as: 'ada', body: { name: 'x', links: {} } })
    assert.equal(post.status, 422)
    assert.ok(store.links.self)
  })
  it('are spared with a row that is known', async () => {
    const { other, url } = await prepare()
    const { headers } = await ask(url, 'application/json', {}, other)
    const again = await ask(url, 'application/json', { 'if-none-match': headers['etag']! }, other)
    assert.deepEqual([again.status, again.text], [304, ''])
  })
  it('stand nowhere where they are not asked for', async () => {
    const { json } = await ask(`/items/${saw.id}?expand=store`, 'application/json')
    assert.deepEqual([json.links, json.store.links, json.storeId], [undefined, undefined, main.id])
  })
})

describe('declared wrongly', () => {
  const item = () => ''
  const faults: [title: string, options: Partial<ApiOptions<readonly AnyResource[]>>, path: string][] = [
    [
      'no media type',
      { representations: [defineRepresentation({ mediaType: 'plain', item })] },
      'representations[0].mediaType',
    ],
    [
      'a media type with parameters',
      { representations: [defineRepresentation({ mediaType: 'text/plain; a=b', item })] },
      'representations[0].mediaType',
    ],
    [
      'JSON itself',
      { representations: [defineRepresentation({ mediaType: 'application/json', item })] },
      'representations[0].mediaType',
    ],
    [
      'problems',
      { representations: [defineRepresentation({ mediaType: 'application/problem+json', item })] },
      'representations[0].mediaType',
    ],
    ['the same twice', { representations: [lines, lines] }, 'representations[1].mediaType'],
    [
      'a header of two lines',
      { representations: [defineRepresentation({ mediaType: 'a/b', parameters: 'a=b\r\nc: d', item })] },
      'representations[0].parameters',
    ],
    [
      'nothing to write',
      { representations: [defineRepresentation({ mediaType: 'a/b' })] },
      'representations[0]',
    ],
  ]
  for (const [title, options, path] of faults) {
    it(title, async () => {
      await assert.rejects(own(options), (error: any) => {
        assert.equal(error.name, 'DeclarationError')
        assert.deepEqual(
          error.faults.map((fault: any) => fault.path),
          [path],
        )
        return true
      })
    })
  }
})
