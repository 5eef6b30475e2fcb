import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startExample, type Example } from '../start-example.ts'

let example: Example
before(async () => {
  example = await startExample(`${import.meta.dirname}/main.ts`)
})
after(() => example.stop())

test("the application's own route answers as before", async () => {
  const { status, headers, body } = await example.send('GET', '/hello')
  assert.deepEqual([status, body], [200, { hello: 'world' }])
  assert.equal(headers.get('x-request-id'), null)
})

test('the resource stands under the prefix', async () => {
  const made = await example.send('POST', '/v1/notes', { body: { text: 'Under a prefix' } })
  assert.equal(made.status, 201)
  const path = String(made.headers.get('location'))
  assert.match(path, /^\/v1\/notes\//)
  assert.deepEqual((await example.send('GET', path)).body, made.body)
  const page = (await example.send('GET', '/v1/notes?limit=1')).body['page'] as { readonly first: string }
  assert.equal(page.first, '/v1/notes?limit=1')
})

test('unknown addresses below the prefix are problems', async () => {
  const below = await example.send('GET', '/v1/nothing')
  assert.deepEqual([below.status, below.body['code']], [404, 'ROUTE_NOT_FOUND'])
  const beside = await example.send('GET', '/nothing')
  assert.deepEqual([beside.status, beside.body['code']], [404, undefined])
})

test('the document knows the prefix', async () => {
  const { body } = await example.send('GET', '/v1/openapi.json')
  assert.deepEqual(body['servers'], [{ url: '/v1' }])
})
