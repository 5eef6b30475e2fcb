// /auth/clients: users make, change and remove clients of their own, administrators those of everybody.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openClientApi, service, uri } from './client-api.ts'

describe('a client', () => {
  test('is made with a secret that is shown once', async () => {
    const api = await openClientApi()
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
    const api = await openClientApi()
    const made = await api.make('ada', { public: true, redirectUris: ['com.example.app:/callback'] })
    assert.equal(made.clientSecret, undefined)
    const replaced = await api.as('ada', 'POST', `/auth/clients/${made.clientId}/secret`)
    assert.equal(replaced.status, 422)
  })

  test('is seen and touched by its owner alone', async () => {
    const api = await openClientApi()
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
    const api = await openClientApi()
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
    const api = await openClientApi()
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

describe('a client that acts as itself', () => {
  test('is made by administrators, and belongs to all of them', async () => {
    const api = await openClientApi()
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
    const api = await openClientApi()
    const made = await api.make('root', service)
    const token = await api.tokenOf(made)
    await api.as('root', 'PATCH', `/auth/clients/${made.clientId}`, { scopes: ['notes:read'] })
    assert.equal((await api.as(token, 'POST', '/notes', { text: 'x' })).status, 403)
    assert.equal((await api.as(token, 'GET', '/notes')).status, 200)
  })
})

describe('another secret', () => {
  test('takes the place of the one before', async () => {
    const api = await openClientApi()
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
    const api = await openClientApi()
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

describe('the operator', () => {
  test('names clients, but not as another', async () => {
    const api = await openClientApi()
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

test('the document tells tools how to sign in', async () => {
  const api = await openClientApi()
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
