// Bodies that are urlencoded forms: read as JSON would be, refused as JSON would be.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import * as fc from 'fast-check'
import { createTestApi } from '../../src/testing.ts'
import { anyone, field, resource, signedIn } from '../../src/index.ts'
import { faultsOf } from './shop.ts'

const fields = {
  name: field.text().min(1).max(20),
  note: field.text().multiline().optional(),
  price: field.decimal().optional(),
  stock: field.integer().min(0).optional(),
  weight: field.number().optional(),
  isSold: field.boolean().default(false),
  soldAt: field.timestamp().optional(),
  mail: field.email().optional(),
  tags: field.list(field.text().max(10)).max(3).default([]),
  sizes: field.list(field.integer()).optional(),
  details: field.json().optional(),
  storeId: field.reference('stores', { id: 'integer' }).optional(),
  views: field.integer().readOnly().default(0),
  pin: field.secret().optional(),
}

const items = resource('items', { fields, access: anyone(), forms: true, upsert: true })
  .action('rename', { input: { name: field.text(), times: field.integer().default(1) }, run: rename })
  .action('tell', { input: echo(), output: { seen: field.json() }, on: 'collection', run: tell })
const stores = resource('stores', { id: 'integer', fields: { name: field.text() }, access: anyone() })
const guarded = resource('guarded', {
  fields: { name: field.text() },
  access: { read: signedIn(), create: signedIn(), update: signedIn() },
  forms: true,
})

async function rename({ row, rows, input }: any) {
  return rows.update(row, { name: input.name.repeat(input.times) })
}
function tell({ input }: any) {
  return { seen: input }
}
/** A schema of another library, which takes anything. */
function echo() {
  return {
    '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
  } as const
}

const api = await createTestApi({ resources: [items, stores, guarded] })
after(() => api.close())
const urlencoded = 'application/x-www-form-urlencoded'

const send = (method: string, url: string, body: string | Uint8Array, type = urlencoded) =>
  api.request<any>(method, url, { body, headers: { 'content-type': type } })
const sendJson = (method: string, url: string, body: unknown) => api.request<any>(method, url, { body })

/** What an answer shows of a row, but for what differs from row to row. */
const shown = ({ id: _, createdAt: __, updatedAt: ___, ...rest }: any) => rest

describe('a form makes the row that JSON would', () => {
  const cases: [title: string, form: string, json: Record<string, unknown>][] = [
    ['text', 'name=a+b%20c', { name: 'a b c' }],
    ['text beyond ASCII', 'name=%C3%A9%E2%82%AC', { name: 'é€' }],
    ['UTF-8 that was not escaped', 'name=é', { name: 'é' }],
    ['an empty text', 'name=a&note=', { name: 'a', note: '' }],
    ['lines', 'name=a&note=x%0D%0Ay', { name: 'a', note: 'x\r\ny' }],
    ['a decimal', 'name=a&price=9.5', { name: 'a', price: '9.50' }],
    ['an integer', 'name=a&stock=12', { name: 'a', stock: 12 }],
    ['a number', 'name=a&weight=-1.5e3', { name: 'a', weight: -1500 }],
    ['true', 'name=a&isSold=true', { name: 'a', isSold: true }],
    ['a box that is checked', 'name=a&isSold=on', { name: 'a', isSold: true }],
    ['false', 'name=a&isSold=false', { name: 'a', isSold: false }],
    [
      'a moment',
      'name=a&soldAt=2026-03-01T10:30:00%2B01:00',
      { name: 'a', soldAt: '2026-03-01T09:30:00.000Z' },
    ],
    ['nothing for a number', 'name=a&stock=&weight=&price=&soldAt=&mail=', { name: 'a' }],
    ['a list of one', 'name=a&tags=x', { name: 'a', tags: ['x'] }],
    ['a list of several', 'name=a&tags=x&note=n&tags=y', { name: 'a', note: 'n', tags: ['x', 'y'] }],
    ['an empty list', 'name=a&tags=', { name: 'a', tags: [] }],
    ['a list of numbers', 'name=a&sizes=1&sizes=2', { name: 'a', sizes: [1, 2] }],
    ['JSON', 'name=a&details=%7B%22x%22:[1,null]%7D', { name: 'a', details: { x: [1, null] } }],
    ['JSON that is a text', 'name=a&details=%22x%22', { name: 'a', details: 'x' }],
    ['empty parts', '&&name=a&', { name: 'a' }],
    ['an equals sign in a value', 'name=a=b', { name: 'a=b' }],
  ]
  for (const [title, form, json] of cases) {
    it(title, async () => {
      const [sent, expected] = [await send('POST', '/items', form), await sendJson('POST', '/items', json)]
      assert.equal(sent.status, 201, JSON.stringify(sent.body))
      assert.equal(expected.status, 201, JSON.stringify(expected.body))
      assert.deepEqual(shown(sent.body), shown(expected.body))
      const names = Object.keys(json).filter((name) => name !== 'price' && name !== 'soldAt')
      for (const name of names) assert.deepEqual(sent.body[name], json[name])
    })
  }

  it('whatever the text', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { maxLength: 3 }), async (name, tags) => {
        const form = new URLSearchParams([
          ['name', name],
          ...tags.map((tag): [string, string] => ['tags', tag]),
        ]).toString()
        const [sent, expected] = [
          await send('POST', '/items', form),
          await sendJson('POST', '/items', { name, tags }),
        ]
        assert.equal(sent.status, expected.status)
        if (sent.status === 201) assert.deepEqual(shown(sent.body), shown(expected.body))
        else assert.deepEqual(sent.body.errors, expected.body.errors)
      }),
      { numRuns: 50 },
    )
  })
})

