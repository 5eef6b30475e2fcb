// Which members a body may have: read-only ones, those the caller may not write, those never shown, and those left out.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { faultsOf, openShop, type Caller } from './shop.ts'

const shop = await openShop()
const store = await shop.make('stores', { name: 'Main' })
let named = 0
const makeItem = (values = {}) =>
  shop.make('items', { name: `Item ${++named}`, price: '5', storeId: store.id, ...values })
const makeUser = (values = {}) => {
  const username = `user-${++named}`
  return shop.make('users', { username, password: `${username}-password`, ...values })
}

describe('read-only members', () => {
  it('are accepted unchanged, whatever their form', async () => {
    const note = await shop.make('notes', { text: 'x' })
    const body = {
      id: note.id.toUpperCase(),
      ownerId: note.ownerId.toUpperCase(),
      createdAt: note.createdAt.replace('12:00:00.000Z', '13:00:00+01:00'),
      updatedAt: note.updatedAt,
      copiedFrom: null,
    }
    const answer = await shop.ask('PATCH', `/notes/${note.id}`, { as: 'ada', body })
    assert.equal(answer.status, 200, answer.text)
    assert.equal(answer.json.text, 'x')
  })
  it('are named all at once when changed', async () => {
    const note = await shop.make('notes', { text: 'x' })
    const body = {
      id: shop.ids.ada,
      ownerId: shop.ids.bob,
      createdAt: '2001-01-01T00:00:00Z',
      copiedFrom: 'y',
    }
    const answer = await shop.ask('PATCH', `/notes/${note.id}`, { as: 'ada', body })
    assert.equal(answer.status, 422)
    const wanted = ['/copiedFrom read_only', '/createdAt read_only', '/id read_only', '/ownerId read_only']
    assert.deepEqual(faultsOf(answer).toSorted(), wanted)
  })
  for (const member of ['id', 'createdAt', 'updatedAt', 'ownerId']) {
    it(`are refused as null: ${member}`, async () => {
      const note = await shop.make('notes', { text: 'x' })
      const answer = await shop.ask('PATCH', `/notes/${note.id}`, { as: 'ada', body: { [member]: null } })
      assert.equal(answer.status, 422)
    })
  }
  it('do not move by being sent back late', async () => {
    const note = await shop.make('notes', { text: 'x' })
    shop.wait(0.1)
    await shop.ask('PATCH', `/notes/${note.id}`, { as: 'ada', body: { text: 'y' } })
    const answer = await shop.ask('PUT', `/notes/${note.id}`, { as: 'ada', body: { ...note, text: 'z' } })
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer), ['/updatedAt read_only'])
  })
  it('that are hidden are not told from unknown', async () => {
    const order = await shop.make('orders', { what: 'x' })
    for (const margin of [7, 8]) {
      const answer = await shop.ask('PATCH', `/orders/${order.id}`, { as: 'ada', body: { margin } })
      assert.equal(answer.status, 422)
      assert.deepEqual(faultsOf(answer), ['/margin read_only'])
    }
    const answer = await shop.ask('PATCH', `/orders/${order.id}`, { as: 'root', body: { margin: 7 } })
    assert.equal(answer.status, 200, answer.text)
  })
})

