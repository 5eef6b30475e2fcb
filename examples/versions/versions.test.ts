import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startExample, type Example } from '../start-example.ts'

let example: Example
let id: string
let listId: string
before(async () => {
  example = await startExample(`${import.meta.dirname}/main.ts`)
  const list = await example.send('POST', '/api/v2/lists', { body: { name: 'Home' } })
  listId = String(list.body['id'])
  const made = await example.send('POST', '/api/v1/todos', { body: { task: 'Paint the fence', listId } })
  assert.equal(made.status, 201)
  id = String(made.body['id'])
})
after(() => example.stop())

describe('a todo made in the first version', () => {
  test('is read in the second one under its names', async () => {
    const { body } = await example.send('GET', `/api/v2/todos/${id}?expand=list`)
    const { title, priority, list } = body as { title: string; priority: number; list: { name: string } }
    assert.deepEqual([title, priority, list.name], ['Paint the fence', 2, 'Home'])
    assert.equal('isDone' in body, false)
  })

  test('shows there what was changed in the second one', async () => {
    const changed = await example.send('PATCH', `/api/v2/todos/${id}`, {
      body: { title: 'Mow', state: 'done' },
    })
    assert.equal(changed.status, 200)
    const { body, headers } = await example.send('GET', `/api/v1/todos/${id}`)
    assert.deepEqual([body['task'], body['isDone']], ['Mow', true])
    assert.equal(headers.get('etag'), changed.headers.get('etag'))
  })

  test('is answered with where it stands now', async () => {
    const { headers } = await example.send('GET', `/api/v1/todos/${id}`)
    assert.equal(headers.get('sunset'), 'Thu, 31 Jan 2036 00:00:00 GMT')
    assert.ok(headers.get('link')?.includes(`</api/v2/todos/${id}>; rel="successor-version"`))
    assert.equal((await example.send('GET', `/api/v2/todos/${id}`)).headers.get('sunset'), null)
  })
})

test('each version has its document, and the root names both', async () => {
  for (const [version, name] of [
    ['v1', 'v1'],
    ['v2', '2.1.0'],
  ]) {
    const { body } = await example.send('GET', `/api/${version}/openapi.json`)
    assert.equal((body['info'] as { version: string }).version, name)
  }
  const { body } = await example.send('GET', '/')
  assert.deepEqual([Object.keys(body['versions'] as object), body['current']], [['v1', 'v2'], 'v2'])
})
