// Requests about the same rows at once, in every mixture: what comes out is what some order of them would have made.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { after, describe, it } from 'node:test'
import { anyone, directory, field, hasMany, manyToMany, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'

/** Checks take a while, and not always the same: rows change between judging and writing. */
let turn = 0
const dawdle = (): Promise<void> => wait((turn++ * 7) % 5)

const bills = resource('bills', {
  fields: { name: field.text().unique(), sum: field.integer().readOnly().default(0) },
  access: anyone(),
  relations: {
    lines: hasMany('lines', 'billId', { nested: true }),
    marks: manyToMany('marks', { through: 'billsMarks', fields: { weight: field.integer().default(0) } }),
  },
  expand: ['lines'],
}).check('update', dawdle)

const lines = resource('lines', {
  fields: { billId: field.reference('bills', { onDelete: 'cascade' }), amount: field.integer().indexed() },
  access: anyone(),
  filter: ['billId', 'amount'],
  bulk: ['create', 'update', 'delete'],
})
  .check('create', dawdle)
  .check('update', dawdle)
  .check('delete', dawdle)
  .after('create', ({ row, of }) => add(of, row.billId, row.amount))
  .after('update', async ({ row, previous, of }) => {
    await add(of, previous.billId, -previous.amount)
    await add(of, row.billId, row.amount)
  })
  .after('delete', ({ row, of }) => add(of, row.billId, -row.amount))

// oxlint-disable-next-line typescript/no-explicit-any
async function add(of: (resource: any) => any, id: string, amount: number): Promise<void> {
  const bill = await of(bills).find(id)
  if (bill !== undefined) await of(bills).update(bill, { sum: bill.sum + amount })
}

const marks = resource('marks', { id: 'text', fields: { label: field.text() }, access: anyone() })

const prices = resource('prices', {
  fields: { code: field.text().unique(), amount: field.integer() },
  access: anyone(),
  upsert: ['code'],
})
  .check('create', dawdle)
  .check('update', dawdle)

const pictures = resource('pictures', {
  fields: { name: field.text(), image: field.file({ maxBytes: 100_000 }).optional() },
  access: anyone(),
})
  .check('update', dawdle)
  .check('delete', dawdle)

const folder = mkdtempSync(join(tmpdir(), 'ninety-races-'))
const app = await createTestApi({
  resources: [bills, lines, marks, prices, pictures],
  files: directory(folder),
})
after(() => app.close().then(() => rmSync(folder, { recursive: true })))
await app.anonymous.marks.create({ id: 'red', label: 'Red' })

const times = <Result>(count: number, make: (index: number) => Result): Result[] =>
  Array.from({ length: count }, (_, index) => make(index))

const ask = (method: string, url: string, body?: unknown, headers = {}) =>
  app.request<any>(method, url, { body, headers })

/** How many answers have each status. */
const countStatuses = (answers: readonly { status: number }[]): Record<number, number> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(answers, ({ status }) => status)).map(([status, all]) => [
      status,
      all!.length,
    ]),
  )

let named = 0
const makeBill = async (amounts: readonly number[] = []) => {
  const body = { name: `bill ${named++}`, lines: amounts.map((amount) => ({ amount })) }
  const { status, body: bill, text } = await ask('POST', '/bills', body)
  assert.equal(status, 201, text)
  return bill.id as string
}

async function assertSum(id: string): Promise<number[]> {
  const { body } = await ask('GET', `/bills/${id}?expand=lines`)
  const amounts = body.lines.map((line: any) => line.amount)
  assert.equal(
    body.sum,
    amounts.reduce((sum: number, amount: number) => sum + amount, 0),
  )
  return amounts.toSorted((left: number, right: number) => left - right)
}

const assertSettled = (answers: readonly { status: number; text: string }[], ...expected: number[]): void => {
  for (const { status, text } of answers) assert.ok(expected.includes(status), `${status} ${text}`)
}