describe('members the caller may not write', () => {
  const cases: [title: string, member: string, value: unknown][] = [
    ['a flag', 'isAdmin', true],
    ['another flag', 'isActive', false],
  ]
  for (const [title, member, value] of cases) {
    it(`are refused with 403 in a POST: ${title}`, async () => {
      const username = `user-${++named}`
      const body = { username, password: `${username}-password`, [member]: value }
      const answer = await shop.ask('POST', '/users', { body })
      assert.equal(answer.status, 403, answer.text)
      assert.equal(answer.json.code, 'FORBIDDEN')
      assert.deepEqual(faultsOf(answer), [`/${member} not_writable`])
    })
    it(`are accepted in a POST as they would be anyway: ${title}`, async () => {
      assert.equal((await makeUser({ [member]: !value }))[member], !value)
    })
    it(`are refused with 403 in a PATCH: ${title}`, async () => {
      const answer = await shop.ask('PATCH', '/users/me', { as: 'ada', body: { [member]: value } })
      assert.equal(answer.status, 403)
      assert.deepEqual(faultsOf(answer), [`/${member} not_writable`])
    })
    it(`are refused with 403 in a PUT: ${title}`, async () => {
      const { json: user } = await shop.ask('GET', '/users/me', { as: 'ada' })
      const answer = await shop.ask('PUT', '/users/me', { as: 'ada', body: { ...user, [member]: value } })
      assert.equal(answer.status, 403)
    })
    it(`are accepted unchanged: ${title}`, async () => {
      const { json: user } = await shop.ask('GET', '/users/me', { as: 'ada' })
      const answer = await shop.ask('PUT', '/users/me', { as: 'ada', body: user })
      assert.equal(answer.status, 200)
    })
    it(`are written by who may: ${title}`, async () => {
      const { id } = await makeUser()
      const answer = await shop.ask('PATCH', `/users/${id}`, { as: 'root', body: { [member]: value } })
      assert.equal(answer.json[member], value)
    })
  }
  it('keep their value when a PUT leaves them out', async () => {
    const { id, username } = await makeUser()
    await shop.ask('PATCH', `/users/${id}`, { as: 'root', body: { isAdmin: true } })
    const { json } = await shop.ask('POST', '/auth/login', {
      body: { username, password: `${username}-password` },
    })
    await shop.ask('PATCH', `/users/${id}`, { as: 'root', body: { isAdmin: false, isActive: true } })
    const headers = { authorization: `Bearer ${json.access_token}` }
    const answer = await shop.ask('PUT', `/users/${id}`, { headers, body: { username } })
    assert.equal(answer.status, 200, answer.text)
    assert.deepEqual([answer.json.isAdmin, answer.json.isActive], [false, true])
  })
  it('come after invalid values', async () => {
    const answer = await shop.ask('PATCH', '/users/me', { as: 'ada', body: { isAdmin: true, username: '' } })
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer), ['/username too_short'])
  })
  it('that are hidden as well are refused by any value', async () => {
    const { id } = await makeItem()
    for (const cost of [1, null]) {
      const answer = await shop.ask('PATCH', `/items/${id}`, { as: 'ada', body: { cost } })
      const expected = cost === null ? 200 : 403
      assert.equal(answer.status, expected, answer.text)
      assert.equal('cost' in answer.json, false)
    }
  })
  it('that are hidden do not show by what is refused', async () => {
    const { id } = await makeItem()
    await shop.ask('PATCH', `/items/${id}`, { as: 'root', body: { cost: '3.25' } })
    const ask = (cost: unknown) => shop.ask('PATCH', `/items/${id}`, { as: 'ada', body: { cost } })
    assert.deepEqual([(await ask('3.25')).status, (await ask('3.26')).status], [403, 403])
    await ask(null)
    assert.equal((await shop.ask('GET', `/items/${id}`, { as: 'root' })).json.cost, 3.25)
  })
})

describe('unknown members', () => {
  for (const [method, url, body] of [
    ['POST', '/notes', { text: 'x' }],
    ['PUT', '/users/me', { username: 'ada' }],
    ['PATCH', '/users/me', {}],
    ['POST', '/orders/stats', {}],
    ['POST', '/auth/login', { username: 'ada', password: 'ada-password' }],
  ] as const) {
    it(`are refused with 422 by ${method} ${url}`, async () => {
      const answer = await shop.ask(method, url, { as: 'ada', body: { ...body, colour: 'red', 'a/b': 1 } })
      assert.equal(answer.status, 422)
      assert.deepEqual(faultsOf(answer).toSorted(), ['/a~1b unknown_member', '/colour unknown_member'])
    })
  }
  it('are passed over where declared, in every verb', async () => {
    const id = '01999999-0000-7000-8000-000000000099'
    const url = `/drafts/${id}`
    const ask = (method: string, body: object) =>
      shop.ask(method, url, { as: 'ada', body: { ...body, colour: 'red' } })
    assert.equal((await ask('PUT', { title: 'One' })).status, 201)
    assert.equal((await ask('PUT', { title: 'Two' })).status, 200)
    assert.equal((await ask('PATCH', { body: 'text' })).status, 200)
    const { json } = await shop.ask('GET', url, { as: 'ada' })
    assert.deepEqual([json.title, json.body, 'colour' in json], ['Two', 'text', false])
  })
})

describe('defaults', () => {
  it('fill what a POST leaves out', async () => {
    const { id: _, name, storeId, createdAt, updatedAt, title, ...rest } = await makeItem()
    assert.deepEqual(rest, {
      price: '5.00',
      state: 'draft',
      isListed: true,
      soldAt: null,
      madeOn: null,
      shelfLife: null,
      weight: null,
      stock: 0,
      sizes: [],
      details: null,
      batch: null,
      homepage: null,
      contact: null,
      picture: null,
      notes: null,
      code: null,
    })
  })
  it('are no reason to take null', async () => {
    const answer = await shop.ask('POST', '/notes', { as: 'ada', body: { text: 'x', topic: null } })
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer), ['/topic wrong_type'])
  })
  it('come back when a PUT leaves a member out', async () => {
    const { id } = await shop.make('notes', { text: 'x', topic: 'work', isLocked: false })
    const answer = await shop.ask('PUT', `/notes/${id}`, { as: 'ada', body: { text: 'y' } })
    assert.deepEqual([answer.json.text, answer.json.topic], ['y', 'misc'])
  })
  it('do not touch what a PATCH leaves out', async () => {
    const { id } = await shop.make('notes', { text: 'x', topic: 'work' })
    const answer = await shop.ask('PATCH', `/notes/${id}`, { as: 'ada', body: { text: 'y' } })
    assert.deepEqual([answer.json.text, answer.json.topic], ['y', 'work'])
  })
})

