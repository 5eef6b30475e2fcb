// Rows written together with the rows that belong to them: all or nothing, each under its own rules.
import assert from 'node:assert/strict'
import { after, afterEach, beforeEach, describe, it } from 'node:test'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createTestApi, type Answer } from '../../src/testing.ts'
import { alone } from './lone-write.ts'
import { resources, seen } from './nested-writes-domain.ts'

type Json = Readonly<Record<string, any>>

let run: string[] = []
const store = openTestStore({ onStatement: (text) => run.push(text) })
const app = await createTestApi({ resources, store })
after(() => app.close().then(() => store.close()))
const absent = '01999999-0000-7000-8000-000000000000'
const callers = {
  anonymous: app.anonymous,
  ada: app.as({ id: absent }),
  admin: app.as({ id: absent, roles: ['admin'] }),
}
type Who = keyof typeof callers

const ask = (method: string, url: string, body?: unknown, headers = {}, who: Who = 'ada') =>
  callers[who].request<Json>(method, url, { body, headers })
const faultsOf = ({ body }: Answer<Json>) =>
  (body['errors'] ?? []).map(({ pointer, code }: Json) => `${pointer} ${code}`)
const linesOf = ({ body }: Answer<Json>) =>
  body['lines'].map(({ label, quantity }: Json) => `${label} ${quantity}`).sort()

let numbered = 0
const number = () => `n${++numbered}`
/** An invoice with some lines, as it is read with them. */
async function make(...lines: readonly Json[]): Promise<Json> {
  const answer = await ask('POST', '/invoices?expand=lines', { number: number(), lines })
  assert.equal(answer.status, 201, answer.text)
  seen.splice(0)
  return { ...answer.body, url: `/invoices/${answer.body['id']}`, etag: answer.headers['etag'] }
}
const read = (url: string, who: Who = 'ada') => ask('GET', `${url}?expand=lines`, undefined, {}, who)
const lineOf = (invoice: Json, label: string): Json =>
  invoice['lines'].find((line: Json) => line['label'] === label)
const countOf = async (url: string) => (await ask('GET', `${url}?total=exact`)).body['page'].total as number

beforeEach(() => void seen.splice(0))
afterEach(() => void (run = []))

