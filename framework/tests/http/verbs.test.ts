import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { faultsOf, openShop } from './shop.ts'

const shop = await openShop()
const store = await shop.make('stores', { name: 'Main' })
let named = 0
const makeItem = (values = {}) =>
  shop.make('items', { name: `Item ${++named}`, price: '5', storeId: store.id, ...values })
const makeNote = (values = {}) => shop.make('notes', { text: 'Remember', ...values })

const json = 'application/json; charset=utf-8'
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('POST of a row', () => {
  it('answers 201 with address, tag and representation', async () => {
    const answer = await shop.ask('POST', '/notes', { as: 'ada', body: { text: 'New' } })
    assert.equal(answer.status, 201)
    assert.match(answer.json.id, uuid)
    assert.equal(answer.headers['location'], `/notes/${answer.json.id}`)
    assert.equal(answer.headers['etag'], '"1"')
    assert.equal(answer.headers['content-type'], json)
    assert.deepEqual(answer.json, {
      id: answer.json.id,
      text: 'New',
      topic: 'misc',
      isLocked: false,
      copiedFrom: null,
      ownerId: shop.ids.ada,
      createdAt: '2027-01-15T12:00:00.000Z',
      updatedAt: '2027-01-15T12:00:00.000Z',
    })
  })
  it('leads to the same row by its address', async () => {
    const made = await shop.ask('POST', '/notes', { as: 'ada', body: { text: 'New' } })
    const read = await shop.ask('GET', made.headers['location']!, { as: 'ada' })
    assert.equal(read.text, made.text)
    assert.equal(read.headers['etag'], made.headers['etag'])
  })
  it('counts ids up where they are numbers', async () => {
    const [first, second] = [
      await shop.make('stores', { name: 'A' }),
      await shop.make('stores', { name: 'B' }),
    ]
    assert.equal(second.id, first.id + 1)
  })
  it('takes the id where clients choose it', async () => {
    const answer = await shop.ask('POST', '/tags', { as: 'ada', body: { id: 'red.1', label: 'Red' } })
    assert.equal(answer.status, 201)
    assert.equal(answer.headers['location'], '/tags/red.1')
  })
  it('shows what fields and expand choose', async () => {
    const answer = await shop.ask('POST', '/notes?fields=text,owner.username', {
      as: 'ada',
      body: { text: 'x' },
    })
    assert.deepEqual(answer.json, { text: 'x', owner: { username: 'ada' } })
  })

  const readOnly: [title: string, resource: string, body: object, pointer: string][] = [
    ['id', 'notes', { text: 'x', id: '01999999-0000-7000-8000-000000000000' }, '/id'],
    ['createdAt', 'notes', { text: 'x', createdAt: '2027-01-15T12:00:00.000Z' }, '/createdAt'],
    ['owner', 'notes', { text: 'x', ownerId: 'someone' }, '/ownerId'],
    ['read-only field', 'notes', { text: 'x', copiedFrom: 'y' }, '/copiedFrom'],
    ['computed property', 'items', { name: 'x', price: 1, storeId: store.id, title: 'T' }, '/title'],
    ['owner where unknown members are ignored', 'drafts', { title: 'x', ownerId: 'y' }, '/ownerId'],
  ]
  for (const [title, resource, body, pointer] of readOnly) {
    it(`refuses a read-only ${title} with 422`, async () => {
      const answer = await shop.ask('POST', `/${resource}`, { as: 'ada', body })
      assert.equal(answer.status, 422)
      assert.deepEqual(faultsOf(answer), [`${pointer} read_only`])
    })
  }
  it('refuses an unknown member with 422', async () => {
    const answer = await shop.ask('POST', '/notes', { as: 'ada', body: { text: 'x', txet: 'y' } })
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer), ['/txet unknown_member'])
  })
  it('passes over unknown members where declared', async () => {
    const made = await shop.make('drafts', { title: 'x', whatever: [1] })
    assert.deepEqual(Object.keys(made), ['id', 'title', 'body', 'ownerId', 'createdAt', 'updatedAt'])
  })
  it('refuses an array with 422', async () => {
    const answer = await shop.ask('POST', '/notes', { as: 'ada', body: [{ text: 'x' }] })
    assert.equal(answer.status, 422)
  })
})

