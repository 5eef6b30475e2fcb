// Writes of many rows: all or none, each row judged by its own rule, and what is wrong told row by row.
import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'
import { always } from '../../src/declaration/condition/condition.ts'
import {
  anyone,
  Conflict,
  defineProblem,
  field,
  hasMany,
  hasRole,
  anyOf,
  isOwner,
  resource,
  signedIn,
} from '../../src/index.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createTestApi } from '../../src/testing.ts'

const TooGreedy = defineProblem('TOO_GREEDY', 409, 'Too much at once')
let gate: Promise<void> | undefined
const seen: string[] = []

const people = resource('people', {
  fields: { name: field.text() },
  access: anyone(),
  relations: { tasks: hasMany('tasks', 'personId'), lines: hasMany('lines', 'personId') },
})

const tasks = resource('tasks', {
  fields: {
    title: field.text().min(1).max(20).indexed(),
    state: field.choice('open', 'done').default('open').indexed(),
    rank: field.integer().default(0).indexed(),
    code: field.text().max(10).unique().optional(),
    cost: field.integer().visible(hasRole('boss')).writable(hasRole('boss')).default(1).indexed(),
    pin: field.secret().optional(),
    personId: field.reference('people').optional(),
    ownerId: field.owner('people'),
  },
  access: {
    read: signedIn(),
    create: signedIn(),
    update: anyOf(isOwner('ownerId'), hasRole('boss')),
    delete: anyOf(isOwner('ownerId'), hasRole('boss')),
  },
  filter: ['title', 'state', 'rank', 'cost', 'ownerId'],
  bulk: ['create', 'update', 'delete'],
  limits: { bulk: 20 },
})
  .check('update', async ({ row }) => {
    seen.push(row.title)
    await gate
  })
  .check('delete', async () => void (await gate))
  .before('create', ({ values }) => {
    if (values.rank === 99) throw new TooGreedy({ detail: 'Ninety-nine is too much.' })
  })
  .after('create', async ({ row, of }) => {
    await of(entries).create({ text: row.title })
  })
  .after('delete', async ({ row }) => {
    if (row.rank === 13) throw new Conflict({ detail: 'This one stays.' })
  })

const entries = resource('entries', { fields: { text: field.text() }, access: anyone() })
const guarded = resource('guarded', {
  fields: { name: field.text().indexed() },
  access: anyone(),
  filter: ['name'],
  bulk: ['update', 'delete'],
  ifMatch: 'required',
})
const plain = resource('plain', {
  fields: { name: field.text().indexed() },
  access: anyone(),
  filter: ['name'],
})
const unlisted = resource('unlisted', {
  fields: { name: field.text().indexed() },
  access: { read: hasRole('boss'), create: signedIn(), update: signedIn(), delete: signedIn() },
  filter: ['name'],
  bulk: ['update', 'delete'],
})
const lines = resource('lines', {
  fields: { text: field.text().indexed(), personId: field.reference('people') },
  access: anyone(),
  parent: 'person',
  filter: ['text'],
  bulk: ['create', 'update', 'delete'],
})

const orders = resource('orders', {
  fields: { name: field.text().min(1).indexed() },
  access: anyone(),
  filter: ['name'],
  relations: { parts: hasMany('parts', 'orderId', { nested: true }) },
  expand: ['parts'],
  bulk: ['create', 'update', 'delete'],
})
const parts = resource('parts', {
  fields: { label: field.text().min(1), orderId: field.reference('orders', { onDelete: 'cascade' }) },
  access: anyone(),
})

const store = openTestStore()
const resources = [people, tasks, entries, guarded, plain, unlisted, lines, orders, parts] as const
const api = await createTestApi({ resources, store })
after(async () => {
  await api.close()
  await store.close()
})
const ada = String((await api.anonymous.people.create({ name: 'Ada' })).id)
const bob = String((await api.anonymous.people.create({ name: 'Bob' })).id)
const asAda = api.as({ id: ada })
const asBob = api.as({ id: bob })
const asBoss = api.as({ id: ada, roles: ['boss'] })

const count = (name: string) => store.count(api.api.context.models.get(name)!, always)
const titles = async () =>
  (await asBoss.tasks.list({ sort: [], limit: 100 })).data.map(({ title }) => title).sort()
const clear = async () => {
  for (const { id } of (await asBoss.tasks.list({ limit: 100 })).data) await asBoss.tasks.delete(id)
}

