// Actions: what they take in and answer, who may call them, and that each runs in one transaction.
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import {
  anyone,
  defineProblem,
  field,
  Problem,
  resource,
  Unauthenticated,
  Unavailable,
} from '../../src/index.ts'
import { resources } from './domain.ts'
import { faultsOf, openShop, type Question } from './shop.ts'

const Teapot = defineProblem('TEAPOT', 418, 'This is a teapot')
const at = '2027-01-15T13:00:00+01:00'

/** Actions that give back what they should not. */
const machines = resource('machines', {
  fields: { name: field.text().min(1), secret: field.text().writeOnly().optional() },
  access: anyone(),
})
  .action('measure', {
    on: 'collection',
    output: {
      price: field.decimal(),
      cents: field.decimal().asNumber(),
      at: field.timestamp(),
      name: field.text(),
      hint: field.text().optional(),
      sizes: field.list(field.decimal()),
    },
    run: () => ({ price: '1.5', cents: '2.50', at, name: 'e\u0301', hint: null, sizes: ['1', '2.5'] }),
  })
  .action('leak', {
    output: { name: field.text() },
    run: ({ row }) => ({ ...row, password: 'secret of the house' }),
  })
  .action('spoil', {
    input: { with: field.json() },
    output: { count: field.integer().min(0), state: field.choice('on', 'off').optional() },
    async run({ row, rows, input }) {
      await rows.update(row, { name: 'spoilt' })
      return input.with as { count: number; state: 'on' }
    },
  })
  .action('brew', {
    problems: [Teapot],
    run() {
      throw new Teapot({
        headers: { 'retry-after': '7' },
        errors: [{ pointer: '/cup', code: 'too_small', detail: 'x' }],
      })
    },
  })
  .action('refuse', {
    on: 'collection',
    input: { with: field.integer() },
    run({ input }) {
      throw input.with === 401 ? new Unauthenticated() : new Unavailable()
    },
  })
  .action('burn', {
    on: 'collection',
    input: { with: field.choice('text', 'null', 'problem', 'rejection') },
    run: ({ input }) => {
      if (input.with === 'text') throw 'secret of the house' as never
      if (input.with === 'null') throw null as never
      if (input.with === 'problem')
        throw new Problem({ code: 'OWN', status: 503, title: 'Later' } as never, { detail: 'secret' })
      return Promise.reject(new RangeError('secret of the house'))
    },
  })

const shop = await openShop({ api: { resources: [...resources, machines] } })
const store = await shop.make('stores', { name: 'Main' })
let named = 0
const makeItem = (values = {}) =>
  shop.make('items', { name: `Item ${++named}`, price: '5', storeId: store.id, stock: 9, ...values })
const call = (url: string, question: Question = {}) => shop.ask('POST', url, { as: 'ada', ...question })
const read = (url: string, as: Question['as'] = 'root') => shop.ask('GET', url, { as: as ?? 'root' })

afterEach(() => assert.deepEqual(shop.failures.splice(0), []))

describe('an action on a row', () => {
  it('answers the row as it stands then', async () => {
    const { id } = await makeItem()
    const answer = await call(`/items/${id}/sell`, { body: { count: 2 } })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['etag'], '"2"')
    assert.equal(answer.headers['location'], undefined)
    assert.equal(answer.text, (await read(`/items/${id}`, 'ada')).text)
    assert.equal(answer.json.stock, 7)
  })
  it('fills in the defaults of its input', async () => {
    const { id } = await makeItem()
    assert.equal((await call(`/items/${id}/sell`, { body: {} })).json.stock, 8)
  })
  it('shows what fields and expand choose', async () => {
    const { id } = await makeItem()
    const answer = await call(`/items/${id}/sell?fields=stock,store.name`, { body: {} })
    assert.deepEqual(answer.json, { stock: 8, store: { name: 'Main' } })
  })
  it('needs no body where it has no input', async () => {
    const { id } = await shop.make('notes', { text: 'x' })
    assert.equal((await call(`/notes/${id}/lock`)).json.isLocked, true)
  })
  it('leaves a body unread where it has no input', async () => {
    const { id } = await shop.make('notes', { text: 'x' })
    const answer = await call(`/notes/${id}/lock`, { body: '{', headers: { 'content-type': 'text/odd' } })
    assert.equal(answer.status, 200)
  })
  it('answers 204 without a body where declared', async () => {
    const { id } = await makeItem()
    const answer = await call(`/items/${id}/hide`)
    assert.equal(answer.status, 204)
    assert.deepEqual(
      [answer.text, answer.headers['content-type'], answer.headers['etag']],
      ['', undefined, undefined],
    )
    assert.equal((await read(`/items/${id}`)).json.isListed, false)
  })
  it('answers 204 when it deleted its row', async () => {
    const { id } = await shop.make('orders', { what: 'x' })
    assert.equal((await call(`/orders/${id}/vanish`)).status, 204)
    assert.equal((await read(`/orders/${id}`)).status, 404)
  })
  it('refuses invalid input with 422', async () => {
    const { id } = await makeItem()
    const answer = await call(`/items/${id}/sell`, { body: { count: 0, all: true } })
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer).toSorted(), ['/all unknown_member', '/count too_small'])
    assert.equal((await read(`/items/${id}`)).json.stock, 9)
  })
})