describe('GET of a row', () => {
  it('has tag, caching rule, variants and type', async () => {
    const { id } = await makeNote()
    const { status, headers } = await shop.ask('GET', `/notes/${id}`, { as: 'ada' })
    assert.equal(status, 200)
    assert.equal(headers['etag'], '"1"')
    assert.equal(headers['cache-control'], 'private, no-cache')
    assert.equal(headers['vary'], 'accept, authorization')
    assert.equal(headers['content-type'], json)
  })
  it('is cached as its resource says', async () => {
    const { id } = await makeItem()
    const { headers } = await shop.ask('GET', `/items/${id}`)
    assert.equal(headers['cache-control'], 'public, max-age=60')
  })
  it('gives the request id back', async () => {
    const headers = { 'x-request-id': 'my-request-0001' }
    const answer = await shop.ask('GET', '/items', { headers })
    assert.equal(answer.headers['x-request-id'], 'my-request-0001')
  })
  it('makes an id where the given one is odd', async () => {
    const answer = await shop.ask('GET', '/items', { headers: { 'x-request-id': 'a"b<script>' } })
    assert.match(answer.headers['x-request-id']!, /^[\w.-]{8,64}$/)
  })
  it('takes the id in capital letters', async () => {
    const { id } = await makeItem()
    const answer = await shop.ask('GET', `/items/${id.toUpperCase()}`)
    assert.equal(answer.json.id, id)
  })

  const noIds = [
    '/items/1',
    '/items/not-an-id',
    '/items/00000000-0000-7000-8000-000000000000',
    '/items/%20',
    '/items/%00',
    '/items/..%2Fstores',
    `/items/${'a'.repeat(400)}`,
    '/stores/0',
    '/stores/-1',
    '/stores/1.0',
    '/stores/01',
    '/stores/1e0',
    '/stores/9007199254740993',
    `/stores/${'9'.repeat(40)}`,
    '/tags/nope',
    '/tags/a%20b',
    '/tags/%F0%9F%98%80',
  ]
  for (const url of noIds) {
    it(`answers 404 to ${url.slice(0, 60)}`, async () => {
      const answer = await shop.ask('GET', url)
      assert.equal(answer.status, 404)
      assert.equal(answer.json.code, 'NOT_FOUND')
    })
  }
})

describe('HEAD', () => {
  const urls = [
    '/items/{id}',
    '/items/{id}?expand=store',
    '/items',
    '/stores',
    '/livez',
    '/openapi.json',
    '/',
  ]
  for (const template of urls) {
    it(`is GET without the body: ${template}`, async () => {
      const url = template.replace('{id}', (await makeItem()).id)
      const get = await shop.ask('GET', url, { isPage: url === '/' })
      const head = await shop.ask('HEAD', url, { isPage: url === '/' })
      assert.equal(head.status, 200)
      assert.equal(head.text, '')
      assert.equal(get.headers['content-length'], String(Buffer.byteLength(get.text)))
      const same = ({ 'x-request-id': _, date, ...headers }: typeof get.headers) => headers
      assert.deepEqual(same(head.headers), same(get.headers))
    })
  }
  it('has the status of a refusal', async () => {
    assert.equal((await shop.ask('HEAD', '/notes', {})).status, 401)
    assert.equal((await shop.ask('HEAD', '/items/nope', {})).status, 404)
  })
  it('is not there where GET is not', async () => {
    const { id } = await makeItem()
    assert.equal((await shop.ask('HEAD', `/items/${id}/sell`, { as: 'ada' })).status, 405)
  })
})

describe('trailing slashes', () => {
  it('are accepted everywhere', async () => {
    const { id } = await makeNote()
    for (const [method, url, status, body] of [
      ['GET', '/notes/', 200],
      ['GET', `/notes/${id}/`, 200],
      ['POST', '/notes/', 201, { text: 'x' }],
      ['PATCH', `/notes/${id}/`, 200, { text: 'y' }],
      ['POST', `/notes/${id}/lock/`, 200],
      ['GET', '/livez/', 200],
      ['GET', '/auth/whoami/', 200],
    ] as const) {
      assert.equal((await shop.ask(method, url, { as: 'ada', body })).status, status, `${method} ${url}`)
    }
  })
  it('do not stand in links', async () => {
    const { json: page } = await shop.ask('GET', '/notes/?limit=1', { as: 'ada' })
    assert.match(page.page.next, /^\/notes\?limit=1&after=/)
  })
})

