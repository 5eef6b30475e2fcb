// Many clients at once over real sockets: of those that know the same version one wins, and nothing is half done.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Agent, request as send } from 'node:http'
import { anyone, field, resource } from '../../src/index.ts'
import { resources } from './domain.ts'
import { openShop, type Question } from './shop.ts'

const shop = await openShop()
const agent = new Agent({ keepAlive: true, maxSockets: 100 })
after(() => agent.destroy())

/** Asks over a socket; what comes back is not more than its status, tag and text. */
async function ask(method: string, path: string, question: Question) {
  const port = await shop.port()
  const headers = await shop.headersOf(question)
  return new Promise<{ status: number; etag: string | undefined; text: string }>((resolve, reject) => {
    const request = send({ host: '127.0.0.1', port, method, path, headers, agent }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('error', reject).on('end', () => {
        resolve({ status: response.statusCode!, etag: response.headers.etag, text })
      })
    })
    request.on('error', reject)
    request.end(question.body === undefined ? undefined : JSON.stringify(question.body))
  })
}

/** How many answers have each status. */
function countStatuses(answers: readonly { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

const times = <Result>(count: number, make: (index: number) => Result): Result[] =>
  Array.from({ length: count }, (_, index) => make(index))

before(async () => {
  // Everyone is signed in before the rush.
  await shop.make('stores', { name: 'Main' })
})

describe('two hundred clients at once', () => {
  const writes: [method: string, ending: string, body: (index: number) => object][] = [
    ['PATCH', '', (index) => ({ name: `by ${index}` })],
    ['PUT', '', (index) => ({ name: `by ${index}`, price: '2', storeId: 1 })],
    ['POST', '/sell', () => ({ count: 1 })],
  ]
  for (const [method, ending, body] of writes) {
    it(`${method} one version${ending}: one wins, 199 get 412`, async () => {
      const item = await shop.make('items', { name: `for ${method}`, price: '1', stock: 500, storeId: 1 })
      const url = `/items/${item.id}`
      const headers = { 'if-match': '"1"' }
      const answers = await Promise.all(
        times(200, (index) => ask(method, url + ending, { as: 'ada', headers, body: body(index) })),
      )
      assert.deepEqual(countStatuses(answers), { 200: 1, 412: 199 })
      const winner = answers.find(({ status }) => status === 200)!
      const now = await shop.ask('GET', url, { as: 'ada' })
      assert.deepEqual([now.headers['etag'], winner.etag], ['"2"', '"2"'])
      assert.equal(now.text, winner.text)
      for (const { status, text } of answers) {
        if (status === 412) assert.equal(JSON.parse(text).code, 'PRECONDITION_FAILED')
      }
      await shop.ask('DELETE', url, { as: 'root' })
    })
  }
  it('DELETE one version: one wins', async () => {
    const { id } = await shop.make('notes', { text: 'x' })
    const headers = { 'if-match': '"1"' }
    const answers = await Promise.all(times(200, () => ask('DELETE', `/notes/${id}`, { as: 'ada', headers })))
    const { 204: done, 404: absent = 0, 412: lost = 0 } = countStatuses(answers)
    assert.deepEqual([done, absent + lost], [1, 199])
  })
  for (const [title, headers] of [
    ['no condition', {}],
    ['If-Match: *', { 'if-match': '*' }],
    ['every version named', { 'if-match': times(200, (index) => `"${index + 1}"`).join() }],
  ] as const) {
    it(`PATCH with ${title}: all are done`, async () => {
      const { id } = await shop.make('notes', { text: 'x' })
      const answers = await Promise.all(
        times(200, (index) =>
          ask('PATCH', `/notes/${id}`, { as: 'ada', headers, body: { text: `${index}` } }),
        ),
      )
      assert.deepEqual(countStatuses(answers), { 200: 200 })
      assert.equal(new Set(answers.map(({ etag }) => etag)).size, 200)
      assert.equal((await shop.ask('GET', `/notes/${id}`, { as: 'ada' })).headers['etag'], '"201"')
    })
  }
  it('count down by an action: nothing is sold twice', async () => {
    const item = await shop.make('items', { name: 'Rare', price: '1', stock: 50, storeId: 1 })
    const answers = await Promise.all(
      times(200, () => ask('POST', `/items/${item.id}/sell`, { as: 'ada', body: { count: 1 } })),
    )
    assert.deepEqual(countStatuses(answers), { 200: 50, 409: 150 })
    assert.equal((await shop.ask('GET', `/items/${item.id}`)).json.stock, 0)
  })
  it('PUT one free id that may only be made: one wins', async () => {
    const headers = { 'if-none-match': '*' }
    const url = '/drafts/01999999-0000-7000-8000-000000000000'
    const answers = await Promise.all(
      times(200, (index) => ask('PUT', url, { as: 'ada', headers, body: { title: `${index}` } })),
    )
    assert.deepEqual(countStatuses(answers), { 201: 1, 412: 199 })
    const winner = answers.find(({ status }) => status === 201)!
    assert.equal((await shop.ask('GET', url, { as: 'ada' })).text, winner.text)
  })
  it('PUT one free id: one makes it, all are done', async () => {
    const url = '/drafts/01999999-0000-7000-8000-000000000001'
    const answers = await Promise.all(
      times(200, (index) => ask('PUT', url, { as: 'ada', body: { title: `${index}` } })),
    )
    assert.deepEqual(countStatuses(answers), { 200: 199, 201: 1 })
    assert.equal((await shop.ask('GET', url, { as: 'ada' })).headers['etag'], '"200"')
  })
  it('PUT and DELETE one id: each is made, replaced, gone or absent', async () => {
    const url = '/drafts/01999999-0000-7000-8000-000000000002'
    const answers = await Promise.all(
      times(200, (index) =>
        index % 2 === 0
          ? ask('PUT', url, { as: 'ada', body: { title: `${index}` } })
          : ask('DELETE', url, { as: 'ada' }),
      ),
    )
    const counts = countStatuses(answers)
    const { 200: replaced = 0, 201: made = 0, 204: gone = 0, 404: absent = 0 } = counts
    assert.deepEqual([replaced + made, gone + absent], [100, 100], JSON.stringify(counts))
    const left = (await shop.ask('GET', url, { as: 'ada' })).status === 200 ? 1 : 0
    assert.equal(made - gone, left)
  })
  it('POST one unique value: one wins', async () => {
    const answers = await Promise.all(
      times(200, () => ask('POST', '/stores', { as: 'ada', body: { name: 'The one' } })),
    )
    assert.deepEqual(countStatuses(answers), { 201: 1, 409: 199 })
    assert.equal((await shop.ask('GET', '/stores?name=The%20one')).json.data.length, 1)
  })
})

describe('a write whose row changes after it was judged', () => {
  for (const [verb, method, body] of [
    ['update', 'PATCH', { text: 'mine' }],
    ['delete', 'DELETE', undefined],
  ] as const) {
    it(`has its hooks before ${verb} count once`, async () => {
      // Checks run between judgement and transaction: the first one waits there.
      const gate = Promise.withResolvers<void>()
      const reached = Promise.withResolvers<void>()
      let checks = 0
      const wait = (): Promise<void> | undefined => {
        reached.resolve()
        return checks++ === 0 ? gate.promise : undefined
      }
      const logs = resource('logs', { fields: { verb: field.text() }, access: anyone() })
      const cards = resource('cards', { fields: { text: field.text() }, access: anyone() })
        .check('update', wait)
        .check('delete', wait)
        .before('update', async ({ of }) => void (await of(logs).create({ verb: 'update' })))
        .before('delete', async ({ of }) => void (await of(logs).create({ verb: 'delete' })))
      const desk = await openShop({ api: { resources: [...resources, logs, cards] } })
      const { id } = await desk.make('cards', { text: 'x' })
      const mine = desk.ask(method, `/cards/${id}`, { body })
      await reached.promise
      assert.equal((await desk.ask('PATCH', `/cards/${id}`, { body: { text: 'theirs' } })).status, 200)
      gate.resolve()
      assert.equal((await mine).status, method === 'PATCH' ? 200 : 204)
      const { json } = await desk.ask('GET', '/logs')
      assert.deepEqual(json.data.map((row: any) => row.verb).toSorted(), [verb, 'update'].toSorted())
    })
  }
})
