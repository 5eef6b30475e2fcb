import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startExample, type Example } from '../start-example.ts'

let example: Example
before(async () => {
  example = await startExample(`${import.meta.dirname}/main.ts`)
})
after(() => example.stop())

const invite = (body: unknown) => example.send('POST', '/guests/invite', { body })

test('what Zod made of the input is what the action gets', async () => {
  const { status, body } = await invite({
    emails: ['ada@example.com', 'bob@example.com'],
    message: '  Come!  ',
  })
  assert.deepEqual([status, body], [200, { invited: 2 }])
  const { data } = (await example.send('GET', '/guests?fields=message')).body as { data: unknown }
  assert.deepEqual(data, [{ message: 'Come!' }, { message: 'Come!' }])
})

test('every fault that Zod finds has its place', async () => {
  const { status, body } = await invite({ emails: ['eve@example.com', 'nobody'], message: 3 })
  assert.equal(status, 422)
  const errors = body['errors'] as readonly { readonly pointer: string }[]
  assert.deepEqual(errors.map(({ pointer }) => pointer).sort(), ['/emails/1', '/message'])
})

test('one guest known already undoes the others', async () => {
  assert.equal((await invite({ emails: ['new@example.com', 'ada@example.com'] })).status, 409)
  const { data } = (await example.send('GET', '/guests')).body as { data: readonly unknown[] }
  assert.equal(data.length, 2)
})

test('the document says what Zod says', async () => {
  const { body } = await example.send('GET', '/openapi.json')
  const { schemas } = body['components'] as { readonly schemas: Record<string, object> }
  const { properties } = schemas['InviteGuestInput'] as { readonly properties: Record<string, object> }
  assert.deepEqual(properties['message'], { type: 'string', default: 'Join us.' })
})
