// The HTTP QUERY method (RFC 10008): a list whose query is the body.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createDocumentReader } from '../../src/tooling/testing/document-reader.ts'
import { all, inWhere, openItems } from './filtered-items.ts'
import { idsOf } from './page-walk.ts'
import { faultsOf, type Question } from './shop.ts'

const { shop, ids } = await openItems()

const query = (body: unknown, question: Question = { as: 'root' }, url = '/items') =>
  shop.ask('QUERY', url, { ...question, body })
const get = (url: string, question: Question = { as: 'root' }) => shop.ask('GET', url, question)

/** The body without its links. */
const dataOf = ({ json }: { json: any }) => json.data

describe('a QUERY is answered as the GET with the same parameters', () => {
  const cases: [body: Record<string, unknown>, url: string][] = [
    [{}, '/items'],
    [
      { where: { state: 'draft', price: { gt: '1' } } },
      `/items?${inWhere({ state: 'draft', price: { gt: '1' } })}`,
    ],
    [
      { where: { or: [{ stock: 9 }, { 'store.name': 'Main' }] } },
      `/items?where={"or":[{"stock":9},{"store.name":"Main"}]}`,
    ],
    [{ sort: ['-price', 'name'] }, '/items?sort=-price,name'],
    [{ limit: 2, sort: ['name'] }, '/items?limit=2&sort=name'],
    [{ limit: 2, page: 2, sort: ['name'] }, '/items?limit=2&page=2&sort=name'],
    [{ limit: 2, offset: 3 }, '/items?limit=2&offset=3'],
    [{ fields: ['id', 'name', 'store.name'] }, '/items?fields=id,name,store.name'],
    [{ expand: ['store', 'tags'] }, '/items?expand=store,tags'],
    [{ total: 'exact', page: 1, limit: 4 }, '/items?total=exact&page=1&limit=4'],
    [{ sort: [], fields: [], expand: [] }, '/items'],
  ]
  for (const [body, url] of cases) {
    it(JSON.stringify(body), async () => {
      const [asked, gotten] = [await query(body), await get(url)]
      assert.equal(asked.status, 200, asked.text)
      assert.deepEqual(asked.json.data, gotten.json.data)
      const { next: _, prev: __, first: ___, last: ____, ...page } = asked.json.page
      assert.deepEqual({ ...gotten.json.page, ...page }, gotten.json.page)
      assert.equal(asked.headers['cache-control'], gotten.headers['cache-control'])
      assert.equal(asked.headers['vary'], gotten.headers['vary'])
    })
  }
})

describe('links of a QUERY', () => {
  const body = { where: { state: { in: ['draft', 'gone'] } }, sort: ['price'], limit: 2 }
  it('are followed by GET, there and back', async () => {
    const pages = [await query(body)]
    while (pages.at(-1)!.json.page.next !== null) pages.push(await get(pages.at(-1)!.json.page.next))
    assert.deepEqual(
      pages.map((page) => idsOf(page).length),
      [2, 2],
    )
    assert.deepEqual(new Set(pages.flatMap((page) => idsOf(page))).size, 4)
    const back = await get(pages[1]!.json.page.prev)
    assert.deepEqual(dataOf(back), dataOf(pages[0]!))
    assert.deepEqual(dataOf(await get(pages[1]!.json.page.first)), dataOf(pages[0]!))
    assert.match(pages[0]!.headers['link']!, /rel="next"/)
  })
  it('lead to the equivalent resource', async () => {
    const first = await query(body)
    const second = await query({
      ...body,
      after: new URL(first.json.page.next, 'http://shop').searchParams.get('after'),
    })
    for (const answer of [first, second]) {
      const equivalent = await get(answer.headers['location']!)
      assert.equal(equivalent.text, answer.text)
      assert.equal(equivalent.headers['etag'], answer.headers['etag'])
    }
    assert.equal((await query({})).headers['location'], '/items')
  })
  it('hold cursors that are good for the same condition, however it was written', async () => {
    const first = await query(body)
    const after = new URL(first.json.page.next, 'http://shop').searchParams.get('after')!
    const spaced = encodeURIComponent(JSON.stringify(body.where, null, 2))
    const answer = await get(`/items?where=${spaced}&sort=price&limit=2&after=${after}`)
    assert.deepEqual(dataOf(answer), dataOf(await get(first.json.page.next)))
    const other = await query({ ...body, where: { state: { in: ['draft'] } }, after })
    assert.deepEqual([other.status, faultsOf(other)], [400, ['/after invalid_cursor']])
  })
  it('hold the page alone where the query does not fit into a URL', async () => {
    const long = Array.from({ length: 40 }, (_, index) => ({ name: { ne: `${index}${'x'.repeat(400)}` } }))
    const big = { where: { and: long }, sort: ['name'], limit: 4 }
    const first = await query(big)
    assert.equal(first.status, 200, first.text)
    assert.match(first.json.page.next, /^\/items\?after=[\w-]+$/)
    assert.equal(first.json.page.first, '/items')
    assert.deepEqual([first.headers['link'], first.headers['location']], [undefined, undefined])
    const second = await query(big, { as: 'root' }, first.json.page.next)
    assert.equal(new Set([...idsOf(first), ...idsOf(second)]).size, ids.length)
    assert.deepEqual(dataOf(await query(big, { as: 'root' }, second.json.page.prev)), dataOf(first))
    assert.equal((await get(first.json.page.next)).status, 400)
  })
})

