// A client that knows one address and HAL: it makes an invoice and finds its lines by links alone.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DOMParser } from '@xmldom/xmldom'
import { parse } from 'csv-parse/sync'
import { openReferenceServer, type Answer } from './reference-server.ts'

const { send } = await openReferenceServer()
const accept = 'application/hal+json'

type Document = Answer['body']

/** Follows a link of a document; a template is filled in. */
async function follow(document: Document, relation: string, query = '', as = 'ada'): Promise<Document> {
  const { href, templated } = document['_links'][relation] ?? assert.fail(`no link ${relation}`)
  const url = templated === true ? String(href).replace(/\{\?.*\}$/, query) : href
  const { status, body, text } = await send('GET', url, { as, headers: { accept } })
  assert.equal(status, 200, `${url} ${text}`)
  return body
}

/** Makes a row in the collection a link leads to. */
async function add(document: Document, relation: string, values: object): Promise<Document> {
  const { href } = document['_links'][relation] ?? assert.fail(`no link ${relation}`)
  const { status, body, text } = await send('POST', href, { as: 'ada', headers: { accept }, body: values })
  assert.equal(status, 201, `${href} ${text}`)
  return body
}

const start = async (as = 'ada'): Promise<Document> =>
  (await send('GET', '/', { as, headers: { accept } })).body

const root = await start()
const customer = await add(root, 'customers', { first: 'Grace', last: 'Hopper' })
const compiler = await add(root, 'products', { name: 'Compiler', price: '99.90' })
const invoice = await add(customer, 'invoices', { date: '2030-01-02T03:04:05.000Z' })
await add(invoice, 'lines', { productId: compiler['id'], quantity: 2 })
await add(invoice, 'lines', { productId: compiler['id'], quantity: 1, unitPrice: '1.00' })

describe('from the root alone', () => {
  test('a client finds an invoice line', async () => {
    const customers = await follow(await start(), 'customers')
    const found = await follow(customers, 'search', '?last=Hopper')
    const [grace] = found['_embedded'].customers
    const [owed] = (await follow(grace, 'invoices'))['_embedded'].invoices
    assert.equal(owed.total, '200.80')
    const lines = await follow(owed, 'lines')
    const [line] = (await follow(lines, 'self'))['_embedded'].lines
    const self = await follow(line, 'self')
    assert.deepEqual(self, line)
    assert.equal((await follow(self, 'product'))['name'], 'Compiler')
    assert.equal((await follow(self, 'invoice'))['total'], '200.80')
  })

  test('an invoice shows its lines and their products at once', async () => {
    const { status, body, text } = await send(
      'GET',
      `${invoice['_links'].self.href}?expand=customer,lines.product`,
      {
        as: 'bob',
        headers: { accept },
      },
    )
    assert.equal(status, 200, text)
    const { customer: grace, lines } = body['_embedded']
    assert.equal(grace._links.self.href, customer['_links'].self.href)
    assert.deepEqual(
      lines.map((line: Document) => line['_embedded'].product._links.self.href),
      Array(2).fill(compiler['_links'].self.href),
    )
  })

  test('no link leads nowhere, whoever follows it', async () => {
    for (const as of ['ada', 'bob', 'root']) {
      const seen = new Set(['/'])
      for (const url of seen) {
        const options = await send('OPTIONS', url, { as })
        assert.equal(options.status, 204, `${url} as ${as}`)
        if (!options.headers.get('allow')?.includes('GET')) continue
        const { status, body, text } = await send('GET', url, {
          as,
          headers: { accept: `${accept}, */*;q=0.1` },
        })
        assert.equal(status, 200, `${url} as ${as}: ${text}`)
        const queue = [body]
        for (const { _links = {}, _embedded = {} } of queue) {
          for (const { href, templated } of Object.values(_links as Record<string, Document>))
            if (templated !== true) seen.add(String(href))
          queue.push(...(Object.values(_embedded).flat() as Document[]))
        }
      }
      assert.ok(seen.has(compiler['_links'].self.href))
    }
  })
})

describe('an invoice is the same', () => {
  const url = String(invoice['_links'].self.href)
  const inForm = (type: string, path = url) => send('GET', path, { as: 'ada', headers: { accept: type } })

  test('in JSON and HAL', async () => {
    const [json, hal] = [await inForm('application/json'), await inForm(accept)]
    const { _links, ...row } = hal.body
    assert.deepEqual(row, json.body)
    assert.ok(_links)
  })

  test('in XML, with its lines', async () => {
    const { headers, text } = await inForm('application/xml', `${url}?expand=lines`)
    assert.equal(headers.get('content-type'), 'application/xml; charset=utf-8')
    const document = new DOMParser().parseFromString(text, 'application/xml').documentElement!
    const textsOf = (name: string) =>
      [...document.getElementsByTagName(name)].map(({ textContent }) => textContent)
    assert.equal(document.tagName, 'invoice')
    assert.deepEqual(textsOf('quantity').toSorted(), ['1', '2'])
    assert.deepEqual(textsOf('total').toSorted(), ['1.00', '199.80', '200.80'])
  })

  test('in CSV, with its customer', async () => {
    const { text } = await inForm('text/csv', '/api/v1/invoices?fields=id,total,customer.last')
    const [first] = parse(text, { columns: true }) as Record<string, string>[]
    assert.deepEqual(first, { id: invoice['id'], total: '200.80', 'customer.last': 'Hopper' })
  })

  test('and its tag is good for a change in each', async () => {
    for (const type of ['application/json', accept, 'application/xml']) {
      const { headers } = await inForm(type, `${url}?expand=customer`)
      const change = { as: 'ada', body: { date: '2031-01-02T03:04:05.000Z' } }
      const match = { 'if-match': headers.get('etag')! }
      assert.equal((await send('PATCH', url, { ...change, headers: match })).status, 200, type)
      assert.equal((await send('PATCH', url, { ...change, headers: match })).status, 412, type)
    }
  })
})
