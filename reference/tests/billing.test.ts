// Customers, products and invoices with their lines, in every representation.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DOMParser, type Element } from '@xmldom/xmldom'
import { parse as parseCsv } from 'csv-parse/sync'
import { openReferenceServer } from './reference-server.ts'

const { send } = await openReferenceServer()

const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  send(method, path, { as: 'ada', headers, ...(body !== undefined && { body }) })

const make = async (path: string, body: object): Promise<Record<string, string>> => {
  const made = await ask('POST', `/api/v1${path}`, body)
  assert.equal(made.status, 201, made.text)
  return made.body
}
const totalOf = async (invoice: Record<string, string>): Promise<string> =>
  (await ask('GET', `/api/v1/invoices/${invoice['id']}`)).body['total']

const grace = await make('/customers', { first: 'Grace', last: 'Hopper', phone: '+1 555 0100' })
const alan = await make('/customers', { first: 'Alan', last: 'Turing' })
const compiler = await make('/products', { name: 'Compiler', price: '99.90' })
const machine = await make('/products', { name: 'Machine, "universal"', price: '0.33' })

/** An invoice with two lines: 3 machines and 2 compilers, 200.79 in all. */
const makeInvoice = async (customer = grace) => {
  const invoice = await make(`/customers/${customer['id']}/invoices`, { date: '2026-11-01T09:00:00Z' })
  const path = `/invoices/${invoice['id']}/lines`
  const first = await make(path, { productId: machine['id'], quantity: 3 })
  const second = await make(path, { productId: compiler['id'], quantity: 2, unitPrice: '99.90' })
  return { invoice, first, second, path: `/api/v1/invoices/${invoice['id']}` }
}

describe('billing', () => {
  test('is for those signed in alone', async () => {
    for (const path of ['customers', 'products', 'invoices'])
      assert.equal((await send('GET', `/api/v1/${path}`)).status, 401, path)
    assert.equal((await send('GET', '/api/v1/lines')).status, 404, 'lines stand below their invoice alone')
  })

  test('finds customers by each of their fields', async () => {
    for (const query of [
      'first=Grace',
      'last[startsWith]=Hop',
      'phone[null]=false',
      'q=grace',
      'sort=last&limit=1',
    ])
      assert.deepEqual(
        (await ask('GET', `/api/v1/customers?${query}`)).body['data'].map(
          ({ last }: { last: string }) => last,
        ),
        ['Hopper'],
        query,
      )
  })

  test('writes products by their names', async () => {
    const path = '/api/v1/products?name=Debugger'
    const made = await ask('PUT', path, { price: '10.00' })
    assert.deepEqual(
      [made.status, made.body['name'], made.body['price']],
      [201, 'Debugger', '10.00'],
      made.text,
    )
    const again = await ask('PUT', path, { price: '12.00' })
    assert.deepEqual([again.status, again.body['id'], again.body['price']], [200, made.body['id'], '12.00'])
    const only = await ask('PUT', path, { price: '1.00' }, { 'if-none-match': '*' })
    assert.equal(only.status, 412)
  })

  test('keeps customers with invoices and products in use', async () => {
    await makeInvoice()
    for (const path of [`customers/${grace['id']}`, `products/${compiler['id']}`]) {
      const { status, body } = await ask('DELETE', `/api/v1/${path}`)
      assert.deepEqual([status, body['code']], [409, 'REFERENCE_IN_USE'], path)
    }
    assert.equal((await ask('DELETE', `/api/v1/customers/${alan['id']}`)).status, 204)
  })
})

