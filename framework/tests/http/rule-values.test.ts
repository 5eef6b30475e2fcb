// A rule that names a value compares it as a filter does, in memory and in SQL alike.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { anyone, field, fieldEquals, not, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'

const isOpen = fieldEquals('state', 'open')
const topics = resource('topics', {
  fields: {
    name: field.text(),
    state: field.text().ignoreCase(),
    strict: field.text().default('open'),
    price: field.decimal().default('5'),
    wait: field.duration().default('PT60S'),
    hint: field.text().default('seen').visible(isOpen),
    note: field.text().default('old').writable(isOpen),
  },
  access: {
    list: anyone(),
    read: not(fieldEquals('state', 'hidden')),
    create: anyone(),
    update: anyone(),
    delete: isOpen,
  },
})
  .computed('mark', field.text().visible(isOpen), ({ name }) => `!${name}`)
  .action('close', { access: isOpen, run: ({ row, rows }) => rows.update(row, { state: 'closed' }) })
  .action('pay', { access: fieldEquals('price', '5.00'), status: 204, run: () => undefined })
  .action('await', { access: fieldEquals('wait', 'PT60S'), status: 204, run: () => undefined })
  .action('be', { access: fieldEquals('strict', 'open'), status: 204, run: () => undefined })

const api = await createTestApi({ resources: [topics] })
after(() => api.close())
const { request } = api
const make = async (state: string, more = {}) => {
  const answer = await request('POST', '/topics', { body: { name: 'x', state, ...more } })
  assert.equal(answer.status, 201, answer.text)
  return answer.headers['location']!
}

describe('a value of a rule, on a field without case', () => {
  for (const [state, is] of [
    ['open', true],
    ['OPEN', true],
    ['oPen', true],
    ['opened', false],
    ['closed', false],
  ] as const) {
    it(`${is ? 'is' : 'is not'} ${state}`, async () => {
      const url = await make(state)
      const { body } = await request('GET', url)
      assert.deepEqual([body['hint'], body['mark']], is ? ['seen', '!x'] : [undefined, undefined])
      const written = await request('PATCH', url, { body: { note: 'new' } })
      assert.equal(written.status, is ? 200 : 403)
      assert.equal((await request('POST', `${url}/close`)).status, is ? 200 : 403)
      assert.equal((await request('DELETE', await make(state))).status, is ? 204 : 403)
    })
  }
  it('hides the row however it is written', async () => {
    const { body: before } = await request<{ data: object[] }>('GET', '/topics?limit=100')
    const url = await request('POST', '/topics', { body: { name: 'x', state: 'HidDen' } })
    // Made, and then not there for anyone.
    assert.ok(url.status === 201 || url.status === 204, url.text)
    assert.equal((await request('GET', url.headers['location']!)).status, 404)
    const { body: now } = await request<{ data: object[] }>('GET', '/topics?limit=100')
    assert.equal(now.data.length, before.data.length)
  })
})

describe('a value of a rule', () => {
  it('is compared by quantity where that is what the field has', async () => {
    const url = await make('x', { wait: 'PT1M' })
    assert.equal((await request('POST', `${url}/pay`)).status, 204)
    assert.equal((await request('POST', `${url}/await`)).status, 204)
    const other = await make('x', { price: '5.01', wait: 'PT61S' })
    assert.equal((await request('POST', `${other}/pay`)).status, 403)
    assert.equal((await request('POST', `${other}/await`)).status, 403)
  })
  it('is compared with case where the field has it', async () => {
    assert.equal((await request('POST', `${await make('x', { strict: 'open' })}/be`)).status, 204)
    assert.equal((await request('POST', `${await make('x', { strict: 'Open' })}/be`)).status, 403)
  })
})
