// Idempotency-Key: what was done once is not done again, whatever happened to its answer.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { always } from '../../src/declaration/condition/condition.ts'
import { anyone, Conflict, field, hasRole, isOwner, resource, signedIn } from '../../src/index.ts'
import { createTestDatabase, openTestDatabase, openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createTestApi, type Caller } from '../../src/testing.ts'

/** What hooks wait for; set by tests that want something to happen meanwhile. */
let gate: Promise<void> | undefined

const payments = resource('payments', {
  fields: {
    amount: field.integer().min(1),
    note: field.text().max(20).optional(),
    code: field.text().max(20).unique().optional(),
    ownerId: field.owner('people'),
  },
  access: {
    read: isOwner('ownerId'),
    create: hasRole('payer'),
    update: isOwner('ownerId'),
    delete: isOwner('ownerId'),
  },
})
  .check('create', async () => void (await gate))
  .check('update', async () => void (await gate))
  .after('create', async ({ row, of }) => {
    await of(entries).create({ text: `paid ${row.amount}` })
    if (row.amount === 13) throw new Conflict({ detail: 'Not this one.' })
  })
  .action('double', { run: ({ row, rows }) => rows.update(row, { amount: row.amount * 2 }) })
  .action('close', { status: 204, run: ({ row, rows }) => rows.update(row, { note: 'closed' }) })
  .action('settle', {
    on: 'collection',
    access: signedIn(),
    input: { upTo: field.integer() },
    output: { count: field.integer() },
    async run({ input, of }) {
      await of(entries).create({ text: 'settled' })
      return { count: input.upTo }
    },
  })

const entries = resource('entries', { fields: { text: field.text() }, access: anyone() })

const orders = resource('orders', {
  fields: { what: field.text().min(1) },
  access: anyone(),
  idempotency: 'required',
  forms: true,
})

const people = resource('people', { fields: { name: field.text() }, access: anyone() })
const resources = [people, payments, entries, orders] as const

let statements: string[] = []
const store = openTestStore({ onStatement: (text) => statements.push(text) })
const shop = await createTestApi({ resources, store })
after(async () => {
  await shop.close()
  await store.close()
})

type Person = { readonly id: string; readonly name: string }
const ada = (await shop.anonymous.people.create({ name: 'Ada' })) as Person
const bob = (await shop.anonymous.people.create({ name: 'Bob' })) as Person
const asAda = shop.as({ id: ada.id, roles: ['payer'] })
const asBob = shop.as({ id: bob.id, roles: ['payer'] })

let made = 0
const newKey = () => `"key-${++made}"`

const send = (
  who: Pick<Caller<never>, 'request'>,
  method: string,
  url: string,
  key: string,
  body?: unknown,
  headers = {},
) => who.request(method, url, { body, headers: { 'idempotency-key': key, ...headers } })
const pay = (key: string, body: object = { amount: 5 }, who: Pick<Caller<never>, 'request'> = asAda) =>
  send(who, 'POST', '/payments', key, body)

const model = (name: string) => shop.api.context.models.get(name)!
const count = (name: string) => store.count(model(name), always)

/** What is kept of requests with a key, as JSON. */
async function listKept(): Promise<string[]> {
  const page = await store.list(model('idempotencyKeys'), {
    where: always,
    sort: [{ property: 'id', descending: false }],
    start: { kind: 'first' },
    limit: 1000,
    selection: {
      properties: [{ name: 'id' }, { name: 'fingerprint' }, { name: 'answer' }],
      expansions: [],
      form: 'code',
    },
  })
  return page.rows.map(({ json }) => json)
}

/** The answers of the same request sent twice; what it did is counted in rows. */
async function twice(ask: () => ReturnType<typeof pay>, counted = 'payments') {
  const first = await ask()
  const rows = await count(counted)
  const second = await ask()
  assert.equal(await count(counted), rows, 'it was done again')
  assert.equal(first.headers['idempotency-replayed'], undefined)
  assert.equal(second.headers['idempotency-replayed'], 'true', second.text)
  return [first, second] as const
}