describe('the total of an invoice', () => {
  test('is there at once when it comes with its lines, and follows them as a whole', async () => {
    const lines = [
      { productId: machine['id'], quantity: 3 },
      { productId: compiler['id'], quantity: 2 },
    ]
    const made = await ask('POST', '/api/v1/invoices?expand=lines', { customerId: grace['id'], lines })
    assert.deepEqual(
      [made.status, made.body['total'], made.body['lines'].length],
      [201, '200.79', 2],
      made.text,
    )
    const path = `/api/v1/invoices/${made.body['id']}`
    const kept = made.body['lines'].find((line: Record<string, unknown>) => line['quantity'] === 3)
    const changed = await ask('PATCH', `${path}?expand=lines`, { lines: [{ id: kept.id, quantity: 1 }] })
    assert.deepEqual([changed.status, changed.body['total'], changed.body['lines'].length], [200, '0.33', 1])
    const wrong = await ask('POST', '/api/v1/invoices', {
      customerId: grace['id'],
      lines: [lines[0], { productId: machine['id'], quantity: 0 }],
    })
    assert.deepEqual([wrong.status, wrong.body['errors'][0].pointer], [422, '/lines/1/quantity'])
  })

  test('is the sum of its lines, whatever becomes of them', async () => {
    const { invoice, first, second, path } = await makeInvoice()
    assert.deepEqual([first['unitPrice'], first['total'], second['total']], ['0.33', '0.99', '199.80'])
    assert.equal(await totalOf(invoice), '200.79')
    const line = `${path}/lines/${first['id']}`
    assert.equal((await ask('PATCH', line, { quantity: 5 })).body['total'], '1.65')
    assert.equal(await totalOf(invoice), '201.45')
    assert.equal((await ask('PATCH', line, { unitPrice: '1.00' })).body['total'], '5.00')
    assert.equal(await totalOf(invoice), '204.80')
    assert.equal((await ask('DELETE', line)).status, 204)
    assert.equal(await totalOf(invoice), '199.80')
  })

  test('changes the version of the invoice', async () => {
    const { invoice, first, path } = await makeInvoice()
    const { headers } = await ask('GET', path)
    await ask('PATCH', `${path}/lines/${first['id']}`, { quantity: 4 })
    const lost = await ask(
      'PATCH',
      path,
      { date: '2026-11-02T09:00:00Z' },
      { 'if-match': headers.get('etag')! },
    )
    assert.equal(lost.status, 412)
    assert.equal(await totalOf(invoice), '201.12')
  })

  test("is nobody else's to write", async () => {
    const { path } = await makeInvoice()
    assert.equal((await ask('PATCH', path, { total: '1.00' })).status, 422)
    const forged = await ask('POST', `${path}/lines`, {
      productId: compiler['id'],
      quantity: 1,
      total: '0.01',
    })
    assert.equal(forged.status, 422)
  })

  test('is right after many lines at once', async () => {
    const { invoice, path } = await makeInvoice()
    const sent = Array.from({ length: 20 }, () =>
      ask('POST', `${path}/lines`, { productId: machine['id'], quantity: 1 }),
    )
    assert.ok((await Promise.all(sent)).every(({ status }) => status === 201))
    assert.equal(await totalOf(invoice), '207.39')
  })

  test('goes with the invoice, and with it its lines', async () => {
    const { first, path } = await makeInvoice()
    assert.equal((await ask('DELETE', path)).status, 204)
    assert.equal((await ask('GET', `${path}/lines/${first['id']}`)).status, 404)
    assert.equal((await ask('GET', `${path}/lines`)).status, 404)
  })
})

describe('an invoice is written with its lines', () => {
  const line = (product: Record<string, string>, quantity: number) => ({ productId: product['id'], quantity })

  test('in one request, all or none', async () => {
    const body = { customerId: grace['id'], lines: [line(machine, 3), line(compiler, 2)] }
    const made = await ask('POST', '/api/v1/invoices?expand=lines', body)
    assert.deepEqual([made.status, made.body['total']], [201, '200.79'], made.text)
    assert.equal(made.body['lines'].length, 2)
    const count = async () => (await ask('GET', '/api/v1/invoices?total=exact&limit=1')).body['page'].total
    const before = await count()
    const lines = [line(machine, 1), line(machine, 0), { quantity: 1, total: '9.00' }]
    const refused = await ask('POST', '/api/v1/invoices', { customerId: grace['id'], lines })
    assert.equal(refused.status, 422)
    const places = refused.body['errors'].map(({ pointer }: { pointer: string }) => pointer).toSorted()
    assert.deepEqual(places, ['/lines/1/quantity', '/lines/2/productId', '/lines/2/total'])
    assert.equal(await count(), before)
  })

  test('as the whole new set of them', async () => {
    const { invoice, first, second, path } = await makeInvoice()
    const kept = { id: first['id'], productId: machine['id'], quantity: 6 }
    const changed = await ask('PATCH', `${path}?expand=lines`, { lines: [kept, line(compiler, 1)] })
    assert.deepEqual([changed.status, changed.body['total']], [200, '101.88'], changed.text)
    assert.equal(changed.body['lines'].length, 2)
    assert.equal((await ask('GET', `${path}/lines/${second['id']}`)).status, 404)
    assert.equal(await totalOf(invoice), '101.88')
  })

  test('under the tag it was read with', async () => {
    const { path } = await makeInvoice()
    const { headers } = await ask('GET', `${path}?expand=lines`)
    const tag = { 'if-match': headers.get('etag')! }
    assert.equal((await ask('PATCH', path, { lines: [] }, tag)).body['total'], '0.00')
    assert.equal((await ask('PATCH', path, { lines: [] }, tag)).status, 412)
  })

  test('with no line of another one', async () => {
    const { path } = await makeInvoice()
    const other = await makeInvoice()
    const stolen = await ask('PATCH', path, { lines: [{ id: other.first['id'], quantity: 1 }] })
    assert.ok([404, 422].includes(stolen.status), stolen.text)
    assert.equal(await totalOf(other.invoice), '200.79')
  })
})

