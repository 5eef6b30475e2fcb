// The authorization server of the reference server, asked by an independent client over a socket.
import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  clientCredentialsGrant,
  ClientSecretBasic,
  ClientSecretPost,
  discovery,
  genericGrantRequest,
  None,
  randomPKCECodeVerifier,
  refreshTokenGrant,
  ResponseBodyError,
  type ClientAuth,
} from 'openid-client'
import { createTestDatabase } from 'ninety/testing'
import { openReferenceServer } from './reference-server.ts'

const port = await findPort()
const server = await openReferenceServer({ PORT: String(port) })
const secret = 'demo-secret'

const discover = (id: string, authentication: ClientAuth) =>
  discovery(new URL(server.url), id, undefined, authentication, { execute: [allowInsecureRequests] })
const service = await discover('demo-service', ClientSecretBasic(secret))
const documentation = await discover('documentation', None())

const isRefusal = (code: string) => (error: unknown) =>
  error instanceof ResponseBodyError && error.error === code
const send = (method: string, path: string, token: string, body?: unknown) =>
  server.send(method, path, { headers: { authorization: `Bearer ${token}` }, body })
const signIn = (username: string, scope?: string) =>
  genericGrantRequest(documentation, 'password', {
    username,
    password: `${username}-password`,
    ...(scope !== undefined && { scope }),
  })
const refusalOf = async (response: Response) =>
  (await response.json()) as { readonly error: string; readonly error_description: string }
const ask = (form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
  fetch(new URL('/auth/oauth2/token', server.url), {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  })

describe('demo-service', () => {
  test('sees what rules allow to services, and owns nothing', async () => {
    const { access_token: token, scope } = await clientCredentialsGrant(service, {})
    assert.equal(scope, 'stores:read posts:read todos:read')
    const { body } = await send('GET', '/auth/whoami', token)
    assert.deepEqual([body['id'], body['roles'], body['client']], [null, [], 'demo-service'])
    const statuses = async (...paths: string[]) =>
      Promise.all(paths.map(async (path) => (await send('GET', `/api/v1/${path}`, token)).status))
    assert.deepEqual(
      await statuses('stores', 'posts', 'todos', 'users', 'users/me'),
      [200, 200, 403, 403, 403],
    )
    assert.equal((await send('POST', '/api/v1/todos', token, { task: 'x' })).status, 403)
  })

  test('is good for the scopes it asks for alone', async () => {
    const { access_token: token } = await clientCredentialsGrant(service, { scope: 'stores:read' })
    assert.equal((await send('GET', '/api/v1/stores', token)).status, 200)
    const refused = await send('GET', '/api/v1/posts', token)
    assert.equal(refused.status, 403)
    assert.match(refused.headers.get('www-authenticate') ?? '', /error="insufficient_scope"/)
    await assert.rejects(clientCredentialsGrant(service, { scope: 'users:read' }), isRefusal('invalid_scope'))
  })

  test('may send its secret in the body', async () => {
    const config = await discover('demo-service', ClientSecretPost(secret))
    assert.ok((await clientCredentialsGrant(config, {})).access_token)
  })
})

describe('documentation', () => {
  test('signs users in by password, with all that they may do', async () => {
    const { access_token: token } = await signIn('root')
    const { body } = await send('GET', '/auth/whoami', token)
    assert.deepEqual([body['username'], body['roles']], ['root', ['admin']])
    assert.equal((await send('GET', '/api/v1/users', token)).status, 200)
  })

  test('is refused with a secret, as it has none', async () => {
    const config = await discover('documentation', ClientSecretPost('wrong'))
    const wrong = genericGrantRequest(config, 'password', { username: 'ada', password: 'ada-password' })
    await assert.rejects(wrong, isRefusal('invalid_client'))
  })

  test('gets a refresh token that is good once', async () => {
    const first = await signIn('bob', 'todos:read')
    const second = await refreshTokenGrant(documentation, first.refresh_token!)
    assert.equal((await send('GET', '/api/v1/todos', second.access_token)).status, 200)
    assert.equal((await send('POST', '/api/v1/todos', second.access_token, { task: 'x' })).status, 403)
    await assert.rejects(refreshTokenGrant(documentation, first.refresh_token!), isRefusal('invalid_grant'))
  })
})

describe('the token endpoint', () => {
  const credentials = { client_id: 'demo-service', client_secret: secret }
  const grant = { grant_type: 'client_credentials' }

  test('reads no secret from the query', async () => {
    const query = new URLSearchParams({ ...credentials, ...grant })
    const url = new URL(`/auth/oauth2/token?${query}`, server.url)
    const inQuery = await fetch(url, { method: 'POST', body: new URLSearchParams(grant) })
    assert.deepEqual([inQuery.status, (await refusalOf(inQuery)).error], [400, 'invalid_request'])
    assert.ok((await fetch(url)).status >= 400)
  })

  test('refuses JSON in words', async () => {
    const response = await fetch(new URL('/auth/oauth2/token', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...credentials, ...grant }),
    })
    assert.equal(response.status, 400)
    const { error, error_description: description } = await refusalOf(response)
    assert.equal(error, 'invalid_request')
    assert.match(description, /application\/x-www-form-urlencoded/)
  })

  test('answers a wrong secret with 401 and, to Basic, a challenge', async () => {
    const basic = `Basic ${Buffer.from('demo-service:wrong').toString('base64')}`
    const byHeader = await ask(grant, { authorization: basic })
    assert.equal(byHeader.status, 401)
    assert.match(byHeader.headers.get('www-authenticate') ?? '', /^Basic /)
    const byBody = await ask({ ...credentials, ...grant, client_secret: 'wrong' })
    assert.deepEqual([byBody.status, (await refusalOf(byBody)).error], [401, 'invalid_client'])
    const both = await ask({ ...credentials, ...grant }, { authorization: basic })
    assert.deepEqual([both.status, (await refusalOf(both)).error], [400, 'invalid_request'])
  })
})