describe('a repeated request is done once', () => {
  const same = ['content-type', 'etag', 'location', 'cache-control', 'vary'] as const

  it('and a POST answered as at first', async () => {
    const key = newKey()
    const [first, second] = await twice(() => pay(key))
    assert.equal(first.status, 201)
    assert.equal(second.status, 201)
    assert.equal(second.text, first.text)
    for (const name of same) assert.equal(second.headers[name], first.headers[name], name)
    assert.match(first.headers['location']!, /^\/payments\//)
  })

  it('even when the row has changed since', async () => {
    const key = newKey()
    const first = await pay(key)
    await asAda.payments.update(String(first.body['id']), { amount: 99 })
    assert.equal((await pay(key)).text, first.text)
  })

  it('even when the row is gone', async () => {
    const key = newKey()
    const first = await pay(key)
    await asAda.payments.delete(String(first.body['id']))
    assert.equal((await pay(key)).text, first.text)
  })

  it('whether its key stands in quotes or not', async () => {
    const first = await pay('"loose"')
    const second = await pay('loose')
    assert.equal(second.headers['idempotency-replayed'], 'true')
    assert.equal(second.text, first.text)
  })

  it('and a PATCH answered before its preconditions', async () => {
    const { body } = await pay(newKey())
    const url = `/payments/${String(body['id'])}`
    const key = newKey()
    const change = () => send(asAda, 'PATCH', url, key, { amount: 7 }, { 'if-match': '"1"' })
    const [first, second] = await twice(change)
    assert.equal(first.status, 200)
    assert.deepEqual([second.status, second.headers['etag'], second.text], [200, '"2"', first.text])
    // Without the key the same request comes too late.
    const late = await asAda.request('PATCH', url, { body: { amount: 7 }, headers: { 'if-match': '"1"' } })
    assert.equal(late.status, 412)
  })

  it('and an action on a row', async () => {
    const { body } = await pay(newKey(), { amount: 4 })
    const key = newKey()
    const [first] = await twice(() => send(asAda, 'POST', `/payments/${String(body['id'])}/double`, key))
    assert.equal(first.body['amount'], 8)
    assert.equal((await asAda.payments.get(String(body['id']))).amount, 8)
  })

  it('and an action without a body in its answer', async () => {
    const { body } = await pay(newKey())
    const key = newKey()
    const [first, second] = await twice(() =>
      send(asAda, 'POST', `/payments/${String(body['id'])}/close`, key),
    )
    assert.deepEqual([first.status, second.status, second.text], [204, 204, ''])
  })

  it('and an action on the collection', async () => {
    const key = newKey()
    const [, second] = await twice(() => send(asAda, 'POST', '/payments/settle', key, { upTo: 3 }), 'entries')
    assert.deepEqual(second.body, { count: 3 })
  })

  it('and a form known by what it says', async () => {
    const key = newKey()
    const form = (boundary: string) => ({
      body: `--${boundary}\r\ncontent-disposition: form-data; name="what"\r\n\r\ntea\r\n--${boundary}--\r\n`,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'idempotency-key': key },
    })
    const first = await shop.request('POST', '/orders', form('one'))
    // Browsers make up a new boundary for each try.
    const second = await shop.request('POST', '/orders', form('two'))
    assert.deepEqual([first.status, second.text], [201, first.text])
    assert.equal(second.headers['idempotency-replayed'], 'true')
  })

  it('what its hooks did included', async () => {
    const key = newKey()
    await twice(() => pay(key), 'entries')
  })
})