describe('the budget of a URL', () => {
  const ofLength = (length: number) => {
    const start = 'sort=name&limit=2&where='
    const text = (size: number) => JSON.stringify({ name: { nin: Array(16).fill('x'.repeat(size)) } })
    const size = Math.floor((length - start.length - encodeURIComponent(text(0)).length) / 16)
    return (start + encodeURIComponent(text(size))).padEnd(length, '&')
  }
  it('holds for all but the cursor, so that every page can be followed', async () => {
    const first = await get(`/items?${ofLength(8192)}`)
    assert.equal(first.status, 200, first.text)
    const second = await get(first.json.page.next)
    assert.equal(second.status, 200, second.text)
    assert.equal(new Set([...idsOf(first), ...idsOf(second)]).size, 4)
    assert.deepEqual(dataOf(await get(second.json.page.prev)), dataOf(first))
  })
  it('is 8,192 bytes', async () => {
    assert.deepEqual(faultsOf(await get(`/items?${ofLength(8193)}`)), [' query_too_long'])
    assert.deepEqual(faultsOf(await get(`/items?name=${'x'.repeat(8000)}&after=${'%00'.repeat(70)}`)), [
      ' query_too_long',
    ])
  })
})

describe('what is wrong with a QUERY is told by pointers into its body', () => {
  const cases: [body: unknown, faults: string[]][] = [
    [[], [' invalid_type']],
    ['"text"', [' invalid_type']],
    ['null', [' invalid_type']],
    [{ were: {} }, ['/were unknown_member']],
    [{ 'a/b~': 1 }, ['/a~1b~0 unknown_member']],
    [{ __proto__: 1, 'price[gt]': '5' }, ['/price[gt] unknown_member']],
    [{ state: 'open' }, ['/state unknown_member']],
    [{ where: [] }, ['/where invalid_where']],
    [{ where: null }, ['/where invalid_where']],
    [{ where: 'x' }, ['/where invalid_where']],
    [
      { where: { or: [{ stock: 'a' }, { nope: 1 }] } },
      ['/where/or/0/stock invalid_type', '/where/or/1/nope unknown_field'],
    ],
    [{ where: { price: { like: 'a' } } }, ['/where/price/like invalid_operator']],
    [{ sort: 'name' }, ['/sort invalid_type']],
    [{ sort: ['name,price'] }, ['/sort/0 invalid_type']],
    [{ sort: ['name', 1] }, ['/sort/1 invalid_type']],
    [{ sort: ['color'] }, ['/sort unknown_field']],
    [{ fields: ['nope'] }, ['/fields unknown_field']],
    [{ expand: ['nope'] }, ['/expand unknown_relation']],
    [{ limit: '5' }, ['/limit invalid_type']],
    [{ limit: 1.5 }, ['/limit out_of_range']],
    [{ limit: 0 }, ['/limit out_of_range']],
    [{ limit: 1e300 }, ['/limit out_of_range']],
    [{ page: 0 }, ['/page invalid_integer']],
    [{ page: 1, offset: 0 }, ['/page mixed_paging', '/offset mixed_paging']],
    [{ total: 'all' }, ['/total invalid_choice']],
    [{ after: 'abc' }, ['/after invalid_cursor']],
    [{ after: 7 }, ['/after invalid_type']],
    [{ q: 'words' }, ['/q unknown_parameter']],
    [{ limit: 0, sort: 1, nope: 2 }, ['/sort invalid_type', '/nope unknown_member', '/limit out_of_range']],
  ]
  for (const [body, faults] of cases) {
    it(typeof body === 'string' ? body : JSON.stringify(body), async () => {
      const headers = { 'content-type': 'application/json' }
      const answer = await query(body, { as: 'root', headers })
      assert.deepEqual([answer.status, answer.json.code], [400, 'INVALID_QUERY'])
      assert.deepEqual(faultsOf(answer), faults)
    })
  }
  it('parameters in the URL are refused, but for those of the page', async () => {
    const answer = await query({}, { as: 'root' }, '/items?limit=1&state=open')
    assert.deepEqual(faultsOf(answer), ['limit unknown_parameter', 'state unknown_parameter'])
    assert.equal((await query({ limit: 2 }, { as: 'root' }, '/items?page=2')).json.data.length, 2)
    assert.deepEqual(faultsOf(await query({ page: 1 }, { as: 'root' }, '/items?page=2')), [
      '/page repeated_parameter',
    ])
  })
  it('budgets hold', async () => {
    const terms = (count: number) => ({ where: { or: Array.from({ length: count }, () => ({ stock: 9 })) } })
    assert.equal((await query(terms(50))).status, 200)
    assert.deepEqual(faultsOf(await query(terms(51))), ['/where too_many_terms'])
  })
})