describe('a line', () => {
  test('stands below its own invoice', async () => {
    const { first, path } = await makeInvoice()
    const other = await makeInvoice()
    assert.equal((await ask('GET', `${path}/lines/${first['id']}`)).status, 200)
    assert.equal((await ask('GET', `${other.path}/lines/${first['id']}`)).status, 404)
    assert.equal((await ask('PATCH', `${other.path}/lines/${first['id']}`, { quantity: 9 })).status, 404)
  })

  test('has a quantity and a product that are one', async () => {
    const { path } = await makeInvoice()
    const faults = async (body: object) => {
      const answer = await ask('POST', `${path}/lines`, body)
      return [
        answer.status,
        ...(answer.body['errors'] ?? []).map(({ pointer }: { pointer: string }) => pointer),
      ]
    }
    assert.deepEqual(await faults({ productId: compiler['id'], quantity: 0 }), [422, '/quantity'])
    assert.deepEqual(await faults({ productId: grace['id'], quantity: 1 }), [422, '/productId'])
    assert.deepEqual(await faults({ productId: compiler['id'], quantity: 1.5 }), [422, '/quantity'])
  })
})

describe('an invoice is represented', () => {
  const expand = 'expand=customer,lines.product'
  const accept = (type: string) => ({ accept: type })

  test('as JSON, its lines and their products embedded', async () => {
    const { path } = await makeInvoice()
    const { body } = await ask('GET', `${path}?${expand}`)
    assert.equal(body['customer'].last, 'Hopper')
    assert.deepEqual(
      body['lines']
        .map((line: { product: { name: string }; total: string }) => [line.product.name, line.total])
        .toSorted(),
      [
        ['Compiler', '199.80'],
        ['Machine, "universal"', '0.99'],
      ],
    )
  })

  test('as XML', async () => {
    const { path } = await makeInvoice()
    const { headers, text } = await ask('GET', `${path}?${expand}`, undefined, accept('application/xml'))
    assert.match(headers.get('content-type')!, /^application\/xml/)
    const root = parseXml(text)
    assert.equal(root.tagName, 'invoice')
    assert.deepEqual(textsOf(root, 'name').toSorted(), ['Compiler', 'Machine, "universal"'])
    const page = await ask(
      'GET',
      '/api/v1/products?sort=name&name[ne]=Debugger',
      undefined,
      accept('application/xml'),
    )
    assert.equal(parseXml(page.text).tagName, 'products')
    assert.deepEqual(textsOf(parseXml(page.text), 'price'), ['99.90', '0.33'])
  })

  test('as CSV, in a collection', async () => {
    const { path } = await makeInvoice()
    const { headers, text } = await ask(
      'GET',
      `${path}/lines?expand=product&sort=createdAt`,
      undefined,
      accept('text/csv'),
    )
    assert.match(headers.get('content-type')!, /^text\/csv/)
    const rows = parseCsv(text, { columns: true }) as Record<string, string>[]
    assert.deepEqual(
      rows.map((row) => [row['product.name'], row['quantity'], row['total']]),
      [
        ['Machine, "universal"', '3', '0.99'],
        ['Compiler', '2', '199.80'],
      ],
    )
    const one = await ask('GET', path, undefined, accept('text/csv'))
    assert.equal(one.status, 406)
  })

  test('with a tag for each, all of them good for a write', async () => {
    const types = ['application/json', 'application/hal+json', 'application/xml']
    const { path } = await makeInvoice()
    const tags: string[] = []
    for (const type of types) {
      const { headers } = await ask('GET', `${path}?${expand}`, undefined, accept(type))
      const etag = headers.get('etag')!
      tags.push(etag)
      const known = await ask('GET', `${path}?${expand}`, undefined, { accept: type, 'if-none-match': etag })
      assert.equal(known.status, 304, type)
    }
    assert.equal(new Set(tags).size, types.length)
    for (const type of types) {
      const { headers } = await ask('GET', `${path}?${expand}`, undefined, accept(type))
      const change = await ask(
        'PATCH',
        path,
        { date: `2026-11-0${types.indexOf(type) + 2}T00:00:00Z` },
        { 'if-match': headers.get('etag')! },
      )
      assert.equal(change.status, 200, type)
    }
  })
})

function parseXml(text: string): Element {
  const faults: string[] = []
  const parser = new DOMParser({ onError: (_level, message) => faults.push(message) })
  const root = parser.parseFromString(text, 'text/xml').documentElement
  assert.deepEqual(faults, [])
  assert.ok(root)
  return root
}

const textsOf = (root: Element, name: string): string[] =>
  [...root.getElementsByTagName(name)].map(({ textContent }) => textContent ?? '')