describe('a key belongs to one request', () => {
  const reused = async (answer: Promise<{ status: number; body: Readonly<Record<string, unknown>> }>) => {
    const { status, body } = await answer
    assert.deepEqual([status, body['code']], [422, 'IDEMPOTENCY_KEY_REUSED'])
  }

  it('and not to one with another body', async () => {
    const key = newKey()
    await pay(key)
    await reused(pay(key, { amount: 6 }))
  })

  it('and not to one elsewhere', async () => {
    const key = newKey()
    await pay(key)
    await reused(send(asAda, 'POST', '/payments/settle', key, { amount: 5 }))
    await reused(send(asAda, 'POST', '/payments?fields=id', key, { amount: 5 }))
  })

  it('and not to one with another method', async () => {
    const { body } = await pay(newKey())
    const key = newKey()
    await send(asAda, 'POST', `/payments/${String(body['id'])}/double`, key)
    await reused(send(asAda, 'PATCH', `/payments/${String(body['id'])}`, key, { amount: 5 }))
  })

  it('and to one caller', async () => {
    const key = newKey()
    const first = await pay(key)
    const second = await pay(key, { amount: 5 }, asBob)
    assert.equal(second.status, 201)
    assert.equal(second.headers['idempotency-replayed'], undefined)
    assert.notEqual(second.body['id'], first.body['id'])
  })

  it('and to one client of a user', async () => {
    const key = newKey()
    const first = await pay(key)
    const second = await pay(key, { amount: 5 }, shop.as({ id: ada.id, roles: ['payer'], client: 'phone' }))
    assert.notEqual(second.body['id'], first.body['id'])
  })

  it('and, of nobody known, to one address', async () => {
    const key = newKey()
    const order = async (remoteAddress: string) => {
      const { statusCode, headers, body } = await shop.fastify.inject({
        method: 'POST',
        url: '/orders',
        headers: { 'idempotency-key': key, 'content-type': 'application/json' },
        payload: '{"what":"tea"}',
        remoteAddress,
      })
      assert.equal(statusCode, 201)
      return [headers['idempotency-replayed'], String(JSON.parse(body).id)] as const
    }
    const [, first] = await order('192.0.2.1')
    const [isReplayed, stranger] = await order('192.0.2.2')
    assert.equal(isReplayed, undefined)
    assert.notEqual(stranger, first)
    assert.deepEqual(await order('192.0.2.1'), ['true', first])
  })
})

describe('who may no longer do it is not told again', () => {
  it('without the scope', async () => {
    const key = newKey()
    await pay(key)
    const narrow = shop.as({ id: ada.id, roles: ['payer'], scopes: ['payments:read'] })
    const { status, body } = await pay(key, { amount: 5 }, narrow)
    assert.deepEqual([status, body['code']], [403, 'INSUFFICIENT_SCOPE'])
  })

  it('without the role', async () => {
    const key = newKey()
    await pay(key)
    const { status, body } = await pay(key, { amount: 5 }, shop.as({ id: ada.id }))
    assert.deepEqual([status, body['code']], [403, 'FORBIDDEN'])
  })

  it('without signing in', async () => {
    const key = newKey()
    await pay(key)
    assert.equal((await pay(key, { amount: 5 }, shop.anonymous)).status, 401)
  })
})

describe('a refusal is not kept', () => {
  it('of values that are not valid', async () => {
    const key = newKey()
    assert.equal((await pay(key, { amount: 0 })).status, 422)
    assert.equal((await pay(key, { amount: 1 })).status, 201)
  })

  it('of a value that is taken', async () => {
    const { body } = await pay(newKey(), { amount: 1, code: 'one' })
    const key = newKey()
    assert.equal((await pay(key, { amount: 2, code: 'one' })).status, 409)
    await asAda.payments.delete(String(body['id']))
    const answer = await pay(key, { amount: 2, code: 'one' })
    assert.deepEqual([answer.status, answer.headers['idempotency-replayed']], [201, undefined])
  })

  it('and leaves nothing behind', async () => {
    const [rows, texts, keys] = [
      await count('payments'),
      await count('entries'),
      await count('idempotencyKeys'),
    ]
    assert.equal((await pay(newKey(), { amount: 13 })).status, 409)
    assert.deepEqual([await count('payments'), await count('entries')], [rows, texts])
    assert.equal(await count('idempotencyKeys'), keys)
  })
})

