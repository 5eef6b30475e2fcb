// Accounts: who sees and writes which, what makes an administrator, and what goes with an account.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openReferenceServer, type Sending } from './reference-server.ts'

const { send, signIn } = await openReferenceServer({ RATE_LIMITS: 'off' })
const password = 'correct horse battery'
const merge = { headers: { 'content-type': 'application/merge-patch+json' } }

const outcome = async (method: string, path: string, sending: Sending) => {
  const { status, body } = await send(method, path, sending)
  return body['code'] === undefined ? [status] : [status, body['code']]
}
const change = (url: string, as: string, body: object) => outcome('PATCH', url, { as, body, ...merge })

let made = 0
interface Account {
  readonly id: string
  readonly url: string
  readonly username: string
}

/** A new account that is signed in, by its name. */
async function join(more: object = {}): Promise<Account> {
  const username = `user${++made}`
  const account = { username, email: `${username}@example.com`, password, ...more }
  const { status, body, text } = await send('POST', '/api/v1/users', { body: account })
  assert.equal(status, 201, text)
  await signIn(account.username, password)
  return { id: body['id'], url: `/api/v1/users/${body['id']}`, username: account.username }
}

async function joinAsAdmin(): Promise<Account> {
  const account = await join()
  assert.equal((await send('POST', `${account.url}/promote`, { as: 'root' })).status, 200)
  return account
}

describe('who may do what with an account', () => {
  const table: [title: string, method: string, path: string, body: object | undefined, statuses: number[]][] =
    [
      ['reads it', 'GET', '', undefined, [200, 404, 200, 401]],
      ['renames it', 'PATCH', '', { firstName: 'Grace' }, [200, 404, 200, 401]],
      ['deletes it', 'DELETE', '', undefined, [204, 404, 204, 401]],
      ['deactivates it', 'PATCH', '', { isActive: false }, [403, 404, 200, 401]],
      ['makes it an admin', 'PATCH', '', { isAdmin: true }, [403, 404, 200, 401]],
      ['promotes it', 'POST', '/promote', undefined, [403, 404, 200, 401]],
      ['demotes it', 'POST', '/demote', undefined, [403, 404, 200, 401]],
    ]
  for (const [title, method, path, body, statuses] of table) {
    for (const [index, who] of ['its user', 'another', 'an admin', 'nobody'].entries()) {
      test(`${who} ${title}: ${statuses[index]}`, async () => {
        const { url, username } = await join()
        const as = [username, 'ada', 'root', undefined][index]
        const sending = { ...(as !== undefined && { as }), ...(body && { body, ...merge }) }
        const { status, text } = await send(method, `${url}${path}`, sending)
        assert.equal(status, statuses[index], text)
      })
    }
  }

  test('the list is for administrators', async () => {
    assert.deepEqual(await outcome('GET', '/api/v1/users', {}), [401, 'UNAUTHENTICATED'])
    assert.deepEqual(await outcome('GET', '/api/v1/users', { as: 'ada' }), [403, 'FORBIDDEN'])
    assert.deepEqual(await outcome('GET', '/api/v1/users', { as: 'root' }), [200])
  })

  test('nobody signs up as an administrator, or without being active', async () => {
    for (const more of [{ isAdmin: true }, { isActive: false }]) {
      const body = { username: 'mallory', email: 'mallory@example.com', password, ...more }
      assert.deepEqual(await outcome('POST', '/api/v1/users', { body }), [403, 'FORBIDDEN'])
    }
    const { url, username } = await join()
    const { body } = await send('GET', url, { as: username })
    assert.deepEqual([body['isActive'], body['isAdmin'], 'password' in body], [true, false, false])
  })

  test('nobody signs up where that is closed, but administrators make accounts', async () => {
    const closed = await openReferenceServer({ SIGN_UP: 'closed' })
    const body = { username: 'carol', email: 'carol@example.com', password }
    for (const [as, status] of [
      [undefined, 401],
      ['ada', 403],
      ['root', 201],
    ] as const) {
      const answer = await closed.send('POST', '/api/v1/users', { body, ...(as !== undefined && { as }) })
      assert.equal(answer.status, status, answer.text)
    }
  })
})

