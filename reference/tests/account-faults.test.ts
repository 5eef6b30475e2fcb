// Accounts that others got wrong: what is refused changes nothing, and who comes after inherits nothing.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSignUp, password } from './new-accounts.ts'
import { openReferenceServer } from './reference-server.ts'

const server = await openReferenceServer({ RATE_LIMITS: 'off' })
const { send, signIn } = server
const signUp = createSignUp(server)

describe('an account', () => {
  test('is made with its address, its tag and itself in the answer', async () => {
    const account = { username: 'complete', email: 'complete@example.com', password }
    const { status, headers, body } = await send('POST', '/api/v1/users', { body: account })
    assert.equal(status, 201)
    assert.equal(headers.get('location'), `/api/v1/users/${body['id']}`)
    assert.ok(headers.get('etag'))
    await signIn('complete', password)
    const read = await send('GET', headers.get('location')!, { as: 'complete' })
    assert.deepEqual([read.status, read.body], [200, body])
  })

  test('of a name that was somebody’s inherits nothing', async () => {
    const first = await signUp('phoenix')
    const post = await send('POST', '/api/v1/posts', {
      as: 'phoenix',
      body: { title: 'Of the first', url: 'https://example.com/' },
    })
    const path = `/api/v1/posts/${post.body['id']}`
    const todo = await send('POST', '/api/v1/todos', { as: 'phoenix', body: { task: 'Of the first' } })
    const old = server.authorizationOf('phoenix')
    assert.equal((await send('DELETE', first.url, { as: 'phoenix' })).status, 204)
    const second = await signUp('phoenix')
    assert.notEqual(second.id, first.id)
    assert.equal((await send('GET', path, { as: 'phoenix' })).status, 404)
    assert.equal((await send('GET', `/api/v1/todos/${todo.body['id']}`, { as: 'phoenix' })).status, 404)
    assert.deepEqual(
      (await send('GET', '/api/v1/posts?author.username=phoenix', { as: 'root' })).body['data'],
      [],
    )
    assert.equal((await send('GET', '/auth/whoami', { headers: { authorization: old } })).status, 401)
  })

  test('that is not there is deleted with 404, and a list of none is empty', async () => {
    const { url } = await signUp()
    const answers = [1, 2].map(() => () => send('DELETE', url, { as: 'root' }))
    assert.deepEqual([(await answers[0]!()).status, (await answers[1]!()).status], [204, 404])
    const { status, body } = await send('GET', '/api/v1/users?username=nobody', { as: 'root' })
    assert.deepEqual([status, body['data']], [200, []])
  })

  const values: [title: string, values: Record<string, unknown>, pointer: string][] = [
    ['an address that is none', { email: 'nobody' }, '/email'],
    ['too long a name', { firstName: 'x'.repeat(81) }, '/firstName'],
    ['an empty username', { username: '' }, '/username'],
    ['a blank username', { username: '   ' }, '/username'],
    ['no username', { username: null }, '/username'],
    ['a number for a name', { lastName: 7 }, '/lastName'],
    ['a short password', { password: 'short' }, '/password'],
    ['an object for a password', { password: { $ne: '' } }, '/password'],
    ['a member nobody knows', { isRoot: true }, '/isRoot'],
    ['another id', { id: '01999999-0000-7000-8000-000000000000' }, '/id'],
  ]
  for (const [title, wrong, pointer] of values) {
    test(`is not patched with ${title}, by either kind of patch`, async () => {
      const { url, username } = await signUp()
      const before = await send('GET', url, { as: username })
      const current = { currentPassword: password }
      const merge = await send('PATCH', url, {
        as: username,
        body: { ...current, ...wrong },
        headers: { 'content-type': 'application/merge-patch+json' },
      })
      const [[name, value]] = Object.entries(wrong) as [[string, unknown]]
      const steps = [
        { op: 'test', path: '/currentPassword', value: password },
        { op: 'add', path: `/${name}`, value },
      ]
      const json = await send('PATCH', url, {
        as: username,
        body: steps,
        headers: { 'content-type': 'application/json-patch+json' },
      })
      assert.deepEqual([merge.status, json.status], [422, 422], merge.text + json.text)
      assert.equal(merge.body['errors'][0].pointer, pointer)
      assert.equal((await send('GET', url, { as: username })).headers.get('etag'), before.headers.get('etag'))
    })
  }

  test('is not renamed to a name there is: 409', async () => {
    const { url, username } = await signUp()
    const headers = { 'content-type': 'application/merge-patch+json' }
    const answer = await send('PATCH', url, { as: username, body: { username: 'ADA' }, headers })
    assert.deepEqual([answer.status, answer.body['code']], [409, 'UNIQUE_VIOLATION'])
  })

  const unread: [title: string, type: string, body: string, status: number][] = [
    ['broken JSON', 'application/json-patch+json', '[{"op":', 400],
    ['an object as JSON Patch', 'application/json-patch+json', '{"firstName":"X"}', 422],
    ['a list as merge patch', 'application/merge-patch+json', '[{"firstName":"X"}]', 422],
    ['plain text', 'text/plain', 'firstName=X', 415],
    ['no type', '', '{"firstName":"X"}', 415],
    [
      'an unknown operation',
      'application/json-patch+json',
      '[{"op":"set","path":"/firstName","value":"X"}]',
      422,
    ],
  ]
  for (const [title, type, body, status] of unread) {
    test(`is not patched by ${title}: ${status}`, async () => {
      const { url, username } = await signUp()
      const answer = await send('PATCH', url, { as: username, body, headers: { 'content-type': type } })
      assert.equal(answer.status, status, answer.text)
      assert.equal((await send('GET', url, { as: username })).body['firstName'], null)
    })
  }
})
