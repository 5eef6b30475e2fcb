import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { DeclarationError, field, resource, anyone } from '../../src/index.ts'
import { identity } from '../../src/identity.ts'
import { sqlite } from '../../src/sqlite.ts'
import { createFakeClock, createTestApi, etagOf, answerOf, ProblemAnswer } from '../../src/testing.ts'
import { sqliteOnly } from '../store/sqlite-only.ts'
import { accounts, resources } from './domain.ts'

/** An API with a user, and what that user sees of it. */
async function open() {
  const app = await createTestApi({ resources })
  const user = await app.anonymous.users.create({ username: 'ada' })
  const other = await app.anonymous.users.create({ username: 'bob' })
  return {
    app,
    user,
    ada: app.as(user),
    bob: app.as(other),
    admin: app.as({ id: other.id, roles: ['admin'] }),
    [Symbol.asyncDispose]: () => app.close(),
  }
}

/** What a call is refused with. */
async function refusalOf(call: Promise<unknown>): Promise<ProblemAnswer> {
  const [result] = await Promise.allSettled([call])
  assert.ok(result.status === 'rejected', 'the call is refused')
  assert.ok(result.reason instanceof ProblemAnswer, String(result.reason))
  return result.reason
}

describe('the verbs of the client', () => {
  it('make, read, change and delete rows', async () => {
    await using shop = await open()
    const { ada, user } = shop
    const made = await ada.todos.create({ task: 'Buy milk', price: '1.5' })
    assert.deepEqual(made, {
      id: made.id,
      task: 'Buy milk',
      state: 'open',
      price: '1.50',
      dueAt: null,
      ownerId: user.id,
      createdAt: '2030-01-01T12:00:00.000Z',
      updatedAt: '2030-01-01T12:00:00.000Z',
      shout: 'BUY MILK',
    })
    assert.deepEqual(await ada.todos.get(made.id), made)
    const changed = await ada.todos.update(made.id, { price: null })
    assert.deepEqual(changed, { ...made, price: null })
    const replaced = await ada.todos.replace(made.id, { ...changed, task: 'Buy bread' })
    assert.deepEqual([replaced.task, replaced.shout], ['Buy bread', 'BUY BREAD'])
    assert.equal(await ada.todos.delete(made.id), undefined)
    assert.equal((await refusalOf(ada.todos.get(made.id))).status, 404)
  })
  it('take ids that are numbers', async () => {
    await using shop = await open()
    const { id } = await shop.ada.counters.create({ value: 5 })
    assert.equal(id, 1)
    assert.equal((await shop.ada.counters.get(id)).value, 5)
  })
  it('list what filters, conditions and orders leave', async () => {
    await using shop = await open()
    const { ada } = shop
    for (const [task, price] of [
      ['c', '3'],
      ['a', '1'],
      ['b', null],
    ] as const)
      await ada.todos.create({ task, price })
    const tasksOf = async (options: Parameters<typeof ada.todos.list>[0]) =>
      (await ada.todos.list(options)).data.map(({ task }) => task)
    assert.deepEqual(await tasksOf({ sort: ['-task'] }), ['c', 'b', 'a'])
    assert.deepEqual(await tasksOf({ filter: { price: { gte: '1.00' } }, sort: ['task'] }), ['a', 'c'])
    assert.deepEqual(await tasksOf({ filter: { price: null } }), ['b'])
    assert.deepEqual(await tasksOf({ filter: { task: { in: [] } } }), [])
    assert.deepEqual(await tasksOf({ filter: { task: { in: ['a', 'b,c'] } } }), ['a'])
    assert.deepEqual(await tasksOf({ where: { not: { or: [{ task: 'a' }, { task: 'b' }] } } }), ['c'])
  })
  it('page through a list by what a page says of the next', async () => {
    await using shop = await open()
    const { ada } = shop
    await ada.todos.import({ tasks: ['a', 'b', 'c', 'd', 'e'] })
    const seen: string[] = []
    let page = await ada.todos.list({ sort: ['task'], limit: 2, total: 'exact' })
    assert.equal(page.page.total, 5)
    for (;;) {
      seen.push(...page.data.map(({ task }) => task))
      if (page.page.next === null) break
      page = await ada.todos.list({ sort: ['task'], limit: 2, after: page.page.next })
    }
    assert.deepEqual(seen, ['a', 'b', 'c', 'd', 'e'])
    const back = await ada.todos.list({ sort: ['task'], limit: 2, before: page.page.prev! })
    assert.deepEqual(
      back.data.map(({ task }) => task),
      ['c', 'd'],
    )
  })
  it('embed and choose what is asked for', async () => {
    await using shop = await open()
    const { ada, user } = shop
    const { id } = await ada.todos.create({ task: 'x' })
    const embedded = await ada.todos.get(id, { expand: ['owner'] })
    assert.equal(embedded.owner?.username, 'ada')
    const chosen = await ada.todos.get(id, { fields: ['task', 'owner.username'] })
    assert.deepEqual(chosen, { task: 'x', owner: { username: 'ada' } })
    const many = await ada.users.get(user.id, { expand: ['todos'], fields: ['id'] })
    assert.deepEqual(
      many.todos.map(({ task }) => task),
      ['x'],
    )
    const whole = await ada.todos.get(id, { fields: [], expand: [] })
    assert.equal(whole.task, 'x')
  })
  it('change a row only where it is still the one given', async () => {
    await using shop = await open()
    const { ada } = shop
    const first = await ada.todos.create({ task: 'x' })
    const second = await ada.todos.update(first.id, { task: 'y' }, { ifMatch: first })
    const calls = [
      () => ada.todos.update(first.id, { task: 'z' }, { ifMatch: first }),
      () => ada.todos.replace(first.id, { task: 'z' }, { ifMatch: etagOf(first) }),
      () => ada.todos.complete(first.id, {}, { ifMatch: first }),
      () => ada.todos.delete(first.id, { ifMatch: first }),
    ]
    for (const call of calls) assert.equal((await refusalOf(call())).code, 'PRECONDITION_FAILED')
    await ada.todos.delete(first.id, { ifMatch: second })
  })
  it('send headers of the test’s own', async () => {
    await using shop = await open()
    const { ada } = shop
    const made = await ada.todos.create({ task: 'x' }, { headers: { 'x-request-id': 'of-the-test' } })
    assert.equal(answerOf(made)?.headers['x-request-id'], 'of-the-test')
  })
  it('keep ids from being read as part of the address', async () => {
    await using shop = await open()
    const error = await refusalOf(shop.ada.todos.get('../users?x=1'))
    assert.deepEqual([error.status, error.code], [404, 'NOT_FOUND'])
  })
})

