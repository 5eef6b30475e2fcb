import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestDatabase } from 'ninety/testing'
import { readConfiguration } from '../src/configuration.ts'
import { seedDemoData } from '../src/demo-data.ts'
import { createReferenceApi } from '../src/reference-api.ts'
import { openReferenceServer } from './reference-server.ts'

const { send } = await openReferenceServer()

describe('a todo', () => {
  test('is made, read, changed and deleted by its owner', async () => {
    const made = await send('POST', '/api/v1/todos', { as: 'ada', body: { task: 'Write' } })
    assert.equal(made.status, 201)
    const path = String(made.headers.get('location'))
    const etag = String(made.headers.get('etag'))
    const read = await send('GET', path, { as: 'ada' })
    assert.deepEqual(read.body, made.body)
    const unchanged = await send('GET', path, { as: 'ada', headers: { 'if-none-match': etag } })
    assert.equal(unchanged.status, 304)
    const change = { as: 'ada', body: { task: 'Rewrite' }, headers: { 'if-match': etag } }
    assert.equal((await send('PATCH', path, change)).status, 200)
    const lost = await send('PATCH', path, change)
    assert.equal(lost.status, 412)
    assert.equal(lost.body['code'], 'PRECONDITION_FAILED')
    assert.equal((await send('DELETE', path, { as: 'ada' })).status, 204)
    assert.equal((await send('GET', path, { as: 'ada' })).status, 404)
  })

  test('is made by a form as well', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const made = await send('POST', '/api/v1/todos', { as: 'ada', body: 'task=By+hand&dueAt=', headers })
    assert.deepEqual([made.status, made.body['task'], made.body['dueAt']], [201, 'By hand', null])
  })

  test('is completed once', async () => {
    const made = await send('POST', '/api/v1/todos', { as: 'ada', body: { task: 'Once' } })
    const path = `${made.headers.get('location')}/complete`
    const done = await send('POST', path, { as: 'ada' })
    assert.equal(done.body['state'], 'done')
    const again = await send('POST', path, { as: 'ada' })
    assert.equal(again.status, 409)
    assert.equal(again.body['code'], 'TODO_ALREADY_DONE')
  })

  test('is hidden from other users and shown to admins', async () => {
    const made = await send('POST', '/api/v1/todos', { as: 'ada', body: { task: 'Mine' } })
    const path = String(made.headers.get('location'))
    const statuses = [undefined, 'bob', 'root'].map(async (as) => {
      return (await send('GET', path, as === undefined ? {} : { as })).status
    })
    assert.deepEqual(await Promise.all(statuses), [401, 404, 200])
  })

  test('is changed by one of many with the same tag', async () => {
    const made = await send('POST', '/api/v1/todos', { as: 'ada', body: { task: 'Race' } })
    const path = String(made.headers.get('location'))
    const headers = { 'if-match': String(made.headers.get('etag')) }
    const attempts = Array.from({ length: 200 }, async (_, index) => {
      return (await send('PATCH', path, { as: 'ada', headers, body: { task: `Race ${index}` } })).status
    })
    const statuses = await Promise.all(attempts)
    assert.equal(statuses.filter((status) => status === 200).length, 1)
    assert.equal(statuses.filter((status) => status === 412).length, 199)
  })
})