/** The faults of an answer, each with its place. */
const faultsOf = ({ body }: { readonly body: Readonly<Record<string, unknown>> }): string[] =>
  (
    (body['errors'] ?? []) as {
      id?: string
      pointer?: string
      parameter?: string
      header?: string
      code: string
    }[]
  ).map(({ id, pointer, parameter, header, code }) =>
    [id, pointer, parameter, header, code].filter((part) => part !== undefined).join(' '),
  )

type Rows = {
  readonly data: readonly { readonly id: string; readonly title: string; readonly rank: number }[]
}
const rowsOf = ({ body }: { readonly body: unknown }) => (body as Rows).data

beforeEach(async () => {
  gate = undefined
  seen.length = 0
  await clear()
})

describe('a POST of a list', () => {
  const post = (body: unknown, headers = {}, who = asAda) => who.request('POST', '/tasks', { body, headers })

  it('makes all rows', async () => {
    const answer = await post([{ title: 'one' }, { title: 'two', rank: 2 }])
    assert.equal(answer.status, 201)
    assert.deepEqual(
      rowsOf(answer).map(({ title, rank }) => [title, rank]),
      [
        ['one', 0],
        ['two', 2],
      ],
    )
    assert.equal(answer.headers['location'], undefined)
    assert.deepEqual(await titles(), ['one', 'two'])
    for (const { id } of rowsOf(answer)) assert.equal((await asAda.tasks.get(id)).ownerId, ada)
  })

  it('runs the hooks of each', async () => {
    const before = await count('entries')
    await post([{ title: 'a' }, { title: 'b' }, { title: 'c' }])
    assert.equal(await count('entries'), before + 3)
  })

  it('makes none where one is not valid, and names every fault', async () => {
    const answer = await post([
      { title: 'one' },
      { title: '' },
      { nope: 1 },
      'text',
      { title: 'x', rank: 'y' },
    ])
    assert.deepEqual([answer.status, answer.body['code']], [422, 'VALIDATION_FAILED'])
    const faults = faultsOf(answer)
    assert.deepEqual(faults.slice(0, 3), [
      '/1/title too_short',
      '/2/title required',
      '/2/nope unknown_member',
    ])
    assert.deepEqual(faults.slice(3), ['/3 wrong_type', '/4/rank wrong_type'])
    assert.deepEqual(await titles(), [])
  })

  it('makes none where one may not be written', async () => {
    const answer = await post([{ title: 'one' }, { title: 'two', cost: 5 }])
    assert.deepEqual([answer.status, ...faultsOf(answer)], [403, '/1/cost not_writable'])
    assert.deepEqual(await titles(), [])
  })

  it('makes none where a value is taken, by another row or by one of its own', async () => {
    await asAda.tasks.create({ title: 'old', code: 'A' })
    const taken = await post([{ title: 'one' }, { title: 'two', code: 'A' }])
    assert.deepEqual([taken.status, ...faultsOf(taken)], [409, '/1/code not_unique'])
    const twice = await post([
      { title: 'one', code: 'B' },
      { title: 'two', code: 'B' },
    ])
    assert.deepEqual([twice.status, ...faultsOf(twice)], [409, '/1/code not_unique'])
    assert.deepEqual(await titles(), ['old'])
  })

  it('makes none where a hook refuses one, and says which', async () => {
    const before = await count('entries')
    const answer = await post([{ title: 'one' }, { title: 'two', rank: 99 }])
    assert.deepEqual([answer.status, answer.body['code']], [409, 'TOO_GREEDY'])
    assert.deepEqual(faultsOf(answer), ['/1 too_greedy'])
    assert.deepEqual(await titles(), [])
    assert.equal(await count('entries'), before)
  })

  it('makes none where a reference leads nowhere', async () => {
    const answer = await post([{ title: 'one' }, { title: 'two', personId: crypto.randomUUID() }])
    assert.deepEqual([answer.status, ...faultsOf(answer)], [422, '/1/personId unknown_reference'])
  })

  it('is refused empty, and beyond the most rows', async () => {
    const empty = await post([])
    assert.deepEqual([empty.status, ...faultsOf(empty)], [422, ' too_few'])
    const row = { title: 'x' }
    const many = await post(Array.from({ length: 21 }, () => row))
    assert.deepEqual([many.status, ...faultsOf(many)], [422, ' too_many'])
    assert.equal((await post(Array.from({ length: 20 }, () => row))).status, 201)
  })

  it('hides secrets, and what the caller may not see', async () => {
    const answer = await post([{ title: 'one', pin: 'correct horse battery' }])
    assert.equal(answer.status, 201)
    const [row] = rowsOf(answer) as unknown as [object]
    assert.ok(!('pin' in row) && !('cost' in row))
    assert.equal(
      (await store.findSecret(api.api.context.models.get('tasks')!, (row as { id: string }).id, 'pin')) ===
        'correct horse battery',
      false,
    )
  })

  it('shows the fields that are wanted', async () => {
    const answer = await asAda.request('POST', '/tasks?fields=title', { body: [{ title: 'one' }] })
    assert.deepEqual(answer.body, { data: [{ title: 'one' }] })
  })

  it('may leave the rows out of the answer', async () => {
    const answer = await post([{ title: 'one' }], { prefer: 'return=minimal' })
    assert.deepEqual(
      [answer.status, answer.text, answer.headers['preference-applied']],
      [201, '', 'return=minimal'],
    )
    assert.deepEqual(await titles(), ['one'])
  })

  it('is done once with its key', async () => {
    const headers = { 'idempotency-key': 'bulk-1' }
    const [first, second] = [await post([{ title: 'one' }], headers), await post([{ title: 'one' }], headers)]
    assert.equal(second.headers['idempotency-replayed'], 'true')
    assert.equal(second.text, first.text)
    assert.deepEqual(await titles(), ['one'])
  })

  it('is answered as JSON alone', async () => {
    const answer = await post([{ title: 'one' }], { accept: 'application/xml' })
    assert.equal(answer.status, 406)
    assert.deepEqual(await titles(), [])
  })

  it('is refused where it is not declared', async () => {
    const answer = await api.request('POST', '/plain', { body: [{ name: 'x' }] })
    assert.deepEqual([answer.status, ...faultsOf(answer)], [422, ' wrong_type'])
  })

  it('passes over unknown members of each, for who prefers that', async () => {
    const answer = await post(
      [
        { title: 'one', nope: 1 },
        { title: 'two', nope: 2 },
      ],
      { prefer: 'handling=lenient' },
    )
    assert.equal(answer.status, 201)
  })

  it('needs to sign in, and the scope', async () => {
    assert.equal((await api.request('POST', '/tasks', { body: [{ title: 'x' }] })).status, 401)
    const narrow = api.as({ id: ada, scopes: ['tasks:read'] })
    assert.equal((await post([{ title: 'x' }], {}, narrow)).status, 403)
  })
})