describe('a QUERY as a message', () => {
  const send = (body: string | undefined, headers: Record<string, string>) =>
    shop.ask('QUERY', '/items', { body, headers })
  it('needs a body', async () => {
    const answer = await send('', { 'content-type': 'application/json' })
    assert.deepEqual([answer.status, answer.json.code], [400, 'MALFORMED_BODY'])
  })
  it('needs JSON', async () => {
    for (const body of ['{', '{"limit":1,"limit":2}', '\u00ff{'])
      assert.equal((await send(body, { 'content-type': 'application/json' })).json.code, 'MALFORMED_BODY')
  })
  for (const type of ['text/plain', 'application/sql', 'application/merge-patch+json']) {
    it(`is refused as ${type}, with what is read`, async () => {
      const answer = await send('{}', { 'content-type': type })
      assert.equal(answer.status, 415)
      assert.equal(answer.headers['accept-query'], 'application/json')
    })
  }
  it('without a type is refused as well', async () => {
    assert.equal((await send(undefined, {})).status, 415)
  })
  it('has its answer as it is acceptable', async () => {
    const answer = await query({}, { headers: { accept: 'image/png' } })
    assert.equal(answer.status, 406)
  })
  it('takes a charset, and a body of many pieces no greater than others', async () => {
    assert.equal((await send('{}', { 'content-type': 'application/json; charset=utf-8' })).status, 200)
    const big = JSON.stringify({ where: { name: 'x'.repeat(1_100_000) } })
    assert.equal((await send(big, { 'content-type': 'application/json' })).status, 413)
  })
  it('is conditional as GET is', async () => {
    const { headers } = await query({ limit: 1 })
    const again = await query({ limit: 1 }, { as: 'root', headers: { 'if-none-match': headers['etag']! } })
    assert.deepEqual([again.status, again.text], [304, ''])
    const other = await query({ limit: 1 }, { as: 'root', headers: { 'if-match': '"x"' } })
    assert.equal(other.status, 412)
  })
  it('changes nothing', async () => {
    const before = await get('/items?sort=name')
    for (let time = 0; time < 3; time++) await query({ where: { name: 'Apple' } })
    assert.equal((await get('/items?sort=name')).text, before.text)
  })
})

