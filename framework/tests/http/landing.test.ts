import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anyone, field, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'

const notes = resource('notes', { fields: { text: field.text() }, access: anyone() })
const drafts = resource('drafts', { fields: { text: field.text() } })

interface Landing {
  readonly title: string
  readonly resources: Readonly<Record<string, string>>
  readonly [name: string]: unknown
}

const accept = (type: string) => ({ headers: { accept: type } })

for (const docs of [true, false]) {
  describe(`the root of an API ${docs ? 'with' : 'without'} a documentation page`, () => {
    const start = () =>
      createTestApi({
        title: 'Notes & more',
        resources: [notes, drafts],
        prefix: '/v1',
        docs,
        checkResponses: false,
      })

    test('lists addresses that all answer', async () => {
      await using app = await start()
      const { status, body } = await app.request<Landing>('GET', '/')
      assert.equal(status, 200)
      const { resources, title: _title, version: _version, ...documents } = body
      const addresses = [...Object.values(resources), ...Object.values(documents)].map(String)
      const statuses = addresses.map(async (address) => (await app.request('GET', address)).status)
      assert.deepEqual([...new Set(await Promise.all(statuses))], [200], addresses.join())
    })

    test('names the resources somebody may use', async () => {
      await using app = await start()
      assert.deepEqual((await app.request<Landing>('GET', '/')).body.resources, { notes: '/v1/notes' })
    })

    test('points at what there is by links', async () => {
      await using app = await start()
      const { headers } = await app.request('GET', '/')
      const relations = [...(headers['link'] ?? '').matchAll(/rel="([^"]+)"/g)].map(
        ([, relation]) => relation,
      )
      const page = docs ? ['service-doc'] : []
      assert.deepEqual(relations, ['service-desc', ...page, 'status', 'api-catalog'])
    })

    test('is a page for people', async () => {
      await using app = await start()
      const { headers, text } = await app.request('GET', '/', accept('text/html,*/*;q=0.8'))
      assert.equal(headers['content-type'], 'text/html; charset=utf-8')
      assert.match(text, /<h1>Notes &amp; more<\/h1>/)
      assert.equal(text.includes('href="/docs"'), docs)
    })
  })
}
