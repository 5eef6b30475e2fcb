// PUT of a row by its natural key: there or not, afterwards it is there once, as it was sent.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { always } from '../../src/declaration/condition/condition.ts'
import { anyone, field, hasMany, hasRole, isOwner, resource, signedIn } from '../../src/index.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createTestApi } from '../../src/testing.ts'

let gate: Promise<void> | undefined
const created: string[] = []

const stores = resource('stores', {
  id: 'integer',
  fields: { name: field.text() },
  access: anyone(),
  relations: { items: hasMany('items', 'storeId'), shelves: hasMany('shelves', 'storeId') },
})
const items = resource('items', {
  fields: {
    name: field.text().min(1).max(40).ignoreCase(),
    storeId: field.reference('stores', { id: 'integer' }),
    price: field.decimal().min('0'),
    note: field.text().max(20).optional(),
    stock: field.integer().default(0),
    cost: field.integer().default(1).writable(hasRole('boss')),
  },
  access: { read: anyone(), create: signedIn(), update: signedIn(), delete: signedIn() },
  unique: [['storeId', 'name']],
  upsert: ['storeId', 'name'],
  expand: ['store'],
})
  .check('create', async () => void (await gate))
  .after('create', ({ row }) => void created.push(row.name))
const tags = resource('tags', {
  id: 'text',
  fields: { code: field.text().max(10).unique(), label: field.text().optional() },
  access: anyone(),
  upsert: ['code'],
  ifMatch: 'required',
})
const notes = resource('notes', {
  fields: { slug: field.text().unique(), text: field.text().optional(), ownerId: field.owner('people') },
  access: {
    read: isOwner('ownerId'),
    create: signedIn(),
    update: isOwner('ownerId'),
    delete: isOwner('ownerId'),
  },
  upsert: ['slug'],
})
const frozen = resource('frozen', {
  fields: { code: field.text().unique(), text: field.text().optional() },
  access: { read: anyone(), update: signedIn() },
  upsert: ['code'],
})
const shelves = resource('shelves', {
  fields: {
    label: field.text(),
    color: field.text().optional(),
    storeId: field.reference('stores', { id: 'integer' }),
  },
  access: anyone(),
  parent: 'store',
  unique: [['storeId', 'label']],
  upsert: ['storeId', 'label'],
})
const people = resource('people', { fields: { name: field.text() }, access: anyone() })

const store = openTestStore()
const api = await createTestApi({ resources: [stores, items, shelves, tags, notes, frozen, people], store })
after(async () => {
  await api.close()
  await store.close()
})
const ada = String((await api.anonymous.people.create({ name: 'Ada' })).id)
const bob = String((await api.anonymous.people.create({ name: 'Bob' })).id)
const asAda = api.as({ id: ada })
const main = Number((await api.anonymous.stores.create({ name: 'Main' })).id)
const other = Number((await api.anonymous.stores.create({ name: 'Other' })).id)
const count = (name: string) => store.count(api.api.context.models.get(name)!, always)
const put = (query: string, body: unknown, headers = {}, who: Pick<typeof asAda, 'request'> = asAda) =>
  who.request('PUT', `/items?${query}`, { body, headers })
const faultsOf = ({ body }: { readonly body: Readonly<Record<string, unknown>> }): string[] =>
  ((body['errors'] ?? []) as { pointer?: string; parameter?: string; header?: string; code: string }[]).map(
    ({ pointer, parameter, header, code }) => `${pointer ?? parameter ?? header ?? ''} ${code}`,
  )

