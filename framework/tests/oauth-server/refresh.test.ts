// What may not be done with a refresh token, and what ends it (RFC 6749 section 6, RFC 9700 section 4.14).
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { basic, openOAuthApi, password, type Posted } from './oauth-api.ts'

const { send, post, createClient, clients, warnings } = await openOAuthApi()
const names = ['own', 'other', 'gone', 'narrowed']
for (const id of names) await createClient(id, { firstParty: true })
await createClient('public', { firstParty: true, public: true })

const token = '/auth/oauth2/token'

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

async function signIn(client = 'own', username = 'ada', scope = 'todos:read todos:write'): Promise<Tokens> {
  const form = { grant_type: 'password', username, password, scope }
  const { status, body } = await post(token, form, basic(client))
  assert.equal(status, 200, JSON.stringify(body))
  return body as Tokens
}

const refresh = (
  refresh_token: string,
  client = 'own',
  more: Readonly<Record<string, string>> = {},
): Promise<Posted> => post(token, { grant_type: 'refresh_token', refresh_token, ...more }, basic(client))

const refused = ({ status, body }: Posted, error = 'invalid_grant') =>
  assert.deepEqual([status, body['error']], [400, error])

const statusOf = async ({ access_token: shown }: { readonly access_token: string }) =>
  (await send('GET', '/todos', { token: shown })).status

/** A user of their own, whom a test may change. */
async function signUp(username: string) {
  const made = await send('POST', '/users', { body: { username, password } })
  const { id } = (await made.json()) as { readonly id: string }
  const tokens = await signIn('own', username, '')
  const login = await send('POST', '/auth/login', { body: { username, password } })
  const { access_token: own } = (await login.json()) as { readonly access_token: string }
  return { id, tokens, own }
}

describe('a refresh token', () => {
  test('is good for its own client alone', async () => {
    const tokens = await signIn()
    refused(await refresh(tokens.refresh_token, 'other'))
    refused(
      await post(token, {
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token,
        client_id: 'public',
      }),
    )
    assert.equal((await refresh(tokens.refresh_token)).status, 200)
  })

  test('brings no more scopes than it has', async () => {
    const tokens = await signIn('own', 'ada', 'todos:read')
    refused(await refresh(tokens.refresh_token, 'own', { scope: 'todos:read todos:write' }), 'invalid_scope')
    assert.equal((await refresh(tokens.refresh_token)).body['scope'], 'todos:read')
  })

  test('brings fewer scopes where fewer are asked for, and all of them later', async () => {
    const tokens = await signIn()
    const fewer = await refresh(tokens.refresh_token, 'own', { scope: 'todos:read' })
    assert.equal(fewer.body['scope'], 'todos:read')
    const all = await refresh(fewer.body['refresh_token'])
    assert.equal(all.body['scope'], 'todos:read todos:write')
  })

  test('is for no other resource', async () => {
    const { refresh_token: shown } = await signIn()
    refused(await refresh(shown, 'own', { resource: 'https://evil.example' }), 'invalid_target')
  })

  test('is exchanged by one of many at a time, and its grant lives', async () => {
    const tokens = await signIn()
    const answers = await Promise.all([1, 2, 3, 4].map(() => refresh(tokens.refresh_token)))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400, 400, 400])
    const won = answers.find(({ status }) => status === 200)!
    assert.equal(await statusOf(won.body as Tokens), 200)
    assert.equal((await refresh(won.body['refresh_token'])).status, 200)
  })

  test('that comes a moment later is refused, and its grant lives', async () => {
    const tokens = await signIn()
    const { body } = await refresh(tokens.refresh_token)
    refused(await refresh(tokens.refresh_token))
    assert.equal(await statusOf(body as Tokens), 200)
    assert.equal((await refresh(body['refresh_token'])).status, 200)
  })

  test('that comes again ends its grant', async (t) => {
    const tokens = await signIn()
    const { body } = await refresh(tokens.refresh_token)
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 11_000 })
    refused(await refresh(tokens.refresh_token))
    assert.equal(await statusOf(body as Tokens), 401)
    refused(await refresh(body['refresh_token']))
  })

  test('that comes again from another client ends nothing', async (t) => {
    const tokens = await signIn()
    const { body } = await refresh(tokens.refresh_token)
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 11_000 })
    refused(await refresh(tokens.refresh_token, 'other'))
    assert.equal(await statusOf(body as Tokens), 200)
  })

  test('ends after thirty days without use', async (t) => {
    const tokens = await signIn()
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 31 * 86_400_000 })
    refused(await refresh(tokens.refresh_token))
  })

  test('lasts on while it is used', async (t) => {
    let { refresh_token: shown } = await signIn()
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() })
    for (let month = 1; month <= 3; month++) {
      t.mock.timers.setTime(Date.now() + 29 * 86_400_000)
      const { status, body } = await refresh(shown)
      assert.equal(status, 200)
      shown = body['refresh_token']
    }
  })

  test('makes nobody fresh', async (t) => {
    const tokens = await signIn()
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 3_600_000 })
    const { body } = await refresh(tokens.refresh_token)
    const whoami = await send('GET', '/auth/whoami', { token: body['access_token'] })
    assert.equal(((await whoami.json()) as { readonly fresh: boolean }).fresh, false)
  })

  for (const shown of ['x', '', 'a.b.c', 'x'.repeat(3000), '\u0000']) {
    test(`that is ${JSON.stringify(shown.slice(0, 9))} is refused`, async () => {
      const { status } = await refresh(shown)
      assert.equal(status, 400)
    })
  }

  test('of a first-party sign-in is none here', async () => {
    const login = await send('POST', '/auth/login', { body: { username: 'ada', password } })
    const { refresh_token: shown } = (await login.json()) as Tokens
    refused(await refresh(shown))
  })

  test('is none at the first-party address', async () => {
    const { refresh_token: shown, ...rest } = await signIn()
    const answer = await send('POST', '/auth/refresh', { body: { refresh_token: shown } })
    assert.equal(answer.status, 401)
    assert.equal(await statusOf(rest), 200)
  })
})

