// What went wrong in servers of this kind before, shown not to happen here: sign-in, tokens, accounts and what is kept of them.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { listen } from 'ninety'
import { createTestDatabase } from 'ninety/testing'
import { readConfiguration } from '../src/configuration.ts'
import { createReferenceApi } from '../src/reference-api.ts'
import { createSignUp, password } from './new-accounts.ts'
import { openReferenceServer, type Sending } from './reference-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'ninety-weaknesses-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const secret = 'not the secret of any other server'
const production = { NODE_ENV: 'production', SECRET: secret }
const server = await openReferenceServer({ RATE_LIMITS: 'off' })
const { send } = server
const signUp = createSignUp(server)

const login = (username: string, given = `${username}-password`) =>
  send('POST', '/auth/login', { body: { username, password: given } })
const bearer = (token: unknown) => ({ authorization: `Bearer ${String(token)}` })

describe('bad credentials', () => {
  test('are 401 in production too, whatever is wrong with them', async () => {
    const live = await openReferenceServer(production)
    const headers = ['Bearer', 'Bearer ', 'Bearer a.b.c', 'Bearer garbage', 'Basic YTpi', 'Token x', 'x']
    for (const authorization of [undefined, ...headers]) {
      const sent = authorization === undefined ? {} : { headers: { authorization } }
      const { status, body, headers: answered } = await live.send('GET', '/api/v1/todos', sent)
      assert.deepEqual([status, body['status']], [401, 401], authorization)
      assert.match(answered.get('www-authenticate') ?? '', /^Bearer realm="api"/)
    }
  })

  test('are answered alike for unknown users and wrong passwords', async () => {
    const answers = [await login('nobody'), await login('ada', 'wrong-password'), await login('ada', '')]
    const seen = answers.map(({ status, headers, body: { requestId: _, ...problem } }) => ({
      status,
      problem,
      headers: [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id'),
    }))
    assert.equal(seen[0]!.status, 401)
    for (const each of seen.slice(1)) assert.deepEqual(each, seen[0])
  })

  test('are never read in an address', async () => {
    const token = server.authorizationOf('ada').replace('Bearer ', '')
    for (const name of ['access_token', 'token', 'jwt', 'x-access-token', 'api_key'])
      assert.equal((await send('GET', `/api/v1/todos?${name}=${token}`)).status, 401)
    const asked = '/auth/login?username=ada&password=ada-password'
    assert.deepEqual([(await send('GET', asked)).status, (await send('POST', asked)).status], [405, 400])
  })
})

test('every refusal has one form, to browsers as well', async () => {
  const refusals: [method: string, path: string, sending: Sending, status: number][] = [
    ['GET', '/nothing', {}, 404],
    ['GET', '/api/v1/nothing', {}, 404],
    ['GET', '/api/v1/users/nobody', { as: 'root' }, 404],
    ['DELETE', '/api/v1/teams/01999999-0000-7000-8000-000000000000', { as: 'root' }, 404],
    ['GET', '/auth/login', {}, 405],
    ['POST', '/auth/login', { body: '{' }, 400],
    ['POST', '/auth/login', { body: {} }, 422],
    ['POST', '/auth/login', { body: 'x', headers: { 'content-type': 'text/plain' } }, 415],
    ['POST', '/auth/login', { body: { username: 'ada', password: 'wrong-password' } }, 401],
    ['POST', '/auth/refresh', { body: { refresh_token: 'x' } }, 401],
    ['GET', '/auth/whoami', {}, 401],
    ['GET', '/auth/whoami', { headers: bearer('x') }, 401],
    ['GET', '/api/v1/users', { as: 'ada' }, 403],
    ['POST', '/api/v1/users', { body: { username: 'ada', email: 'ada@example.com', password } }, 409],
    ['POST', '/api/v1/users', { body: [1] }, 422],
  ]
  for (const [method, path, sending, status] of refusals) {
    const headers = { accept: 'text/html, */*;q=0.8', ...sending.headers }
    const answer = await send(method, path, { ...sending, headers })
    const { type, title, status: said, code, requestId } = answer.body
    assert.deepEqual([answer.status, said], [status, status], `${method} ${path} ${answer.text}`)
    assert.equal(answer.headers.get('content-type'), 'application/problem+json')
    assert.ok(String(type).endsWith(`#${code}`) && title && requestId === answer.headers.get('x-request-id'))
  }
})

describe('what is kept', () => {
  test('has neither passwords nor tokens nor keys in clear', async () => {
    const kept = await openReferenceServer({ DATABASE_URL: join(folder, 'kept.db'), SECRET: secret })
    const given = await kept.send('POST', '/auth/login', {
      body: { username: 'ada', password: 'ada-password' },
    })
    const { access_token: access, refresh_token: refresh } = given.body
    const next = await kept.send('POST', '/auth/refresh', { body: { refresh_token: refresh } })
    const browser = await kept.send('POST', '/auth/login?cookies=true', {
      body: { username: 'bob', password: 'bob-password' },
    })
    const application = await kept.send('POST', '/auth/applications', {
      as: 'root',
      body: { name: 'Report', scopes: [] },
    })
    const secrets: readonly string[] = [
      'ada-password',
      'bob-password',
      'root-password',
      access,
      refresh,
      next.body['access_token'],
      next.body['refresh_token'],
      browser.body['csrf_token'],
      application.body['key'],
      secret,
      // Of a private key as JSON Web Key.
      '"d":',
    ]
    const files = readdirSync(folder).filter((name) => name.startsWith('kept.db'))
    const bytes = files.map((name) => readFileSync(join(folder, name), 'latin1')).join('')
    assert.ok(bytes.includes('$argon2id$v=19$m=') && bytes.includes('ada@example.com'))
    for (const text of secrets) {
      assert.ok(text.length > 3)
      assert.ok(!bytes.includes(text), text.slice(0, 12))
      // Parts of a token are as good as it is.
      const [, , signature] = text.split('.')
      if (signature !== undefined) assert.ok(!bytes.includes(signature))
    }
  })

  test('of a password is shown to nobody, in no form', async () => {
    const { url, username } = await signUp()
    const asked: [path: string, headers: Record<string, string>][] = [
      [url, {}],
      ['/api/v1/users', {}],
      ['/api/v1/users?expand=todos', {}],
      ...['application/hal+json', 'application/xml', 'text/csv'].map(
        (accept): [string, Record<string, string>] => ['/api/v1/users', { accept }],
      ),
    ]
    for (const as of ['root', username])
      for (const [path, headers] of asked) {
        const { text } = await send('GET', path, { as, headers })
        assert.ok(!text.includes('argon2') && !text.includes('"password"') && !text.includes('<password'))
      }
    for (const query of [
      'fields=password',
      'sort=password',
      'password[startsWith]=$argon2',
      'aggregate=min:password',
    ])
      assert.equal((await send('GET', `/api/v1/users?${query}`, { as: 'root' })).status, 400, query)
  })
})

describe('tokens', () => {
  test('say the same of a caller after a refresh, roles included', async () => {
    const { body } = await login('root')
    const next = await send('POST', '/auth/refresh', { body: { refresh_token: body['refresh_token'] } })
    const whoami = async (token: unknown) =>
      (await send('GET', '/auth/whoami', { headers: bearer(token) })).body
    const before = await whoami(body['access_token'])
    assert.deepEqual(await whoami(next.body['access_token']), before)
    assert.deepEqual(
      [before['username'], before['roles'], typeof before['id']],
      ['root', ['admin'], 'string'],
    )
  })

  test('end: none is given that lasts', async () => {
    const { body } = await login('ada')
    const claims = JSON.parse(
      Buffer.from(String(body['access_token']).split('.')[1]!, 'base64url').toString(),
    )
    assert.deepEqual([body['expires_in'], claims.exp - claims.iat], [900, 900])
    const { data } = (await send('GET', '/auth/sessions', { headers: bearer(body['access_token']) })).body
    for (const { expiresAt } of data) assert.ok(Date.parse(expiresAt) <= Date.now() + 30 * 24 * 3_600_000)
  })

  test('for refreshing make no items; fresh ones for access do', async () => {
    const { body } = await login('ada')
    const store = await send('POST', '/api/v1/stores', { as: 'ada', body: { name: 'Fresh' } })
    const item = { name: 'Teapot', price: '1.00', storeId: store.body['id'] }
    const make = async (token: unknown) =>
      (await send('POST', '/api/v1/items', { headers: bearer(token), body: item })).status
    assert.equal(await make(body['refresh_token']), 401)
    assert.equal(await make(body['access_token']), 201)
  })

  test('with one scope of two do what needs one, and nothing that needs the other', async () => {
    const given = await send('POST', '/auth/login', {
      body: { username: 'ada', password: 'ada-password', scope: ' stores:read  todos:read ' },
    })
    assert.equal(given.body['scope'], 'stores:read todos:read')
    const headers = bearer(given.body['access_token'])
    const ask = async (method: string, path: string, body?: object) =>
      send(method, path, { headers, ...(body !== undefined && { body }) })
    assert.equal((await ask('GET', '/api/v1/todos')).status, 200)
    for (const [method, path, scope] of [
      ['POST', '/api/v1/todos', 'todos:write'],
      ['GET', '/api/v1/posts', 'posts:read'],
      ['GET', '/api/v1/users/me', 'users:read'],
    ] as const) {
      const {
        status,
        body,
        headers: answered,
      } = await ask(method, path, method === 'POST' ? { task: 'x' } : undefined)
      assert.deepEqual([status, body['code']], [403, 'INSUFFICIENT_SCOPE'])
      assert.match(
        answered.get('www-authenticate')!,
        new RegExp(`error="insufficient_scope", scope="${scope}"`),
      )
    }
    const store = await send('POST', '/api/v1/stores', { as: 'ada', body: { name: 'Scoped' } })
    await send('POST', '/api/v1/items', {
      as: 'ada',
      body: { name: 'x', price: '1.00', storeId: store.body['id'] },
    })
    const expanded = await ask('GET', `/api/v1/stores/${store.body['id']}?expand=items`)
    assert.deepEqual(expanded.body['items'], [], 'rows of another resource are those of its scope')
  })
})

// Of OAuth the pages are for browsers, and its clients have credentials of their own.
test('where a key is demanded, no operation of the document goes without', async () => {
  const { url: DATABASE_URL } = await createTestDatabase()
  const guarded = await openReferenceServer({ DATABASE_URL })
  const key = await guarded.send('POST', '/auth/applications', {
    as: 'root',
    body: { name: 'x', scopes: [] },
  })
  assert.equal(key.status, 201)
  const environment = { DATABASE_URL, REQUIRE_APPLICATION_KEY: 'true' }
  const api = createReferenceApi(readConfiguration(environment))
  const open = await listen(api, { port: 0 })
  after(() => open.close())
  const guardedPaths = Object.entries(api.document().paths).filter(([path]) =>
    /^\/(?:api|auth(?!\/oauth2))\//.test(path),
  )
  const operations = guardedPaths.flatMap(([path, item]) =>
    Object.keys(item as object)
      .filter((name) => /^(x-query|get|put|post|patch|delete)$/.test(name))
      .map((method) => [method.replace('x-', '').toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x')] as const),
  )
  assert.ok(operations.length > 80)
  for (const [method, path] of operations) {
    const response = await fetch(new URL(path, open.url), {
      method,
      headers: { authorization: guarded.authorizationOf('root') },
    })
    const problem = (await response.json()) as { code: string }
    assert.deepEqual([response.status, problem.code], [401, 'APPLICATION_KEY_REQUIRED'], `${method} ${path}`)
  }
})
