// Conditional requests (RFC 9110 section 13): what clients know already is not sent, and no update is lost.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { insertRows } from './insert-rows.ts'
import { faultsOf, noon, openShop, type Answer, type Question } from './shop.ts'

const shop = await openShop()
const store = await shop.make('stores', { name: 'Main' })
let named = 0
const makeItem = (values = {}) =>
  shop.make('items', { name: `Item ${++named}`, price: '5', storeId: store.id, ...values })
const makeNote = (values = {}) => shop.make('notes', { text: 'Remember', ...values })

const get = (url: string, headers: Record<string, string> = {}, question: Question = {}) =>
  shop.ask('GET', url, { as: 'ada', headers, ...question })
const patch = (url: string, headers: Record<string, string>, body: object = { text: 'changed' }) =>
  shop.ask('PATCH', url, { as: 'ada', headers, body })
async function tagOf(url: string, question: Question = { as: 'ada' }): Promise<string> {
  const { headers } = await shop.ask('GET', url, question)
  assert.match(headers['etag'] ?? '', /^"[^"]+"$/)
  return headers['etag']!
}
const stale = (answer: Answer, header = 'If-Match') => {
  assert.deepEqual([answer.status, answer.json.code], [412, 'PRECONDITION_FAILED'], answer.text)
  assert.equal(answer.json.errors[0].header, header)
}

describe('the tag of a row', () => {
  it('is strong and grows with each write', async () => {
    const { id } = await makeNote()
    const url = `/notes/${id}`
    assert.equal(await tagOf(url), '"1"')
    assert.equal((await patch(url, {})).headers['etag'], '"2"')
    const put = await shop.ask('PUT', url, { as: 'ada', body: { text: 'put' } })
    assert.equal(put.headers['etag'], '"3"')
    assert.equal((await shop.ask('POST', `${url}/lock`, { as: 'ada' })).headers['etag'], '"4"')
    assert.equal(await tagOf(url), '"4"')
  })
  it('does not change when a write is refused', async () => {
    const url = `/notes/${(await makeNote()).id}`
    assert.equal((await patch(url, {}, { text: 5 })).status, 422)
    assert.equal((await patch(url, { 'if-match': '"9"' })).status, 412)
    assert.equal(await tagOf(url), '"1"')
  })
  it('is the same for every projection', async () => {
    const { id } = await makeItem()
    for (const query of ['', '?fields=id', '?fields=title', '?fields=price,name']) {
      assert.equal(await tagOf(`/items/${id}${query}`), '"1"')
    }
  })
  it('has a second part with related rows', async () => {
    const { id } = await makeItem()
    for (const query of ['?expand=store', '?expand=tags', '?fields=store.name']) {
      assert.match(await tagOf(`/items/${id}${query}`), /^"1-[\w-]+"$/)
    }
  })
  it('changes when a related row does', async () => {
    const other = await shop.make('stores', { name: `Store ${++named}` })
    const { id } = await makeItem({ storeId: other.id })
    const url = `/items/${id}?expand=store`
    const before = await tagOf(url)
    assert.equal(await tagOf(url), before)
    await shop.ask('PATCH', `/stores/${other.id}`, { as: 'root', body: { name: `Store ${++named}` } })
    assert.notEqual(await tagOf(url), before)
    assert.equal(await tagOf(`/items/${id}`), '"1"')
  })
  it('changes when a related row comes or goes', async () => {
    const other = await shop.make('stores', { name: `Store ${++named}` })
    const url = `/stores/${other.id}?expand=items`
    const tags = [await tagOf(url)]
    const { id } = await makeItem({ storeId: other.id })
    tags.push(await tagOf(url))
    await shop.ask('DELETE', `/items/${id}`, { as: 'root' })
    tags.push(await tagOf(url))
    assert.deepEqual([tags[0] === tags[1], tags[0] === tags[2]], [false, true])
  })
})

const known = `/notes/${(await makeNote()).id}`