/** What is kept, which no answer shows. */
async function keptOf(resource: string, id: string, name: string): Promise<unknown> {
  const { store: rows, models } = shop.api.context
  const selection = { properties: [{ name }], expansions: [], form: 'code' } as const
  const found = await rows.find(models.get(resource)!, {
    id,
    where: { kind: 'constant', value: true },
    selection,
  })
  return JSON.parse(found!.json)[name]
}

describe('write-only members', () => {
  it('are kept and never shown', async () => {
    const made = await shop.ask('POST', '/notes', { as: 'ada', body: { text: 'x', pin: '1234' } })
    const { id } = made.json
    assert.equal(await keptOf('notes', id, 'pin'), '1234')
    const answers = [
      made,
      await shop.ask('GET', `/notes/${id}`, { as: 'root' }),
      await shop.ask('GET', '/notes', { as: 'ada' }),
      await shop.ask('PATCH', `/notes/${id}`, { as: 'ada', body: { text: 'y' } }),
      await shop.ask('POST', `/notes/${id}/lock`, { as: 'ada' }),
    ]
    for (const answer of answers) assert.ok(answer.status < 300 && !answer.text.includes('pin'), answer.text)
  })
  it('cannot be chosen, filtered or sorted by', async () => {
    for (const query of ['fields=pin', 'pin=1234', 'sort=pin']) {
      assert.equal((await shop.ask('GET', `/notes?${query}`, { as: 'ada' })).status, 400)
    }
  })
  it('stay when a PUT or PATCH leaves them out', async () => {
    const { id } = await shop.make('notes', { text: 'x', pin: '1234' })
    await shop.ask('PUT', `/notes/${id}`, { as: 'ada', body: { text: 'y' } })
    await shop.ask('PATCH', `/notes/${id}`, { as: 'ada', body: { text: 'z' } })
    assert.equal(await keptOf('notes', id, 'pin'), '1234')
  })
  it('are changed and cleared when sent', async () => {
    const { id } = await shop.make('notes', { text: 'x', pin: '1234' })
    await shop.ask('PUT', `/notes/${id}`, { as: 'ada', body: { text: 'y', pin: '5678' } })
    assert.equal(await keptOf('notes', id, 'pin'), '5678')
    await shop.ask('PATCH', `/notes/${id}`, { as: 'ada', body: { pin: null } })
    assert.equal(await keptOf('notes', id, 'pin'), null)
  })
  it('are validated like others', async () => {
    const answer = await shop.ask('POST', '/notes', { as: 'ada', body: { text: 'x', pin: 'a\nb' } })
    assert.deepEqual(faultsOf(answer), ['/pin control_character'])
  })
  it('that are secrets are kept as hashes', async () => {
    const { id } = await makeUser()
    const hash = await shop.api.context.store.findSecret(
      shop.api.context.models.get('users')!,
      id,
      'password',
    )
    assert.match(String(hash), /^\$argon2id\$/)
  })
  for (const [password, code] of [
    ['short', 'too_short'],
    ['x'.repeat(1025), 'too_long'],
    [null, 'wrong_type'],
    [1_234_567_890, 'wrong_type'],
  ] as const) {
    it(`that are secrets are refused: ${String(password).slice(0, 12)}`, async () => {
      const answer = await shop.ask('POST', '/users', { body: { username: 'someone', password } })
      assert.deepEqual(faultsOf(answer), [`/password ${code}`])
    })
  }
  it('that hooks get are kept nowhere', async () => {
    const order = await shop.make('orders', { what: 'x', hint: 'psst' })
    assert.equal(order.trail, 'before:x:psst,again')
    assert.equal('hint' in order, false)
    const shown = await shop.ask('GET', `/orders/${order.id}`, { as: 'root' })
    assert.equal('hint' in shown.json, false)
  })
})

describe('equal texts', () => {
  const composed = 'Caf\u00e9'
  const decomposed = 'Cafe\u0301'
  it('are one, however they are composed', async () => {
    const made = await shop.make('stores', { name: decomposed })
    assert.equal(made.name, composed)
    const answer = await shop.ask('POST', '/stores', { as: 'ada', body: { name: composed } })
    assert.equal(answer.status, 409)
    const found = await shop.ask('GET', `/stores?name=${encodeURIComponent(decomposed)}`)
    assert.deepEqual(
      found.json.data.map(({ id }: { id: number }) => id),
      [made.id],
    )
  })
  it('are one in secrets', async () => {
    await makeUser({ username: 'cafe', password: `${decomposed}-password` })
    const body = { username: 'cafe', password: `${composed}-password` }
    assert.equal((await shop.ask('POST', '/auth/login', { body })).status, 200)
  })
  it('may not grow beyond their bound by being composed', async () => {
    // U+FB2C becomes three characters in NFC.
    const body = { id: 'grown', label: '\ufb2c'.repeat(14) }
    const answer = await shop.ask('POST', '/tags', { as: 'ada' as Caller, body })
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer), ['/label too_long'])
  })
})
