// What ends with a client, and what a client outlives.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createApi, listen } from '../../src/index.ts'
import { identity } from '../../src/identity.ts'
import { oauthServer } from '../../src/oauth-server.ts'
import { openTestDatabase } from '../../src/tooling/testing/test-store.ts'
import { openClientApi, service, signInFirstParty, users } from './client-api.ts'

describe('removing a client', () => {
  test('ends its tokens on every instance at once', async () => {
    const here = await openClientApi()
    const there = await openClientApi(here.database)
    const made = await here.make('root', service)
    const token = await here.tokenOf(made)
    const own = await signInFirstParty(here)
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
    const api = await openClientApi()
    const { clientId } = await api.make('bob')
    const own = await signInFirstParty(api)
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

test('a refresh token that nobody uses ends, and goes', async () => {
  const api = await openClientApi()
  const { refresh } = await signInFirstParty(api)
  const grant = { grant_type: 'refresh_token', client_id: 'own' }
  const month = 30 * 86_400_000
  const used = await api.token({ ...grant, refresh_token: refresh })
  assert.equal(used.status, 200)
  api.wait(month + 1000)
  const { status, body } = await api.token({ ...grant, refresh_token: used.body['refresh_token']! })
  assert.deepEqual([status, body['error']], [400, 'invalid_grant'])
  // One in some dozens of writes sweeps what is over.
  const credentials = { username: 'ada', password: 'ada-password', client_id: 'own' }
  for (let times = 0; times < 20; times += 1)
    assert.equal((await api.token({ grant_type: 'password', ...credentials })).status, 200)
  const model = api.api.context.models.get('oauthStates')!
  const { rows } = await api.store.list(model, {
    where: { kind: 'constant', value: true },
    sort: [{ property: 'id', descending: false }],
    start: { kind: 'first' },
    limit: 100,
    selection: { properties: [{ name: 'expiresAt' }], expansions: [], form: 'code' },
  })
  const now = Date.now() + month
  assert.ok(rows.length > 0)
  for (const { json } of rows)
    assert.ok(Date.parse((JSON.parse(json) as { expiresAt: string }).expiresAt) > now)
})

test('a client outlives a scope that the API has no more', async () => {
  const api = await openClientApi()
  const made = await api.make('root', service)
  await api.close()
  const store = openTestDatabase(api.database)
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
