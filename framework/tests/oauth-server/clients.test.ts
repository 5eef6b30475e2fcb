// /auth/clients: users make, change and remove clients of their own, administrators those of everybody.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { anyone, createApi, field, isService, listen, resource, signedIn } from '../../src/index.ts'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { oauthServer } from '../../src/oauth-server.ts'
import { sqlite } from '../../src/sqlite.ts'
import { createTestApi } from '../../src/testing.ts'

const users = resource('users', {
  fields: {
    username: field.text().unique(),
    isAdmin: field.boolean().default(false),
    password: field.secret(),
  },
  access: anyone(),
})
const notes = resource('notes', {
  fields: { text: field.text() },
  access: { list: signedIn(), read: signedIn(), create: isService() },
})
const folder = mkdtempSync(join(tmpdir(), 'ninety-clients-'))
after(() => rmSync(folder, { recursive: true }))
let files = 0

interface Made {
  readonly clientId: string
  readonly clientSecret: string
  readonly [name: string]: unknown
}

/** Opens an API, with its users unless another one on the file has made them. */
async function open(file = join(folder, `${++files}.db`), isFirst = true) {
  const store = sqlite(file)
  const api = await createTestApi({
    store,
    resources: [users, notes],
    publicUrl: 'https://api.example',
    // Tokens of the authorization server are of the present.
    clock: { now: () => Date.now() },
    identity: identity({
      users: {
        resource: users,
        login: ['username'],
        password: 'password',
        roles: ({ isAdmin }) => (isAdmin ? ['admin'] : []),
      },
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
      applicationKeys: true,
      authorizationServer: oauthServer(),
    }),
  })
  after(async () => {
    await api.close()
    await store.close()
  })
  const tokens = new Map<string, string>()
  const ids = new Map<string, string>()
  for (const username of ['root', 'ada', 'bob']) {
    const password = `${username}-password`
    if (isFirst) {
      const body = { username, password, isAdmin: username === 'root' }
      const made = await api.request<{ id: string }>('POST', '/users', { body })
      ids.set(username, made.body.id)
    }
    const body = { username, password }
    const { body: answer } = await api.request<{ access_token: string }>('POST', '/auth/login', { body })
    tokens.set(username, answer.access_token)
  }
  // oxlint-disable-next-line typescript/no-explicit-any
  const as = (username: string, method: string, url: string, body?: unknown): Promise<any> =>
    api.request(method, url, {
      headers: { authorization: `Bearer ${tokens.get(username) ?? username}` },
      ...(body !== undefined && { body }),
    })
  const make = async (username: string, values: Readonly<Record<string, unknown>> = {}): Promise<Made> => {
    const given = { name: 'Board', scopes: ['notes:read'], ...values }
    const { status, body } = await as(username, 'POST', '/auth/clients', given)
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  const token = (form: Readonly<Record<string, string>>) =>
    api.request<Record<string, string>>('POST', '/auth/oauth2/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    })
  const tokenOf = async ({ clientId, clientSecret }: Made): Promise<string> => {
    const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
    const { status, body } = await token(grant)
    assert.equal(status, 200, JSON.stringify(body))
    return body['access_token']!
  }
  const statusOf = async (text: string) => (await as(text, 'GET', '/auth/whoami')).status
  return { ...api, store, file, ids, as, make, token, tokenOf, statusOf }
}

const service = { service: true, scopes: ['notes:read', 'notes:write'] }
const uri = 'https://client.example/callback'

describe('a client', () => {
  test('is made with a secret that is shown once', async () => {
    const api = await open()
    const values = { name: 'Board', redirectUris: [uri], scopes: ['notes:read'], public: false }
    const made = await api.as('ada', 'POST', '/auth/clients', values)
    assert.equal(made.status, 201)
    const { clientId, clientSecret, createdAt, ...others } = made.body
    assert.match(clientSecret, /^[\w-]{43}$/)
    const flags = { firstParty: false, service: false }
    assert.deepEqual(others, { ...values, ...flags, ownerId: api.ids.get('ada') })
    assert.equal(made.headers['location'], `/auth/clients/${clientId}`)
    assert.equal(made.headers['cache-control'], 'no-store')
    const shown = await api.as('ada', 'GET', `/auth/clients/${clientId}`)
    assert.deepEqual(shown.body, { clientId, createdAt, ...others })
  })

  test('that is public gets no secret', async () => {
    const api = await open()
    const made = await api.make('ada', { public: true, redirectUris: ['com.example.app:/callback'] })
    assert.equal(made.clientSecret, undefined)
    const replaced = await api.as('ada', 'POST', `/auth/clients/${made.clientId}/secret`)
    assert.equal(replaced.status, 422)
  })

  test('is seen and touched by its owner alone', async () => {
    const api = await open()
    const { clientId } = await api.make('ada')
    const address = `/auth/clients/${clientId}`
    for (const [method, path, body] of [
      ['GET', address],
      ['PATCH', address, { name: 'Mine' }],
      ['POST', `${address}/secret`],
      ['DELETE', address],
    ] as const) {
      assert.equal((await api.as('bob', method, path, body)).status, 404, `${method} ${path}`)
    }
    assert.deepEqual((await api.as('bob', 'GET', '/auth/clients')).body.data, [])
    assert.equal((await api.as('ada', 'GET', '/auth/clients')).body.data.length, 1)
    assert.equal((await api.as('root', 'GET', '/auth/clients')).body.data.length, 1)
    assert.equal((await api.as('root', 'DELETE', address)).status, 204)
    assert.equal((await api.as('ada', 'GET', address)).status, 404)
  })

  test('is changed in name, addresses and scopes', async () => {
    const api = await open()
    const { clientId } = await api.make('ada')
    const address = `/auth/clients/${clientId}`
    const changed = await api.as('ada', 'PATCH', address, { name: 'Wall', redirectUris: [uri] })
    assert.equal(changed.status, 200)
    assert.deepEqual([changed.body.name, changed.body.redirectUris], ['Wall', [uri]])
    for (const body of [{}, { service: true }, { public: true }, { ownerId: null }, { name: null }, []])
      assert.equal((await api.as('ada', 'PATCH', address, body)).status, 422, JSON.stringify(body))
    const { body } = await api.as('ada', 'GET', address)
    assert.deepEqual(body, changed.body)
  })

  test('is listed page by page', async () => {
    const api = await open()
    await api.api.context.identity!.administration!().clients!.create({
      id: 'named',
      name: 'Named',
      scopes: [],
    })
    const made = [await api.make('ada'), await api.make('ada'), await api.make('root')]
    const names: string[] = []
    let next = '/auth/clients?limit=1'
    while (next !== null) {
      const { body } = await api.as('root', 'GET', next)
      names.push(body.data[0].clientId)
      next = body.page.next
    }
    assert.deepEqual(names, ['named', ...made.map(({ clientId }) => clientId).reverse()])
    assert.equal((await api.as('ada', 'GET', '/auth/clients?after=%00')).status, 400)
    assert.equal((await api.as('ada', 'GET', '/auth/clients?owner=1')).status, 400)
  })
})

describe('making a client is refused', () => {
  const refused: readonly (readonly [title: string, values: unknown, pointer: string])[] = [
    ['without a name', { name: undefined }, ''],
    ['with an empty name', { name: '' }, '/name'],
    ['with a name of blanks', { name: '  ' }, '/name'],
    ['with control characters', { name: 'a\u0007b' }, '/name'],
    ['with a name turned around', { name: 'a\u202eb' }, '/name'],
    ['with a long name', { name: 'x'.repeat(101) }, '/name'],
    ['with a scope the API lacks', { scopes: ['notes:read', 'x'] }, '/scopes/1'],
    ['with a scope twice', { scopes: ['notes:read', 'notes:read'] }, '/scopes'],
    ['with a flag that is text', { public: 'true' }, '/public'],
    ['as first party', { firstParty: true }, '/firstParty'],
    ['with an id of its own', { id: 'mine' }, '/id'],
    ['with a secret of its own', { secret: 'mine' }, '/secret'],
    [
      'with eleven addresses',
      { redirectUris: Array.from({ length: 11 }, (_, i) => `${uri}${i}`) },
      '/redirectUris',
    ],
    ['with mixed addresses', { redirectUris: ['https://localhost/cb', 'com.example:/cb'] }, '/redirectUris'],
    ...[
      'http://client.example/cb',
      'https://client.example/cb#part',
      'https://client.example/cb#',
      'https://user@client.example/cb',
      'https://user:pass@client.example/cb',
      'https://@client.example/cb',
      'https://*.client.example/cb',
      'https:client.example/cb',
      'https:///client.example',
      'https:\\\\client.example',
      '//client.example/cb',
      '/cb',
      'javascript:alert(1)',
      'JavaScript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'app:/cb',
      'https://client.example/ cb',
      'https://client.exämple/cb',
      `https://client.example/${'x'.repeat(2048)}`,
      'http://localhost.evil.example/cb',
      'http://127.0.0.1@evil.example/cb',
      '',
    ].map((each) => [`with ${each.slice(0, 40)}`, { redirectUris: [each] }, '/redirectUris/0'] as const),
  ]
  test('with a fault that names the place', async () => {
    const api = await open()
    for (const [title, values, pointer] of refused) {
      const body = { name: 'Board', scopes: ['notes:read'], ...(values as object) }
      const answer = await api.as('ada', 'POST', '/auth/clients', body)
      assert.equal(answer.status, 422, title)
      assert.ok(
        answer.body.errors.some((fault: { pointer: string }) => fault.pointer.startsWith(pointer)),
        `${title}: ${JSON.stringify(answer.body.errors)}`,
      )
    }
    assert.equal((await api.as('ada', 'POST', '/auth/clients', 'name=x')).status, 415)
    assert.equal((await api.as('ada', 'POST', '/auth/clients?x=1', {})).status, 400)
    assert.deepEqual((await api.as('root', 'GET', '/auth/clients')).body.data, [])
  })

  test('but not with addresses of apps and machines', async () => {
    const api = await open()
    const redirectUris = [
      'https://client.example/cb?a=b',
      'http://localhost:3000/cb',
      'http://127.0.0.1/cb',
      'http://[::1]:8080/cb',
      'com.example.app:/cb',
    ]
    assert.deepEqual((await api.make('ada', { redirectUris }))['redirectUris'], redirectUris)
    await api.make('ada', { redirectUris: ['https://localhost/cb', 'http://localhost/cb'] })
  })

  test('to services, applications and nobody', async () => {
    const api = await open()
    const token = await api.tokenOf(
      await api.make('root', { ...service, scopes: ['clients:read', 'clients:write'] }),
    )
    for (const method of ['GET', 'POST']) {
      const body = method === 'POST' ? { name: 'x', scopes: [] } : undefined
      assert.equal((await api.as(token, method, '/auth/clients', body)).status, 403)
      assert.equal((await api.request(method, '/auth/clients', { body })).status, 401)
    }
  })

  test('with scopes that the token lacks', async () => {
    const api = await open()
    const made = await api.make('ada', { scopes: ['notes:read', 'notes:write'] })
    const narrow = await api.request<{ access_token: string }>('POST', '/auth/login', {
      body: { username: 'ada', password: 'ada-password', scope: 'clients:write clients:read notes:read' },
    })
    const token = narrow.body.access_token
    const address = `/auth/clients/${made.clientId}`
    for (const [method, path, body] of [
      ['POST', '/auth/clients', { name: 'x', scopes: ['notes:write'] }],
      ['PATCH', address, { redirectUris: [uri] }],
      ['POST', `${address}/secret`],
    ] as const) {
      const answer = await api.as(token, method, path, body)
      assert.equal(answer.status, 403, path)
      assert.match(answer.headers['www-authenticate'], /scope="notes:write"/)
    }
    assert.equal((await api.as(token, 'PATCH', address, { scopes: ['notes:read'] })).status, 200)
  })
})

describe('a client that acts as itself', () => {
  test('is made by administrators, and belongs to all of them', async () => {
    const api = await open()
    const refusal = await api.as('ada', 'POST', '/auth/clients', { name: 'x', ...service })
    assert.equal(refusal.status, 403)
    const made = await api.make('root', service)
    assert.equal(made['ownerId'], null)
    const token = await api.tokenOf(made)
    assert.equal((await api.as(token, 'POST', '/notes', { text: 'x' })).status, 201)
    await api.as('root', 'PATCH', `/users/${api.ids.get('root')}`, { isAdmin: false })
    assert.equal((await api.as('root', 'GET', `/auth/clients/${made.clientId}`)).status, 404)
    const both = await api.as('ada', 'POST', '/auth/clients', { name: 'x', ...service, public: true })
    assert.equal(both.status, 422)
  })

  test('loses at once the scopes that are taken', async () => {
    const api = await open()
    const made = await api.make('root', service)
    const token = await api.tokenOf(made)
    await api.as('root', 'PATCH', `/auth/clients/${made.clientId}`, { scopes: ['notes:read'] })
    assert.equal((await api.as(token, 'POST', '/notes', { text: 'x' })).status, 403)
    assert.equal((await api.as(token, 'GET', '/notes')).status, 200)
  })
})

describe('another secret', () => {
  test('takes the place of the one before', async () => {
    const api = await open()
    const made = await api.make('root', service)
    const { status, body } = await api.as('root', 'POST', `/auth/clients/${made.clientId}/secret`)
    assert.equal(status, 200)
    assert.notEqual(body.clientSecret, made.clientSecret)
    const grant = { grant_type: 'client_credentials', client_id: made.clientId }
    const before = await api.token({ ...grant, client_secret: made.clientSecret })
    assert.deepEqual([before.status, before.body['error']], [401, 'invalid_client'])
    await api.tokenOf(body)
  })

  test('is one of several that are asked for at once', async () => {
    const api = await open()
    const made = await api.make('root', service)
    const address = `/auth/clients/${made.clientId}/secret`
    const answers = await Promise.all([1, 2, 3].map(() => api.as('root', 'POST', address)))
    const grant = { grant_type: 'client_credentials', client_id: made.clientId }
    const good = await Promise.all(
      answers.map(
        async ({ body }) => (await api.token({ ...grant, client_secret: body.clientSecret })).status,
      ),
    )
    assert.deepEqual(good.toSorted(), [200, 401, 401])
  })
})

describe('removing a client', () => {
  test('ends its tokens on every instance at once', async () => {
    const here = await open()
    const there = await open(here.file, false)
    const made = await here.make('root', service)
    const token = await here.tokenOf(made)
    const own = await firstPartyToken(here)
    assert.deepEqual([await there.statusOf(token), await there.statusOf(own.access)], [200, 200])
    await here.as('root', 'DELETE', `/auth/clients/${made.clientId}`)
    await here.as('root', 'DELETE', '/auth/clients/own')
    for (const api of [here, there]) {
      assert.deepEqual([await api.statusOf(token), await api.statusOf(own.access)], [401, 401])
      const again = { grant_type: 'refresh_token', refresh_token: own.refresh, client_id: 'own' }
      assert.equal((await api.token(again)).status, 401)
    }
    const sessions = await here.as('ada', 'GET', '/auth/sessions')
    assert.ok(sessions.body.data.every(({ client }: { client: string }) => client !== 'own'))
  })

  test('comes with the end of its owner', async () => {
    const api = await open()
    const { clientId } = await api.make('bob')
    const own = await firstPartyToken(api)
    const model = api.api.context.models.get('oauthClients')!
    await api.store.transaction(async (session) => {
      const found = await session.find(model, {
        id: 'own',
        where: { kind: 'constant', value: true },
        selection: { properties: [{ name: 'id' }], expansions: [], form: 'code' },
      })
      const values = { ownerId: api.ids.get('bob') }
      const at = new Date().toISOString()
      await session.update(
        model,
        { id: 'own', version: found!.version, values, at },
        {
          properties: [{ name: 'id' }],
          expansions: [],
          form: 'code',
        },
      )
    })
    await api.as('bob', 'DELETE', `/users/${api.ids.get('bob')}`)
    assert.equal((await api.as('root', 'GET', `/auth/clients/${clientId}`)).status, 404)
    assert.equal(await api.statusOf(own.access), 401)
  })
})

test('the document tells tools how to sign in', async () => {
  const api = await open()
  const schemeOf = async (query: string) => {
    const { body } = await api.request<{
      components: { securitySchemes: { oauth2: Record<string, Record<string, Record<string, unknown>>> } }
    }>('GET', `/openapi.json${query}`)
    return body.components.securitySchemes.oauth2
  }
  const { flows, ...others } = await schemeOf('')
  const { authorizationCode, clientCredentials } = flows!
  assert.equal(authorizationCode!['authorizationUrl'], 'https://api.example/auth/oauth2/authorize')
  assert.equal(clientCredentials!['tokenUrl'], 'https://api.example/auth/oauth2/token')
  assert.ok('notes:read' in (clientCredentials!['scopes'] as object))
  assert.ok('x-oauth2MetadataUrl' in others)
  const later = await schemeOf('?version=3.2')
  assert.equal(
    later['flows']!['deviceAuthorization']!['deviceAuthorizationUrl'],
    'https://api.example/auth/oauth2/device',
  )
  assert.ok(!JSON.stringify(later).includes('"x-'))
  const document = api.api.document() as unknown as {
    paths: Record<string, { get: { security: unknown[] } }>
  }
  const named = document.paths['/notes']!.get.security
  assert.ok(
    named.some((each) => JSON.stringify(each) === '{"oauth2":["notes:read"]}'),
    JSON.stringify(named),
  )
})

describe('the operator', () => {
  test('names clients, but not as another', async () => {
    const api = await open()
    const { clients } = api.api.context.identity!.administration!()
    const made = await clients!.create({
      id: 'console',
      name: 'Console',
      scopes: clients!.scopes,
      firstParty: true,
      public: true,
    })
    assert.deepEqual([made.clientId, made.clientSecret, made.scopes], ['console', undefined, clients!.scopes])
    await assert.rejects(clients!.create({ id: 'console', name: 'Again', scopes: [] }), { status: 409 })
    for (const id of ['first-party', 'authorization-server', 'a b', '', '-x', 'x'.repeat(101)])
      await assert.rejects(clients!.create({ id, name: 'x', scopes: [] }), { status: 422 }, id)
    await assert.rejects(clients!.create({ name: 'x', scopes: [], public: true, secret: 'y' }), {
      status: 422,
    })
    assert.equal(await clients!.change('nobody', { name: 'x' }), undefined)
    assert.deepEqual([await clients!.remove('console'), await clients!.remove('console')], [true, false])
  })
})

test('a client outlives a scope that the API has no more', async () => {
  const api = await open()
  const made = await api.make('root', service)
  await api.close()
  const store = sqlite(api.file)
  const later = createApi({
    store,
    resources: [users],
    publicUrl: 'https://api.example',
    identity: identity({
      users: { resource: users, login: ['username'], password: 'password' },
      authorizationServer: oauthServer(),
    }),
  })
  const server = await listen(later, { port: 0 })
  after(() => server.close())
  const found = await later.context.identity!.administration!().clients!.find(made.clientId)
  assert.deepEqual(found?.scopes, service.scopes)
  const { clientId, clientSecret } = made
  const response = await fetch(new URL('/auth/oauth2/token', server.url), {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  assert.equal(response.status, 200)
})

/** The tokens that ada has through a client of the operator. */
async function firstPartyToken(api: Awaited<ReturnType<typeof open>>) {
  const { clients } = api.api.context.identity!.administration!()
  await clients!.create({ id: 'own', name: 'Own', firstParty: true, public: true, scopes: ['notes:read'] })
  const { body } = await api.token({
    grant_type: 'password',
    client_id: 'own',
    username: 'ada',
    password: 'ada-password',
  })
  return { access: body['access_token']!, refresh: body['refresh_token']! }
}