describe('a PUT by a natural key', () => {
  it('makes the row where there is none', async () => {
    const answer = await put(`storeId=${main}&name=tea`, { price: '2.50' })
    const { id, name, storeId, price } = answer.body as Record<string, unknown>
    assert.deepEqual([answer.status, name, storeId, price], [201, 'tea', main, '2.50'])
    assert.equal(answer.headers['location'], `/items/${String(id)}`)
    assert.equal(answer.headers['content-location'], undefined)
    assert.deepEqual(created.splice(0), ['tea'])
  })

  it('replaces the row where there is one', async () => {
    const first = await put(`storeId=${main}&name=rice`, { price: '1', note: 'x', stock: 4 })
    const rows = await count('items')
    const second = await put(`storeId=${main}&name=rice`, { price: '3' })
    const row = second.body as Record<string, unknown>
    assert.equal(second.status, 200)
    assert.equal(row['id'], first.body['id'])
    // What was left out takes its default.
    assert.deepEqual([row['price'], row['note'], row['stock']], ['3.00', null, 0])
    assert.equal(second.headers['content-location'], `/items/${String(row['id'])}`)
    assert.deepEqual([second.headers['location'], second.headers['etag']], [undefined, '"2"'])
    assert.equal(await count('items'), rows)
  })

  it('tells rows apart by all of the key', async () => {
    const one = await put(`storeId=${main}&name=oil`, { price: '1' })
    const two = await put(`name=oil&storeId=${other}`, { price: '2' })
    assert.deepEqual([one.status, two.status], [201, 201])
    assert.notEqual(one.body['id'], two.body['id'])
  })

  it('finds the row as uniqueness does', async () => {
    const first = await put(`storeId=${main}&name=Salt`, { price: '1' })
    const second = await put(`storeId=${main}&name=SALT`, { price: '2' })
    assert.deepEqual([second.status, second.body['id'], second.body['name']], [200, first.body['id'], 'Salt'])
    const renamed = await put(`storeId=${main}&name=salt`, { price: '2', name: 'SALT' })
    assert.deepEqual([renamed.status, renamed.body['name']], [200, 'SALT'])
  })

  it('takes a body that repeats the key', async () => {
    const body = { price: '1', name: 'pea', storeId: main }
    assert.equal((await put(`storeId=${main}&name=pea`, body)).status, 201)
    const { body: row } = await put(`storeId=${main}&name=pea`, body)
    // What was read may be sent back.
    assert.equal((await put(`storeId=${main}&name=pea`, row)).status, 200)
  })

  it('refuses a body that contradicts it, with all that is wrong besides', async () => {
    const rows = await count('items')
    for (const name of ['tea', 'new']) {
      const body = { name: 'other', storeId: other, price: '-1', nope: 1 }
      const answer = await put(`storeId=${main}&name=${name}`, body)
      assert.equal(answer.status, 422)
      assert.deepEqual(faultsOf(answer).sort(), [
        '/name wrong_key',
        '/nope unknown_member',
        '/price too_small',
        '/storeId wrong_key',
      ])
    }
    assert.equal(await count('items'), rows)
  })

  it('judges the values of the key like any others', async () => {
    const long = await put(`storeId=${main}&name=${'x'.repeat(41)}`, { price: '1' })
    assert.deepEqual([long.status, ...faultsOf(long)], [422, '/name too_long'])
    const nowhere = await put('storeId=999&name=x', { price: '1' })
    assert.deepEqual([nowhere.status, ...faultsOf(nowhere)], [422, '/storeId unknown_reference'])
    const price = await put(`storeId=${main}&name=y`, {})
    assert.deepEqual([price.status, ...faultsOf(price)], [422, '/price required'])
    const cost = await put(`storeId=${main}&name=y`, { price: '1', cost: 9 })
    assert.deepEqual([cost.status, ...faultsOf(cost)], [403, '/cost not_writable'])
  })

  const wrong: readonly (readonly [query: string, ...faults: string[]])[] = [
    ['', 'name required', 'storeId required'],
    ['name=x', 'storeId required'],
    [`storeId=${main}&name=x&name=y`, 'name repeated_parameter'],
    ['storeId=one&name=x', 'storeId invalid_integer'],
    [`storeId=${main}&name=x&price=1`, 'price unknown_parameter'],
    [`storeId=${main}&name=x&nmae=1`, 'nmae unknown_parameter'],
    [`storeId=${main}&name[eq]=x`, 'name required', 'name[eq] unknown_parameter'],
    [`storeId=${main}&name=x&limit=1`, 'limit unknown_parameter'],
  ]
  for (const [query, ...faults] of wrong) {
    it(`refuses an address that names no row: ${query}`, async () => {
      const answer = await put(query, { price: '1' }, { prefer: 'handling=lenient' })
      assert.deepEqual([answer.status, answer.body['code']], [400, 'INVALID_QUERY'])
      assert.deepEqual(faultsOf(answer).sort(), [...faults].sort())
    })
  }

  it('shows what is wanted, or nothing', async () => {
    const answer = await put(`storeId=${main}&name=tea&fields=name,store.name&expand=store`, { price: '1' })
    assert.deepEqual(answer.body, { name: 'tea', store: { name: 'Main' } })
    const minimal = await put(`storeId=${main}&name=tea`, { price: '1' }, { prefer: 'return=minimal' })
    assert.deepEqual([minimal.status, minimal.text], [204, ''])
    assert.match(minimal.headers['content-location']!, /^\/items\//)
  })

  it('heeds conditions as a PUT by id does', async () => {
    const key = `storeId=${main}&name=soap`
    const only = { 'if-none-match': '*' }
    assert.equal((await put(key, { price: '1' }, { 'if-match': '*' })).status, 412)
    assert.equal((await put(key, { price: '1' }, only)).status, 201)
    assert.equal((await put(key, { price: '2' }, only)).status, 412)
    assert.equal((await put(key, { price: '2' }, { 'if-match': '"1"' })).status, 200)
    assert.equal((await put(key, { price: '3' }, { 'if-match': '"1"' })).status, 412)
  })

  it('demands a condition where rows do, once there is one', async () => {
    const send = (headers = {}) =>
      api.request('PUT', '/tags?code=a', { body: { id: 'one', label: 'x' }, headers })
    assert.equal((await send()).status, 201)
    assert.equal((await send()).status, 428)
    assert.equal((await send({ 'if-match': '"1"' })).status, 200)
    const without = await api.request('PUT', '/tags?code=b', { body: {} })
    assert.deepEqual([without.status, ...faultsOf(without)], [422, '/id required'])
  })
})

describe('two who make the same row', () => {
  it('make one', async () => {
    const key = `storeId=${main}&name=race`
    const rows = await count('items')
    const answers = await Promise.all([1, 2, 3, 4, 5].map((price) => put(key, { price: `${price}` })))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 201])
    assert.equal(await count('items'), rows + 1)
    const versions = answers.map(({ headers }) => headers['etag']).sort()
    assert.deepEqual(versions, ['"1"', '"2"', '"3"', '"4"', '"5"'])
  })

  it('make one, whoever began first; who wanted to make it has lost', async () => {
    const key = `storeId=${main}&name=late`
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = promise
    const late = put(key, { price: '1' })
    const lost = put(key, { price: '1' }, { 'if-none-match': '*' })
    await new Promise((go) => setTimeout(go, 20))
    gate = undefined
    const first = await put(key, { price: '2', stock: 3 })
    resolve()
    assert.equal(first.status, 201)
    const { status, body } = await late
    assert.deepEqual([status, body['id'], body['price'], body['stock']], [200, first.body['id'], '1.00', 0])
    assert.equal((await lost).status, 412)
  })
})

