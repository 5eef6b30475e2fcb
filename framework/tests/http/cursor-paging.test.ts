import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { insertRows, type RowValues } from './insert-rows.ts'
import { askList, idsOf, walkPages } from './page-walk.ts'
import { faultsOf, noon, openShop, type Answer, type Caller, type Shop } from './shop.ts'

const shop = await openShop()
const { ada } = shop.ids
const store = await shop.make('stores', { name: 'Main' })
await insertRows(
  shop,
  'notes',
  Array.from({ length: 12 }, (_, index) => ({
    text: `note ${index}`,
    topic: index % 3 === 0 ? 'tea' : 'misc',
    ownerId: ada,
    at: new Date(noon + Math.floor(index / 4)).toISOString(),
  })),
)

const list = (url: string, as: Caller = 'ada') => askList(shop, url, { as })
const nextOf = async (url: string, as: Caller = 'ada'): Promise<string> => {
  const { next } = (await list(url, as)).json.page
  assert.equal(typeof next, 'string', `${url} has no next page`)
  return next
}
const cursorOf = (url: string): string => new URLSearchParams(url.split('?')[1]).get('after')!

describe('a cursor', () => {
  const from = '/notes?limit=2&sort=topic&topic=misc'
  const refused = async (url: string, as: Caller = 'ada') => {
    const answer = await shop.ask('GET', url, { as })
    assert.equal(answer.status, 400, answer.text)
    assert.deepEqual([answer.json.code, ...faultsOf(answer)], ['INVALID_QUERY', 'after invalid_cursor'])
  }

  it('is refused when changed anywhere', async () => {
    const after = cursorOf(await nextOf(from))
    for (let index = 0; index < after.length; index++) {
      const other = after[index] === 'A' ? 'B' : 'A'
      await refused(`${from}&after=${after.slice(0, index)}${other}${after.slice(index + 1)}`)
    }
  })
  for (const what of ['1', '22', '333']) {
    it(`of ${what} is refused with another last character`, async () => {
      await insertRows(shop, 'orders', [{ what }, { what }])
      const after = cursorOf(await nextOf(`/orders?what=${what}&sort=what&limit=1`))
      for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
        const other = after.slice(0, -1) + last
        if (other !== after) await refused(`/orders?what=${what}&sort=what&after=${other}`)
      }
    })
  }
  const broken: [title: string, breakIt: (cursor: string) => string][] = [
    ['empty', () => ''],
    ['cut short', (cursor) => cursor.slice(0, -4)],
    ['made longer', (cursor) => `${cursor}AAAA`],
    ['padded', (cursor) => `${cursor}%3D`],
    ['made up', () => Buffer.from('["2027-01-15T12:00:00.000Z"]').toString('base64url')],
    ['long', () => 'A'.repeat(5000)],
    ['NUL', () => '%00'],
  ]
  for (const [title, breakIt] of broken) {
    it(`is refused when it is ${title}`, async () => {
      await refused(`${from}&after=${breakIt(cursorOf(await nextOf(from)))}`)
    })
  }

  const others: [title: string, query: string, as?: Caller][] = [
    ['another caller', 'sort=topic&topic=misc', 'bob'],
    ['another caller with every role', 'sort=topic&topic=misc', 'root'],
    ['another sort', 'sort=-topic&topic=misc'],
    ['one more sort key', 'sort=topic,text&topic=misc'],
    ['no sort', 'topic=misc'],
    ['another filter', 'sort=topic&topic=tea'],
    ['another operator', 'sort=topic&topic[ne]=misc'],
    ['one more filter', 'sort=topic&topic=misc&isLocked=false'],
    ['no filter', 'sort=topic'],
    ['a where', 'sort=topic&topic=misc&where={}'],
  ]
  for (const [title, query, as] of others) {
    it(`is refused for ${title}`, async () => {
      await refused(`/notes?${query}&after=${cursorOf(await nextOf(from))}`, as)
    })
  }
  it('is refused for another resource', async () => {
    await refused(`/orders?after=${cursorOf(await nextOf('/notes?limit=2'))}`)
  })
  it('of anonymous callers is refused for others', async () => {
    await Promise.all(['a', 'b'].map((id) => shop.make('tags', { id, label: id })))
    const { json } = await askList(shop, '/tags?limit=1')
    await refused(json.page.next, 'ada')
    assert.equal((await askList(shop, json.page.next)).json.data.length, 1)
  })

  for (const [title, query] of [
    ['other parameters order', 'topic=misc&limit=2&sort=topic'],
    ['another limit', 'limit=3&sort=topic&topic=misc'],
    ['other fields', 'limit=2&sort=topic&topic=misc&fields=id&expand=owner'],
    ['a total', 'limit=2&sort=topic&topic=misc&total=exact'],
  ] as const) {
    it(`is still good with ${title}`, async () => {
      const next = await nextOf(from)
      const answer = await list(`/notes?${query}&after=${cursorOf(next)}`)
      assert.equal(idsOf(answer)[0], idsOf(await list(next))[0])
    })
  }
  it('is good for instances with the same secret alone', async () => {
    const make = async (secret: string) => {
      const instance = await openShop({ api: { secret } })
      for (const id of ['a', 'b']) await instance.make('tags', { id, label: id })
      return instance
    }
    const [first, same, other] = [
      await make('s'.repeat(32)),
      await make('s'.repeat(32)),
      await make('o'.repeat(32)),
    ]
    const { next } = (await askList(first, '/tags?limit=1')).json.page
    assert.equal((await same.ask('GET', next)).status, 200)
    assert.equal((await other.ask('GET', next)).status, 400)
  })
})

