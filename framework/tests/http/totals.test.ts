// `?total=exact|estimated`: few rows are counted, many are estimated, and nobody is told of rows they may not read.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { anyone, anyOf, field, hasRole, isOwner, resource } from '../../src/index.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createTestApi } from '../../src/testing.ts'
import { createUuidV7 } from '../../src/kernel/values/uuid-v7.ts'
import { insertRows } from './insert-rows.ts'

const users = resource('users', { fields: { name: field.text() }, access: anyone() })
const readings = resource('readings', {
  fields: {
    text: field.text(),
    level: field.integer().indexed(),
    ownerId: field.owner('users'),
  },
  access: anyOf(isOwner('ownerId'), hasRole('admin')),
  filter: ['level'],
  sort: ['level'],
  search: ['text'],
})

const statements: string[] = []
const store = openTestStore({ onStatement: (text) => statements.push(text) })
const app = await createTestApi({ store, resources: [users, readings] })
after(async () => {
  await app.close()
  await store.close()
})
const [ada, bob] = await Promise.all(['ada', 'bob'].map((name) => app.anonymous.users.create({ name })))
const asAda = app.as({ id: ada!.id })
const asBob = app.as({ id: bob!.id })
const asRoot = app.as({ id: createUuidV7(0), roles: ['admin'] })

const many = 24_000
await insertRows(
  app,
  'readings',
  Array.from({ length: many }, (_, index) => ({
    text: index % 2 === 0 ? 'warm reading' : 'cold reading',
    level: index % 8,
    ownerId: index < 50 ? bob!.id : ada!.id,
  })),
)

const pageOf = async (query: string, by: Pick<typeof asAda, 'request'> = asRoot) => {
  const { status, body, headers } = await by.request<{ page: Record<string, any> }>(
    'GET',
    `/readings?${query}`,
  )
  assert.equal(status, 200, JSON.stringify(body))
  return { page: body.page, headers }
}

describe('an exact total', () => {
  it('counts every row that may be read', async () => {
    assert.equal((await pageOf('total=exact')).page['total'], many)
    assert.equal((await pageOf('total=exact', asAda)).page['total'], many - 50)
    assert.equal((await pageOf('total=exact', asBob)).page['total'], 50)
    assert.equal((await pageOf('total=exact&level=0')).page['total'], many / 8)
    assert.equal((await pageOf('total=exact&q=warm')).page['total'], many / 2)
    assert.equal('totalIsEstimate' in (await pageOf('total=exact')).page, false)
  })
})

describe('an estimated total', () => {
  it('is exact where there are few', async () => {
    for (const [query, by, total] of [
      ['', asBob, 50],
      ['&level=0', asRoot, many / 8],
      ['&level=99', asRoot, 0],
      ['&level[lt]=3', asRoot, (many * 3) / 8],
      ['&q=warm&level=0', asRoot, many / 8],
    ] as const) {
      const { page } = await pageOf(`total=estimated${query}`, by)
      assert.deepEqual([page['total'], 'totalIsEstimate' in page], [total, false], query)
    }
  })
  it('says so where there are many, and is not far off', async () => {
    for (const [query, by, total] of [
      ['', asRoot, many],
      ['', asAda, many - 50],
      ['&level[lt]=4', asRoot, many / 2],
      ['&level[lt]=6', asAda, (many * 6) / 8],
    ] as const) {
      const { page } = await pageOf(`total=estimated${query}`, by)
      assert.equal(page['totalIsEstimate'], true, query)
      assert.ok(Math.abs(page['total'] - total) <= total * 0.15, `${page['total']} for ${total}`)
      assert.match(String(page['total']), /^\d\d0+$/)
    }
  })
  it('of a search is what was counted', async () => {
    const { page } = await pageOf('total=estimated&q=warm')
    assert.deepEqual([page['total'], page['totalIsEstimate']], [10_000, true])
  })
  it('is the same again, so that a page has one tag', async () => {
    const first = await pageOf('total=estimated')
    assert.equal((await pageOf('total=estimated')).headers['etag'], first.headers['etag'])
  })
  it('tells of no last page', async () => {
    assert.equal('last' in (await pageOf('total=estimated&page=2')).page, false)
    assert.equal(
      (await pageOf('total=estimated&page=2&level=0')).page['last'],
      '/readings?total=estimated&level=0&page=150',
    )
  })
  it('never counts all rows', async () => {
    statements.length = 0
    await pageOf('total=estimated')
    const counts = statements.filter((text) => text.includes('count(*)'))
    assert.equal(counts.length, 2)
    for (const text of counts) assert.match(text, /LIMIT|"_step"|TABLESAMPLE/)
  })
})