describe('PUT', () => {
  const bodies: [title: string, resource: string, make: () => Promise<any>][] = [
    ['a note', 'notes', () => makeNote()],
    [
      'an item with a computed property',
      'items',
      () => makeItem({ sizes: ['S'], details: { b: 1, a: [2] } }),
    ],
    ['an order with hooks', 'orders', () => shop.make('orders', { what: 'x' })],
    ['a user', 'users', async () => (await shop.ask('GET', '/users/me', { as: 'ada' })).json],
    ['a tag whose key clients chose', 'tags', () => shop.make('tags', { id: `k${++named}`, label: 'x' })],
  ]
  for (const [title, resource, make] of bodies) {
    it(`takes back ${title} as GET gave it`, async () => {
      const before = await make()
      shop.wait(0.1)
      const answer = await shop.ask('PUT', `/${resource}/${before.id}`, { as: 'ada', body: before })
      assert.equal(answer.status, 200, answer.text)
      const { updatedAt, trail, ...rest } = answer.json
      const { updatedAt: was, trail: wasTrail, ...wasRest } = before
      assert.deepEqual(rest, wasRest)
      assert.notEqual(updatedAt, was)
    })
  }
  it('replaces every writable member', async () => {
    const { id, storeId } = await makeItem({ stock: 3, notes: 'n', sizes: ['S'], state: 'onSale' })
    const body = { name: `Item ${++named}`, price: '6.50', storeId }
    const { status, json: row, headers } = await shop.ask('PUT', `/items/${id}`, { as: 'ada', body })
    assert.equal(status, 200)
    assert.equal(headers['etag'], '"2"')
    const { name, price, stock, notes, sizes, state } = row
    const wanted = { name: body.name, price: '6.50', stock: 0, notes: null, sizes: [], state: 'draft' }
    assert.deepEqual({ name, price, stock, notes, sizes, state }, wanted)
  })
  it('refuses to leave out what is required', async () => {
    const { id } = await makeItem()
    const answer = await shop.ask('PUT', `/items/${id}`, { as: 'ada', body: {} })
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer).toSorted(), ['/name required', '/price required', '/storeId required'])
  })

  const changed: [member: string, resource: string, value: unknown][] = [
    ['id', 'notes', '01999999-0000-7000-8000-000000000000'],
    ['createdAt', 'notes', '2001-01-01T00:00:00Z'],
    ['updatedAt', 'notes', '2001-01-01T00:00:00Z'],
    ['ownerId', 'notes', '01999999-0000-7000-8000-000000000000'],
    ['copiedFrom', 'notes', 'elsewhere'],
    ['title', 'items', 'Another title'],
    ['id', 'tags', 'another-key'],
    ['id', 'stores', 77],
  ]
  for (const [member, resource, value] of changed) {
    const make = {
      notes: () => makeNote(),
      items: () => makeItem(),
      tags: () => shop.make('tags', { id: `k${++named}`, label: 'x' }),
      stores: () => shop.make('stores', { name: `Store ${++named}` }),
    }[resource]!
    for (const method of ['PUT', 'PATCH']) {
      it(`${method} refuses a changed ${member} of ${resource}`, async () => {
        const before = await make()
        const body = method === 'PUT' ? { ...before, [member]: value } : { [member]: value }
        const as = resource === 'stores' ? 'root' : 'ada'
        const answer = await shop.ask(method, `/${resource}/${before.id}`, { as, body })
        assert.equal(answer.status, 422, answer.text)
        assert.deepEqual(faultsOf(answer), [`/${member} read_only`])
        assert.deepEqual((await shop.ask('GET', `/${resource}/${before.id}`, { as })).json, before)
      })
    }
  }
  it('takes read-only moments in any form', async () => {
    const before = await makeNote()
    const createdAt = before.createdAt.replace('.000Z', '+00:00')
    const answer = await shop.ask('PUT', `/notes/${before.id}`, { as: 'ada', body: { ...before, createdAt } })
    assert.equal(answer.status, 200)
  })
  it('keeps write-only members that are left out', async () => {
    const { id, ...note } = await makeNote({ pin: '1234' })
    const model = shop.api.context.models.get('notes')!
    await shop.ask('PUT', `/notes/${id}`, { as: 'ada', body: { ...note, text: 'Changed' } })
    const selection = { properties: [{ name: 'pin' }], expansions: [], form: 'code' } as const
    const found = await shop.api.context.store.find(model, {
      id,
      where: { kind: 'constant', value: true },
      selection,
    })
    assert.deepEqual(JSON.parse(found!.json), { pin: '1234' })
  })
  it('keeps a password that is left out', async () => {
    const user = await shop.make('users', { username: 'keeper', password: 'keeper-password' })
    const { status } = await shop.ask('PUT', `/users/${user.id}`, {
      as: 'root',
      body: { ...user, nickname: 'k' },
    })
    assert.equal(status, 200)
    const body = { username: 'keeper', password: 'keeper-password' }
    assert.equal((await shop.ask('POST', '/auth/login', { body })).status, 200)
  })
  it('keeps what the caller cannot see', async () => {
    const { id, ...item } = await makeItem()
    await shop.ask('PATCH', `/items/${id}`, { as: 'root', body: { cost: '3.25' } })
    assert.equal((await shop.ask('PUT', `/items/${id}`, { as: 'ada', body: item })).status, 200)
    assert.equal((await shop.ask('GET', `/items/${id}`, { as: 'root' })).json.cost, 3.25)
  })
  it('answers 404 to a free id where it may not create', async () => {
    const { name, price, storeId } = await makeItem()
    const url = '/items/01999999-0000-7000-8000-000000000000'
    const answer = await shop.ask('PUT', url, { as: 'ada', body: { name: `${name}!`, price, storeId } })
    assert.equal(answer.status, 404)
  })
})

