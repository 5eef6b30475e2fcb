import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyone, field, resource } from '../../src/index.ts'
import { insertRows } from './insert-rows.ts'
import { resources } from './domain.ts'
import { askList, idsOf, parseLinks, walkPages } from './page-walk.ts'
import { faultsOf, noon, openShop, type Caller } from './shop.ts'

const shop = await openShop()
const { ada, bob } = shop.ids
await insertRows(
  shop,
  'notes',
  Array.from({ length: 12 }, (_, index) => ({
    text: `note & ${index}`,
    topic: index % 3 === 0 ? 'tea' : 'misc',
    ownerId: ada,
    at: new Date(noon + Math.floor(index / 4)).toISOString(),
  })),
)
await insertRows(shop, 'notes', [{ text: 'of bob', ownerId: bob }])

const list = (url: string, as: Caller = 'ada') => askList(shop, url, { as })
const nextOf = async (url: string, as: Caller = 'ada'): Promise<string> => {
  const { next } = (await list(url, as)).json.page
  assert.equal(typeof next, 'string', `${url} has no next page`)
  return next
}
const cursorOf = (url: string): string => new URLSearchParams(url.split('?')[1]).get('after')!
const refusal = async (url: string, as: Caller = 'ada') => {
  const answer = await shop.ask('GET', url, { as })
  assert.equal(answer.status, 400, answer.text)
  assert.equal(answer.json.code, 'INVALID_QUERY')
  return faultsOf(answer)
}

describe('a page', () => {
  it('has its rows and its place', async () => {
    const { json } = await list('/notes?limit=5')
    assert.deepEqual(Object.keys(json), ['data', 'page'])
    assert.equal(json.data.length, 5)
    const { next, ...page } = json.page
    assert.deepEqual(page, { limit: 5, prev: null, first: '/notes?limit=5' })
    assert.match(next, /^\/notes\?limit=5&after=[\w-]+$/)
  })
  it('has 20 rows unless asked otherwise', async () => {
    await insertRows(
      shop,
      'orders',
      Array.from({ length: 21 }, () => ({ what: 'x' })),
    )
    const { json } = await list('/orders')
    assert.deepEqual([json.data.length, json.page.limit], [20, 20])
  })
  it('is newest first unless asked otherwise', async () => {
    const { json } = await list('/notes')
    const made = json.data.map(({ createdAt, id }: any) => `${createdAt} ${id}`)
    assert.deepEqual(made, made.toSorted().toReversed())
  })

  const linked = [
    '/notes',
    '/notes?limit=5',
    '/notes?limit=5&page=2',
    '/notes?limit=5&page=2&total=exact',
    '/notes?limit=5&page=3&total=exact',
    '/notes?limit=5&offset=3',
    '/notes?limit=5&page=99&total=exact',
    '/notes?topic=nothing',
  ]
  for (const url of linked) {
    it(`links in its header as in its body: ${url}`, async () => {
      const answer = await list(url)
      const { next, prev, first, last } = answer.json.page
      const links = Object.entries({ next, prev, first, last }).filter(([, link]) => link != null)
      assert.deepEqual(parseLinks(answer), Object.fromEntries(links))
    })
  }
  it('links from the middle to both sides', async () => {
    const answer = await list(await nextOf('/notes?limit=5'))
    assert.deepEqual(Object.keys(parseLinks(answer)), ['next', 'prev', 'first'])
    assert.equal(parseLinks(answer)['next'], answer.json.page.next)
    assert.equal(parseLinks(answer)['prev'], answer.json.page.prev)
  })

  const ways = ['', '&page=2&total=exact', '&offset=2']
  for (const way of ways) {
    it(`links keep every parameter${way && `, with ${way.slice(1)}`}`, async () => {
      const sent =
        'text[contains]=e%20%26&topic[in]=tea,misc&sort=topic,-text&limit=3&fields=id,owner.username&expand=owner'
      const answer = await list(`/notes?${sent}${way}`)
      // RFC 3986 section 3.4: brackets may not stand in a query, though servers take them in.
      const escaped = sent.replaceAll('[', '%5B').replaceAll(']', '%5D')
      const kept = way.includes('total') ? `${escaped}&total=exact` : escaped
      const links = Object.entries(parseLinks(answer))
      assert.ok(links.length > 1)
      for (const [relation, url] of links) {
        const chosen = /^(?:&?(?:after=[\w-]+|page=\d|offset=\d))?$/
        assert.ok(url.startsWith(`/notes?${kept}`), `${relation}: ${url}`)
        assert.match(url.slice(`/notes?${kept}`.length), chosen, relation)
      }
    })
  }
  it('links to what the same filter finds', async () => {
    const found: string[] = []
    for await (const { json } of walkPages(
      shop,
      '/notes?text%5BstartsWith%5D=note+%26&topic=tea&limit=3&sort=text&fields=text',
      { as: 'ada' },
    ))
      found.push(...json.data.map(({ text }: any) => text))
    assert.deepEqual(found, ['note & 0', 'note & 3', 'note & 6', 'note & 9'])
  })
  it('links with the prefix of the API', async () => {
    const prefixed = await openShop({ api: { prefix: '/api/v1' } })
    const answer = await askList(prefixed, '/api/v1/users?limit=1', { as: 'root' })
    assert.match(parseLinks(answer)['next']!, /^\/api\/v1\/users\?limit=1&after=/)
    assert.equal((await askList(prefixed, answer.json.page.next, { as: 'root' })).json.data.length, 1)
  })
})

