// Hooks: when they run, what they see, what they may change, and that what they throw undoes all of it.
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { anyone, Conflict, field, resource, signedIn } from '../../src/index.ts'
import { resources } from './domain.ts'
import { openShop, type Question } from './shop.ts'

/** What the hooks of `deeds` saw, in order. */
const seen: string[] = []
const journal = resource('journal', { fields: { line: field.text().max(200) }, access: anyone() })
const deeds = resource('deeds', {
  id: 'text',
  upsert: true,
  fields: {
    what: field.text().max(20),
    size: field.integer().default(1),
    by: field.text().readOnly().optional(),
    at: field.timestamp().readOnly().optional(),
  },
  access: { read: anyone(), create: signedIn(), update: signedIn(), delete: signedIn() },
  filter: ['what'],
})
  .check('create', ({ values }) => void seen.push(`check create ${values.what}`))
  .check('update', ({ row, values }) => void seen.push(`check update ${row.what} ${String(values.what)}`))
  .check('delete', ({ row }) => void seen.push(`check delete ${row.what}`))
  .before('create', ({ values, principal, now }) => {
    seen.push(`before create ${values.what} ${values.size}`)
    return { by: principal.username, at: new Date(now).toISOString() }
  })
  .before('update', ({ row, values }) => void seen.push(`before update ${row.what} ${String(values.what)}`))
  .before('delete', ({ row }) => void seen.push(`before delete ${row.what}`))
  .after('create', async ({ row, rows, of }) => {
    seen.push(`after create ${row.what} ${row.by}`)
    await of(journal).create({ line: `made ${row.what}` })
    if (row.what === 'broken') throw new TypeError('secret of the house')
    if (row.what === 'refused') throw new Conflict({ detail: 'Not this one.' })
    if (row.what === 'fleeting') await rows.delete(row)
  })
  .after('update', async ({ row, previous, of }) => {
    seen.push(`after update ${previous.what} ${row.what}`)
    await of(journal).create({ line: `${previous.what} became ${row.what}` })
    if (row.what === 'broken') throw new TypeError('secret of the house')
  })
  .after('delete', async ({ row, rows, of }) => {
    seen.push(`after delete ${row.what} ${String(await rows.find(row.id))}`)
    await of(journal).create({ line: `lost ${row.what}` })
    if (row.what === 'sticky') throw new Conflict({ detail: 'It stays.' })
  })

const shop = await openShop({ api: { resources: [...resources, journal, deeds] } })
const ask = (method: string, url: string, question: Question = {}) =>
  shop.ask(method, url, { as: 'ada', ...question })
const linesOf = async () =>
  (await ask('GET', '/journal?limit=100')).json.data.map(({ line }: { line: string }) => line)
let numbered = 0
const make = async (what: string) => {
  const deed = await shop.make('deeds', { id: `d${++numbered}`, what })
  seen.splice(0)
  return deed
}

afterEach(() => assert.deepEqual(shop.failures.splice(0), []))

describe('hooks run', () => {
  const order = (...lines: string[]) => assert.deepEqual(seen.splice(0), lines)
  it('around a POST', async () => {
    const answer = await ask('POST', '/deeds', { body: { id: 'first', what: 'one' } })
    assert.equal(answer.status, 201)
    order('check create one', 'before create one 1', 'after create one ada')
    assert.deepEqual([answer.json.by, answer.json.at], ['ada', '2027-01-15T12:00:00.000Z'])
    assert.ok((await linesOf()).includes('made one'))
  })
  it('around a PUT, by what it does', async () => {
    await ask('PUT', '/deeds/second', { body: { what: 'two' } })
    order('check create two', 'before create two 1', 'after create two ada')
    await ask('PUT', '/deeds/second', { body: { what: 'three' } })
    order('check update two three', 'before update two three', 'after update two three')
  })
  it('around a PATCH, with what is sent', async () => {
    const { id } = await make('old')
    await ask('PATCH', `/deeds/${id}`, { body: { size: 2 } })
    order('check update old undefined', 'before update old undefined', 'after update old old')
  })
  it('around a DELETE', async () => {
    const { id } = await make('old')
    assert.equal((await ask('DELETE', `/deeds/${id}`)).status, 204)
    order('check delete old', 'before delete old', 'after delete old undefined')
  })
  it('in the order they were declared', async () => {
    const made = await shop.make('orders', { what: 'x', hint: 'h' })
    assert.equal(made.trail, 'before:x:h,again')
  })
  it("around the server's own writes, but for checks", async () => {
    const { json } = await ask('POST', '/orders/import', { body: { what: 'forbidden' } })
    assert.equal(json.trail, 'before:forbidden:none,again')
  })
  it('around the writes of other hooks', async () => {
    await shop.make('orders', { what: 'twice' })
    const { json } = await ask('GET', '/orders?what=its twin')
    assert.equal(json.data[0].trail, 'before:its twin:none,again')
  })
  const idle: [title: string, method: string, url: string, question: Question, status: number][] = [
    ['anonymous callers', 'POST', '/deeds', { as: 'anonymous', body: { id: 'x', what: 'x' } }, 401],
    ['invalid values', 'POST', '/deeds', { body: { id: 'x', what: 1 } }, 422],
    ['rows that are absent', 'PATCH', '/deeds/nope', { body: { size: 2 } }, 404],
    ['rows that are absent', 'DELETE', '/deeds/nope', {}, 404],
  ]
  for (const [title, method, url, question, status] of idle) {
    it(`never for ${title}: ${method}`, async () => {
      assert.equal((await ask(method, url, question)).status, status)
      order()
    })
  }
  it('only to check where the tag is stale', async () => {
    const { id } = await make('old')
    const headers = { 'if-match': '"7"' }
    assert.equal((await ask('PATCH', `/deeds/${id}`, { body: { size: 2 }, headers })).status, 412)
    assert.equal(
      seen.some((line) => !line.startsWith('check')),
      false,
    )
    seen.splice(0)
  })
})