describe('a grant ends with', () => {
  const both = async (tokens: Tokens, client = 'own') => {
    assert.equal(await statusOf(tokens), 401)
    const { status } = await refresh(tokens.refresh_token, client)
    assert.ok(status === 400 || status === 401)
  }

  test('the deactivation of its user', async () => {
    const { id, tokens, own } = await signUp('eve')
    const patch = await send('PATCH', `/users/${id}`, { token: own, body: { isActive: false } })
    assert.equal(patch.status, 200)
    await both(tokens)
  })

  test('another password of its user', async () => {
    const { id, tokens, own } = await signUp('fay')
    const body = { password: 'another battery staple' }
    assert.equal((await send('PATCH', `/users/${id}`, { token: own, body })).status, 200)
    await both(tokens)
    assert.equal((await send('GET', '/todos', { token: own })).status, 200)
  })

  test('its user', async () => {
    const { id, tokens, own } = await signUp('gil')
    assert.equal((await send('DELETE', `/users/${id}`, { token: own })).status, 204)
    await both(tokens)
  })

  test('its session in the list of the user', async () => {
    const { tokens, own } = await signUp('hal')
    const listed = await send('GET', '/auth/sessions', { token: own })
    const { data } = (await listed.json()) as {
      readonly data: readonly { readonly id: string; readonly client: string }[]
    }
    const { id } = data.find(({ client }) => client === 'own')!
    assert.equal((await send('DELETE', `/auth/sessions/${id}`, { token: own })).status, 204)
    await both(tokens)
    assert.equal(await statusOf({ access_token: own }), 200)
  })

  test('a logout everywhere', async () => {
    const { tokens, own } = await signUp('ida')
    assert.equal((await send('POST', '/auth/logout?everywhere=true', { token: own })).status, 204)
    await both(tokens)
  })

  test('its client', async () => {
    const tokens = await signIn('gone')
    const service = await signIn('own')
    await clients.remove('gone')
    await both(tokens, 'gone')
    assert.equal(await statusOf(service), 200)
  })

  test('its refresh token when that is revoked', async () => {
    const tokens = await signIn()
    assert.equal(
      (await post('/auth/oauth2/revoke', { token: tokens.refresh_token }, basic('own'))).status,
      200,
    )
    await both(tokens)
  })

  test('nothing that another client revokes', async () => {
    const tokens = await signIn()
    await post('/auth/oauth2/revoke', { token: tokens.refresh_token }, basic('other'))
    await post('/auth/oauth2/revoke', { token: tokens.access_token }, basic('other'))
    assert.equal(await statusOf(tokens), 200)
    assert.equal((await refresh(tokens.refresh_token)).status, 200)
  })
})

test('nothing of it is a fault of the server', () => assert.deepEqual(warnings, []))