describe('the limit', () => {
  for (const [limit, rows] of [
    ['1', 1],
    ['13', 12],
    ['100', 12],
  ] as const) {
    it(`may be ${limit}`, async () => {
      const { json } = await list(`/notes?limit=${limit}`)
      assert.deepEqual([json.data.length, json.page.limit], [rows, Number(limit)])
    })
  }
  for (const limit of ['0', '101', '-1', '1.5', '01', '+1', '1e1', '', 'all', '9'.repeat(30)]) {
    it(`may not be ${limit || 'empty'}`, async () => {
      assert.deepEqual(await refusal(`/notes?limit=${limit}`), ['limit out_of_range'])
    })
  }
  it('is bound as the resource declares', async () => {
    const boxes = resource('boxes', {
      fields: { name: field.text() },
      access: anyone(),
      limits: { pageSize: 2, maxPageSize: 3 },
    })
    const small = await openShop({ api: { resources: [...resources, boxes] } })
    await insertRows(
      small,
      'boxes',
      Array.from({ length: 5 }, (_, index) => ({ name: String(index) })),
    )
    assert.equal((await askList(small, '/boxes')).json.data.length, 2)
    assert.equal((await askList(small, '/boxes?limit=3')).json.data.length, 3)
    assert.equal((await small.ask('GET', '/boxes?limit=4')).status, 400)
  })
})

describe('what chooses a page', () => {
  const mixed: [query: string, faults: string[]][] = [
    ['page=1&offset=0', ['page mixed_paging', 'offset mixed_paging']],
    ['after={after}&page=1', ['after mixed_paging', 'page mixed_paging']],
    ['after={after}&offset=0', ['after mixed_paging', 'offset mixed_paging']],
    ['before={after}&page=1', ['before mixed_paging', 'page mixed_paging']],
    ['after={after}&before={after}', ['after mixed_paging', 'before mixed_paging']],
    ['page=1&page=2', ['page repeated_parameter']],
    ['offset=1&offset=1', ['offset repeated_parameter']],
    ['limit=1&limit=1', ['limit repeated_parameter']],
    ['total=exact&total=exact', ['total repeated_parameter']],
    ['after={after}&after={after}', ['after repeated_parameter']],
    ['page=0', ['page invalid_integer']],
    ['page=-1', ['page invalid_integer']],
    ['page=', ['page invalid_integer']],
    ['page=1.0', ['page invalid_integer']],
    ['page=500002', ['page out_of_range']],
    ['offset=-1', ['offset invalid_integer']],
    ['offset=two', ['offset invalid_integer']],
    ['offset=10000001', ['offset out_of_range']],
    ['total=yes', ['total invalid_choice']],
    ['total=', ['total invalid_choice']],
    ['limit=0&page=0&total=no&colour=red', ['limit', 'page', 'total', 'colour']],
  ]
  for (const [query, faults] of mixed) {
    it(`is refused with 400: ${query}`, async () => {
      const after = cursorOf(await nextOf('/notes?limit=1'))
      const found = await refusal(`/notes?${query.replaceAll('{after}', after)}`)
      const isShort = faults.every((fault) => !fault.includes(' '))
      const shown = isShort ? found.map((fault) => fault.split(' ')[0]) : found
      assert.deepEqual(shown.toSorted(), faults.toSorted())
    })
  }
})