describe('a form is refused as JSON would be', () => {
  const cases: [title: string, form: string, faults: string[]][] = [
    ['nothing at all', '', ['/name required']],
    ['a number that is none', 'name=a&stock=x', ['/stock wrong_type']],
    ['a number out of bounds', 'name=a&stock=-1', ['/stock too_small']],
    ['an integer with places', 'name=a&stock=1.5', ['/stock wrong_type']],
    ['an infinite number', 'name=a&weight=1e999', ['/weight wrong_type']],
    ['a boolean that is none', 'name=a&isSold=yes', ['/isSold wrong_type']],
    ['nothing for a boolean', 'name=a&isSold=', ['/isSold wrong_type']],
    ['a moment that is none', 'name=a&soldAt=now', ['/soldAt wrong_form']],
    ['an empty text that needs a character', 'name=', ['/name too_short']],
    ['a member twice', 'name=a&name=b', ['/name wrong_type']],
    ['a number twice', 'name=a&stock=1&stock=1', ['/stock wrong_type']],
    ['too many elements', 'name=a&tags=1&tags=2&tags=3&tags=4', ['/tags too_many']],
    ['an element that is too long', 'name=a&tags=x&tags=01234567890', ['/tags/1 too_long']],
    ['an unknown member', 'name=a&color=red', ['/color unknown_member']],
    ['a member without a name', 'name=a&=x', ['/ unknown_member']],
    ['a read-only member', 'name=a&views=1', ['/views read_only']],
    ['a control character', 'name=a%00', ['/name control_character']],
    [
      'names in brackets',
      'name=a&details[x]=1&tags[]=1',
      ['/details[x] unknown_member', '/tags[] unknown_member'],
    ],
    [
      'names of objects',
      'name=a&__proto__=1&constructor=2',
      ['/__proto__ unknown_member', '/constructor unknown_member'],
    ],
    ['all at once', 'stock=x&color=red', ['/name required', '/stock wrong_type', '/color unknown_member']],
    ['a store that is not there', 'name=a&storeId=77', ['/storeId unknown_reference']],
  ]
  for (const [title, form, faults] of cases) {
    it(title, async () => {
      const answer = await send('POST', '/items', form)
      assert.equal(answer.status, 422, JSON.stringify(answer.body))
      assert.deepEqual(faultsOf({ json: answer.body } as never).sort(), [...faults].sort())
    })
  }
  it('leaves the prototype of everything alone', async () => {
    await send('POST', '/items', 'name=a&__proto__=x&constructor=y&prototype=z&toString=1')
    assert.equal(Reflect.get({}, 'x'), undefined)
    assert.equal(typeof {}.toString, 'function')
  })
})

describe('a form that cannot be read is 400', () => {
  const cases: [title: string, body: string | Uint8Array][] = [
    ['half an escape', 'name=%4'],
    ['an escape that is none', 'name=%zz'],
    ['an escape that is no UTF-8', 'name=%FF'],
    ['a name that is no UTF-8', '%C3=a'],
    ['bytes that are no UTF-8', Buffer.from([0x6e, 0x3d, 0xff])],
    ['JSON that is none', 'name=a&details={'],
    ['JSON with a member twice', 'name=a&details={"a":1,"a":2}'],
    ['JSON nested beyond reason', `name=a&details=${'['.repeat(100)}`],
    ['too many members', 'a=&'.repeat(1001)],
  ]
  for (const [title, body] of cases) {
    it(title, async () => {
      const answer = await send('POST', '/items', body)
      assert.deepEqual([answer.status, answer.body.code], [400, 'MALFORMED_BODY'])
    })
  }
})