interface Item {
  readonly id: string
  readonly [name: string]: any
}

describe('every order', () => {
  const moments = [null, '2027-01-01T00:00:00.000Z', '2027-01-01T00:00:00.001Z', null]
  const rows: RowValues[] = Array.from({ length: 24 }, (_, index) => ({
    name: `n${index}`,
    price: ['10.00', '9.00', '9.50'][index % 3],
    stock: index % 2,
    soldAt: moments[index % 4],
    shelfLife: [null, 'PT9S', 'PT10S'][index % 3],
    cost: [null, '2.00', '10.00', '2.00', null][index % 5],
    storeId: store.id,
    at: new Date(noon + (index % 2)).toISOString(),
  }))
  const seconds = (value: unknown) => Number(/^PT(\d+)S$/.exec(String(value))?.[1] ?? Number.NaN)
  const valueOf = (row: Item, name: string): string | number | null => {
    const value = row[name]
    if (value === null) return null
    if (name === 'price') return Number(value)
    return name === 'shelfLife' ? seconds(value) : value
  }
  const compare = (left: any, right: any) => (left < right ? -1 : left > right ? 1 : 0)
  /** Nulls last both ways; the id breaks ties in the direction of the last key. */
  const inOrder = (sort: string) => {
    const keys = sort.split(',')
    const all = [...keys, keys.at(-1)!.startsWith('-') ? '-id' : 'id']
    return (left: Item, right: Item) => {
      for (const key of all) {
        const name = key.replace('-', '')
        const [one, other] = [valueOf(left, name), valueOf(right, name)]
        if (one === other) continue
        if (one === null || other === null) return one === null ? 1 : -1
        return compare(one, other) * (key.startsWith('-') ? -1 : 1)
      }
      return 0
    }
  }
  const prepared = insertRows(shop, 'items', rows)
  const orders = [
    'name',
    'price',
    'createdAt',
    'stock',
    'soldAt',
    'shelfLife',
    'cost',
    'stock,soldAt',
    'soldAt,-stock',
    'shelfLife,-soldAt,price',
    'price,cost,soldAt',
  ].flatMap((sort) => [sort, `-${sort}`])

  for (const sort of orders) {
    it(`is total, with nulls last, the same by every way: ${sort}`, async () => {
      await prepared
      const question = { as: 'root' } as const
      const whole = (await askList(shop, `/items?limit=100&sort=${sort}`, question)).json.data as Item[]
      const expected = whole.toSorted(inOrder(sort)).map(({ id }) => id)
      assert.equal(expected.length, rows.length)
      assert.deepEqual(
        whole.map(({ id }) => id),
        expected,
      )
      const forward: Answer[] = []
      for await (const page of walkPages(shop, `/items?limit=5&sort=${sort}`, question)) forward.push(page)
      assert.deepEqual(forward.flatMap(idsOf), expected)
      const backward: string[][] = []
      for await (const page of walkPages(shop, forward.at(-1)!.json.page.prev, question, 'prev'))
        backward.unshift(idsOf(page))
      assert.deepEqual(backward.flat(), expected.slice(0, 20))
      const byNumber: string[] = []
      for await (const page of walkPages(shop, `/items?limit=7&page=1&sort=${sort}`, question))
        byNumber.push(...idsOf(page))
      assert.deepEqual(byNumber, expected)
    })
  }
})

