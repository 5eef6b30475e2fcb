import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startExample, type Example } from '../start-example.ts'

let example: Example
let ada: string
let bob: string
before(async () => {
  example = await startExample(`${import.meta.dirname}/main.ts`)
  ada = await example.signUp('ada')
  bob = await example.signUp('bob')
})
after(() => example.stop())

test('a todo is made, completed once, and hidden from others', async () => {
  const made = await example.send('POST', '/todos', { token: ada, body: { task: 'Water the plants' } })
  assert.equal(made.status, 201)
  assert.equal(made.body['state'], 'open')
  const path = String(made.headers.get('location'))
  const done = await example.send('POST', `${path}/complete`, { token: ada })
  assert.equal(done.body['state'], 'done')
  const again = await example.send('POST', `${path}/complete`, { token: ada })
  assert.deepEqual([again.status, again.body['code']], [409, 'TODO_ALREADY_DONE'])
  assert.equal((await example.send('GET', path, { token: bob })).status, 404)
})

test('a list has what its caller may see', async () => {
  const path = '/todos?state=done&sort=-dueAt&expand=owner'
  const ofAda = await example.send('GET', path, { token: ada })
  const ofBob = await example.send('GET', path, { token: bob })
  assert.equal((ofAda.body['data'] as unknown[]).length, 1)
  assert.deepEqual(ofBob.body['data'], [])
})