describe('PUT that may create', () => {
  const free = () => `01999999-0000-7000-8000-${String(++named).padStart(12, '0')}`
  it('answers 201 first, 200 then', async () => {
    const id = free()
    const first = await shop.ask('PUT', `/drafts/${id}`, { as: 'ada', body: { title: 'One' } })
    assert.equal(first.status, 201)
    assert.equal(first.headers['location'], `/drafts/${id}`)
    assert.equal(first.headers['etag'], '"1"')
    assert.equal(first.json.ownerId, shop.ids.ada)
    const second = await shop.ask('PUT', `/drafts/${id}`, { as: 'ada', body: { title: 'Two' } })
    assert.equal(second.status, 200)
    assert.equal(second.headers['location'], undefined)
    assert.equal(second.headers['etag'], '"2"')
    assert.equal(second.json.title, 'Two')
  })
  it('takes the key from the address', async () => {
    const answer = await shop.ask('PUT', '/tags/green', { as: 'ada', body: { label: 'Green' } })
    assert.equal(answer.status, 201)
    assert.equal(answer.json.id, 'green')
  })
  it('takes the same key in the body', async () => {
    const answer = await shop.ask('PUT', '/tags/blue', { as: 'ada', body: { id: 'blue', label: 'Blue' } })
    assert.equal(answer.status, 201)
  })
  it('takes the same id in the body', async () => {
    const id = free()
    const answer = await shop.ask('PUT', `/drafts/${id}`, { as: 'ada', body: { id, title: 'x' } })
    assert.equal(answer.status, 201, answer.text)
  })
  it('refuses another key in the body', async () => {
    const answer = await shop.ask('PUT', '/tags/white', { as: 'ada', body: { id: 'black', label: 'x' } })
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer), ['/id read_only'])
  })
  it('refuses other read-only members', async () => {
    const body = { title: 'x', createdAt: '2027-01-15T12:00:00.000Z' }
    const answer = await shop.ask('PUT', `/drafts/${free()}`, { as: 'ada', body })
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer), ['/createdAt read_only'])
  })
  it('only creates with If-None-Match: *', async () => {
    const id = free()
    const headers = { 'if-none-match': '*' }
    const put = () => shop.ask('PUT', `/drafts/${id}`, { as: 'ada', body: { title: 'x' }, headers })
    assert.equal((await put()).status, 201)
    assert.equal((await put()).status, 412)
  })
  it('only replaces with If-Match: *', async () => {
    const headers = { 'if-match': '*' }
    const answer = await shop.ask('PUT', `/drafts/${free()}`, { as: 'ada', body: { title: 'x' }, headers })
    assert.equal(answer.status, 412)
  })
  it("answers 404 to the id of another's row", async () => {
    const { id } = await shop.make('drafts', { title: 'of ada' })
    const answer = await shop.ask('PUT', `/drafts/${id}`, { as: 'bob', body: { title: 'mine' } })
    assert.equal(answer.status, 404)
    assert.equal((await shop.ask('GET', `/drafts/${id}`, { as: 'ada' })).json.title, 'of ada')
  })
  it('answers 404 to what is no id', async () => {
    const answer = await shop.ask('PUT', '/drafts/nope', { as: 'ada', body: { title: 'x' } })
    assert.equal(answer.status, 404)
  })
})