describe('a read of what is known', () => {
  const url = known
  const at = (seconds: number) => new Date(noon + seconds * 1000).toUTCString()

  const reads: [headers: Record<string, string>, status: number][] = [
    [{ 'if-none-match': '"1"' }, 304],
    [{ 'if-none-match': 'W/"1"' }, 304],
    [{ 'if-none-match': '"7", W/"1" , "x"' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"2"' }, 200],
    [{ 'if-none-match': '"1-abc"' }, 200],
    [{ 'if-none-match': '"01"' }, 200],
    [{ 'if-none-match': '""' }, 200],
    [{ 'if-none-match': '' }, 200],
    [{ 'if-modified-since': at(0) }, 304],
    [{ 'if-modified-since': at(3600) }, 304],
    [{ 'if-modified-since': at(-1) }, 200],
    [{ 'if-modified-since': 'yesterday' }, 200],
    [{ 'if-modified-since': at(0), 'if-none-match': '"2"' }, 200],
    [{ 'if-modified-since': at(-1), 'if-none-match': '"1"' }, 304],
    [{ 'if-match': '"1"' }, 200],
    [{ 'if-match': '*' }, 200],
    [{ 'if-match': '"2", "1"' }, 200],
    [{ 'if-match': '"1-abc"' }, 200],
    [{ 'if-match': 'W/"1"' }, 412],
    [{ 'if-match': '"2"' }, 412],
    [{ 'if-match': '"2"', 'if-none-match': '"1"' }, 412],
    [{ 'if-match': '"1"', 'if-none-match': '"1"' }, 304],
    [{ 'if-unmodified-since': at(0) }, 200],
    [{ 'if-unmodified-since': at(-1) }, 412],
    [{ 'if-unmodified-since': at(-1), 'if-match': '"1"' }, 200],
  ]
  for (const [headers, status] of reads) {
    const title = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    it(`answers ${status} to ${title.join(', ') || 'nothing'}`, async () => {
      for (const method of ['GET', 'HEAD']) {
        const answer = await shop.ask(method, url, { as: 'ada', headers })
        assert.equal(answer.status, status, method)
      }
    })
  }
  it('has no body, and the headers of a read', async () => {
    const { headers: full } = await get(url)
    const answer = await get(url, { 'if-none-match': '"1"' })
    assert.equal(answer.text, '')
    for (const name of ['etag', 'cache-control', 'vary']) assert.equal(answer.headers[name], full[name])
    for (const name of ['content-type', 'content-length']) assert.equal(answer.headers[name], undefined)
  })
  it('is sent anew once it changed', async () => {
    const { id } = await makeNote()
    await patch(`/notes/${id}`, {}, { text: 'new' })
    const answer = await get(`/notes/${id}`, { 'if-none-match': '"1"' })
    assert.deepEqual([answer.status, answer.json.text, answer.headers['etag']], [200, 'new', '"2"'])
  })
  it('knows related rows by their own part alone', async () => {
    const { id } = await makeItem()
    const plain = `/items/${id}`
    const embedding = `${plain}?expand=store`
    const status = async (address: string, tag: string) =>
      (await get(address, { 'if-none-match': tag })).status
    assert.equal(await status(embedding, await tagOf(embedding)), 304)
    assert.equal(await status(embedding, await tagOf(plain)), 200)
    assert.equal(await status(plain, await tagOf(embedding)), 200)
  })
  it('reveals nothing of hidden and absent rows', async () => {
    for (const address of [url, '/notes/01999999-0000-7000-8000-000000000000', '/notes/x']) {
      for (const headers of [{ 'if-none-match': '"1"' }, { 'if-none-match': '*' }, { 'if-match': '"1"' }]) {
        assert.equal((await get(address, headers, { as: 'bob' })).status, 404)
      }
    }
    assert.equal((await get(url, { 'if-none-match': '"1"' }, { as: 'anonymous' })).status, 401)
  })

  for (const value of ['1', '"1', 'W/1', '"1" "2"', '"a b"', "'1'", '*, "1"', 'w/"1"']) {
    for (const header of ['If-Match', 'If-None-Match']) {
      it(`is refused with 400: ${header}: ${value}`, async () => {
        for (const address of [url, '/notes']) {
          const answer = await get(address, { [header.toLowerCase()]: value })
          assert.deepEqual([answer.status, answer.json.code], [400, 'INVALID_HEADER'])
          assert.deepEqual(faultsOf(answer), [`${header} invalid_entity_tag`])
        }
      })
    }
  }
})

const topic = 'tagged'
await insertRows(
  shop,
  'notes',
  [1, 2, 3].map((index) => ({ text: `${index}`, topic, ownerId: shop.ids.ada })),
)

describe('a list of what is known', () => {
  const url = `/notes?topic=${topic}&limit=2`

  it('has a tag that stays while nothing changes', async () => {
    assert.equal(await tagOf(url), await tagOf(url))
  })
  for (const method of ['GET', 'HEAD']) {
    it(`is answered with 304 to ${method}`, async () => {
      const tag = await tagOf(url)
      for (const value of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
        const answer = await shop.ask(method, url, { as: 'ada', headers: { 'if-none-match': value } })
        assert.equal(answer.status, 304, value)
        assert.equal(answer.text, '')
        assert.equal(answer.headers['etag'], tag)
        assert.equal(answer.headers['cache-control'], 'private, no-cache')
        assert.equal(answer.headers['vary'], 'accept, authorization')
        assert.equal(answer.headers['content-type'], undefined)
      }
    })
  }
  it('is sent anew to another tag', async () => {
    for (const value of ['"1"', '"x"', '']) {
      assert.equal((await get(url, { 'if-none-match': value })).status, 200)
    }
  })
  it('tells pages, queries and callers apart', async () => {
    const { next } = (await get(url)).json.page
    const tags = [
      await tagOf(url),
      await tagOf(next),
      await tagOf(`${url}&fields=id`),
      await tagOf(`${url}&expand=owner`),
      await tagOf(`${url}&total=exact`),
      await tagOf(`${url}&sort=text`),
      await tagOf(url, { as: 'root' }),
      await tagOf(url, { as: 'bob' }),
    ]
    assert.equal(new Set(tags).size, tags.length)
  })
  it('changes with a row, its leaving and another', async () => {
    const seen = [await tagOf(url)]
    const { id } = await makeNote({ topic })
    seen.push(await tagOf(url))
    await patch(`/notes/${id}`, {}, { text: 'other' })
    seen.push(await tagOf(url))
    await shop.ask('DELETE', `/notes/${id}`, { as: 'ada' })
    seen.push(await tagOf(url))
    assert.deepEqual([new Set(seen).size, seen[3]], [3, seen[0]])
  })
  it('changes with a related row', async () => {
    const embedding = `/notes?topic=${topic}&expand=owner`
    const before = await tagOf(embedding)
    await shop.ask('PATCH', '/users/me', { as: 'ada', body: { nickname: 'A' } })
    assert.notEqual(await tagOf(embedding), before)
  })
  it('has a tag when it is empty', async () => {
    const headers = { 'if-none-match': await tagOf('/notes?topic=none') }
    assert.equal((await get('/notes?topic=none', headers)).status, 304)
  })
  it('heeds If-Match', async () => {
    const tag = await tagOf(url)
    assert.equal((await get(url, { 'if-match': tag })).status, 200)
    assert.equal((await get(url, { 'if-match': '*' })).status, 200)
    stale(await get(url, { 'if-match': `W/${tag}` }))
    stale(await get(url, { 'if-match': '"1"' }))
  })
  it('has a tag that is none of a row', async () => {
    const { id } = await makeNote()
    stale(await patch(`/notes/${id}`, { 'if-match': await tagOf(url) }))
  })
})

describe('a write under a condition', () => {
  const at = (seconds: number) => new Date(noon + seconds * 1000).toUTCString()
  const writes: [headers: Record<string, string>, isDone: boolean, header?: string][] = [
    [{ 'if-match': '"1"' }, true],
    [{ 'if-match': '"7", "1"' }, true],
    [{ 'if-match': '"1-part"' }, true],
    [{ 'if-match': '*' }, true],
    [{ 'if-match': 'W/"1"' }, false],
    [{ 'if-match': '"2"' }, false],
    [{ 'if-match': '"0"' }, false],
    [{ 'if-match': '"01"' }, false],
    [{ 'if-match': '"1.0"' }, false],
    [{ 'if-match': '"10"' }, false],
    [{ 'if-match': '"x"' }, false],
    [{ 'if-match': '' }, false],
    [{ 'if-none-match': '"2"' }, true],
    [{ 'if-none-match': '"1"' }, false, 'If-None-Match'],
    [{ 'if-none-match': 'W/"1"' }, false, 'If-None-Match'],
    [{ 'if-none-match': '*' }, false, 'If-None-Match'],
    [{ 'if-match': '"1"', 'if-none-match': '"1"' }, false, 'If-None-Match'],
    [{ 'if-unmodified-since': at(0) }, true],
    [{ 'if-unmodified-since': at(-60) }, false, 'If-Unmodified-Since'],
    [{ 'if-unmodified-since': at(-60), 'if-match': '"1"' }, true],
    [{ 'if-unmodified-since': 'never' }, true],
    [{ 'if-modified-since': at(0) }, true],
  ]
  const verbs: [verb: string, send: (url: string, headers: Record<string, string>) => Promise<Answer>][] = [
    ['PATCH', (url, headers) => patch(url, headers)],
    ['PUT', (url, headers) => shop.ask('PUT', url, { as: 'ada', headers, body: { text: 'changed' } })],
    ['DELETE', (url, headers) => shop.ask('DELETE', url, { as: 'ada', headers })],
    ['an action', (url, headers) => shop.ask('POST', `${url}/lock`, { as: 'ada', headers })],
  ]
  for (const [verb, send] of verbs) {
    for (const [headers, isDone, header = 'If-Match'] of writes) {
      const title = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
      it(`${verb} is ${isDone ? 'done' : 'refused'}: ${title.join(', ')}`, async () => {
        const note = await makeNote()
        const answer = await send(`/notes/${note.id}`, headers)
        const after = await get(`/notes/${note.id}`)
        if (isDone) {
          assert.ok(answer.status === 200 || answer.status === 204, answer.text)
          assert.equal(after.headers['etag'], verb === 'DELETE' ? undefined : '"2"')
        } else {
          stale(answer, header)
          assert.deepEqual([after.json, after.headers['etag']], [note, '"1"'])
        }
      })
    }
  }

  for (const query of ['', '?fields=text', '?fields=id,owner.username', '?expand=owner']) {
    it(`takes the tag of any projection: ${query || 'the whole row'}`, async () => {
      const url = `/notes/${(await makeNote()).id}`
      const tag = await tagOf(url + query)
      assert.equal((await patch(url, { 'if-match': tag })).status, 200)
      stale(await patch(url, { 'if-match': tag }))
    })
  }
  it('takes an older tag of related rows', async () => {
    const other = await shop.make('stores', { name: `Store ${++named}` })
    const url = `/items/${(await makeItem({ storeId: other.id })).id}`
    const tag = await tagOf(`${url}?expand=store`)
    await shop.ask('PATCH', `/stores/${other.id}`, { as: 'root', body: { name: `Store ${++named}` } })
    assert.equal((await patch(url, { 'if-match': tag }, { stock: 1 })).status, 200)
  })
  it('takes the tag a write answered with', async () => {
    const made = await shop.ask('POST', '/notes', { as: 'ada', body: { text: 'x' } })
    const url = made.headers['location']!
    const first = await patch(url, { 'if-match': made.headers['etag']! })
    const second = await patch(url, { 'if-match': first.headers['etag']! })
    assert.deepEqual([first.status, second.status], [200, 200])
  })
  it('loses no update', async () => {
    const url = `/notes/${(await makeNote()).id}`
    const [mine, theirs] = await Promise.all([tagOf(url), tagOf(url)])
    assert.equal((await patch(url, { 'if-match': theirs }, { text: 'theirs' })).status, 200)
    stale(await patch(url, { 'if-match': mine }, { topic: 'mine' }))
    const { json, headers } = await get(url)
    assert.deepEqual([json.text, json.topic], ['theirs', 'misc'])
    assert.equal((await patch(url, { 'if-match': headers['etag']! }, { topic: 'mine' })).status, 200)
    const merged = (await get(url)).json
    assert.deepEqual([merged.text, merged.topic], ['theirs', 'mine'])
  })
  it('finds no row to match where none is', async () => {
    const url = '/notes/01999999-0000-7000-8000-000000000000'
    for (const value of ['*', '"1"']) assert.equal((await patch(url, { 'if-match': value })).status, 404)
  })
})

describe('a resource that demands If-Match', () => {
  const makeAccount = () => shop.make('accounts', { owner: 'x', balance: '10' })
  const body = { owner: 'y' }

  for (const [method, sent] of [
    ['PATCH', body],
    ['PUT', body],
    ['DELETE', undefined],
  ] as const) {
    it(`answers 428 to ${method} without it`, async () => {
      const account = await makeAccount()
      const url = `/accounts/${account.id}`
      for (const headers of [
        {},
        { 'if-none-match': '"9"' },
        { 'if-unmodified-since': 'Tue, 01 Jan 2030 00:00:00 GMT' },
      ]) {
        const answer = await shop.ask(method, url, { as: 'ada', headers, body: sent })
        assert.deepEqual([answer.status, answer.json.code], [428, 'PRECONDITION_REQUIRED'])
        assert.deepEqual(faultsOf(answer), ['If-Match required'])
      }
      assert.deepEqual((await get(url)).json, account)
    })
    it(`takes ${method} with it`, async () => {
      const url = `/accounts/${(await makeAccount()).id}`
      stale(await shop.ask(method, url, { as: 'ada', headers: { 'if-match': '"2"' }, body: sent }))
      const answer = await shop.ask(method, url, { as: 'ada', headers: { 'if-match': '"1"' }, body: sent })
      assert.ok(answer.status === 200 || answer.status === 204, answer.text)
    })
  }
  it('demands nothing of reads, new rows and actions', async () => {
    const { id } = await makeAccount()
    assert.equal((await get(`/accounts/${id}`)).status, 200)
    assert.equal((await shop.ask('POST', `/accounts/${id}/close`, { as: 'ada' })).status, 200)
  })
  it('makes a row by PUT that may only create', async () => {
    const url = '/contracts/01999999-0000-7000-8000-000000000001'
    const headers = { 'if-none-match': '*' }
    const answer = await shop.ask('PUT', url, { as: 'root', headers, body: { number: 'x' } })
    assert.notEqual(answer.status, 428)
  })
})