describe('a POST with rows', () => {
  it('makes them all, and shows them', async () => {
    const answer = await ask('POST', '/invoices?expand=lines', {
      number: number(),
      lines: [
        { label: 'a', quantity: 2 },
        { label: 'b', price: 5 },
      ],
    })
    assert.equal(answer.status, 201)
    assert.deepEqual(linesOf(answer), ['a 2', 'b 1'])
    assert.equal(answer.body['total'], 25, 'their hooks have changed the invoice')
    assert.deepEqual(seen, ['check create a', 'check create b', 'create a', 'create b'])
    const url = `/invoices/${answer.body['id']}`
    assert.equal(answer.headers['location'], url)
    assert.deepEqual((await read(url)).body, answer.body)
    assert.equal((await read(url)).headers['etag'], answer.headers['etag'])
    assert.equal(await countOf(`${url}/lines`), 2)
  })

  it('may have none, or rows of several relations', async () => {
    assert.deepEqual((await make())['lines'], [])
    const body = { number: number(), lines: [{ label: 'a' }], notes: [{ text: 'x' }, { text: 'y' }] }
    const { body: made } = await ask('POST', '/invoices?expand=lines,notes', body)
    assert.deepEqual([made['lines'].length, made['notes'].length], [1, 2])
  })

  it('shows them only where that is asked for', async () => {
    const { body } = await ask('POST', '/invoices', { number: number(), lines: [{ label: 'a' }] })
    assert.deepEqual([body['lines'], body['total']], [undefined, 10])
  })

  it('names every fault at its place, and makes nothing', async () => {
    const before = await countOf('/invoices')
    const answer = await ask('POST', '/invoices', {
      number: '',
      colour: 'red',
      lines: [
        { label: 'good' },
        { label: '', quantity: 0, shade: 1 },
        { quantity: 'x' },
        7,
        { label: 'z', id: absent },
        { label: 'y', sum: 1 },
        { label: 'x', invoiceId: absent },
      ],
      notes: 'none',
    })
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer).sort(), [
      '/colour unknown_member',
      '/lines/1/label too_short',
      '/lines/1/quantity too_small',
      '/lines/1/shade unknown_member',
      '/lines/2/label required',
      '/lines/2/quantity wrong_type',
      '/lines/3 wrong_type',
      '/lines/4/id read_only',
      '/lines/5/sum read_only',
      '/lines/6/invoiceId wrong_parent',
      '/notes wrong_type',
      '/number too_short',
    ])
    assert.equal(await countOf('/invoices'), before)
    assert.deepEqual(seen, [])
  })

  it('is bounded', async () => {
    const some = (count: number) => Array.from({ length: count }, (_, index) => ({ label: `l${index}` }))
    const most = await make(...some(100))
    assert.equal(most['lines'].length, 100)
    const answer = await ask('POST', '/invoices', { number: number(), lines: some(101) })
    assert.deepEqual([answer.status, faultsOf(answer)], [422, ['/lines too_many']])
    assert.equal((await ask('POST', `${most['url']}/lines`, { label: 'more' })).status, 201)
    const full = await ask('PATCH', most['url'], { lines: [] })
    assert.deepEqual([full.status, faultsOf(full)], [422, ['/lines too_many']])
    for (const wrong of [null, {}, 'x', 1, true])
      assert.deepEqual(faultsOf(await ask('POST', '/invoices', { number: number(), lines: wrong })), [
        '/lines wrong_type',
      ])
  })

  it('is undone by what goes wrong with one of them', async () => {
    const before = await countOf('/invoices')
    const refused = async (lines: readonly Json[]) => {
      const answer = await ask('POST', '/invoices', { number: number(), lines })
      return [answer.status, answer.body['code'], faultsOf(answer).join()]
    }
    assert.deepEqual(await refused([{ label: 'a' }, { label: 'broken' }]), [
      409,
      'CONFLICT',
      '/lines/1 conflict',
    ])
    assert.deepEqual(await refused([{ label: 'unchecked' }]), [409, 'CONFLICT', '/lines/0 conflict'])
    assert.deepEqual(await refused([{ label: 'a' }, { label: 'a' }]), [
      409,
      'UNIQUE_VIOLATION',
      '/lines/1/invoiceId not_unique,/lines/1/label not_unique',
    ])
    assert.deepEqual(await refused([{ label: 'a', productId: absent }]), [
      422,
      'VALIDATION_FAILED',
      '/lines/0/productId unknown_reference',
    ])
    assert.equal(await countOf('/invoices'), before)
  })

  it('may be one of many', async () => {
    const before = await countOf('/invoices')
    const [good, bad] = [{ label: 'a' }, { label: 'b', quantity: 0 }]
    const toBody = (...lines: readonly Json[]) => ({ number: number(), lines })
    const wrong = await ask('POST', '/invoices', [toBody(good), toBody(good, bad)])
    assert.deepEqual([wrong.status, faultsOf(wrong)], [422, ['/1/lines/1/quantity too_small']])
    const broken = await ask('POST', '/invoices', [toBody(good), toBody({ label: 'broken' })])
    assert.deepEqual([broken.status, faultsOf(broken)], [409, ['/1/lines/0 conflict']])
    assert.equal(await countOf('/invoices'), before)
    const answer = await ask('POST', '/invoices?expand=lines', [toBody(good), toBody(good, { label: 'c' })])
    assert.equal(answer.status, 201, answer.text)
    assert.deepEqual(
      answer.body['data'].map(({ total, lines }: Json) => [total, lines.length]),
      [
        [10, 1],
        [20, 2],
      ],
    )
  })

  it('asks the rules of the rows too', async () => {
    const lines = [{ label: 'a' }, { label: 'b', position: 3 }]
    const answer = await ask('POST', '/invoices', { number: number(), lines })
    assert.deepEqual([answer.status, faultsOf(answer)], [403, ['/lines/1/position not_writable']])
    assert.equal((await ask('POST', '/invoices', { number: number(), lines }, {}, 'admin')).status, 201)
    const narrow = app.as({ id: absent, scopes: ['invoices:write'] })
    const scoped = await narrow.request<Json>('POST', '/invoices', { body: { number: number(), lines: [] } })
    assert.deepEqual([scoped.status, scoped.body['code']], [403, 'INSUFFICIENT_SCOPE'])
    assert.match(scoped.headers['www-authenticate'] ?? '', /lines:write/)
    const plain = await narrow.request('POST', '/invoices', { body: { number: number() } })
    assert.equal(plain.status, 201)
  })
})