describe('PATCH', () => {
  for (const type of [
    'application/merge-patch+json',
    'application/json',
    'Application/JSON; charset="UTF-8"',
  ]) {
    it(`changes what it names, as ${type}`, async () => {
      const { id } = await makeItem({ stock: 3 })
      shop.wait(0.1)
      const body = JSON.stringify({ stock: 4 })
      const headers = { 'content-type': type }
      const {
        status,
        json: row,
        headers: got,
      } = await shop.ask('PATCH', `/items/${id}`, { as: 'ada', body, headers })
      assert.equal(status, 200)
      assert.equal(row.stock, 4)
      assert.equal(row.price, '5.00')
      assert.notEqual(row.updatedAt, row.createdAt)
      assert.equal(got['etag'], '"2"')
    })
  }
  it('clears an optional member by null', async () => {
    const { id } = await makeItem({ notes: 'n' })
    const answer = await shop.ask('PATCH', `/items/${id}`, { as: 'ada', body: { notes: null } })
    assert.equal(answer.json.notes, null)
  })
  it('refuses null for a required member', async () => {
    const { id } = await makeItem()
    const answer = await shop.ask('PATCH', `/items/${id}`, { as: 'ada', body: { name: null, stock: null } })
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer), ['/name wrong_type', '/stock wrong_type'])
  })
  it('takes an empty patch', async () => {
    const { id } = await makeItem({ stock: 3 })
    const answer = await shop.ask('PATCH', `/items/${id}`, { as: 'ada', body: {} })
    assert.equal(answer.status, 200)
    assert.equal(answer.json.stock, 3)
  })
  it('replaces lists as a whole', async () => {
    const { id } = await makeItem({ sizes: ['S', 'M'] })
    const answer = await shop.ask('PATCH', `/items/${id}`, { as: 'ada', body: { sizes: ['L'] } })
    assert.deepEqual(answer.json.sizes, ['L'])
  })
  it('refuses other patches with what it accepts', async () => {
    const { id } = await makeItem()
    const headers = { 'content-type': 'text/csv' }
    const answer = await shop.ask('PATCH', `/items/${id}`, { as: 'ada', body: 'a', headers })
    assert.equal(answer.status, 415)
    assert.equal(
      answer.headers['accept-patch'],
      'application/merge-patch+json, application/json-patch+json, application/json',
    )
  })
})

describe('DELETE', () => {
  it('answers 204 without a body, then 404', async () => {
    const { id } = await makeNote()
    const first = await shop.ask('DELETE', `/notes/${id}`, { as: 'ada' })
    assert.equal(first.status, 204)
    assert.equal(first.text, '')
    assert.equal(first.headers['content-length'], undefined)
    assert.equal(first.headers['content-type'], undefined)
    for (const method of ['DELETE', 'GET', 'OPTIONS']) {
      assert.equal((await shop.ask(method, `/notes/${id}`, { as: 'ada' })).status, 404)
    }
  })
  it('refuses a row that others refer to', async () => {
    const other = await shop.make('stores', { name: 'In use' })
    await makeItem({ storeId: other.id })
    const answer = await shop.ask('DELETE', `/stores/${other.id}`, { as: 'root' })
    assert.equal(answer.status, 409)
    assert.equal(answer.json.code, 'REFERENCE_IN_USE')
  })
  it('takes rows along where declared', async () => {
    const user = await shop.make('users', { username: 'leaving', password: 'leaving-password' })
    const token = (
      await shop.ask('POST', '/auth/login', { body: { username: 'leaving', password: 'leaving-password' } })
    ).json.access_token
    const headers = { authorization: `Bearer ${token}` }
    const note = await shop.ask('POST', '/notes', { body: { text: 'x' }, headers })
    assert.equal((await shop.ask('DELETE', `/users/${user.id}`, { as: 'root' })).status, 204)
    assert.equal((await shop.ask('GET', `/notes/${note.json.id}`, { as: 'root' })).status, 404)
    const refused = await shop.ask('GET', '/notes', { headers })
    assert.equal(refused.status, 401)
    assert.equal(refused.json.code, 'INVALID_TOKEN')
  })
})