describe('who may', () => {
  it('QUERY what they may list, and sees what they would', async () => {
    const anonymous = await query({ fields: ['name', 'price'] }, {})
    assert.equal(anonymous.status, 200)
    assert.equal(anonymous.json.data.length, all.length)
    assert.deepEqual(faultsOf(await query({ where: { cost: '5.00' } }, {})), ['/where/cost unknown_field'])
    assert.equal(idsOf(await query({ where: { cost: '5.00' } })).length, 1)
  })
  it('is told in the order of GET: 401, 403, then the body', async () => {
    assert.equal((await query('{', { headers: { 'content-type': 'x/y' } }, '/notes')).status, 401)
    const narrow = await query('{', { as: 'ada', scopes: 'items:read' }, '/notes')
    assert.deepEqual([narrow.status, narrow.json.code], [403, 'INSUFFICIENT_SCOPE'])
  })
  it('rows that are hidden stay hidden', async () => {
    await shop.make('notes', { text: 'of ada' }, 'ada')
    const asBob = await query(
      { where: { text: { contains: 'ada' } }, total: 'exact' },
      { as: 'bob' },
      '/notes',
    )
    assert.deepEqual([asBob.json.data, asBob.json.page.total], [[], 0])
  })
})

describe('where there is no collection', () => {
  it('a row has no QUERY', async () => {
    const answer = await query({}, { as: 'root' }, `/items/${ids[0]}`)
    assert.equal(answer.status, 405)
    assert.doesNotMatch(answer.headers['allow']!, /QUERY/)
  })
  it('nor has an action, an endpoint, or nothing at all', async () => {
    assert.equal((await query({}, {}, '/orders/stats')).status, 405)
    assert.equal((await query({}, {}, '/livez')).status, 405)
    assert.equal((await query({}, {}, '/nothing')).status, 404)
  })
})

describe('QUERY is advertised', () => {
  it('by answers to OPTIONS, GET and QUERY', async () => {
    const options = await shop.ask('OPTIONS', '/items')
    assert.equal(options.headers['accept-query'], 'application/json')
    assert.match(options.headers['allow']!, /\bQUERY\b/)
    for (const answer of [await get('/items'), await query({})])
      assert.equal(answer.headers['accept-query'], 'application/json')
    assert.equal((await get(`/items/${ids[0]}`)).headers['accept-query'], undefined)
    assert.equal((await shop.ask('OPTIONS', '/notes')).headers['accept-query'], undefined)
  })
})

describe('the document has QUERY', () => {
  for (const path of ['/openapi.json', '/openapi.yaml']) {
    for (const version of ['3', '', '3.1&version=3.2', '3.3'])
      it(`in no version ${version}: ${path}`, async () => {
        const answer = await shop.ask('GET', `${path}?version=${version}`)
        assert.deepEqual([answer.status, faultsOf(answer)], [400, ['version invalid_choice']])
      })
  }
  it('with a schema of conditions that takes what is taken, and refuses what is refused', async () => {
    const document = shop.api.document()
    const { validate } = createDocumentReader(document)
    const schema = { $ref: '#/components/schemas/ItemQuery' }
    const cases: [where: unknown, isTaken: boolean][] = [
      [{}, true],
      [{ name: 'x', price: 5, stock: { gte: 1, lt: 10 }, 'store.name': { contains: 'a' } }, true],
      [{ soldAt: null, price: { between: ['1', 2] }, state: { in: ['draft'] } }, true],
      [
        { or: [{ not: { name: { ne: null } } }, { and: [{ store: { any: { name: 'Main' }, none: {} } }] }] },
        true,
      ],
      [{ nope: 1 }, false],
      [{ stock: 'a' }, false],
      [{ stock: { contains: 'a' } }, false],
      [{ or: {} }, false],
      [{ or: [{ not: { nope: 1 } }] }, false],
      [{ store: { all: {} } }, false],
      [{ store: { any: { id: 1 } } }, false],
      [{ name: {} }, false],
    ]
    for (const [where, isTaken] of cases) {
      const shown = JSON.stringify(where)
      assert.equal(validate(schema, { where }).length === 0, isTaken, shown)
      assert.equal((await query({ where })).status === 200, isTaken, shown)
    }
  })
  it('as an operation of 3.2', async () => {
    const document = (await shop.ask('GET', '/openapi.json?version=3.2')).json
    assert.equal(document.paths['/items'].query.operationId, 'queryItems')
    assert.deepEqual(Object.keys(document.paths['/items'].query.requestBody.content), ['application/json'])
    const { properties } = document.components.schemas.ItemQuery
    for (const member of [
      'where',
      'sort',
      'limit',
      'after',
      'before',
      'page',
      'offset',
      'fields',
      'expand',
      'total',
    ])
      assert.ok(member in properties, member)
  })
})