/** Holds requests back in their checks until it is opened. */
function closeGate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  gate = promise
  return () => {
    gate = undefined
    resolve()
  }
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('the same request at the same time', () => {
  it('is refused until the first is answered', async () => {
    const open = closeGate()
    const key = newKey()
    const rows = await count('payments')
    const first = pay(key)
    await turn()
    const others = await Promise.all([pay(key), pay(key, { amount: 6 })])
    for (const { status, body, headers } of others) {
      assert.deepEqual([status, body['code'], headers['retry-after']], [409, 'REQUEST_IN_PROGRESS', '1'])
    }
    open()
    const { status, text } = await first
    assert.equal(status, 201)
    assert.equal((await pay(key)).text, text)
    assert.equal(await count('payments'), rows + 1)
  })

  it('makes one row, however often it comes', async () => {
    const key = newKey()
    const rows = await count('payments')
    const answers = await Promise.all(Array.from({ length: 20 }, () => pay(key)))
    assert.equal(await count('payments'), rows + 1)
    const statuses = new Set(answers.map(({ status }) => status))
    assert.ok(statuses.has(201))
    assert.ok([...statuses].every((status) => status === 201 || status === 409))
    const ids = answers.filter(({ status }) => status === 201).map(({ body }) => body['id'])
    assert.equal(new Set(ids).size, 1)
  })

  it('may be tried again once the first has failed', async () => {
    const open = closeGate()
    const key = newKey()
    const first = pay(key, { amount: 13 })
    await turn()
    open()
    assert.equal((await first).status, 409)
    assert.equal((await pay(key, { amount: 14 })).status, 201)
  })

  it('is done once by two processes', async (t) => {
    const { url } = await createTestDatabase()
    const open = async () => {
      const shared = openTestDatabase(url)
      const api = await createTestApi({ resources, store: shared })
      t.after(async () => {
        await api.close()
        await shared.close()
      })
      return api
    }
    const [one, other] = [await open(), await open()]
    const { id } = await one.anonymous.people.create({ name: 'Ada' })
    const [here, there] = [one, other].map((api) => api.as({ id: String(id), roles: ['payer'] }))
    const release = closeGate()
    const late = pay('"shared"', { amount: 5 }, there)
    await turn()
    gate = undefined
    const first = await pay('"shared"', { amount: 5 }, here)
    assert.equal(first.status, 201)
    release()
    const second = await late
    assert.deepEqual([second.status, second.headers['idempotency-replayed']], [201, 'true'])
    assert.equal(second.text, first.text)
    assert.equal((await here!.payments.list({ total: 'exact' })).page.total, 1)
    const reused = await pay('"shared"', { amount: 6 }, there)
    assert.equal(reused.status, 422)
  })

  it('judges a row again that changed meanwhile', async () => {
    const { body } = await pay(newKey(), { amount: 1 })
    const url = `/payments/${String(body['id'])}`
    const key = newKey()
    const open = closeGate()
    const late = send(asAda, 'PATCH', url, key, { note: 'late' })
    await turn()
    gate = undefined
    await asAda.payments.update(String(body['id']), { amount: 2 })
    open()
    const { status, body: row, headers } = await late
    assert.deepEqual([status, row['amount'], row['note'], headers['etag']], [200, 2, 'late', '"3"'])
    assert.equal((await send(asAda, 'PATCH', url, key, { note: 'late' })).headers['etag'], '"3"')
    assert.equal((await asAda.payments.get(String(body['id']))).note, 'late')
  })
})

