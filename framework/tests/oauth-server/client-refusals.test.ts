// What no client may be, and whom nobody lets make one.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openClientApi, service, uri } from './client-api.ts'

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
    const api = await openClientApi()
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
    const api = await openClientApi()
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
    const api = await openClientApi()
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
    const api = await openClientApi()
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