/** Five tasks: three of Ada's, two of Bob's. */
async function stock() {
  await asAda.tasks.createMany([
    { title: 'a1', rank: 1 },
    { title: 'a2', rank: 2 },
    { title: 'a3', rank: 3, state: 'done' },
  ])
  await asBob.tasks.createMany([
    { title: 'b1', rank: 1 },
    { title: 'b2', rank: 2, state: 'done' },
  ])
  seen.length = 0
}

describe('a PATCH of the collection', () => {
  const patch = (query: string, body: unknown, headers = {}, who = asBoss) =>
    who.request('PATCH', `/tasks${query}`, { body, headers })
  const ranks = async () =>
    Object.fromEntries((await asBoss.tasks.list({ limit: 100 })).data.map(({ title, rank }) => [title, rank]))

  it('changes all rows the filter finds, and no other', async () => {
    await stock()
    const answer = await patch('?state=open', { rank: 9 })
    assert.equal(answer.status, 200)
    assert.deepEqual(
      rowsOf(answer)
        .map(({ title, rank }) => `${title} ${rank}`)
        .sort(),
      ['a1 9', 'a2 9', 'b1 9'],
    )
    assert.deepEqual(await ranks(), { a1: 9, a2: 9, a3: 3, b1: 9, b2: 2 })
    const { id } = rowsOf(answer)[0]!
    assert.equal((await asBoss.request('GET', `/tasks/${id}`)).headers['etag'], '"2"')
  })

  it('takes where, and operators', async () => {
    await stock()
    await patch(`?where=${encodeURIComponent('{"or":[{"title":"a1"},{"title":"b2"}]}')}`, { rank: 7 })
    await patch('?rank[gte]=7&state=done', { rank: 8 })
    assert.deepEqual(await ranks(), { a1: 7, a2: 2, a3: 3, b1: 1, b2: 8 })
  })

  it('takes a JSON Patch', async () => {
    await stock()
    const headers = { 'content-type': 'application/json-patch+json' }
    const body = [
      { op: 'test', path: '/state', value: 'open' },
      { op: 'replace', path: '/rank', value: 5 },
    ]
    assert.equal((await patch('?state=open', body, headers)).status, 200)
    assert.deepEqual(await ranks(), { a1: 5, a2: 5, a3: 3, b1: 5, b2: 2 })
    const failed = await patch('?rank=5', [{ op: 'test', path: '/title', value: 'a1' }], headers)
    assert.deepEqual([failed.status, failed.body['code']], [409, 'TEST_FAILED'])
    assert.equal(faultsOf(failed).length, 2)
  })

  it('changes none where one may not be changed, and says which', async () => {
    await stock()
    const answer = await patch('?state=open', { rank: 9 }, {}, asAda)
    const { data } = await asBoss.tasks.list({ filter: { title: 'b1' } })
    assert.deepEqual(
      [answer.status, answer.body['code'], ...faultsOf(answer)],
      [403, 'FORBIDDEN', `${data[0]!.id} forbidden`],
    )
    assert.deepEqual(await ranks(), { a1: 1, a2: 2, a3: 3, b1: 1, b2: 2 })
    assert.equal((await patch(`?state=open&ownerId=${ada}`, { rank: 9 }, {}, asAda)).status, 200)
  })

  it('changes none where the values are not valid, and says so once', async () => {
    await stock()
    const answer = await patch('?state=open', { rank: 'x', nope: 1 })
    assert.deepEqual(
      [answer.status, ...faultsOf(answer).sort()],
      [422, '/nope unknown_member', '/rank wrong_type'],
    )
  })

  it('changes none where a value is taken', async () => {
    await stock()
    const answer = await patch('?state=open', { code: 'same', rank: 9 })
    assert.equal(answer.status, 409)
    assert.match(faultsOf(answer)[0]!, /^\S+ \/code not_unique$/)
    assert.deepEqual(await ranks(), { a1: 1, a2: 2, a3: 3, b1: 1, b2: 2 })
  })

  it('needs a filter that narrows', async () => {
    await stock()
    for (const query of ['', '?', '?fields=id', '?where={}', '?where={"and":[]}']) {
      const answer = await patch(query, { rank: 9 })
      assert.equal(answer.status, 400, query)
      assert.equal(answer.body['code'], 'INVALID_QUERY')
    }
    assert.deepEqual(await ranks(), { a1: 1, a2: 2, a3: 3, b1: 1, b2: 2 })
  })

  it('takes no parameters of pages, and none that nobody knows', async () => {
    await stock()
    const queries = [
      'limit=1',
      'sort=title',
      'after=x',
      'page=1',
      'offset=1',
      'total=exact',
      'nope=1',
      'stat=open',
      'cost=1',
    ]
    for (const query of queries) {
      const answer = await patch(`?state=open&${query}`, { rank: 9 }, { prefer: 'handling=lenient' }, asAda)
      assert.equal(answer.status, 400, query)
    }
    assert.deepEqual(await ranks(), { a1: 1, a2: 2, a3: 3, b1: 1, b2: 2 })
  })

  it('finds nothing where nothing is to be found', async () => {
    const answer = await patch('?title=none', { rank: 9 })
    assert.deepEqual([answer.status, answer.body], [200, { data: [] }])
  })

  it('is refused beyond the most rows', async () => {
    const row = { title: 'x' }
    await asAda.tasks.createMany(Array.from({ length: 20 }, () => row))
    assert.equal((await patch('?title=x', { rank: 1 })).status, 200)
    await asAda.tasks.create(row)
    const answer = await patch('?title=x', { rank: 2 })
    assert.deepEqual([answer.status, ...faultsOf(answer)], [422, 'where too_many'])
    assert.ok(!Object.values(await ranks()).includes(2))
  })

  it('may leave the rows out of the answer, or show some of them', async () => {
    await stock()
    const minimal = await patch('?state=open', { rank: 9 }, { prefer: 'return=minimal' })
    assert.deepEqual([minimal.status, minimal.text], [204, ''])
    const some = await patch('?title=a1&fields=title', { rank: 8 })
    assert.deepEqual(some.body, { data: [{ title: 'a1' }] })
  })

  it('is done once with its key', async () => {
    await stock()
    const headers = { 'idempotency-key': 'bulk-2' }
    const first = await patch('?rank=1', { rank: 2 }, headers)
    const second = await patch('?rank=1', { rank: 2 }, headers)
    assert.deepEqual([second.text, second.headers['idempotency-replayed']], [first.text, 'true'])
  })

  it('judges again where a row changed meanwhile', async () => {
    await stock()
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = promise
    const late = patch('?state=open', { rank: 9 })
    while (seen.length === 0) await new Promise((go) => setTimeout(go, 5))
    gate = undefined
    const { data } = await asBoss.tasks.list({ filter: { title: 'b1' } })
    await asBoss.tasks.update(data[0]!.id, { state: 'done' })
    resolve()
    const answer = await late
    assert.deepEqual(
      rowsOf(answer)
        .map(({ title }) => title)
        .sort(),
      ['a1', 'a2'],
    )
    assert.deepEqual(await ranks(), { a1: 9, a2: 9, a3: 3, b1: 1, b2: 2 })
  })

  it('holds to the tag of the collection', async () => {
    await stock()
    const { headers } = await asBoss.request('GET', '/tasks?state=open')
    const tag = headers['etag']!
    await asBob.tasks.create({ title: 'new' })
    assert.equal((await patch('?state=open', { rank: 9 }, { 'if-match': tag })).status, 412)
    const fresh = (await asBoss.request('GET', '/tasks?state=open')).headers['etag']!
    assert.equal((await patch('?state=open', { rank: 9 }, { 'if-none-match': fresh })).status, 412)
    assert.equal((await patch('?state=open', { rank: 9 }, { 'if-match': fresh })).status, 200)
    assert.equal((await patch('?state=open', { rank: 9 }, { 'if-match': fresh })).status, 412)
    assert.equal((await patch('?state=open', { rank: 9 }, { 'if-match': '*' })).status, 200)
    assert.equal((await patch('?state=open', { rank: 9 }, { 'if-none-match': '*' })).status, 412)
  })

  it('takes the tag of another representation', async () => {
    await stock()
    const { headers } = await asBoss.request('GET', '/tasks?state=open', {
      headers: { accept: 'application/hal+json' },
    })
    assert.match(headers['etag']!, /hal/)
    assert.equal((await patch('?state=open', { rank: 9 }, { 'if-match': headers['etag']! })).status, 200)
  })

  it('demands a condition where rows do', async () => {
    await api.anonymous.guarded.create({ name: 'x' })
    const ask = (method: string, headers = {}) =>
      api.request(method, '/guarded?name=x', { ...(method === 'PATCH' && { body: { name: 'y' } }), headers })
    for (const method of ['PATCH', 'DELETE']) assert.equal((await ask(method)).status, 428)
    const { headers } = await api.request('GET', '/guarded?name=x')
    assert.equal((await ask('PATCH', { 'if-match': headers['etag']! })).status, 200)
  })

  it('reveals nothing that a list would not', async () => {
    await stock()
    // A field that may not be seen is no filter.
    assert.equal((await patch('?cost=1', { rank: 9 }, {}, asAda)).status, 400)
    await api
      .as({ id: ada })
      .unlisted.create({ name: 'hidden' })
      .catch(() => undefined)
    const blind = await api.as({ id: ada }).request('PATCH', '/unlisted?name=hidden', { body: { name: 'x' } })
    assert.deepEqual([blind.status, blind.body['code']], [403, 'FORBIDDEN'])
    const narrow = api.as({ id: ada, scopes: ['tasks:write'] })
    const answer = await patch('?state=open', { rank: 9 }, {}, narrow)
    assert.deepEqual([answer.status, answer.body['code']], [403, 'INSUFFICIENT_SCOPE'])
  })
})