describe('a form goes wherever JSON does', () => {
  it('changes a row', async () => {
    const { body: row } = await sendJson('POST', '/items', { name: 'a', stock: 1, mail: 'a@b.example' })
    const { status, body } = await send('PATCH', `/items/${row.id}`, 'stock=2&mail=')
    assert.deepEqual([status, body.name, body.stock, body.mail], [200, 'a', 2, null])
  })
  it('replaces a row, sent back as it was read', async () => {
    const { body: row } = await sendJson('POST', '/items', { name: 'a', stock: 1, tags: ['x'] })
    const form = new URLSearchParams()
    for (const [name, value] of Object.entries(row).filter(([member]) => member !== 'details'))
      for (const each of [value].flat()) form.append(name, each === null ? '' : String(each))
    form.set('stock', '3')
    const { status, body } = await send('PUT', `/items/${row.id}`, form.toString())
    assert.deepEqual([status, body.stock, body.tags, body.id], [200, 3, ['x'], row.id], JSON.stringify(body))
  })
  it('makes a row at an id', async () => {
    const id = '019c8a4e-7b40-7000-8000-3f1d5c2b6a79'
    assert.equal((await send('PUT', `/items/${id}`, 'name=a')).status, 201)
  })
  it('is the input of an action', async () => {
    const { body: row } = await sendJson('POST', '/items', { name: 'a' })
    const { status, body } = await send('POST', `/items/${row.id}/rename`, 'name=b&times=3')
    assert.deepEqual([status, body.name], [200, 'bbb'])
    const refused = await send('POST', `/items/${row.id}/rename`, 'times=x')
    assert.equal(refused.status, 422)
  })
  it('is text for a schema of another library', async () => {
    const { body } = await send('POST', '/items/tell', 'a=1&b=2&b=3')
    assert.deepEqual(body.seen, { a: '1', b: ['2', '3'] })
  })
  it('but not where forms were not declared', async () => {
    const { status, headers } = await send('POST', '/stores', 'name=a')
    assert.deepEqual([status, headers['accept']], [415, 'application/json'])
  })
  it('unless the API says so for all', async () => {
    await using open = await createTestApi({
      resources: [
        stores,
        resource('shut', { fields: { name: field.text() }, access: anyone(), forms: false }),
      ],
      forms: true,
    })
    const content = { body: 'name=a', headers: { 'content-type': urlencoded } }
    assert.equal((await open.request('POST', '/stores', content)).status, 201)
    assert.equal((await open.request('POST', '/shut', content)).status, 415)
  })
})

describe('the type of a form', () => {
  for (const type of ['APPLICATION/X-WWW-FORM-URLENCODED', `${urlencoded}; charset=UTF-8`])
    it(`is read: ${type}`, async () =>
      assert.equal((await send('POST', '/items', 'name=a', type)).status, 201))
  it('has no other characters than UTF-8', async () => {
    const { status } = await send('POST', '/items', 'name=%E9', `${urlencoded}; charset=iso-8859-1`)
    assert.equal(status, 415)
  })
  it('does not matter before it is known who asks', async () => {
    assert.equal((await send('POST', '/guarded', 'name=%zz')).status, 401)
  })
  it('stands in Accept of a refusal, and in Accept-Patch', async () => {
    const refused = await send('POST', '/items', 'x', 'text/plain')
    assert.match(refused.headers['accept'] ?? '', /application\/json, application\/x-www-form-urlencoded/)
    const { body: row } = await sendJson('POST', '/items', { name: 'a' })
    const options = await api.request('OPTIONS', `/items/${row.id}`)
    assert.match(options.headers['accept-patch'] ?? '', /x-www-form-urlencoded/)
  })
  it('stands in the document, with how its values are written', () => {
    const { content } = (api.api.document().paths['/items'] as any).post.requestBody
    assert.deepEqual(content[urlencoded].schema, content['application/json'].schema)
    assert.deepEqual(content[urlencoded].encoding, {
      tags: { style: 'form', explode: true },
      sizes: { style: 'form', explode: true },
      details: { contentType: 'application/json' },
    })
    const closed = (api.api.document().paths['/stores'] as any).post.requestBody.content
    assert.deepEqual(Object.keys(closed), ['application/json'])
  })
})