describe('a PUT or PATCH with rows', () => {
  for (const method of ['PUT', 'PATCH']) {
    it(`gives the whole new set: ${method}`, async () => {
      const invoice = await make({ label: 'a' }, { label: 'b' }, { label: 'c' })
      const { id, label } = lineOf(invoice, 'b')
      const answer = await ask(method, `${invoice['url']}?expand=lines`, {
        number: invoice['number'],
        lines: [
          { label: 'new', quantity: 4 },
          { id, label, quantity: 3 },
        ],
      })
      assert.equal(answer.status, 200, answer.text)
      assert.deepEqual(linesOf(answer), ['b 3', 'new 4'])
      assert.equal(answer.body['total'], 70)
      assert.deepEqual(
        seen.filter((line) => !line.startsWith('check')),
        ['delete a', 'delete c', 'create new', 'update b'],
      )
      assert.deepEqual(seen.filter((line) => line.startsWith('check')).sort(), [
        'check create new',
        'check delete a',
        'check delete c',
        'check update b',
      ])
      assert.notEqual(answer.headers['etag'], invoice['etag'])
    })

    it(`leaves them alone where the body does not name them: ${method}`, async () => {
      const invoice = await make({ label: 'a' })
      const answer = await ask(method, `${invoice['url']}?expand=lines`, { number: invoice['number'] })
      assert.deepEqual([answer.status, linesOf(answer)], [200, ['a 1']])
      assert.deepEqual(seen, [])
      const none = await ask(method, `${invoice['url']}?expand=lines`, {
        number: invoice['number'],
        lines: [],
      })
      assert.deepEqual([none.status, linesOf(none), none.body['total']], [200, [], 0])
    })

    it(`knows rows of this one alone, each once: ${method}`, async () => {
      const [invoice, other] = [await make({ label: 'a' }), await make({ label: 'theirs' })]
      const [mine, theirs] = [lineOf(invoice, 'a')['id'], lineOf(other, 'theirs')['id']]
      const lines = [mine, theirs, mine, absent, 'x', null].map((id, index) => ({ id, label: `l${index}` }))
      const answer = await ask(method, invoice['url'], { number: invoice['number'], lines })
      assert.equal(answer.status, 422)
      assert.deepEqual(
        faultsOf(answer),
        [1, 2, 3, 4, 5].map((index) => `/lines/${index}/id unknown_row`),
      )
      assert.deepEqual(linesOf(await read(other['url'])), ['theirs 1'])
      const moved = [{ id: mine, label: 'a', invoiceId: other['id'] }]
      const move = await ask(method, invoice['url'], { number: invoice['number'], lines: moved })
      assert.deepEqual(faultsOf(move), ['/lines/0/invoiceId wrong_parent'])
    })

    it(`takes back what was read: ${method}`, async () => {
      const invoice = await make({ label: 'a', quantity: 3 }, { label: 'b' })
      const { body } = await read(invoice['url'])
      const answer = await ask(method, `${invoice['url']}?expand=lines`, body)
      assert.equal(answer.status, 200, answer.text)
      assert.deepEqual(linesOf(answer), ['a 3', 'b 1'])
    })

    it(`asks the rules of the rows too: ${method}`, async () => {
      const invoice = await make(
        { label: 'open' },
        { label: 'sealed', state: 'sealed' },
        { label: 'paid', state: 'paid' },
      )
      const whole = (label: string, more = {}) => {
        const { id, state } = lineOf(invoice, label)
        return { id, label, state, ...more }
      }
      const put = (...lines: Json[]) => ask(method, invoice['url'], { number: invoice['number'], lines })
      const sealed = await put(whole('open'), whole('sealed', { quantity: 2 }), whole('paid'))
      assert.deepEqual([sealed.status, faultsOf(sealed)], [403, ['/lines/1 forbidden']])
      const removed = await ask(method, invoice['url'], { number: invoice['number'], lines: [] })
      assert.deepEqual([removed.status, faultsOf(removed)], [403, ['/lines forbidden']])
      assert.equal((await read(invoice['url'])).body['lines'].length, 3)
      const byAdmin = await ask(method, invoice['url'], { number: invoice['number'], lines: [] }, {}, 'admin')
      assert.equal(byAdmin.status, 200)
    })

    it(`does not touch what the caller may not see: ${method}`, async () => {
      const invoice = await make({ label: 'a' })
      await ask('POST', `${invoice['url']}/lines`, { label: 'hidden', state: 'secret' }, {}, 'admin')
      const hidden = lineOf((await read(invoice['url'], 'admin')).body, 'hidden')
      const guessed = { number: invoice['number'], lines: [{ id: hidden['id'], label: 'mine' }] }
      assert.deepEqual(faultsOf(await ask(method, invoice['url'], guessed)), ['/lines/0/id unknown_row'])
      assert.equal((await ask(method, invoice['url'], { number: invoice['number'], lines: [] })).status, 200)
      assert.deepEqual(linesOf(await read(invoice['url'], 'admin')), ['hidden 1'])
    })

    it(`heeds conditions, and changes nothing of the rows without them: ${method}`, async () => {
      const invoice = await make({ label: 'a' })
      const body = { number: invoice['number'], lines: [{ label: 'b' }] }
      const stale = await ask(method, invoice['url'], body, { 'if-match': '"1"' })
      assert.equal(stale.status, 412)
      assert.deepEqual(linesOf(await read(invoice['url'])), ['a 1'])
      assert.equal((await ask(method, invoice['url'], body, { 'if-match': invoice['etag'] })).status, 200)
      assert.equal((await ask(method, invoice['url'], body, { 'if-match': invoice['etag'] })).status, 412)
    })
  }

  it('writes rows wholly by PUT, in part by PATCH', async () => {
    const invoice = await make({ label: 'a', quantity: 5, price: 3 })
    const { id } = lineOf(invoice, 'a')
    const patched = await ask('PATCH', `${invoice['url']}?expand=lines`, { lines: [{ id, price: 4 }] })
    assert.deepEqual([linesOf(patched), patched.body['total']], [['a 5'], 20])
    const short = await ask('PUT', invoice['url'], { number: invoice['number'], lines: [{ id, price: 4 }] })
    assert.deepEqual(faultsOf(short), ['/lines/0/label required'])
    const body = { number: invoice['number'], lines: [{ id, label: 'a' }] }
    const put = await ask('PUT', `${invoice['url']}?expand=lines`, body)
    assert.deepEqual([linesOf(put), put.body['total']], [['a 1'], 10])
  })

  it('makes a row by PUT, with its rows', async () => {
    const url = `/invoices/${absent.replace(/0$/, '7')}`
    const put = () => ask('PUT', `${url}?expand=lines`, { number: 'put', lines: [{ label: 'a' }] })
    const made = await put()
    assert.deepEqual([made.status, linesOf(made)], [201, ['a 1']])
    const again = await put()
    assert.deepEqual([again.status, linesOf(again)], [200, ['a 1']])
    assert.notEqual(lineOf(again.body, 'a')['id'], lineOf(made.body, 'a')['id'])
  })

  it('is not for a JSON Patch', async () => {
    const invoice = await make({ label: 'a' })
    const patch = [{ op: 'replace', path: '/lines/0/label', value: 'b' }]
    const type = { 'content-type': 'application/json-patch+json' }
    assert.equal((await ask('PATCH', invoice['url'], patch, type)).status, 422)
    assert.deepEqual(linesOf(await read(invoice['url'])), ['a 1'])
  })

  it('lets one of many win at a time, and loses nothing', async () => {
    const invoice = await make({ label: 'a' })
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        ask('PATCH', invoice['url'], { lines: [{ label: `w${index}` }] }, { 'if-match': invoice['etag'] }),
      ),
    )
    assert.deepEqual(answers.map(({ status }) => status).sort(), [
      200,
      ...Array.from({ length: 7 }, () => 412),
    ])
    const { body } = await read(invoice['url'])
    assert.deepEqual([body['lines'].length, body['total']], [1, 10])
  })

  it('gives the whole set, whatever happens meanwhile', async () => {
    const invoice = await make({ label: 'a' })
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, (_, index) =>
        ask('POST', `${invoice['url']}/lines`, { label: `p${index}` }),
      ),
      ...Array.from({ length: 4 }, (_, index) =>
        ask('PATCH', invoice['url'], { lines: [{ label: `w${index}` }] }),
      ),
    ])
    for (const { status, text } of answers) assert.ok([200, 201].includes(status), text)
    const { body } = await read(invoice['url'])
    const labels = body['lines'].map(({ label }: Json) => label)
    assert.equal(labels.filter((label: string) => label.startsWith('w')).length, 1, labels.join())
    assert.equal(body['total'], labels.length * 10)
  })
})

