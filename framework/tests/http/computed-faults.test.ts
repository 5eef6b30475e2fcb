// A computed property that throws is our fault (500), and then nothing was written either.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { anyone, field, resource, type Events } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'

const shelves = resource('shelves', { fields: { name: field.text() }, access: anyone() }).computed(
  'size',
  field.integer(),
  ({ name }) => {
    if (name === 'broken') throw new TypeError('secret of the shelf')
    return name.length
  },
)
const books = resource('books', {
  upsert: true,
  fields: { title: field.text(), shelfId: field.reference('shelves').optional() },
  access: anyone(),
  expand: ['shelf'],
})
  .computed('initial', field.text(), ({ title }) => {
    if (title === 'broken') throw new TypeError('secret of the book')
    return title.charAt(0)
  })
  .action('break', { run: ({ row, rows }) => rows.update(row, { title: 'broken' }) })

const failures: unknown[] = []
const events: Events = {
  emit: (name, event) =>
    void (name === 'request.failed' && failures.push((event as { error: unknown }).error)),
}
const api = await createTestApi({ resources: [shelves, books], events })
after(() => api.close())
const { request } = api
const count = async () => {
  const { body } = await request<{ data: object[] }>('GET', '/books?fields=id&limit=100')
  return body.data.length
}
const make = async (body: object = { title: 'whole' }) =>
  (await request('POST', '/books', { body })).headers['location']!
const patchType = { 'content-type': 'application/json-patch+json' }

/** Fails unless the answer is a 500 that says nothing, and one failure was told. */
function isOurs({ status, text }: { status: number; text: string }, cause = 'secret of the book'): void {
  assert.equal(status, 500, text)
  assert.doesNotMatch(text, /secret/)
  const [failure, ...more] = failures.splice(0)
  assert.deepEqual([(failure as Error).message, more.length], [cause, 0])
}

describe('a computed property that throws undoes', () => {
  it('a POST', async () => {
    const before = await count()
    isOurs(await request('POST', '/books', { body: { title: 'broken' } }))
    assert.equal(await count(), before)
  })
  it('a PUT that makes a row', async () => {
    const url = '/books/01999999-0000-7000-8000-000000000001'
    isOurs(await request('PUT', url, { body: { title: 'broken' } }))
    assert.equal((await request('GET', `${url}?fields=id`)).status, 404)
  })
  const body = { title: 'broken' }
  const writes: [title: string, write: (url: string) => ReturnType<typeof request>][] = [
    ['a PUT', (url) => request('PUT', url, { body })],
    ['a PATCH', (url) => request('PATCH', url, { body })],
    [
      'a JSON Patch',
      (url) =>
        request('PATCH', url, {
          body: JSON.stringify([{ op: 'replace', path: '/title', value: 'broken' }]),
          headers: patchType,
        }),
    ],
    ['an action', (url) => request('POST', `${url}/break`)],
  ]
  for (const [title, write] of writes) {
    it(title, async () => {
      const url = await make()
      isOurs(await write(url))
      const { body: row, headers } = await request('GET', url)
      assert.deepEqual([row['title'], headers['etag']], ['whole', '"1"'])
    })
  }
  it('a write that shows a related row which cannot be shown', async () => {
    const shelf = await request('POST', '/shelves?fields=id', { body: { name: 'broken' } })
    assert.equal(shelf.status, 201)
    const before = await count()
    const shelved = { title: 'x', shelfId: shelf.body['id'] }
    isOurs(await request('POST', '/books?expand=shelf', { body: shelved }), 'secret of the shelf')
    assert.equal(await count(), before)
    assert.equal((await request('POST', '/books', { body: shelved })).status, 201)
  })
  it('nothing where it is not shown', async () => {
    const before = await count()
    const answer = await request('POST', '/books?fields=id', { body })
    assert.equal(answer.status, 201)
    assert.equal(await count(), before + 1)
  })
})
