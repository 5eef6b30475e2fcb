// The authorization server of the reference server, asked by an independent client over a socket.
import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import {
  allowInsecureRequests,
  clientCredentialsGrant,
  ClientSecretBasic,
  ClientSecretPost,
  discovery,
  genericGrantRequest,
  None,
  refreshTokenGrant,
  ResponseBodyError,
  type ClientAuth,
} from 'openid-client'
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

function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as AddressInfo
      probe.close(() => resolve(free))
    })
  })
}