describe('a client of a user', () => {
  test('lets others in by code with PKCE', async () => {
    const redirectUri = 'https://board.example/callback'
    const body = { name: 'Board', redirectUris: [redirectUri], scopes: ['todos:read'] }
    const made = await server.send('POST', '/auth/clients', { as: 'bob', body })
    assert.equal(made.status, 201)
    const config = await discover(made.body['clientId'], ClientSecretBasic(made.body['clientSecret']))
    const verifier = randomPKCECodeVerifier()
    const asked = buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'todos:read',
      state: 'a state',
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const browser = createBrowser()
    const signedIn = await browser.follow(asked)
    const consent = await browser.follow(signedIn, { username: 'ada', password: 'ada-password' })
    const back = await browser.follow(consent, { decision: 'allow' })
    const checks = { pkceCodeVerifier: verifier, expectedState: 'a state' }
    const { access_token: token } = await authorizationCodeGrant(config, back, checks)
    const { body: who } = await send('GET', '/auth/whoami', token)
    assert.deepEqual([who['username'], who['scopes']], ['ada', ['todos:read']])
    assert.equal((await send('GET', '/api/v1/todos', token)).body['data'].length, 3)
    assert.equal((await send('GET', '/api/v1/posts', token)).status, 403)
    await server.send('DELETE', `/auth/clients/${made.body['clientId']}`, { as: 'bob' })
    assert.equal((await send('GET', '/auth/whoami', token)).status, 401)
  })

  test('gets no scope that nobody has, and is no service', async () => {
    const make = (values: object) =>
      server.send('POST', '/auth/clients', { as: 'bob', body: { name: 'x', scopes: [], ...values } })
    assert.equal((await make({ scopes: ['todos:all'] })).status, 422)
    assert.equal((await make({ service: true })).status, 403)
    assert.equal((await make({ firstParty: true })).status, 422)
  })
})

describe('tokens of a client end at once with', () => {
  const patch = (id: string, body: unknown, headers: Readonly<Record<string, string>>) =>
    server.send('PATCH', `/api/v1/users/${id}`, {
      body,
      headers: { ...headers, 'content-type': 'application/merge-patch+json' },
    })
  const asRoot = () => ({ authorization: server.authorizationOf('root') })
  /** A new user, and the tokens they have through the client. */
  const signUp = async (username: string) => {
    const account = { username, email: `${username}@example.com`, password: `${username}-password` }
    const { body } = await server.send('POST', '/api/v1/users', { body: account })
    const tokens = await signIn(username)
    assert.equal((await send('GET', '/auth/whoami', tokens.access_token)).status, 200)
    return { id: String(body['id']), token: tokens.access_token, refresh: tokens.refresh_token! }
  }
  const isGone = async ({ token, refresh }: Awaited<ReturnType<typeof signUp>>) => {
    assert.equal((await send('GET', '/auth/whoami', token)).status, 401)
    await assert.rejects(refreshTokenGrant(documentation, refresh), isRefusal('invalid_grant'))
  }

  test('deactivation', async () => {
    const user = await signUp('carol')
    assert.equal((await patch(user.id, { isActive: false }, asRoot())).status, 200)
    await isGone(user)
  })

  test('deletion', async () => {
    const user = await signUp('dave')
    assert.equal((await server.send('DELETE', `/api/v1/users/${user.id}`, { as: 'root' })).status, 204)
    await isGone(user)
  })

  test('another password', async () => {
    const user = await signUp('erin')
    const { access_token: other } = await signIn('erin')
    const change = { password: 'another-password', currentPassword: 'erin-password' }
    assert.equal((await patch(user.id, change, { authorization: `Bearer ${other}` })).status, 200)
    await isGone(user)
  })

  test('the sign-out everywhere', async () => {
    const user = await signUp('frank')
    const { access_token: other } = await signIn('frank')
    const { body } = await send('GET', '/auth/sessions', other)
    assert.deepEqual(
      body['data'].map(({ client }: { client: string }) => client),
      ['documentation', 'documentation'],
    )
    assert.equal((await send('POST', '/auth/logout?everywhere=true', other)).status, 204)
    await isGone(user)
  })

  test('a role, of what it allowed', async () => {
    const user = await signUp('grace')
    await server.send('POST', `/api/v1/users/${user.id}/promote`, { as: 'root' })
    assert.equal((await send('GET', '/api/v1/users', user.token)).status, 200)
    await server.send('POST', `/api/v1/users/${user.id}/demote`, { as: 'root' })
    assert.equal((await send('GET', '/api/v1/users', user.token)).status, 403)
  })
})

