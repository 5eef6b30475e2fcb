// A row that changes while a patch of it is checked: the patch is applied anew, and what it then asks for is checked.
import assert from 'node:assert/strict'
import { after, afterEach, describe, it } from 'node:test'
import { anyone, field, Forbidden, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'

/** What each check was handed. */
const checked: unknown[] = []
let meddle: Readonly<Record<string, unknown>> | undefined

let isMeddling = false
let meddleWith: (
  row: Readonly<Record<'id' | 'from' | 'to' | 'doc', unknown>>,
  change: object,
) => Promise<void>

const cards = resource('cards', {
  fields: {
    from: field.text().default('a'),
    to: field.text().default('b'),
    doc: field.json().default({}),
    code: field.secret().optional(),
  },
  access: anyone(),
}).check('update', async ({ row, values }) => {
  if (isMeddling) return
  checked.push(values)
  const change = meddle
  meddle = undefined
  // Somebody else is quicker.
  if (change !== undefined) await meddleWith(row, change)
  if (values.to === 'forbidden') throw new Forbidden({ detail: 'Not that.' })
})

const api = await createTestApi({ resources: [cards] })
after(() => api.close())
afterEach(() => void checked.splice(0))
const { request } = api
meddleWith = async ({ id, from, to, doc }, change) => {
  isMeddling = true
  // A patch would be merged.
  await request('PUT', `/cards/${id}`, { body: { from, to, doc, ...change } })
  isMeddling = false
}
const make = async (body: object = {}) => {
  const answer = await request('POST', '/cards', { body })
  assert.equal(answer.status, 201, answer.text)
  return answer.headers['location']!
}
const patch = (url: string, operations: readonly object[]) =>
  request('PATCH', url, {
    body: JSON.stringify(operations),
    headers: { 'content-type': 'application/json-patch+json; charset=utf-8' },
  })
const copy = { op: 'copy', from: '/from', path: '/to' }

describe('a row that changed meanwhile', () => {
  it('is patched as it then stands, once that is checked', async () => {
    const url = await make()
    meddle = { from: 'c' }
    const answer = await patch(url, [copy])
    assert.deepEqual([answer.status, answer.body['to']], [200, 'c'])
    assert.deepEqual(checked, [{ to: 'a' }, { to: 'c' }])
  })
  it('lets nothing past its checks', async () => {
    const url = await make()
    meddle = { from: 'forbidden' }
    assert.equal((await patch(url, [copy])).status, 403)
    const { body, headers } = await request('GET', url)
    assert.deepEqual([body['to'], headers['etag']], ['b', '"2"'])
  })
  it('is not checked again where the same is asked for', async () => {
    const url = await make()
    meddle = { from: 'c' }
    assert.equal((await patch(url, [{ op: 'replace', path: '/to', value: 'd' }])).status, 200)
    meddle = { from: 'e' }
    assert.equal((await request('PATCH', url, { body: { to: 'f' } })).status, 200)
    assert.deepEqual(checked, [{ to: 'd' }, { to: 'f' }])
  })
  it('is tested anew', async () => {
    const url = await make()
    meddle = { from: 'c' }
    const operations = [
      { op: 'test', path: '/from', value: 'a' },
      { op: 'replace', path: '/to', value: 'd' },
    ]
    const answer = await patch(url, operations)
    assert.deepEqual([answer.status, answer.body['code']], [409, 'TEST_FAILED'])
    assert.equal((await request('GET', url)).body['to'], 'b')
  })
  it('is merged with as it then stands', async () => {
    const url = await make({ doc: { a: 1 } })
    meddle = { doc: { b: 2 } }
    const answer = await request('PATCH', url, { body: { doc: { c: 3 } } })
    assert.deepEqual(answer.body['doc'], { b: 2, c: 3 })
    assert.deepEqual(checked, [{ doc: { a: 1, c: 3 } }, { doc: { b: 2, c: 3 } }])
  })
  it('may lack what the patch needs', async () => {
    const url = await make({ doc: { a: 1 } })
    meddle = { doc: {} }
    const answer = await patch(url, [{ op: 'replace', path: '/doc/a', value: 2 }])
    assert.equal(answer.status, 422)
    assert.deepEqual((answer.body['errors'] as { pointer: string }[])[0]!.pointer, '/0/path')
  })
  for (const [title, next, status] of [
    ['another secret', 'quite another secret', 409],
    ['the same secret', 'the secret of the card', 200],
  ] as const) {
    it(`answers ${status} to a test of a secret that became ${title}`, async () => {
      const url = await make({ code: 'the secret of the card' })
      meddle = { code: next }
      const operations = [
        { op: 'test', path: '/code', value: 'the secret of the card' },
        { op: 'replace', path: '/to', value: 'd' },
      ]
      assert.equal((await patch(url, operations)).status, status)
      assert.equal((await request('GET', url)).body['to'], status === 200 ? 'd' : 'b')
    })
  }
})