describe('an account', () => {
  const base = { username: 'valid-name', email: 'valid@example.com', password }
  const wrong: [title: string, more: object, pointer: string][] = [
    ['a short username', { username: 'ab' }, '/username'],
    ['a long username', { username: 'x'.repeat(81) }, '/username'],
    ['a username of other letters', { username: 'gräce' }, '/username'],
    ['a username with a space', { username: 'gr ace' }, '/username'],
    ['no address', { email: 'nobody' }, '/email'],
    ['a long address', { email: `${'x'.repeat(64)}@${'y'.repeat(200)}.example` }, '/email'],
    ['an empty name', { firstName: '' }, '/firstName'],
    ['a long first name', { firstName: 'x'.repeat(81) }, '/firstName'],
    ['a long middle name', { middleName: 'x'.repeat(81) }, '/middleName'],
    ['a long last name', { lastName: 'x'.repeat(81) }, '/lastName'],
    ['a short password', { password: '123456789' }, '/password'],
    ['a long password', { password: 'x'.repeat(1025) }, '/password'],
    ['no password', { password: undefined }, '/password'],
  ]
  for (const [title, more, pointer] of wrong) {
    test(`with ${title} is refused`, async () => {
      const { status, body } = await send('POST', '/api/v1/users', { body: { ...base, ...more } })
      const pointers = new Set(body['errors'].map((fault: { pointer: string }) => fault.pointer))
      assert.deepEqual([status, [...pointers]], [422, [pointer]])
    })
  }

  test('has a name and an address of its own, without regard to case', async () => {
    const { username } = await join()
    for (const body of [
      { ...base, username: username.toUpperCase() },
      { ...base, email: `${username}@EXAMPLE.com`.toUpperCase() },
    ])
      assert.deepEqual(await outcome('POST', '/api/v1/users', { body }), [409, 'UNIQUE_VIOLATION'])
  })

  test('is replaced without a password where nothing sensitive changes', async () => {
    const { url, username } = await join()
    const same = { username, email: `${username}@example.com` }
    const put = (body: object) => outcome('PUT', url, { as: username, body })
    assert.deepEqual(await put({ ...same, lastName: 'Hopper' }), [200])
    const sensitive = [{ email: 'other@example.com' }, { password: 'another long password' }]
    for (const more of sensitive) {
      assert.deepEqual(await put({ ...same, ...more }), [422, 'VALIDATION_FAILED'])
      assert.deepEqual(await put({ ...same, ...more, currentPassword: 'wrong' }), [403, 'FORBIDDEN'])
    }
    assert.deepEqual(await put({ ...same, ...sensitive[1], currentPassword: password }), [200])
  })

  test('is found by what is declared', async () => {
    const { id, username } = await join({ firstName: 'Augusta', middleName: 'Ada', lastName: 'Byron' })
    const queries = [
      `username=${username.toUpperCase()}`,
      `email=${username}@example.com`,
      `isActive=true&isAdmin=false&username=${username}`,
      `createdAt[gt]=2000-01-01T00:00:00Z&username=${username}`,
      'q=augusta',
      'q=byron',
    ]
    for (const query of queries) {
      const { body } = await send('GET', `/api/v1/users?${query}`, { as: 'root' })
      assert.deepEqual(
        body['data'].map((row: { id: string }) => row.id),
        [id],
        query,
      )
    }
  })
})