describe('an action on a collection', () => {
  it('answers its own output', async () => {
    await shop.make('orders', { what: 'a', count: 70 })
    await shop.make('orders', { what: 'b', count: 71 })
    const answer = await call('/orders/stats', { body: { least: 70 } })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.equal(answer.headers['etag'], undefined)
    assert.deepEqual(answer.json, { rows: 2, first: 'a', names: ['a', 'b'] })
  })
  it('answers with its own status', async () => {
    const answer = await call('/orders/import', { body: { what: 'x', secretNote: 'psst' } })
    assert.equal(answer.status, 201)
    assert.equal(answer.json.what, 'x')
    assert.equal(answer.text.includes('psst'), false)
    assert.equal((await read(`/orders/${answer.json.id}`)).json.margin, 42)
  })
  it('refuses parameters where it shows no row', async () => {
    assert.equal((await call('/orders/stats?fields=rows', { body: {} })).status, 400)
  })
  it('is told from a row of its name', async () => {
    assert.equal((await shop.ask('GET', '/orders/stats', { as: 'ada' })).status, 405)
  })
})

describe('who may call an action', () => {
  it('is who may update, where nothing else is said', async () => {
    const { id } = await shop.make('notes', { text: 'x' })
    const status = async (question: Question) => (await call(`/notes/${id}/lock`, question)).status
    assert.equal(await status({ as: 'anonymous' }), 401)
    assert.equal(await status({ as: 'bob' }), 404)
    assert.equal(await status({ as: 'ada' }), 200)
    assert.equal(await status({ as: 'ada' }), 403)
    assert.equal(await status({ as: 'root' }), 200)
  })
  it('is who may create, for one on the collection', async () => {
    assert.equal((await call('/orders/stats', { as: 'anonymous', body: {} })).status, 401)
  })
  it('is whom its own rule names', async () => {
    const { id } = await makeItem()
    const answer = await call(`/items/${id}/quote`, { as: 'anonymous', body: { count: 3 } })
    assert.deepEqual(answer.json, { total: '15.00', count: 3 })
  })
  it('needs the scope to write', async () => {
    const { id } = await makeItem()
    for (const [scopes, status] of [
      ['items:read', 403],
      // What it may not read it is not shown.
      ['items:write', 204],
      ['items:read items:write', 200],
    ] as const) {
      assert.equal((await call(`/items/${id}/sell`, { scopes, body: {} })).status, status)
    }
  })
  it('matters before the input does', async () => {
    const { id } = await shop.make('notes', { text: 'x' })
    assert.equal((await call(`/notes/${id}/lock`, { as: 'bob' })).status, 404)
    assert.equal((await call('/items/nope/sell', { body: { count: 'x' } })).status, 404)
  })
})

describe('an action that fails', () => {
  it('answers its own problem, and writes nothing', async () => {
    const { id } = await makeItem({ stock: 1 })
    const answer = await call(`/items/${id}/sell`, { body: { count: 2 } })
    assert.equal(answer.status, 409)
    const { code, title, detail, type } = answer.json
    assert.deepEqual([code, title, detail], ['SOLD_OUT', 'Nothing of it is left', 'There are 1 left.'])
    assert.equal(type, '/problems#SOLD_OUT')
    assert.equal((await read(`/items/${id}`)).headers['etag'], '"1"')
  })
  it('answers with headers and faults of its own', async () => {
    const { id } = await shop.make('machines', { name: 'x' })
    const answer = await call(`/machines/${id}/brew`)
    assert.deepEqual([answer.status, answer.headers['retry-after']], [418, '7'])
    assert.deepEqual(faultsOf(answer), ['/cup too_small'])
  })
  it('says how to do better where HTTP demands it', async () => {
    const unknown = await call('/machines/refuse', { body: { with: 401 } })
    assert.deepEqual([unknown.status, unknown.headers['www-authenticate']], [401, 'Bearer realm="api"'])
    const busy = await call('/machines/refuse', { body: { with: 503 } })
    assert.deepEqual([busy.status, busy.headers['retry-after']], [503, '5'])
    assert.equal(shop.failures.splice(0).length, 1)
  })
  it('is undone, says nothing, and is logged', async () => {
    const { id } = await shop.make('orders', { what: 'whole' })
    const answer = await call(`/orders/${id}/fail`)
    assert.equal(answer.status, 500)
    assert.deepEqual(Object.keys(answer.json), ['type', 'title', 'status', 'instance', 'code', 'requestId'])
    assert.equal(answer.text.includes('secret'), false)
    assert.equal((await read(`/orders/${id}`)).json.what, 'whole')
    const [failure] = shop.failures.splice(0)
    assert.ok(failure instanceof TypeError)
    assert.equal(failure.message, 'secret of the house')
  })
  for (const [odd, status] of [
    ['text', 500],
    ['null', 500],
    ['rejection', 500],
    ['problem', 503],
  ] as const) {
    it(`says nothing, whatever it throws: ${odd}`, async () => {
      const answer = await call('/machines/burn', { body: { with: odd } })
      assert.equal(answer.status, status)
      assert.equal(answer.text.includes('secret'), false)
      assert.equal(shop.failures.splice(0).length, 1)
    })
  }
  it('may not write a row it read before it wrote', async () => {
    const { id } = await shop.make('orders', { what: 'x', count: 3 })
    const answer = await call(`/orders/${id}/race`)
    assert.deepEqual([answer.status, answer.json.code], [409, 'CONFLICT'])
    const { json, headers } = await read(`/orders/${id}`)
    assert.deepEqual([json.count, headers['etag']], [3, '"1"'])
  })
  it('answers 404 for a row that is not there', async () => {
    const { id } = await shop.make('orders', { what: 'x' })
    const answer = await call(`/orders/${id}/missing`)
    assert.deepEqual([answer.status, answer.json.code], [404, 'NOT_FOUND'])
  })
})

