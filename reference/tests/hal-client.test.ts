// A client that knows one address and HAL: it makes an invoice and finds its lines by links alone.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
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

  test('no link leads nowhere, whoever follows it', async () => {
    for (const as of ['ada', 'bob', 'root', undefined]) {
      const seen = new Set(['/'])
      for (const url of seen) {
        const who = as === undefined ? {} : { as }
        const options = await send('OPTIONS', url, who)
        assert.equal(options.status, 204, `${url} as ${as}`)
        const { status, body, text } = await send('GET', url, {
          ...who,
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
      assert.equal(seen.has(compiler['_links'].self.href), as !== undefined)
    }
  })
})