describe('checks', () => {
  it('refuse before anything is written', async () => {
    const answer = await ask('POST', '/orders', { body: { what: 'forbidden' } })
    assert.deepEqual([answer.status, answer.json.detail], [409, 'Not that.'])
  })
  it('look at rows, and have no way to write them', async () => {
    const { json } = await ask('POST', '/orders', { body: { what: 'looks' } })
    assert.equal(json.detail, 'count find get list verifySecret')
  })
})

describe('before hooks', () => {
  it('change what is written', async () => {
    const { id } = await shop.make('orders', { what: 'x' })
    const { json } = await ask('PATCH', `/orders/${id}`, { body: { count: 5 } })
    assert.equal(json.trail, 'before:x:none,again;1->5')
  })
  it('keep a row by refusing its deletion', async () => {
    const { id } = await shop.make('orders', { what: 'x', count: 91 })
    const answer = await ask('DELETE', `/orders/${id}`)
    assert.deepEqual([answer.status, answer.json.detail], [409, 'Too many to delete.'])
    assert.equal((await ask('GET', `/orders/${id}`)).status, 200)
  })
})

describe('after hooks', () => {
  it('may change the row again, which is then shown', async () => {
    const answer = await ask('POST', '/orders', { body: { what: 'changed' } })
    assert.deepEqual([answer.status, answer.json.count, answer.headers['etag']], [201, 99, '"2"'])
    const read = await ask('GET', answer.headers['location']!)
    assert.equal(read.text, answer.text)
  })
  it('may write other rows', async () => {
    const { id } = await shop.make('orders', { what: 'buried' })
    await ask('DELETE', `/orders/${id}`)
    assert.equal((await ask('GET', '/orders?what=gravestone')).json.data.length, 1)
  })
  it('may delete the row, which is a conflict', async () => {
    const answer = await ask('POST', '/deeds', { body: { id: 'fleeting', what: 'fleeting' } })
    assert.deepEqual([answer.status, answer.json.code], [409, 'CONFLICT'])
    assert.equal((await ask('GET', '/deeds/fleeting')).status, 404)
  })

  const undone: [verb: string, what: string, status: number, run: (id: string) => ReturnType<typeof ask>][] =
    [
      ['POST', 'refused', 409, (id) => ask('POST', '/deeds', { body: { id, what: 'refused' } })],
      ['POST', 'broken', 500, (id) => ask('POST', '/deeds', { body: { id, what: 'broken' } })],
      ['PUT', 'broken', 500, (id) => ask('PUT', `/deeds/${id}`, { body: { what: 'broken' } })],
    ]
  for (const [verb, what, status, run] of undone) {
    it(`that throw undo a ${verb} with all it wrote: ${what}`, async () => {
      const before = await linesOf()
      const answer = await run(`undone-${what}`)
      assert.equal(answer.status, status)
      assert.equal((await ask('GET', `/deeds/undone-${what}`)).status, 404)
      assert.deepEqual(await linesOf(), before)
      assert.equal(shop.failures.splice(0).length, status === 500 ? 1 : 0)
      assert.equal(answer.text.includes('secret'), false)
    })
  }
  for (const method of ['PUT', 'PATCH']) {
    it(`that throw undo a change by ${method}`, async () => {
      const { id } = await make('old')
      const [before, lines] = [await ask('GET', `/deeds/${id}`), await linesOf()]
      const answer = await ask(method, `/deeds/${id}`, { body: { what: 'broken' } })
      assert.equal(answer.status, 500)
      assert.equal(shop.failures.splice(0).length, 1)
      const after = await ask('GET', `/deeds/${id}`)
      assert.deepEqual([after.text, after.headers['etag']], [before.text, before.headers['etag']])
      assert.deepEqual(await linesOf(), lines)
    })
  }
  it('that throw undo a deletion', async () => {
    const { id } = await make('sticky')
    const lines = await linesOf()
    const answer = await ask('DELETE', `/deeds/${id}`)
    assert.deepEqual([answer.status, answer.json.detail], [409, 'It stays.'])
    assert.equal((await ask('GET', `/deeds/${id}`)).status, 200)
    assert.deepEqual(await linesOf(), lines)
  })
  it('know the row as it was', async () => {
    const { id } = await shop.make('orders', { what: 'x', count: 4 })
    const answer = await ask('PATCH', `/orders/${id}`, { body: { count: 13 } })
    assert.deepEqual([answer.status, answer.json.detail], [409, 'Was 4.'])
  })
  it('that throw undo none of the writes beside them', async () => {
    const whats = Array.from({ length: 40 }, (_, index) => ['fine', 'broken', 'refused', 'fine'][index % 4]!)
    const answers = await Promise.all(
      whats.map((what, index) => ask('POST', '/deeds', { body: { id: `beside-${index}`, what } })),
    )
    const expected = { fine: 201, broken: 500, refused: 409 } as Record<string, number>
    assert.deepEqual(
      answers.map(({ status }) => status),
      whats.map((what) => expected[what]),
    )
    assert.equal(shop.failures.splice(0).length, 10)
    for (const [index, what] of whats.entries()) {
      assert.equal((await ask('GET', `/deeds/beside-${index}`)).status, what === 'fine' ? 200 : 404)
    }
    assert.equal((await linesOf()).filter((line: string) => line === 'made fine').length, 20)
    assert.equal((await linesOf()).includes('made refused'), false)
  })
})