describe('unique values', () => {
  it('are refused with 409 naming the member', async () => {
    await shop.make('stores', { name: 'Only one' })
    const answer = await shop.ask('POST', '/stores', { as: 'ada', body: { name: 'Only one' } })
    assert.equal(answer.status, 409)
    assert.equal(answer.json.code, 'UNIQUE_VIOLATION')
    assert.deepEqual(faultsOf(answer), ['/name not_unique'])
  })
  it('are refused together naming every member', async () => {
    const { name, storeId } = await makeItem()
    const answer = await shop.ask('POST', '/items', { as: 'ada', body: { name, price: '1', storeId } })
    assert.equal(answer.status, 409)
    assert.deepEqual(faultsOf(answer), ['/storeId not_unique', '/name not_unique'])
  })
  it('disregard case where declared', async () => {
    const body = { username: 'ADA', password: 'ada-password-2' }
    assert.equal((await shop.ask('POST', '/users', { body })).status, 409)
  })
  it('hold for keys that clients choose', async () => {
    await shop.make('tags', { id: 'taken', label: 'x' })
    const answer = await shop.ask('POST', '/tags', { as: 'ada', body: { id: 'taken', label: 'y' } })
    assert.equal(answer.status, 409)
    assert.deepEqual(faultsOf(answer), ['/id not_unique'])
  })
  it('hold for changes too', async () => {
    await shop.make('stores', { name: 'First' })
    const { id } = await shop.make('stores', { name: 'Second' })
    const answer = await shop.ask('PATCH', `/stores/${id}`, { as: 'root', body: { name: 'First' } })
    assert.equal(answer.status, 409)
  })
})

describe('references', () => {
  it('to nothing are refused with 422', async () => {
    const body = { name: 'Lost', price: '1', storeId: 4711 }
    const answer = await shop.ask('POST', '/items', { as: 'ada', body })
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer), ['/storeId unknown_reference'])
  })
  it('to nothing are refused in changes too', async () => {
    const { id } = await makeItem()
    const answer = await shop.ask('PATCH', `/items/${id}`, { as: 'ada', body: { storeId: 4711 } })
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer), ['/storeId unknown_reference'])
  })
})

describe('methods an address lacks', () => {
  const cases: [method: string, url: string, allow: string][] = [
    ['DELETE', '/items', 'GET, HEAD, QUERY, POST, OPTIONS'],
    ['PUT', '/items', 'GET, HEAD, QUERY, POST, OPTIONS'],
    ['POST', '/items/x', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['GET', '/items/x/sell', 'POST, OPTIONS'],
    ['DELETE', '/livez', 'GET, HEAD, OPTIONS'],
    ['GET', '/auth/login', 'POST, OPTIONS'],
    ['TRACE', '/items', 'GET, HEAD, QUERY, POST, OPTIONS'],
    ['TRACE', '/items/x', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
  ]
  for (const [method, url, allow] of cases) {
    it(`are refused with 405: ${method} ${url}`, async () => {
      const answer = await shop.ask(method, url)
      assert.equal(answer.status, 405)
      assert.equal(answer.headers['allow'], allow)
      assert.equal(answer.json.code, 'METHOD_NOT_ALLOWED')
    })
  }
  for (const url of ['/items', '/items/x', '/livez']) {
    it(`are refused with 501 when no address has them: PROPFIND ${url}`, async () => {
      const answer = await shop.ask('PROPFIND', url)
      assert.equal(answer.status, 501)
      assert.equal(answer.json.code, 'METHOD_NOT_IMPLEMENTED')
    })
  }
})
