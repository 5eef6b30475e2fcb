// Who makes an account on the reference server: SIGN_UP=open|captcha|invitation|closed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openReferenceServer, type ReferenceServer } from './reference-server.ts'

const password = 'correct horse battery'

/** What a sign-up is answered with, and what GET /auth/sign-up says. */
async function openSignUp(environment: Readonly<Record<string, string>>) {
  const server = await openReferenceServer(environment)
  const { headers, body: policy } = await server.send('GET', '/auth/sign-up')
  assert.equal(headers.get('cache-control'), 'public, max-age=60')
  return { ...server, policy, join: createJoin(server) }
}

const createJoin =
  ({ send }: ReferenceServer) =>
  async (username: string, more: { as?: string; headers?: Readonly<Record<string, string>> } = {}) => {
    const body = { username, email: `${username}@example.com`, password }
    const answer = await send('POST', '/api/v1/users', { body, ...more })
    return answer.status === 201 ? '201' : `${answer.status} ${answer.body['code']}`
  }

test('open: anybody makes an account and signs in', async () => {
  const { policy, join, signIn } = await openSignUp({})
  assert.deepEqual(policy, { policy: 'open' })
  assert.equal(await join('grace'), '201')
  await signIn('grace', password)
})

test('captcha: whoever solves it makes an account', async () => {
  const { policy, join, send } = await openSignUp({ SIGN_UP: 'captcha', CAPTCHA_SECRET: '42' })
  assert.deepEqual(policy, { policy: 'captcha', captcha: { provider: 'local', siteKey: 'local' } })
  assert.equal(await join('grace'), '403 CAPTCHA_REQUIRED')
  assert.equal(await join('grace', { headers: { 'x-captcha-response': 'solved' } }), '403 CAPTCHA_FAILED')
  assert.equal(await join('grace', { headers: { 'x-captcha-response': '42' } }), '201')
  assert.equal(await join('alan', { as: 'ada' }), '403 CAPTCHA_REQUIRED')
  assert.equal(await join('alan', { as: 'root' }), '201')
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-captcha-response': '42' }
  const body = `username=mary&email=mary%40example.com&password=${encodeURIComponent(password)}`
  assert.equal((await send('POST', '/api/v1/users', { body, headers })).status, 201)
})

test('captcha: a provider is told to the page, its secret is not', async () => {
  const environment = { SIGN_UP: 'captcha', CAPTCHA_SITE_KEY: 'public', CAPTCHA_SECRET: 'hidden' }
  for (const provider of ['turnstile', 'hcaptcha', 'recaptcha']) {
    const { policy } = await openSignUp({ ...environment, CAPTCHA: provider })
    assert.deepEqual(policy, { policy: 'captcha', captcha: { provider, siteKey: 'public' } })
  }
})

test('invitation: whoever an administrator invited makes one account', async () => {
  const { policy, join, send } = await openSignUp({ SIGN_UP: 'invitation' })
  assert.deepEqual(policy, { policy: 'invitation' })
  const invite = { body: { email: 'grace@example.com' } }
  assert.equal((await send('POST', '/auth/invitations', { as: 'ada', ...invite })).status, 403)
  const { body, headers } = await send('POST', '/auth/invitations', { as: 'root', ...invite })
  const by = { headers: { 'x-invitation': String(body['code']) } }
  assert.equal((await send('GET', headers.get('location')!, { as: 'root' })).body['id'], body['id'])
  assert.equal(await join('grace'), '403 INVITATION_REQUIRED')
  assert.equal(await join('alan', by), '403 INVALID_INVITATION')
  assert.equal(await join('grace', by), '201')
  assert.equal(await join('grace', by), '403 INVALID_INVITATION')
})

test('closed: administrators alone make accounts', async () => {
  const { policy, join } = await openSignUp({ SIGN_UP: 'closed' })
  assert.deepEqual(policy, { policy: 'closed' })
  assert.equal(await join('grace'), '401 UNAUTHENTICATED')
  assert.equal(await join('grace', { as: 'ada' }), '403 FORBIDDEN')
  assert.equal(await join('grace', { as: 'root' }), '201')
})
