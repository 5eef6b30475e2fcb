// docs/problems.md and the catalogue say the same, and every code in it is one that a request can meet.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, it } from 'node:test'
import * as catalogue from '../../src/kernel/problem/catalogue.ts'
import { openConnection, sendRaw } from './raw-connection.ts'
import { openShop } from './shop.ts'

const page = readFileSync(new URL('../../../docs/problems.md', import.meta.url), 'utf8')

/** What the page says of each code: `409 Another row already has this value.` */
const documented = new Map(
  [...page.matchAll(/^## (\w+)\n\n\*\*(\d+)\*\* (.+)\.\n\n[^*]+\n\n\*What to do:\* ./gm)].map(
    ([, code, status, title]) => [code!, `${status} ${title}`],
  ),
)

const shop = await openShop({ api: { bodyLimit: 2000 } })
const port = await shop.port()

const nowhere = '01999999-0000-7000-8000-000000000000'

/** What a request was answered with. */
interface Met {
  readonly status: number
  readonly code: unknown
  readonly type: unknown
}

async function ask(method: string, url: string, question: Parameters<typeof shop.ask>[2] = {}): Promise<Met> {
  const { status, json } = await shop.ask(method, url, question)
  return { status, code: json.code, type: json.type }
}

async function askRaw(request: string): Promise<Met> {
  const answer = await sendRaw(port, request)
  const { code, type } = JSON.parse(answer!.text) as Met
  return { status: answer!.status, code, type }
}

/** Node's parser tells the server of a request that came too slowly only after half a minute. */
async function arriveTooLate(): Promise<Met> {
  const accepted = once(shop.server.server, 'connection')
  const connection = await openConnection(port)
  const [socket] = (await accepted) as [Socket]
  const error = Object.assign(new TypeError('too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
  shop.server.server.emit('clientError', error, socket)
  const answer = await connection.receive()
  connection.close()
  const { code, type } = JSON.parse(answer!.text) as Met
  return { status: answer!.status, code, type }
}

const makeTag = (id: string) => ask('POST', '/tags', { as: 'ada', body: { id, label: id } })

const provocations: Readonly<Record<string, () => Promise<Met>>> = {
  MALFORMED_REQUEST: () => askRaw('GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'),
  MALFORMED_BODY: () =>
    ask('POST', '/notes', { as: 'ada', body: '{', headers: { 'content-type': 'application/json' } }),
  INVALID_QUERY: () => ask('GET', '/items?colour=red'),
  INVALID_HEADER: () => ask('GET', `/items/${nowhere}`, { headers: { 'if-none-match': 'version 1' } }),
  UNAUTHENTICATED: () => ask('GET', '/notes'),
  INVALID_CREDENTIALS: () => ask('POST', '/auth/login', { body: { username: 'ada', password: 'wrong' } }),
  INVALID_TOKEN: () => ask('GET', '/items', { headers: { authorization: 'Bearer x' } }),
  async INSUFFICIENT_USER_AUTHENTICATION() {
    const { id } = await shop.make('posts', { title: 'old' })
    shop.wait(11)
    return ask('DELETE', `/posts/${id}`, { as: 'ada' })
  },
  FORBIDDEN: () => ask('GET', '/users', { as: 'ada' }),
  INSUFFICIENT_SCOPE: () => ask('GET', '/notes', { as: 'ada', scopes: 'items:read' }),
  NOT_FOUND: () => ask('GET', `/notes/${nowhere}`, { as: 'ada' }),
  ROUTE_NOT_FOUND: () => ask('GET', '/nothing'),
  METHOD_NOT_ALLOWED: () => ask('DELETE', '/items'),
  NOT_ACCEPTABLE: () => ask('GET', '/items', { headers: { accept: 'text/csv' } }),
  REQUEST_TIMEOUT: arriveTooLate,
  async UNIQUE_VIOLATION() {
    await makeTag('red')
    return makeTag('red')
  },
  async REFERENCE_IN_USE() {
    const store = await shop.make('stores', { name: 'Corner' })
    await shop.make('items', { name: 'Lamp', price: '1.00', storeId: store.id })
    return ask('DELETE', `/stores/${store.id}`, { as: 'root' })
  },
  CONFLICT: () => ask('POST', '/orders', { as: 'ada', body: { what: 'forbidden' } }),
  async PRECONDITION_FAILED() {
    const note = await shop.make('notes', { text: 'mine' })
    const headers = { 'if-match': '"9"' }
    return ask('PATCH', `/notes/${note.id}`, { as: 'ada', body: { text: 'other' }, headers })
  },
  CONTENT_TOO_LARGE: () => ask('POST', '/notes', { as: 'ada', body: { text: 'x'.repeat(3000) } }),
  URI_TOO_LONG: () => askRaw(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`),
  UNSUPPORTED_MEDIA_TYPE: () =>
    ask('POST', '/notes', { as: 'ada', body: '<x/>', headers: { 'content-type': 'text/xml' } }),
  VALIDATION_FAILED: () => ask('POST', '/notes', { as: 'ada', body: { text: 1 } }),
  async PRECONDITION_REQUIRED() {
    const account = await shop.make('accounts', { owner: 'ada' })
    return ask('PATCH', `/accounts/${account.id}`, { as: 'ada', body: { owner: 'bob' } })
  },
  async TOO_MANY_REQUESTS() {
    const body = { username: 'root', password: 'wrong' }
    for (let tries = 0; tries < 5; tries++) await ask('POST', '/auth/login', { body })
    return ask('POST', '/auth/login', { body })
  },
  HEADERS_TOO_LARGE: () => askRaw(`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`),
  async INTERNAL_ERROR() {
    const order = await shop.make('orders', { what: 'a broken one' })
    return ask('POST', `/orders/${order.id}/fail`, { as: 'ada' })
  },
  METHOD_NOT_IMPLEMENTED: () => ask('PROPFIND', '/items'),
  async UNAVAILABLE() {
    shop.api.state.draining = true
    try {
      return await ask('GET', '/readyz')
    } finally {
      shop.api.state.draining = false
    }
  },
}

describe('docs/problems.md', () => {
  it('explains every code, and no other', () => {
    const known = Object.values(catalogue).map(({ code, status, title }) => [code, `${status} ${title}`])
    assert.deepEqual([...documented], known)
  })

  it('has every code provoked', () => {
    assert.deepEqual(Object.keys(provocations).toSorted(), [...documented.keys()].toSorted())
  })
})

describe('a request can be answered with', () => {
  for (const [code, provoke] of Object.entries(provocations)) {
    it(code, async () => {
      const met = await provoke()
      assert.deepEqual([`${met.status}`, met.code], [documented.get(code)?.slice(0, 3), code])
      assert.equal(met.type, `/problems#${code}`)
    })
  }

  it('a type that leads to its explanation', async () => {
    const { text } = await shop.ask('GET', '/problems', { isPage: true })
    for (const code of documented.keys()) assert.match(text, new RegExp(`id="${code}"`))
  })
})