describe('outputs', () => {
  it('have the one form of their fields', async () => {
    const answer = await call('/machines/measure')
    assert.deepEqual(answer.json, {
      price: '1.50',
      cents: 2.5,
      at: '2027-01-15T12:00:00.000Z',
      name: '\u00e9',
      hint: null,
      sizes: ['1.00', '2.50'],
    })
  })
  it('show nothing that is not declared', async () => {
    const { id } = await shop.make('machines', { name: 'x', secret: 'psst' })
    assert.equal((await call(`/machines/${id}/leak`)).text, '{"name":"x"}')
  })
  const wrong: [title: string, output: unknown, told: RegExp][] = [
    ['a missing member', {}, /count/],
    ['a value of another type', { count: 'secret' }, /count/],
    ['a value out of bounds', { count: -1 }, /count/],
    ['null for a member that has a value', { count: null }, /count/],
    ['a word that is no choice', { count: 1, state: 'secret' }, /state/],
    ['no object', 'secret', /object/],
    ['nothing', null, /object/],
    ['a list', [1], /object/],
  ]
  for (const [title, output, told] of wrong) {
    it(`that are wrong are a 500, logged and undone: ${title}`, async () => {
      const { id } = await shop.make('machines', { name: 'whole' })
      const answer = await call(`/machines/${id}/spoil`, { body: { with: output } })
      assert.deepEqual([answer.status, answer.json.code], [500, 'INTERNAL_ERROR'])
      assert.deepEqual(Object.keys(answer.json), ['type', 'title', 'status', 'instance', 'code', 'requestId'])
      assert.equal((await read(`/machines/${id}`)).json.name, 'whole')
      assert.match(String(shop.failures.splice(0)[0]), told)
    })
  }
  it('may leave out what is optional', async () => {
    const { id } = await shop.make('machines', { name: 'x' })
    const answer = await call(`/machines/${id}/spoil`, { body: { with: { count: 1 } } })
    assert.deepEqual(answer.json, { count: 1, state: null })
  })
})

describe('actions at the same time', () => {
  it('each see what the one before has left', async () => {
    const { id } = await makeItem({ stock: 10 })
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => call(`/items/${id}/sell`, { body: {} })),
    )
    const sold = answers.filter(({ status }) => status === 200)
    assert.equal(sold.length, 10)
    assert.deepEqual(
      sold.map(({ json }) => json.stock).toSorted((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    )
    assert.ok(answers.every(({ status, json }) => status === 200 || json.code === 'SOLD_OUT'))
    const { json, headers } = await read(`/items/${id}`)
    assert.deepEqual([json.stock, headers['etag']], [0, '"11"'])
  })
  it('are undone alone', async () => {
    const orders = await Promise.all(
      Array.from({ length: 12 }, (_, index) => shop.make('orders', { what: `o${index}` })),
    )
    const answers = await Promise.all(
      orders.map(({ id }, index) => call(`/orders/${id}/${index % 3 === 0 ? 'fail' : 'vanish'}`)),
    )
    assert.deepEqual(
      answers.map(({ status }) => status),
      orders.map((_, index) => (index % 3 === 0 ? 500 : 204)),
    )
    shop.failures.splice(0)
    for (const [index, { id, what }] of orders.entries()) {
      const { status, json } = await read(`/orders/${id}`)
      assert.deepEqual([status, json.what], index % 3 === 0 ? [200, what] : [404, undefined])
    }
  })
  it('are refused where the row stops allowing it', async () => {
    const { id } = await shop.make('notes', { text: 'x' })
    const answers = await Promise.all(Array.from({ length: 5 }, () => call(`/notes/${id}/lock`)))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 403, 403, 403, 403])
  })
})
