// Sessions of the demo accounts: exchanged, listed, and ended by everything that should end them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openReferenceServer, type Answer } from './reference-server.ts'

const { send } = await openReferenceServer({ RATE_LIMITS: 'off' })

interface Session {
  readonly access: string
  readonly refresh: string
}

async function begin(username: string, password = `${username}-password`): Promise<Session> {
  const { status, body, text } = await send('POST', '/auth/login', { body: { username, password } })
  assert.equal(status, 200, text)
  return { access: body['access_token'], refresh: body['refresh_token'] }
}

const ask = (
  { access }: Session,
  method: string,
  path: string,
  more: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> =>
  send(method, path, { ...more, headers: { authorization: `Bearer ${access}`, ...more.headers } })

const whoami = (session: Session) => ask(session, 'GET', '/auth/whoami')
const patch = (session: Session, path: string, body: object) =>
  ask(session, 'PATCH', path, { body, headers: { 'content-type': 'application/merge-patch+json' } })

/** Makes a user of its own for a test. */
async function signUp(username: string): Promise<{ id: string; url: string; session: Session }> {
  const body = { username, email: `${username}@example.com`, password: `${username}-password` }
  const { status, body: user, text } = await send('POST', '/api/v1/users', { body })
  assert.equal(status, 201, text)
  return { id: user['id'], url: `/api/v1/users/${user['id']}`, session: await begin(username) }
}

test('a day of a session: in, on, and out', async () => {
  const first = await begin('ada')
  assert.equal((await whoami(first)).body['fresh'], true)
  const { status, body } = await send('POST', '/auth/refresh', { body: { refresh_token: first.refresh } })
  assert.equal(status, 200)
  const next = { access: body['access_token'], refresh: body['refresh_token'] }
  const list = await ask(next, 'GET', '/auth/sessions')
  assert.equal(list.body['data'].filter(({ current }: { current: boolean }) => current).length, 1)
  const late = await send('POST', '/auth/refresh', { body: { refresh_token: first.refresh } })
  assert.equal(late.body['code'], 'REFRESH_TOKEN_EXCHANGED')
  assert.equal((await ask(next, 'POST', '/auth/logout')).status, 204)
  assert.equal((await ask(next, 'POST', '/auth/logout')).status, 401)
  assert.equal((await whoami(first)).status, 401, 'the access token before is one of the same session')
})

test('another password ends the other sessions', async () => {
  const { url, session: here } = await signUp('grace')
  const there = await begin('grace')
  const body = { password: 'correct horse battery', currentPassword: 'grace-password' }
  assert.equal((await patch(here, url, { ...body, currentPassword: 'wrong-password' })).status, 403)
  assert.equal((await whoami(there)).status, 200, 'what is refused ends nothing')
  assert.equal((await patch(here, url, body)).status, 200)
  assert.deepEqual([(await whoami(here)).status, (await whoami(there)).status], [200, 401])
  const refresh = await send('POST', '/auth/refresh', { body: { refresh_token: there.refresh } })
  assert.equal(refresh.body['code'], 'INVALID_REFRESH_TOKEN')
})

test('a role is lost with the next request of a live token', async () => {
  const root = await begin('root')
  const { url, session } = await signUp('alan')
  assert.equal((await ask(root, 'POST', `${url}/promote`)).status, 200)
  assert.equal((await ask(session, 'GET', '/api/v1/users')).status, 200)
  assert.equal((await ask(root, 'POST', `${url}/demote`)).status, 200)
  assert.equal((await ask(session, 'GET', '/api/v1/users')).status, 403)
})

test('tokens of a deactivated user die at once and stay dead; so do those of a deleted one', async () => {
  const root = await begin('root')
  const { url, session } = await signUp('edsger')
  assert.equal((await patch(root, url, { isActive: false })).status, 200)
  assert.equal((await whoami(session)).status, 401)
  assert.equal((await patch(root, url, { isActive: true })).status, 200)
  assert.equal((await whoami(session)).status, 401)
  const again = await begin('edsger')
  assert.equal((await ask(root, 'DELETE', url)).status, 204)
  assert.equal((await whoami(again)).status, 401)
})

test('a browser signs in with cookies, writes with the CSRF token, and signs out', async () => {
  const body = { username: 'bob', password: 'bob-password' }
  const { status, headers, body: given } = await send('POST', '/auth/login?cookies=true', { body })
  assert.equal(status, 200)
  const cookie = headers
    .getSetCookie()
    .map((text) => text.split(';', 1)[0]!)
    .join('; ')
  assert.match(cookie, /^access-token=[^;]+; refresh-token=[^;]+; csrf-token=[^;]+$/)
  const post = (path: string, more: Record<string, string>, todo?: object) =>
    send('POST', path, { headers: { cookie, ...more }, ...(todo && { body: todo }) })
  assert.equal((await post('/api/v1/todos', {}, { task: 'x' })).body['code'], 'INVALID_CSRF_TOKEN')
  const csrf = { 'x-csrf-token': String(given['csrf_token']) }
  assert.equal((await post('/api/v1/todos', csrf, { task: 'x' })).status, 201)
  assert.equal((await post('/auth/logout', csrf)).status, 204)
  assert.equal((await send('GET', '/api/v1/todos', { headers: { cookie } })).status, 401)
})