describe('a DELETE of the collection', () => {
  const remove = (query: string, who = asBoss, headers = {}) =>
    who.request('DELETE', `/tasks${query}`, { headers })

  it('deletes all rows the filter finds, and no other', async () => {
    await stock()
    const answer = await remove('?state=open')
    assert.deepEqual([answer.status, answer.text], [204, ''])
    assert.deepEqual(await titles(), ['a3', 'b2'])
    assert.equal((await remove('?state=open')).status, 204)
  })

  it('deletes none where one may not be deleted', async () => {
    await stock()
    const answer = await remove('?state=open', asAda)
    assert.equal(answer.status, 403)
    assert.equal(faultsOf(answer).length, 1)
    assert.equal((await titles()).length, 5)
  })

  it('deletes none where a hook refuses one', async () => {
    await stock()
    await asAda.tasks.create({ title: 'z', rank: 13 })
    const answer = await remove('?state=open')
    assert.deepEqual([answer.status, answer.body['code']], [409, 'CONFLICT'])
    assert.match(faultsOf(answer)[0]!, /^\S+ conflict$/)
    assert.equal((await titles()).length, 6)
    const { data } = await asBoss.tasks.list({ filter: { title: 'z' } })
    await asBoss.tasks.update(data[0]!.id, { rank: 0 })
  })

  it('needs a filter', async () => {
    await stock()
    for (const query of ['', '?where={}', '?fields=id&state=open', '?limit=1&state=open'])
      assert.equal((await remove(query)).status, 400, query)
    assert.equal((await titles()).length, 5)
  })

  it('is no method of a collection that does not declare it', async () => {
    const answer = await api.request('DELETE', '/plain?name=x')
    assert.deepEqual([answer.status, answer.headers['allow']], [405, 'GET, HEAD, QUERY, POST, OPTIONS'])
  })
})