describe('a user', () => {
  const account = { username: 'grace', email: 'grace@example.com', password: 'correct horse battery' }

  test('signs up, and sees the own account alone', async () => {
    const made = await send('POST', '/api/v1/users', { body: account })
    assert.equal(made.status, 201)
    assert.equal('password' in made.body, false)
    const twice = await send('POST', '/api/v1/users', { body: { ...account, username: 'GRACE' } })
    assert.equal(twice.status, 409)
    assert.equal((await send('GET', '/api/v1/users', { as: 'ada' })).status, 403)
    assert.equal((await send('GET', '/api/v1/users/me', { as: 'ada' })).body['username'], 'ada')
    const hidden = await send('GET', String(made.headers.get('location')), { as: 'ada' })
    assert.equal(hidden.status, 404)
  })

  for (const password of ['1234567890', 'QWERTYUIOP', ' password123 ']) {
    test(`cannot choose the common password ${password}`, async () => {
      const body = { username: 'heidi', email: 'heidi@example.com', password }
      const answer = await send('POST', '/api/v1/users', { body })
      assert.equal(answer.status, 422)
      const [fault] = answer.body['errors'] as { pointer: string; code: string }[]
      assert.deepEqual([fault!.pointer, fault!.code], ['/password', 'too_common'])
    })
  }

  const passwordChanges = [
    { title: 'needs the current password', body: {}, status: 422 },
    { title: 'refuses a wrong current password', body: { currentPassword: 'not this one' }, status: 403 },
    { title: 'takes the right current password', body: { currentPassword: 'bob-password' }, status: 200 },
  ]
  for (const { title, body, status } of passwordChanges) {
    test(`changing a password ${title}`, async () => {
      const change = { ...body, password: 'another long password' }
      const answer = await send('PATCH', '/api/v1/users/me', { as: 'bob', body: change })
      assert.equal(answer.status, status)
    })
  }

  test('cannot make themself an admin', async () => {
    const answer = await send('PATCH', '/api/v1/users/me', { as: 'ada', body: { isAdmin: true } })
    assert.equal(answer.status, 403)
  })

  test('the last admin stays one', async () => {
    const { body } = await send('GET', '/api/v1/users/me', { as: 'root' })
    const answer = await send('POST', `/api/v1/users/${String(body['id'])}/demote`, { as: 'root' })
    assert.equal(answer.status, 409)
    assert.equal(answer.body['code'], 'LAST_ADMIN')
  })
})

const refusals = [
  { title: 'an unknown address', method: 'GET', path: '/nothing', status: 404 },
  { title: 'a method the address lacks', method: 'PUT', path: '/api/v1/todos', status: 405 },
  { title: 'an anonymous caller', method: 'GET', path: '/api/v1/todos', status: 401 },
  { title: 'an unknown parameter', method: 'GET', path: '/api/v1/todos?color=red', status: 400, as: 'ada' },
  {
    title: 'a wrong value',
    method: 'POST',
    path: '/api/v1/todos',
    status: 422,
    as: 'ada',
    body: { task: '' },
  },
  {
    title: 'an unknown member',
    method: 'POST',
    path: '/api/v1/todos',
    status: 422,
    as: 'ada',
    body: { x: 1 },
  },
]
for (const { title, method, path, status, ...sending } of refusals) {
  test(`${title} is refused with a problem`, async () => {
    const answer = await send(method, path, sending)
    assert.equal(answer.status, status)
    assert.match(String(answer.headers.get('content-type')), /^application\/problem\+json/)
    assert.equal(answer.body['status'], status)
  })
}

describe('the demo data', () => {
  test('fills every module of an empty database, once', async () => {
    const { url } = await createTestDatabase()
    const configuration = readConfiguration({ DATABASE_URL: url, NODE_ENV: 'test' })
    const demo = createReferenceApi(configuration, { events: { emit: () => {} } })
    await demo.start()
    assert.deepEqual([await seedDemoData(demo), await seedDemoData(demo)], [true, false])
    const { store, models } = demo.context
    const empty: string[] = []
    for (const model of models.values()) {
      const count = await store.count(model, { kind: 'constant', value: true })
      if (!model.internal && count === 0) empty.push(model.name)
    }
    assert.deepEqual(empty, [])
    const { rows } = await store.list(models.get('invoices')!, {
      where: { kind: 'constant', value: true },
      sort: [{ property: 'id', descending: false }],
      start: { kind: 'first' },
      limit: 1,
      selection: { properties: [{ name: 'total' }], expansions: [], form: 'wire' },
    })
    assert.equal(rows[0]?.json, '{"total":"199.80"}')
    await store.close()
  })

  test('leaves out what is switched off', async () => {
    const { url } = await createTestDatabase()
    const configuration = readConfiguration({ DATABASE_URL: url, NODE_ENV: 'test', MODULES: 'users' })
    const demo = createReferenceApi(configuration, { events: { emit: () => {} } })
    await demo.start()
    assert.equal(await seedDemoData(demo), true)
    await demo.context.store.close()
  })
})