describe('the actions of the client', () => {
  it('answer with the row, an output or nothing', async () => {
    await using shop = await open()
    const { ada } = shop
    const { id } = await ada.todos.create({ task: 'abc' })
    assert.deepEqual(await ada.todos.weigh(id), { letters: 3 })
    assert.equal((await ada.todos.complete(id, { note: 'done it' })).shout, 'DONE IT')
    assert.equal(await ada.todos.drop(id), undefined)
    assert.equal((await refusalOf(ada.todos.weigh(id))).status, 404)
  })
  it('need no input where all of it may be left out', async () => {
    await using shop = await open()
    const { id } = await shop.ada.todos.create({ task: 'abc' })
    assert.equal((await shop.ada.todos.complete(id)).state, 'done')
  })
  it('may stand beside the rows', async () => {
    await using shop = await open()
    assert.deepEqual(await shop.ada.todos.import({ tasks: ['a', 'b'] }), { made: 2 })
    assert.equal((await shop.ada.todos.list()).data.length, 2)
  })
  it('throw the problems of the user’s own', async () => {
    await using shop = await open()
    const { id } = await shop.ada.todos.create({ task: 'abc', state: 'done' })
    const error = await refusalOf(shop.ada.todos.complete(id, { note: 'x' }))
    assert.deepEqual([error.status, error.code, error.detail], [409, 'ALREADY_DONE', 'Since then: x.'])
  })
})