describe('OPTIONS of a collection', () => {
  const allow = async (who: Pick<typeof asAda, 'request'>, url: string) =>
    (await who.request('OPTIONS', url)).headers['allow']

  it('tells of writes of many where they are declared and allowed', async () => {
    assert.equal(await allow(asAda, '/tasks'), 'GET, HEAD, QUERY, POST, PATCH, DELETE, OPTIONS')
    assert.equal(await allow(api.anonymous, '/tasks'), 'OPTIONS')
    assert.equal(await allow(api.anonymous, '/plain'), 'GET, HEAD, QUERY, POST, OPTIONS')
    const { headers } = await asAda.request('OPTIONS', '/tasks')
    assert.match(headers['accept-patch']!, /merge-patch/)
  })
})

describe('rows below another one', () => {
  it('are written together there, and nowhere else', async () => {
    const url = (id: string) => `/people/${id}/lines`
    const body = [{ text: 'one' }, { text: 'two' }]
    for (const id of [ada, bob]) assert.equal((await api.request('POST', url(id), { body })).status, 201)
    const changed = await api.request('PATCH', `${url(ada)}?text=one`, { body: { text: 'new' } })
    assert.deepEqual([changed.status, rowsOf(changed).length], [200, 1])
    assert.equal((await api.request('DELETE', `${url(bob)}?text[startsWith]=`)).status, 204)
    const left = await api.request('GET', url(ada))
    assert.equal(rowsOf(left).length, 2)
    assert.equal(rowsOf(await api.request('GET', url(bob))).length, 0)
    const nobody = url(crypto.randomUUID())
    for (const method of ['PATCH', 'DELETE']) {
      const content = method === 'PATCH' ? { body: { text: 'x' } } : {}
      assert.equal((await api.request(method, `${nobody}?text=one`, content)).status, 404)
    }
  })
})