describe('rows of clients’ own names below rows that are counted', () => {
  it('are made, changed and removed', async () => {
    const made = await ask('POST', '/boards?expand=columns', {
      title: 'B',
      columns: [
        { id: 'todo', title: 'To do' },
        { id: 'done', title: 'Done' },
      ],
    })
    assert.equal(made.status, 201, made.text)
    assert.ok(made.body['columns'].every(({ boardId }: Json) => boardId === made.body['id']))
    const url = `/boards/${made.body['id']}?expand=columns`
    const changed = await ask('PATCH', url, {
      columns: [
        { id: 'todo', title: 'Later' },
        { id: 'now', title: 'Now' },
      ],
    })
    assert.deepEqual(changed.body['columns'].map(({ id, title }: Json) => `${id} ${title}`).sort(), [
      'now Now',
      'todo Later',
    ])
    const other = await ask('POST', '/boards', { title: 'C', columns: [{ id: 'todo', title: 'Mine' }] })
    assert.deepEqual([other.status, faultsOf(other)], [409, ['/columns/0/id not_unique']])
  })
})

it('a line alone changes its invoice too', async () => {
  const invoice = await make({ label: 'a' })
  const line = await ask('POST', `${invoice['url']}/lines`, { label: 'b', quantity: 2 })
  assert.equal((await read(invoice['url'])).body['total'], 30)
  await ask('PATCH', line.headers['location']!, { quantity: 1 })
  assert.equal((await read(invoice['url'])).body['total'], 20)
  await ask('DELETE', line.headers['location']!)
  const { body, headers } = await read(invoice['url'])
  assert.equal(body['total'], 10)
  assert.notEqual(headers['etag'], invoice['etag'])
  assert.equal((await ask('DELETE', invoice['url'])).status, 204)
})

it('rows that are not written cost nothing', async () => {
  const invoice = await make({ label: 'a' })
  run = []
  await ask('PATCH', invoice['url'], { remark: 'x' })
  assert.deepEqual(run.map((text) => text.split(' ', 1)[0]).join(' '), `SELECT ${alone('UPDATE')}`)
})

it('rows of a relation that the caller does not see are left alone', async () => {
  const { body: desk } = await ask('POST', '/desks', { title: 'D', papers: [{ title: 'a' }] })
  const papers = async () => (await ask('GET', '/papers')).body['data']
  const [paper] = await papers()
  const change = (who: Who, sent: readonly Json[]) =>
    ask('PATCH', `/desks/${desk['id']}`, { papers: sent }, {}, who)
  assert.deepEqual(faultsOf(await change('ada', [{ id: paper.id, title: 'b' }])), [
    '/papers/0/id unknown_row',
  ])
  assert.equal((await change('ada', [])).status, 200)
  assert.equal((await papers()).length, 1)
  assert.equal((await change('admin', [])).status, 200)
  assert.equal((await papers()).length, 0)
})