test('secrets of clients are kept as digests alone', async () => {
  const { store, models } = server.api.context
  const model = models.get('oauthClients')!
  const { rows } = await store.list(model, {
    where: { kind: 'constant', value: true },
    sort: [{ property: 'id', descending: false }],
    start: { kind: 'first' },
    limit: 100,
    selection: { properties: [{ name: 'secret' }], expansions: [], form: 'code' },
  })
  const kept = rows.map(({ json }) => (JSON.parse(json) as { readonly secret: string | null }).secret)
  assert.ok(kept.length >= 2)
  for (const each of kept) assert.match(each ?? '-'.repeat(43), /^[\w-]{43}$/)
  assert.ok(!kept.includes(secret))
})

describe('the demo clients', () => {
  test('follow the address and the modules, and keep all else', async () => {
    const environment = { DATABASE_URL: (await createTestDatabase()).url }
    const first = await openReferenceServer(environment)
    const before = await first.send('GET', '/auth/clients/documentation', { as: 'root' })
    assert.deepEqual(before.body['redirectUris'], [
      'http://127.0.0.1:3000/docs',
      'http://127.0.0.1:3000/docs/oauth2-redirect.html',
    ])
    const rotated = await first.send('POST', '/auth/clients/demo-service/secret', { as: 'root' })
    assert.equal(rotated.status, 200)
    const later = { ...environment, PUBLIC_URL: 'https://site.example', MODULES: 'todos' }
    const second = await openReferenceServer(later)
    const now = await second.send('GET', '/auth/clients/documentation', { as: 'root' })
    assert.equal(now.body['redirectUris'][0], 'https://site.example/docs')
    assert.equal(now.body['createdAt'], before.body['createdAt'])
    const { body } = await second.send('GET', '/auth/clients/demo-service', { as: 'root' })
    assert.deepEqual(body['scopes'], ['todos:read'])
    const basic = `Basic ${Buffer.from(`demo-service:${rotated.body['clientSecret']}`).toString('base64')}`
    const token = await fetch(new URL('/auth/oauth2/token', second.url), {
      method: 'POST',
      headers: { authorization: basic },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    assert.equal(token.status, 200)
  })

  test('are not there without an address or with HS256', async () => {
    const secretOfServer = 'x'.repeat(32)
    for (const more of [{ PORT: '0' }, { TOKEN_ALGORITHM: 'HS256', SECRET: secretOfServer }]) {
      const other = await openReferenceServer(more as Record<string, string>)
      assert.equal((await other.send('POST', '/auth/oauth2/token')).status, 404)
      assert.equal((await other.send('GET', '/auth/clients', { as: 'root' })).status, 404)
      assert.equal((await other.send('GET', '/auth/whoami', { as: 'ada' })).status, 200)
    }
  })
})

/** A browser without scripts, which keeps cookies and follows the server's own redirects. */
function createBrowser() {
  const jar = new Map<string, string>()
  const go = async (address: URL, form?: Readonly<Record<string, string>>): Promise<Response> => {
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
    const response = await fetch(address, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', cookie },
      ...(form !== undefined && { body: new URLSearchParams(form) }),
    })
    for (const each of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(each)!
      if (value === '') jar.delete(name!)
      else jar.set(name!, value!)
    }
    return response
  }
  /** The last address it is sent to. */
  const follow = async (to: URL, form?: Readonly<Record<string, string>>): Promise<URL> => {
    let address = to
    let response = await go(address, form)
    while (response.status === 303) {
      address = new URL(response.headers.get('location')!, address)
      if (address.origin !== new URL(server.url).origin) return address
      response = await go(address)
    }
    return address
  }
  return { follow }
}

function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as AddressInfo
      probe.close(() => resolve(free))
    })
  })
}