describe('what the API refuses', () => {
  it('is thrown with everything the problem says', async () => {
    await using shop = await open()
    const error = await refusalOf(shop.ada.todos.create({ task: '', price: '0.001' }))
    assert.deepEqual([error.status, error.code, error.name], [422, 'VALIDATION_FAILED', 'ProblemAnswer'])
    assert.deepEqual(
      error.errors.map(({ pointer, code }) => [pointer, code]),
      [
        ['/task', 'too_short'],
        ['/price', 'too_many_places'],
      ],
    )
    assert.equal(error.headers['content-type'], 'application/problem+json')
    assert.equal((error.body as { title: string }).title, 'The values are not valid')
    assert.match(error.message, /^POST \/todos was answered with 422: \{.*too_many_places/)
  })
  const rows = [
    ['nobody signed in', 'anonymous', 401, 'UNAUTHENTICATED'],
    ['somebody else', 'bob', 404, 'NOT_FOUND'],
    ['somebody who may only read', 'admin', 403, 'FORBIDDEN'],
  ] as const
  for (const [title, who, status, code] of rows) {
    it(`to ${title} is ${status}`, async () => {
      await using shop = await open()
      const { id } = await shop.ada.todos.create({ task: 'x' })
      const caller = who === 'anonymous' ? shop.app.anonymous : shop[who]
      const error = await refusalOf(caller.todos.update(id, { task: 'y' }))
      assert.deepEqual([error.status, error.code], [status, code])
    })
  }
})

describe('the caller', () => {
  it('is whom the test says, each for itself', async () => {
    await using shop = await open()
    const { ada, bob, admin } = shop
    await ada.todos.create({ task: 'of ada' })
    await bob.todos.create({ task: 'of bob' })
    const seen = await Promise.all(
      [ada, bob, admin].map(async (caller) => (await caller.todos.list()).data.length),
    )
    assert.deepEqual(seen, [1, 1, 2])
  })
  it('may have scopes', async () => {
    await using shop = await open()
    const reader = shop.app.as({ id: shop.user.id, scopes: ['todos:read'] })
    assert.equal((await reader.todos.list()).data.length, 0)
    assert.equal((await refusalOf(reader.todos.create({ task: 'x' }))).code, 'INSUFFICIENT_SCOPE')
  })
  it('may be a service, which owns nothing', async () => {
    await using shop = await open()
    await shop.ada.todos.create({ task: 'x' })
    const refusal = await refusalOf(shop.app.as({ client: 'robot' }).todos.list())
    assert.deepEqual([refusal.status, refusal.code], [403, 'FORBIDDEN'])
    assert.equal((await shop.app.as({ kind: 'service', roles: ['admin'] }).todos.list()).data.length, 1)
  })
  it('signed in when the test named it', async () => {
    await using shop = await open()
    const { app, user, ada } = shop
    const { id } = await ada.todos.create({ task: 'x' })
    app.clock.advance('5.1m')
    const stale = await refusalOf(ada.todos.delete(id))
    assert.deepEqual([stale.status, stale.code], [401, 'INSUFFICIENT_USER_AUTHENTICATION'])
    const unknown = app.as({ ...user, authenticatedAt: null })
    assert.equal((await refusalOf(unknown.todos.delete(id))).status, 401)
    await app.as(user).todos.delete(id)
  })
})

describe('any request', () => {
  it('answers whatever its status', async () => {
    await using shop = await open()
    const { ada, app } = shop
    const made = await ada.request<{ id: string }>('POST', '/todos', { body: { task: 'x' } })
    assert.equal(made.status, 201)
    assert.equal(made.headers['location'], `/todos/${made.body.id}`)
    assert.equal((await app.request('GET', '/todos')).status, 401)
    assert.equal((await app.request('GET', '/nowhere')).body['code'], 'ROUTE_NOT_FOUND')
  })
  it('sends text and bytes as they are', async () => {
    await using shop = await open()
    const headers = { 'content-type': 'application/json' }
    for (const body of ['{"task":', Buffer.from('{"task":')]) {
      assert.equal(
        (await shop.ada.request('POST', '/todos', { body, headers })).body['code'],
        'MALFORMED_BODY',
      )
    }
    assert.equal((await shop.ada.request('POST', '/todos', { body: 'x' })).status, 415)
  })
  it('reads a body that is no JSON as text', async () => {
    await using shop = await open()
    assert.match(String((await shop.app.request('GET', '/openapi.yaml')).body), /^openapi: /)
  })
})

describe('the time of a test', () => {
  it('stands still until it is told otherwise', async () => {
    await using shop = await open()
    const { app, ada } = shop
    const first = await ada.todos.create({ task: 'x' })
    const second = await ada.todos.create({ task: 'y' })
    assert.equal(first.createdAt, second.createdAt)
    app.clock.advance('1d')
    const changed = await ada.todos.update(first.id, { task: 'z' })
    assert.deepEqual(
      [changed.createdAt, changed.updatedAt],
      ['2030-01-01T12:00:00.000Z', '2030-01-02T12:00:00.000Z'],
    )
  })
  it('may be a clock of its own', async () => {
    const clock = createFakeClock('2040-01-01T00:00:00Z')
    await using app = await createTestApi({ resources, clock })
    assert.equal((await app.anonymous.counters.create({ value: 1 })).createdAt, '2040-01-01T00:00:00.000Z')
  })
  it('ends access tokens', async () => {
    const signIn = identity({
      users: { resource: accounts, login: ['username'], password: 'password' },
      accessTokenLifetime: '15m',
    })
    await using app = await createTestApi({ resources: [accounts], identity: signIn })
    const body = { username: 'ada', password: 'ada-password' }
    const { id } = await app.anonymous.accounts.create(body)
    const login = await app.request<{ access_token: string }>('POST', '/auth/login', { body })
    const headers = { authorization: `Bearer ${login.body.access_token}` }
    const read = () => app.request('GET', `/accounts/${id}`, { headers })
    assert.equal((await read()).status, 200)
    app.clock.advance('15m')
    app.clock.advance('1s')
    assert.equal((await read()).body['code'], 'INVALID_TOKEN')
  })
})

describe('the store of a test', () => {
  it('is its own', async () => {
    await using one = await createTestApi({ resources })
    await using two = await createTestApi({ resources })
    await one.anonymous.counters.create({ value: 1 })
    assert.equal((await two.anonymous.counters.list()).data.length, 0)
  })
  it('is closed at the end of the block', async () => {
    let left
    {
      await using app = await createTestApi({ resources })
      left = app
    }
    await assert.rejects(left.api.context.store.ping(), { code: 'UNAVAILABLE' })
  })
  it('may be closed twice', async () => {
    const app = await createTestApi({ resources })
    await app.close()
    await app.close()
  })
  it('stays open where the test brought it', async () => {
    const store = sqlite()
    {
      await using app = await createTestApi({ resources, store })
      await app.anonymous.counters.create({ value: 7 })
    }
    await using again = await createTestApi({ resources, store })
    assert.equal((await again.anonymous.counters.get(1)).value, 7)
    await store.close()
  })
  it('leaves no file behind, even where the declarations are refused', sqliteOnly, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ninety-leak-'))
    const { TMPDIR } = process.env
    process.env['TMPDIR'] = folder
    try {
      const wrong = resource('wrong', { fields: { 'due at': field.text() } })
      await assert.rejects(createTestApi({ resources: [wrong] }), DeclarationError)
      assert.deepEqual(readdirSync(folder), [])
      {
        await using app = await createTestApi({ resources })
        await app.anonymous.counters.create({ value: 1 })
        assert.equal(readdirSync(folder).length, 1)
      }
      assert.deepEqual(readdirSync(folder), [])
    } finally {
      if (TMPDIR === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = TMPDIR
      rmSync(folder, { recursive: true })
    }
  })
})

describe('an API below a prefix', () => {
  it('is asked there', async () => {
    await using app = await createTestApi({ resources, prefix: '/api/v1' })
    const made = await app.anonymous.counters.create({ value: 1 })
    assert.equal(answerOf(made)?.headers['location'], '/api/v1/counters/1')
    assert.equal((await app.anonymous.counters.get(made.id)).value, 1)
  })
})

describe('an answer the document does not allow', () => {
  const sizes: Readonly<Record<string, unknown>> = { wrong: 'big', lacking: undefined }
  const lying = resource('lies', { fields: { name: field.text() }, access: anyone() }).computed(
    'size',
    field.integer(),
    ({ name }) => sizes[name] as never,
  )

  const lies = [
    ['of another type', 'wrong', /POST \/lies: 201\n.*\/size must be integer/],
    ['that lacks a member', 'lacking', /size/],
  ] as const
  for (const [title, name, message] of lies) {
    it(`is caught: ${title}`, async () => {
      await using app = await createTestApi({ resources: [lying] })
      await assert.rejects(app.anonymous.lies.create({ name }), { name: 'AssertionError', message })
    })
  }
  it('is let through on demand', async () => {
    await using app = await createTestApi({ resources: [lying], checkResponses: false })
    assert.equal((await app.anonymous.lies.create({ name: 'wrong' })).size as unknown, 'big')
  })
})