describe('who may', () => {
  it('change and make rows, each by its own rule', async () => {
    assert.equal((await put(`storeId=${main}&name=tea`, { price: '1' }, {}, api.anonymous)).status, 401)
    const narrow = api.as({ id: ada, scopes: ['items:read'] })
    assert.equal((await put(`storeId=${main}&name=tea`, { price: '1' }, {}, narrow)).status, 403)
    // Nobody makes these: there is nothing to be found.
    assert.equal((await asAda.request('PUT', '/frozen?code=a', { body: {} })).status, 404)
  })

  it('not write over what they may not see', async () => {
    const send = (who: typeof asAda, text: string) =>
      who.request('PUT', '/notes?slug=plan', { body: { text } })
    assert.equal((await send(asAda, 'mine')).status, 201)
    const taken = await send(api.as({ id: bob }), 'theirs')
    assert.deepEqual(
      [taken.status, taken.body['code'], ...faultsOf(taken)],
      [409, 'UNIQUE_VIOLATION', '/slug not_unique'],
    )
    assert.equal((await send(asAda, 'still mine')).status, 200)
  })
})

describe('OPTIONS and the document', () => {
  it('tell of it', async () => {
    const { headers } = await asAda.request('OPTIONS', '/items')
    assert.equal(headers['allow'], 'GET, HEAD, QUERY, POST, PUT, OPTIONS')
    const { paths, components } = api.api.document()
    const { parameters, requestBody, responses } = paths['/items']!['put'] as unknown as {
      parameters: { name?: string; required?: boolean }[]
      requestBody: { content: Record<string, { schema: { $ref: string } }> }
      responses: object
    }
    const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name)
    assert.deepEqual(required, ['storeId', 'name'])
    assert.equal(
      requestBody.content['application/json']!.schema.$ref,
      '#/components/schemas/ItemReplaceByKey',
    )
    assert.deepEqual((components.schemas['ItemReplaceByKey'] as { required: string[] }).required, ['price'])
    assert.ok(['200', '201', '204'].every((status) => status in responses))
  })

  it('say nothing where it is not declared', async () => {
    const answer = await api.request('PUT', '/people?name=Ada', { body: { name: 'Ada' } })
    assert.equal(answer.status, 405)
  })
})

describe('rows below another one', () => {
  it('have keys among their own, of which the path says the parent', async () => {
    const send = (id: number, query: string, body: object = { color: 'red' }) =>
      api.request('PUT', `/stores/${id}/shelves?${query}`, { body })
    const made = await send(main, 'label=top')
    assert.deepEqual([made.status, made.body['storeId']], [201, main])
    assert.equal(made.headers['location'], `/stores/${main}/shelves/${String(made.body['id'])}`)
    const again = await send(main, 'label=top')
    assert.deepEqual([again.status, again.headers['content-location']], [200, made.headers['location']])
    const elsewhere = await send(other, 'label=top')
    assert.equal(elsewhere.status, 201)
    assert.equal((await send(99, 'label=top')).status, 404)
    const named = await send(main, `label=top&storeId=${main}`)
    assert.deepEqual([named.status, ...faultsOf(named)], [400, 'storeId unknown_parameter'])
    const stray = await send(main, 'label=low', { storeId: other, label: 'high' })
    assert.deepEqual(
      [stray.status, ...faultsOf(stray).sort()],
      [422, '/label wrong_key', '/storeId wrong_parent'],
    )
  })
})