describe('where all rows beyond a cursor are gone', () => {
  const make = async (topic: string, count: number) => {
    const texts = Array.from({ length: count }, (_, index) => `${topic} ${index}`)
    return insertRows(
      shop,
      'notes',
      texts.map((text, index) => ({ text, topic, ownerId: ada, at: new Date(noon + index).toISOString() })),
    )
  }
  const drop = (ids: readonly string[]) =>
    Promise.all(ids.map((id) => shop.ask('DELETE', `/notes/${id}`, { as: 'ada' })))

  for (const sort of ['createdAt', '-createdAt', 'topic,-text']) {
    it(`one can page back, by ${sort}`, async () => {
      const topic = `back ${sort}`
      await make(topic, 6)
      const url = `/notes?topic=${encodeURIComponent(topic)}&sort=${sort}&limit=2`
      const pages: Answer[] = []
      for await (const page of walkPages(shop, url, { as: 'ada' })) pages.push(page)
      const [first, second, third] = pages.map(idsOf) as [string[], string[], string[]]
      await drop(third)
      const empty = await list(pages[1]!.json.page.next)
      assert.deepEqual([empty.json.data, empty.json.page.next], [[], null])
      const last = await list(empty.json.page.prev)
      assert.deepEqual([idsOf(last), last.json.page.next], [second, null])
      const before = await list(last.json.page.prev)
      assert.deepEqual([idsOf(before), before.json.page.prev], [first, null])
      assert.deepEqual(idsOf(await list(before.json.page.next)), second)
    })
    it(`one can page on, by ${sort}`, async () => {
      const topic = `on ${sort}`
      await make(topic, 4)
      const url = `/notes?topic=${encodeURIComponent(topic)}&sort=${sort}&limit=2`
      const first = await list(url)
      const second = await list(first.json.page.next)
      await drop(idsOf(first))
      const empty = await list(second.json.page.prev)
      assert.deepEqual([empty.json.data, empty.json.page.prev], [[], null])
      const again = await list(empty.json.page.next)
      assert.deepEqual([idsOf(again), again.json.page.prev], [idsOf(second), null])
    })
  }
  it('a list without any row has no neighbours', async () => {
    await drop(await make('none', 0))
    const ids = await make('none', 2)
    const next = await nextOf('/notes?topic=none&limit=1')
    await drop(ids)
    const empty = await list(next)
    const { page, data } = (await list(empty.json.page.prev)).json
    assert.deepEqual([data, page.next, page.prev], [[], null, null])
  })
  it('the cursor of the end is bound like others', async () => {
    const ids = await make('bound', 2)
    const next = await nextOf('/notes?topic=bound&limit=1')
    await drop(ids)
    const { prev } = (await list(next)).json.page
    const answer = await shop.ask('GET', prev.replace('topic=bound', 'topic=tea'), { as: 'ada' })
    assert.deepEqual([answer.status, faultsOf(answer)], [400, ['before invalid_cursor']])
  })
})

describe('ten thousand rows', () => {
  const topics = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const makeNotes = (count: number, ownerId: string): RowValues[] =>
    Array.from({ length: count }, (_, index) => ({
      text: `text ${index % 50}`,
      topic: topics[index % 7],
      ownerId,
      at: new Date(noon - (index % 100) * 1000).toISOString(),
    }))

  /** A page by what led to it: a link, or the cursor in it and the body of a QUERY. */
  type AskPage = (crowd: Shop, link: string) => Promise<Answer>
  const byLink: AskPage = (crowd, link) => askList(crowd, link, { as: 'bob' })
  const byQuery: AskPage = async (crowd, link) => {
    const parameters = new URLSearchParams(link.split('?')[1])
    const after = parameters.get('after')
    const body = {
      where: { and: [{ 'owner.username': 'bob' }, { owner: { any: { username: 'BOB' } } }] },
      sort: [parameters.get('sort')],
      limit: 100,
      fields: ['id'],
      ...(after !== null && { after }),
    }
    const answer = await crowd.ask('QUERY', '/notes', { as: 'bob', body })
    assert.equal(answer.status, 200, answer.text)
    return answer
  }

  const walks: [title: string, sort: string, askPage: AskPage][] = [
    ['-createdAt', '-createdAt', byLink],
    ['topic', 'topic', byLink],
    ['-topic,text', '-topic,text', byLink],
    ['topic by QUERY, filtered by their owner', 'topic', byQuery],
  ]
  for (const [title, sort, askPage] of walks) {
    it(`are each visited once while others come and go: ${title}`, async () => {
      const crowd = await openShop()
      const steady = await insertRows(crowd, 'notes', makeNotes(10_000, crowd.ids.bob))
      const doomed = await insertRows(crowd, 'notes', makeNotes(300, crowd.ids.bob))
      const dropped = new Set<string>()
      const drop = async (id: string) => {
        if (dropped.has(id)) return
        dropped.add(id)
        assert.equal((await crowd.ask('DELETE', `/notes/${id}`, { as: 'bob' })).status, 204)
      }
      // Some come before the place the walk has come to, some after it, some beside it.
      const make = (index: number) =>
        crowd.make('notes', { text: `text ${index % 50}`, topic: topics[(index * 5) % 7] }, 'bob')
      const seen: string[] = []
      let at: string | null = `/notes?limit=100&fields=id&sort=${sort}`
      for (let pages = 0; at !== null; pages++) {
        const [page]: [Answer, ...unknown[]] = await Promise.all([
          askPage(crowd, at),
          ...[1, 2, 3].map((each) => make(pages * 3 + each)),
          ...doomed.splice(0, 2).map(drop),
        ])
        seen.push(...idsOf(page))
        // The row that marks the place goes as well.
        await drop(idsOf(page).at(-1)!)
        at = page.json.page.next
      }
      const once = new Set(seen)
      assert.equal(once.size, seen.length)
      assert.deepEqual(
        steady.filter((id) => !once.has(id)),
        [],
      )
      assert.ok(dropped.size >= 200)
    })
  }
})