describe('a page by number', () => {
  it('counts pages from 1', async () => {
    const all = idsOf(await list('/notes'))
    const pages = await Promise.all([1, 2, 3].map((page) => list(`/notes?limit=5&page=${page}`)))
    assert.deepEqual(pages.map(idsOf), [all.slice(0, 5), all.slice(5, 10), all.slice(10)])
  })
  it('links to its neighbours by number', async () => {
    const links = async (page: number) => {
      const { first, prev, next } = (await list(`/notes?limit=5&page=${page}`)).json.page
      return [first, prev, next].map((url) => url && Number(new URLSearchParams(url).get('page')))
    }
    assert.deepEqual(await links(1), [1, null, 2])
    assert.deepEqual(await links(2), [1, 1, 3])
    assert.deepEqual(await links(3), [1, 2, null])
  })
  it('knows the last page where rows are counted', async () => {
    const { json } = await list('/notes?limit=5&page=1&total=exact')
    assert.equal(json.page.last, '/notes?limit=5&total=exact&page=3')
    assert.equal((await list(json.page.last)).json.page.next, null)
    assert.equal('last' in (await list('/notes?limit=5&page=1')).json.page, false)
  })
  it('has no next page when the last one is full', async () => {
    assert.equal((await list('/notes?limit=6&page=2')).json.page.next, null)
  })
})

describe('a page by offset', () => {
  it('skips rows', async () => {
    const all = idsOf(await list('/notes'))
    assert.deepEqual(idsOf(await list('/notes?limit=5&offset=4')), all.slice(4, 9))
  })
  it('links to its neighbours by offset', async () => {
    const { page } = (await list('/notes?limit=5&offset=4')).json
    assert.equal(page.first, '/notes?limit=5&offset=0')
    assert.equal(page.prev, '/notes?limit=5&offset=0')
    assert.equal(page.next, '/notes?limit=5&offset=9')
  })
})

describe('past the end', () => {
  const empty: [url: string, prev: string | null][] = [
    ['/notes?limit=5&page=99', '/notes?limit=5&page=98'],
    ['/notes?limit=5&page=99&total=exact', '/notes?limit=5&total=exact&page=3'],
    ['/notes?limit=5&offset=99', '/notes?limit=5&offset=94'],
    ['/notes?limit=5&offset=10000000', '/notes?limit=5&offset=9999995'],
    ['/notes?topic=nothing', null],
    ['/notes?topic=nothing&page=1', null],
  ]
  for (const [url, prev] of empty) {
    it(`is 200 and empty: ${url}`, async () => {
      const { json } = await list(url)
      assert.deepEqual([json.data, json.page.next, json.page.prev], [[], null, prev])
    })
  }
  it('is 200 and empty after rows are gone', async () => {
    const made = await Promise.all([1, 2].map(() => shop.make('notes', { text: 'x', topic: 'gone' })))
    const next = await nextOf('/notes?topic=gone&limit=1')
    for (const { id } of made) await shop.ask('DELETE', `/notes/${id}`, { as: 'ada' })
    const { json } = await list(next)
    assert.deepEqual([json.data, json.page.next], [[], null])
  })
})

describe('the total', () => {
  const totals: [query: string, as: Caller, total: number | undefined][] = [
    ['', 'ada', undefined],
    ['total=exact', 'ada', 12],
    ['total=estimated', 'ada', 12],
    ['total=exact&limit=1', 'ada', 12],
    ['total=exact&topic=tea', 'ada', 4],
    ['total=exact&topic=nothing', 'ada', 0],
    ['total=exact&limit=5&page=3', 'ada', 12],
    ['total=exact&offset=11', 'ada', 12],
    ['total=exact&page=50', 'ada', 12],
    ['total=exact', 'bob', 1],
    ['total=exact', 'root', 13],
  ]
  for (const [query, as, total] of totals) {
    it(`is ${total ?? 'absent'} for ${as} with ${query || 'nothing'}`, async () => {
      assert.equal((await list(`/notes?${query}`, as)).json.page.total, total)
    })
  }
  it('is of all rows on every page', async () => {
    for await (const { json } of walkPages(shop, '/notes?limit=5&total=exact', { as: 'ada' })) {
      assert.equal(json.page.total, 12)
    }
  })
})
