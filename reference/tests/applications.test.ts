// Applications of the reference server: their keys, and a server that answers nobody without one.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { listen } from 'ninety'
import { createTestDatabase } from 'ninety/testing'
import { readConfiguration } from '../src/configuration.ts'
import { createReferenceApi } from '../src/reference-api.ts'
import { openReferenceServer } from './reference-server.ts'

const application = { name: 'Report', scopes: ['stores:read'] }

test('an administrator makes a key that reads what is its own to read, until it is withdrawn', async () => {
  const server = await openReferenceServer()
  assert.equal(
    (await server.send('POST', '/auth/applications', { as: 'ada', body: application })).status,
    403,
  )
  const { status, body } = await server.send('POST', '/auth/applications', { as: 'root', body: application })
  assert.equal(status, 201)
  const headers = { 'x-application-key': String(body['key']) }
  const whoami = await server.send('GET', '/auth/whoami', { headers })
  assert.deepEqual([whoami.body['client'], whoami.body['id']], [body['id'], null])
  assert.equal((await server.send('GET', '/api/v1/stores', { headers })).status, 200)
  assert.equal((await server.send('GET', '/api/v1/todos', { headers })).status, 403)
  assert.equal((await server.send('GET', '/api/v1/users', { headers })).status, 403)
  const gone = await server.send('DELETE', `/auth/applications/${body['id']}`, { as: 'root' })
  assert.equal(gone.status, 204)
  assert.equal((await server.send('GET', '/api/v1/stores', { headers })).status, 401)
})

test('a key owns nothing', async () => {
  const server = await openReferenceServer()
  const scopes = ['todos:read', 'todos:write']
  const { body } = await server.send('POST', '/auth/applications', {
    as: 'root',
    body: { name: 'x', scopes },
  })
  const headers = { 'x-application-key': String(body['key']) }
  assert.equal((await server.send('GET', '/api/v1/todos', { headers })).status, 403)
  const made = await server.send('POST', '/api/v1/todos', { headers, body: { task: 'x' } })
  assert.equal(made.status, 403)
})

test('REQUIRE_APPLICATION_KEY and ACCESS_TOKEN_HEADER', async () => {
  const { url: DATABASE_URL } = await createTestDatabase()
  const server = await openReferenceServer({ DATABASE_URL, ACCESS_TOKEN_HEADER: 'x-access-token' })
  const { body } = await server.send('POST', '/auth/applications', { as: 'root', body: application })
  const token = server.authorizationOf('ada').replace('Bearer ', '')
  const other = { 'x-access-token': token }
  assert.equal((await server.send('GET', '/api/v1/todos', { headers: other })).status, 200)
  const environment = { DATABASE_URL, REQUIRE_APPLICATION_KEY: 'true' }
  const guarded = await listen(createReferenceApi(readConfiguration(environment)), { port: 0 })
  after(() => guarded.close())
  const ask = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
    (await fetch(new URL(path, guarded.url), { headers })).status
  assert.equal(await ask('/api/v1/stores'), 401)
  assert.equal(await ask('/api/v1/stores', { 'x-application-key': String(body['key']) }), 200)
  assert.equal(await ask('/livez'), 200)
  assert.equal(await ask('/docs'), 200)
})