describe('rows with rows of their own', () => {
  it('are written together, all or none', async () => {
    const url = '/orders?expand=parts'
    const good = [
      { name: 'a', parts: [{ label: '1' }, { label: '2' }] },
      { name: 'b', parts: [] },
    ]
    const bad = await api.request('POST', url, { body: [good[0], { name: 'c', parts: [{ label: '' }] }] })
    assert.deepEqual([bad.status, ...faultsOf(bad)], [422, '/1/parts/0/label too_short'])
    assert.equal(await count('orders'), 0)
    const made = await api.request('POST', url, { body: good })
    assert.equal(made.status, 201, made.text)
    const [first] = rowsOf(made) as unknown as [{ parts: { label: string }[] }]
    assert.deepEqual(first.parts.map(({ label }) => label).sort(), ['1', '2'])
    assert.equal(await count('parts'), 2)
    assert.equal((await api.request('DELETE', '/orders?name[in]=a,b')).status, 204)
    assert.deepEqual([await count('orders'), await count('parts')], [0, 0])
  })
})

describe('the typed client', () => {
  it('writes many, with a key', async () => {
    const made = await asAda.tasks.createMany([{ title: 'c1' }, { title: 'c2' }], {
      idempotencyKey: 'client "1"',
    })
    const again = await asAda.tasks.createMany([{ title: 'c1' }, { title: 'c2' }], {
      idempotencyKey: 'client "1"',
    })
    assert.deepEqual(again.data, made.data)
    const changed = await asAda.tasks.updateMany({ filter: { title: 'c1' } }, { rank: 4 })
    assert.deepEqual(
      changed.data.map(({ rank }) => rank),
      [4],
    )
    await asAda.tasks.deleteMany({ where: { title: { startsWith: 'c' } } })
    assert.deepEqual(await titles(), [])
  })
})
