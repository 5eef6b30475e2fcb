import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startExample, type Example, type Sending } from '../start-example.ts'

let example: Example
const tokens: Record<string, string> = {}
let path: string
before(async () => {
  example = await startExample(`${import.meta.dirname}/main.ts`)
  for (const name of ['ada', 'bob', 'eve']) tokens[name] = await example.signUp(name)
  const made = await as('ada', 'POST', '/articles', { title: 'Rules', body: 'One\nlanguage' })
  path = String(made.headers.get('location'))
})
after(() => example.stop())

const as = (name: string, method: string, at: string, body?: unknown) => {
  const token = tokens[name]
  const sending: Sending = { ...(token !== undefined && { token }), ...(body !== undefined && { body }) }
  return example.send(method, at, sending)
}

const listedFor = async (name: string) =>
  ((await as(name, 'GET', '/articles')).body['data'] as unknown[]).length

describe('a draft', () => {
  const readers = [
    { who: 'ada', status: 200, listed: 1 },
    { who: 'bob', status: 404, listed: 0 },
    { who: 'eve', status: 200, listed: 1 },
    { who: 'anonymous', status: 404, listed: 0 },
  ]
  for (const { who, status, listed } of readers) {
    test(`is ${status} to ${who}, and listed ${listed} times`, async () => {
      assert.equal((await as(who, 'GET', path)).status, status)
      assert.equal(await listedFor(who), listed)
    })
  }

  const changes = [
    { title: 'its author may change', who: 'ada', body: { title: 'Roles' }, status: 200 },
    { title: 'its author may not publish', who: 'ada', body: { isPublished: true }, status: 403 },
    { title: 'its author may not remark upon', who: 'ada', body: { remarks: 'Fine' }, status: 403 },
    { title: 'an editor may publish', who: 'eve', body: { isPublished: true, remarks: 'Fine' }, status: 200 },
    { title: 'once published, its author may not change', who: 'ada', body: { title: 'Rows' }, status: 403 },
  ]
  for (const { title, who, body, status } of changes) {
    test(title, async () => assert.equal((await as(who, 'PATCH', path, body)).status, status))
  }
})

describe('a published article', () => {
  test('is read by anyone, with the name of its author', async () => {
    const { body } = await as('anonymous', 'GET', `${path}?expand=author`)
    assert.equal(body['title'], 'Roles')
    assert.deepEqual(Object.keys(body['author'] as object), ['id', 'username'])
  })

  test('shows its remarks to editors alone', async () => {
    assert.equal((await as('eve', 'GET', path)).body['remarks'], 'Fine')
    assert.equal('remarks' in (await as('ada', 'GET', path)).body, false)
    assert.equal((await as('ada', 'GET', '/articles?remarks=Fine')).status, 400)
  })

  test('is deleted by editors alone', async () => {
    assert.equal((await as('ada', 'DELETE', path)).status, 403)
    assert.equal((await as('eve', 'DELETE', path)).status, 204)
  })
})