describe('a key is kept', () => {
  it('for a day', async () => {
    const key = newKey()
    const first = await pay(key)
    shop.clock.advance('23h')
    assert.equal((await pay(key)).text, first.text)
    shop.clock.advance('1h')
    const again = await pay(key)
    assert.deepEqual([again.status, again.headers['idempotency-replayed']], [201, undefined])
    assert.notEqual(again.body['id'], first.body['id'])
    // What was expired is kept anew.
    assert.equal((await pay(key)).text, again.text)
  })

  it('for as long as the API says', async (t) => {
    const api = await createTestApi({ resources, idempotency: { keep: '10m' } })
    t.after(() => api.close())
    const order = () => send(api.anonymous, 'POST', '/orders', '"k"', { what: 'tea' })
    const first = await order()
    api.clock.advance('9m')
    assert.equal((await order()).text, first.text)
    api.clock.advance('1m')
    assert.notEqual((await order()).text, first.text)
  })

  it('and then forgotten, little by little', async (t) => {
    const own = openTestStore()
    const api = await createTestApi({ resources, store: own })
    t.after(async () => {
      await api.close()
      await own.close()
    })
    const keys = () => own.count(api.api.context.models.get('idempotencyKeys')!, always)
    const order = (key: number) => send(api.anonymous, 'POST', '/orders', `"${key}"`, { what: 'tea' })
    for (let key = 0; key < 100; key++) await order(key)
    assert.equal(await keys(), 100)
    api.clock.advance('24h')
    for (let key = 100; key < 200; key++) await order(key)
    assert.equal(await keys(), 100)
  })

  it('as a digest, from which nobody reads it', async () => {
    const key = 'a-very-particular-key'
    await pay(`"${key}"`)
    const rows = await listKept()
    assert.ok(rows.length > 0)
    for (const json of rows) assert.ok(!json.includes(key))
  })

  it('beside no digest of the request alone', async () => {
    const before = await listKept()
    for (const key of [newKey(), newKey()]) assert.equal((await pay(key)).status, 201)
    const rows = (await listKept()).filter((json) => !before.includes(json))
    const prints = rows.map((json) => (JSON.parse(json) as { readonly fingerprint: string }).fingerprint)
    assert.equal(new Set(prints).size, 2)
  })

  it('at no address', async () => assert.equal((await asAda.request('GET', '/idempotencyKeys')).status, 404))
})

describe('a key is heeded where it is needed', () => {
  it('and demanded where that is declared', async () => {
    for (const [method, url] of [
      ['POST', '/orders'],
      ['PATCH', '/orders/nope'],
    ] as const) {
      const { status, body } = await shop.request(method, url, { body: { what: 'tea' } })
      assert.deepEqual([status, body['code']], [400, 'IDEMPOTENCY_KEY_REQUIRED'])
    }
    assert.equal((await send(shop.anonymous, 'POST', '/orders', newKey(), { what: 'tea' })).status, 201)
  })

  it('and refused where it is none', async () => {
    const { status, body } = await pay('"half')
    assert.deepEqual([status, body['code']], [400, 'INVALID_HEADER'])
  })

  it('and passed over by methods that are idempotent anyway', async () => {
    const { body } = await pay(newKey())
    const url = `/payments/${String(body['id'])}`
    const key = newKey()
    const put = () => send(asAda, 'PUT', url, key, { amount: 3 })
    assert.deepEqual([(await put()).headers['etag'], (await put()).headers['etag']], ['"2"', '"3"'])
    assert.equal((await send(asAda, 'GET', url, '"half')).status, 200)
    assert.equal((await send(asAda, 'DELETE', url, key)).status, 204)
    assert.equal((await send(asAda, 'DELETE', url, key)).status, 404)
  })

  it('and costs nothing where it is not sent', async () => {
    statements = []
    await asAda.request('POST', '/payments', { body: { amount: 5 } })
    assert.ok(statements.length > 0)
    assert.ok(statements.every((text) => !text.includes('idempotencyKeys')))
  })

  it('and costs a look, the taking and the keeping where it is', async () => {
    statements = []
    await pay(newKey())
    const own = statements.filter((text) => text.includes('idempotencyKeys'))
    // One in many forgets what has expired, in a list of its own.
    const words = own.filter((text) => !text.includes('ORDER BY')).map((text) => text.split(' ', 1)[0])
    assert.deepEqual(words, ['SELECT', 'INSERT', 'UPDATE'])
  })
})