describe('at once', () => {
  it('sets of rows below one: the last is there whole', async () => {
    const id = await makeBill([1, 2, 3])
    const answers = await Promise.all(
      times(20, (index) =>
        ask('PATCH', `/bills/${id}`, { lines: times(3, (each) => ({ amount: index * 10 + each })) }),
      ),
    )
    assertSettled(answers, 200, 409)
    assert.ok(answers.some(({ status }) => status === 200))
    const amounts = await assertSum(id)
    assert.equal(amounts.length, 3)
    assert.equal(amounts[2]! - amounts[0]!, 2, amounts.join())
  })

  it('rows below one, in every way: the sum is theirs', async () => {
    const id = await makeBill([5, 5, 5])
    const { body } = await ask('GET', `/bills/${id}?expand=lines`)
    const [first, second] = body.lines
    const answers = await Promise.all(
      times(6, (index) => [
        ask('POST', '/lines', { billId: id, amount: index }),
        ask('POST', '/lines', [
          { billId: id, amount: 10 },
          { billId: id, amount: 20 },
        ]),
        ask('PATCH', `/lines/${first.id}`, { amount: 100 + index }),
        ask('PATCH', `/lines?billId=${id}&amount[lt]=50`, { amount: index + 1 }),
        ask('DELETE', `/lines?billId=${id}&amount=20`),
        ask('PATCH', `/bills/${id}`, { lines: [{ id: first.id, amount: index }, { amount: 7 }] }),
        ask('DELETE', `/lines/${second.id}`),
      ]).flat(),
    )
    assertSettled(answers, 200, 201, 204, 404, 409, 422)
    await assertSum(id)
  })

  it('a row goes while rows come below it: none stays behind', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await makeBill([1])
      const answers = await Promise.all([
        ...times(5, (index) => ask('POST', '/lines', { billId: id, amount: index })),
        ask('DELETE', `/bills/${id}`),
        ...times(5, (index) => ask('PATCH', `/bills/${id}`, { lines: [{ amount: index }] })),
      ])
      assertSettled(answers, 200, 201, 204, 404, 409, 422)
      assert.equal((await ask('GET', `/bills/${id}`)).status, 404)
      const { body } = await ask('GET', `/lines?billId=${id}`)
      assert.deepEqual(body.data, [])
    }
  })

  it('one link: it is there once, and each change counts', async () => {
    const id = await makeBill()
    const url = `/bills/${id}/marks/red`
    const answers = await Promise.all(times(20, (index) => ask('PUT', url, { weight: index })))
    assertSettled(answers, 200, 201)
    assert.equal(answers.filter(({ status }) => status === 201).length, 1)
    // The first version was that without a link.
    const link = await ask('GET', url)
    assert.deepEqual([link.status, link.headers['etag']], [200, '"21"'])
    const mixed = await Promise.all(
      times(20, (index) => (index % 2 ? ask('DELETE', url) : ask('PUT', url, { weight: 9 }))),
    )
    assertSettled(mixed, 200, 201, 204)
    const { total } = (await ask('GET', `/bills/${id}/marks?total=exact`)).body.page
    assert.ok(total <= 1, `${total}`)
    assert.equal((await ask('GET', url)).status, total === 1 ? 200 : 404)
  })

  it('links under one tag: one of them holds', async () => {
    const id = await makeBill()
    for (const each of times(8, (index) => `m${index}`))
      await ask('POST', '/marks', { id: each, label: each })
    const headers = { 'if-match': '"1"' }
    const answers = await Promise.all(
      times(8, (index) => ask('PUT', `/bills/${id}/marks/m${index}`, { weight: 1 }, headers)),
    )
    assert.deepEqual(countStatuses(answers), { 201: 1, 412: 7 })
    assert.equal((await ask('GET', `/bills/${id}/marks?total=exact`)).body.page.total, 1)
  })

  it('writes of many under one tag: one of them holds', async () => {
    const id = await makeBill([1, 2, 3])
    const url = `/lines?billId=${id}`
    const tag = (await ask('GET', url)).headers['etag']
    const answers = await Promise.all(
      times(8, (index) => ask('PATCH', url, { amount: 10 + index }, { 'if-match': tag })),
    )
    assert.deepEqual(countStatuses(answers), { 200: 1, 412: 7 })
    const amounts = await assertSum(id)
    assert.equal(new Set(amounts).size, 1)
  })

  it('one natural key by PUT, by POST and away: one row or none', async () => {
    for (let round = 0; round < 5; round++) {
      const code = `code ${round}`
      const url = `/prices?code=${encodeURIComponent(code)}`
      const made = await ask('PUT', url, { amount: 0 })
      const answers = await Promise.all([
        ...times(6, (index) => ask('PUT', url, { amount: index })),
        ...times(3, (index) => ask('POST', '/prices', { code, amount: 100 + index })),
        ask('DELETE', `/prices/${made.body.id}`),
        ...times(6, (index) => ask('PUT', url, { amount: 10 + index })),
      ])
      assertSettled(answers, 200, 201, 204, 409)
      const { body } = await ask('GET', '/prices?limit=100')
      const rows = body.data.filter((price: any) => price.code === code)
      const born = answers.filter(({ status }) => status === 201).length
      assert.equal(rows.length, born === 0 ? 0 : 1, `${born} made`)
      assert.ok(born <= 1)
    }
  })

  it('one key of a repeat, with one request and with others: it is done once', async () => {
    const headers = { 'idempotency-key': '"race"' }
    const answers = await Promise.all(
      times(12, (index) => ask('POST', '/prices', { code: `once ${index % 2}`, amount: 1 }, headers)),
    )
    assertSettled(answers, 201, 409, 422)
    const { body } = await ask('GET', '/prices?limit=100')
    assert.equal(body.data.filter((price: any) => price.code.startsWith('once')).length, 1)
    const ids = answers.filter(({ status }) => status === 201).map((answer) => answer.body.id)
    assert.equal(new Set(ids).size, 1)
  })

  it('one file replaced, taken away and its row deleted: bytes are the row’s, and no others are kept', async () => {
    for (let round = 0; round < 4; round++) {
      const { body } = await ask('POST', '/pictures', { name: 'x' })
      const url = `/pictures/${body.id}`
      const type = { 'content-type': 'text/plain' }
      const answers = await Promise.all([
        ...times(8, (index) =>
          app.request('PUT', `${url}/image`, { body: `${index}`.repeat(1000 + index), headers: type }),
        ),
        ask('DELETE', `${url}/image`),
        ask('PATCH', url, { name: 'y' }),
        ...times(4, () => ask('GET', `${url}/image`)),
        ...(round % 2 ? [ask('DELETE', url)] : []),
        ...times(4, () => app.request('PUT', `${url}/image`, { body: 'last', headers: type })),
      ])
      assertSettled(answers, 200, 201, 204, 404, 409)
      const { status, body: row } = await ask('GET', url)
      const kept = listFiles(folder)
      if (status === 404 || row.image === null) {
        assert.equal((await ask('GET', `${url}/image`)).status, 404)
        assert.deepEqual(kept, [])
      } else {
        const bytes = await app.request('GET', `${url}/image`)
        assert.deepEqual([bytes.status, bytes.text.length, kept.length], [200, row.image.bytes, 1])
        assert.equal((await ask('DELETE', url)).status, 204)
        assert.deepEqual(listFiles(folder), [])
      }
    }
  })
})

const listFiles = (from: string): string[] =>
  readdirSync(from, { recursive: true })
    .map(String)
    .filter((path) => statSync(join(from, path)).isFile())