describe('an administrator', () => {
  test('is made and unmade, again and again alike', async () => {
    const { url } = await join()
    for (const [action, isAdmin] of [
      ['promote', true],
      ['promote', true],
      ['demote', false],
      ['demote', false],
    ] as const) {
      const { status, body } = await send('POST', `${url}/${action}`, { as: 'root' })
      assert.deepEqual([status, body['isAdmin']], [200, isAdmin])
    }
  })

  test('is one no more with the next request', async () => {
    const { url, username } = await joinAsAdmin()
    assert.deepEqual(await outcome('GET', '/api/v1/users', { as: username }), [200])
    await send('POST', `${url}/demote`, { as: 'root' })
    const [status] = await outcome('GET', '/api/v1/users', { as: username })
    assert.ok(status === 403 || status === 401, `${status}`)
  })

  test('who is the last active one stays so', async () => {
    const { send: ask } = await openReferenceServer()
    const me = '/api/v1/users/me'
    const codeOf = async (method: string, path: string, sending: Sending) =>
      (await ask(method, path, sending)).body['code']
    const attempts = () =>
      Promise.all([
        codeOf('POST', `${me}/demote`, { as: 'root' }),
        codeOf('PATCH', me, { as: 'root', body: { isAdmin: false }, ...merge }),
        codeOf('PATCH', me, { as: 'root', body: { isActive: false }, ...merge }),
        codeOf('DELETE', me, { as: 'root' }),
      ])
    const refused = Array.from({ length: 4 }, () => 'LAST_ADMIN')
    assert.deepEqual(await attempts(), refused)
    const body = { username: 'idle', email: 'idle@example.com', password, isAdmin: true, isActive: false }
    assert.equal((await ask('POST', '/api/v1/users', { as: 'root', body })).status, 201)
    // One who is not active counts for nothing.
    assert.deepEqual(await attempts(), refused)
  })
})

test('two administrators who demote each other at once leave one', async () => {
  const { send: ask, signIn: enter } = await openReferenceServer()
  const body = { username: 'second', email: 'second@example.com', password, isAdmin: true }
  const { body: second } = await ask('POST', '/api/v1/users', { as: 'root', body })
  const { body: first } = await ask('GET', '/api/v1/users/me', { as: 'root' })
  await enter('second', password)
  const answers = await Promise.all([
    ask('POST', `/api/v1/users/${second['id']}/demote`, { as: 'root' }),
    ask('POST', `/api/v1/users/${first['id']}/demote`, { as: 'second' }),
  ])
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
})

describe('an account that goes', () => {
  for (const [title, end] of [
    ['deactivated', (url: string) => change(url, 'root', { isActive: false })],
    ['deleted', (url: string) => outcome('DELETE', url, { as: 'root' })],
  ] as const) {
    test(`${title}, leaves dead tokens at once`, async () => {
      const { url, username } = await join()
      assert.deepEqual(await outcome('GET', '/auth/whoami', { as: username }), [200])
      await end(url)
      const [status] = await outcome('GET', '/auth/whoami', { as: username })
      assert.equal(status, 401)
      const credentials = { username, password }
      assert.equal((await send('POST', '/auth/login', { body: credentials })).status, 401)
    })
  }

  test('leaves dead tokens when it comes back', async () => {
    const { url, username } = await join()
    await change(url, 'root', { isActive: false })
    await change(url, 'root', { isActive: true })
    const [status] = await outcome('GET', '/auth/whoami', { as: username })
    assert.equal(status, 401)
    await signIn(username, password)
    assert.deepEqual(await outcome('GET', '/auth/whoami', { as: username }), [200])
  })

  test('takes its todos along, leaves its posts, and ends its memberships', async () => {
    const { id, url, username } = await join()
    const todo = await send('POST', '/api/v1/todos', { as: username, body: { task: 'Go' } })
    const post = await send('POST', '/api/v1/posts', {
      as: username,
      body: { title: 'Stays', url: 'https://example.com/' },
    })
    const team = await send('POST', '/api/v1/teams', { as: 'ada', body: { title: 'Stays too' } })
    const members = `/api/v1/teams/${team.body['id']}/members`
    assert.equal((await send('POST', members, { as: 'ada', body: { userId: id } })).status, 201)
    assert.deepEqual(await outcome('DELETE', url, { as: username }), [204])
    const seen = (path: string) => send('GET', path, { as: 'root' })
    assert.equal((await seen(`/api/v1/todos/${todo.body['id']}`)).status, 404)
    assert.equal((await seen(`/api/v1/posts/${post.body['id']}`)).body['authorId'], null)
    assert.deepEqual((await seen(`${members}?userId=${id}`)).body['data'], [])
  })
})
