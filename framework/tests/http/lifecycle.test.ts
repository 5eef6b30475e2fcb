// What every answer has, whatever it is: an id, security headers, one line in the log.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, describe, it } from 'node:test'
import { createLog, type EventMap } from '../../src/index.ts'
import { openConnection, sendRaw } from './raw-connection.ts'
import { openShop, type Question } from './shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'ninety-lifecycle-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'log')
const log = createLog({ file })

/** Everything the API reported since it was looked at last. */
const completed: EventMap['request.completed'][] = []
const shop = await openShop({
  api: {
    events: {
      emit(name, event) {
        log.events.emit(name, event)
        if (name === 'request.completed') completed.push(event as EventMap['request.completed'])
      },
    },
  },
})
const port = await shop.port()
const store = await shop.make('stores', { name: 'Main' })
const item = await shop.make('items', { name: 'One', price: '5', storeId: store.id })
completed.splice(0)

afterEach(() => void completed.splice(0))

const requests: [title: string, method: string, url: string, question: Question, status: number][] = [
  ['a page', 'GET', '/items', {}, 200],
  ['a row', 'GET', `/items/${item.id}`, {}, 200],
  ['the head of a row', 'HEAD', `/items/${item.id}`, {}, 200],
  ['options', 'OPTIONS', '/items', {}, 204],
  [
    'a preflight',
    'OPTIONS',
    '/items',
    { headers: { origin: 'https://a.example', 'access-control-request-method': 'GET' } },
    204,
  ],
  ['nothing new', 'GET', `/items/${item.id}`, { headers: { 'if-none-match': '"1"' } }, 304],
  ['a row that is made', 'POST', '/notes', { as: 'ada', body: { text: 'x' } }, 201],
  [
    'bad JSON',
    'POST',
    '/notes',
    { as: 'ada', body: '{', headers: { 'content-type': 'application/json' } },
    400,
  ],
  ['an odd type', 'POST', '/notes', { as: 'ada', body: '{', headers: { 'content-type': ';' } }, 415],
  ['a bad query', 'GET', '/items?nope=1', {}, 400],
  ['a bad path', 'GET', '/items/%zz', {}, 400],
  ['nobody', 'GET', '/notes', {}, 401],
  ['a bad token', 'GET', '/items', { headers: { authorization: 'Bearer x' } }, 401],
  ['an absent row', 'GET', '/items/nope', {}, 404],
  ['an unknown address', 'GET', '/nothing', {}, 404],
  ['a method that is not there', 'DELETE', '/items', {}, 405],
  ['a method nobody knows', 'PROPFIND', '/items', {}, 501],
  ['a fault of the server', 'POST', '/orders/{order}/fail', { as: 'ada' }, 500],
  ['a sign-in', 'POST', '/auth/login', { body: { username: 'ada', password: 'ada-password' } }, 200],
  ['a failed sign-in', 'POST', '/auth/login', { body: { username: 'ada', password: 'wrong-password' } }, 401],
  ['a document', 'GET', '/openapi.json', {}, 200],
  ['a health check', 'GET', '/livez', {}, 200],
  ['a documentation page', 'GET', '/docs', { isPage: true }, 200],
  ['a landing page', 'GET', '/', { isPage: true, headers: { accept: 'text/html' } }, 200],
]
const order = await shop.make('orders', { what: 'x' })
completed.splice(0)
const ask = (method: string, url: string, question: Question) =>
  shop.ask(method, url.replace('{order}', order.id), question)

describe('every answer', () => {
  for (const [title, method, url, question, status] of requests) {
    it(`has one line in the log, with its id: ${title}`, async () => {
      // Signing in is a request as well.
      await shop.headersOf(question)
      completed.splice(0)
      const answer = await ask(method, url, question)
      assert.equal(answer.status, status)
      assert.equal(completed.length, 1)
      const [line] = completed
      assert.match(line!.id, /^[A-Za-z0-9._-]{8,64}$/)
      assert.equal(answer.headers['x-request-id'], line!.id)
      if (status >= 400) assert.equal(answer.json.requestId, line!.id)
      assert.deepEqual([line!.method, line!.status], [method, status])
      assert.equal(line!.url, url.replace('{order}', order.id))
      assert.equal(line!.principal, question.as === 'ada' ? shop.ids.ada : null)
      assert.ok(line!.milliseconds >= 0)
    })
    it(`has its security headers: ${title}`, async () => {
      const { headers } = await ask(method, url, question)
      if (status === 304) return
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['referrer-policy'], 'no-referrer')
      assert.match(headers['content-security-policy']!, /default-src 'none'.*frame-ancestors 'none'/)
      assert.equal(headers['strict-transport-security'], undefined)
      assert.equal(headers['x-powered-by'], undefined)
      assert.equal(headers['server'], undefined)
    })
  }
  it('demands https of browsers where it is reached by https', async () => {
    const secure = await openShop({ api: { publicUrl: 'https://api.example' } })
    const answer = await secure.ask('GET', '/livez')
    assert.equal(answer.headers['strict-transport-security'], 'max-age=31536000')
    const problem = await secure.ask('GET', '/nothing')
    assert.equal(problem.json.type, 'https://api.example/problems#ROUTE_NOT_FOUND')
  })
})

describe('the route in the log', () => {
  for (const [method, url, route] of [
    ['GET', `/items/${item.id}`, '/items/{id}'],
    ['GET', '/items/?limit=1', '/items'],
    ['POST', '/items/nope/sell', '/items/{id}/sell'],
    ['GET', '/livez', '/livez'],
    ['GET', '/nothing/at/all', undefined],
  ] as const) {
    it(`of ${method} ${url.replace(item.id, '…')} is ${route}`, async () => {
      await shop.ask(method, url)
      assert.equal(completed[0]!.route, route)
    })
  }
})

describe('a request id', () => {
  const taken = ['12345678', 'my-request_0001.a', 'A'.repeat(64), '01999999-0000-7000-8000-000000000000']
  for (const id of taken) {
    it(`is taken from the caller: ${id.slice(0, 40)}`, async () => {
      const answer = await shop.ask('GET', '/nothing', { headers: { 'x-request-id': id } })
      assert.deepEqual(
        [answer.headers['x-request-id'], answer.json.requestId, completed[0]!.id],
        [id, id, id],
      )
    })
  }
  const refused = [
    '',
    'short',
    'A'.repeat(65),
    'a b c d e f g',
    'abcdefg\u00e9',
    'a"b<script>c',
    '{"a":1234}',
    'abcdefgh\\n',
    '${jndi:ldap://a}',
    "'; drop table",
    '../../../etc',
    '%0d%0aSet-Cookie',
    'one-0001, two-0002',
  ]
  for (const id of refused) {
    it(`is made up where that is odd: ${JSON.stringify(id.slice(0, 20))}`, async () => {
      const answer = await shop.ask('GET', '/nothing', { headers: { 'x-request-id': id } })
      assert.notEqual(answer.json.requestId, id)
      assert.match(answer.json.requestId, /^[0-9a-f]{12}-[0-9a-z]+$/)
      assert.equal(answer.headers['x-request-id'], answer.json.requestId)
    })
  }
  it('is made up where there are two', async () => {
    const raw = 'GET /livez HTTP/1.1\r\nHost: a\r\nX-Request-Id: aaaaaaaa\r\nX-Request-Id: bbbbbbbb\r\n\r\n'
    const answer = await sendRaw(port, raw)
    assert.match(answer!.headers['x-request-id']!, /^[0-9a-f]{12}-/)
  })
  it('is never the same for two requests', async () => {
    const ids = await Promise.all(
      Array.from({ length: 50 }, async () => (await shop.ask('GET', '/livez')).headers['x-request-id']),
    )
    assert.equal(new Set(ids).size, 50)
  })
  it('stands with the failure in the log', async () => {
    await shop.ask('POST', `/orders/${order.id}/fail`, {
      as: 'ada',
      headers: { 'x-request-id': 'failing-0001' },
    })
    log.flush()
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.includes('failing-0001'))
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).msg),
      ['request failed', 'request'],
    )
    assert.match(lines[0]!, /secret of the house/)
  })
})

describe('the log', () => {
  it('holds no secret', async () => {
    const login = { username: 'ada', password: 'ada-password' }
    const { json } = await shop.ask('POST', '/auth/login', { body: login })
    const { authorization } = await shop.headersOf({ as: 'ada' })
    const basic = `Basic ${Buffer.from('ada:ada-password').toString('base64')}`
    for (const headers of [
      { authorization: authorization!, cookie: 'session=cookie-secret', 'x-application-key': 'key-secret' },
      { authorization: basic },
      { authorization: 'Bearer forged-secret' },
    ])
      await shop.ask('GET', '/items', { headers })
    await shop.ask('POST', '/auth/login', { body: { ...login, password: 'wrong-secret' } })
    await shop.ask('POST', '/users', { body: { username: 'x', password: 'new-secret' } })
    for (const name of ['access_token', 'token', 'password', 'client_secret', 'api_key', 'Access_Token'])
      await shop.ask('GET', `/items?limit=1&${name}=query-secret&offset=0`)
    log.flush()
    const text = readFileSync(file, 'utf8')
    const secrets = [
      'password":"',
      'ada-password',
      'cookie-secret',
      'key-secret',
      'forged-secret',
      'wrong-secret',
      'new-secret',
      'query-secret',
    ]
    for (const secret of [...secrets, json.access_token, authorization!.slice(7), basic.slice(6)])
      assert.equal(text.includes(secret), false, secret)
    assert.match(text, /"url":"\/items\?limit=1&access_token=[^&]*&offset=0"/)
  })
  it('has a line for a client that hangs up', async () => {
    const connection = await openConnection(port)
    const { authorization } = await shop.headersOf({ as: 'ada' })
    completed.splice(0)
    connection.send(
      `POST /notes HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{`,
    )
    await shop.ask('GET', '/livez')
    connection.socket.destroy()
    while (completed.length < 2) await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(
      completed.map(({ method, status }) => [method, status]),
      [
        ['GET', 200],
        ['POST', 400],
      ],
    )
  })
})

describe('health', () => {
  for (const url of ['/livez', '/readyz']) {
    it(`is ok at ${url}, to anyone, uncached`, async () => {
      const answer = await shop.ask('GET', url, { headers: { authorization: 'Bearer x' } })
      assert.deepEqual([answer.status, answer.text], [200, '{"status":"ok"}'])
      assert.equal(answer.headers['cache-control'], 'no-store')
    })
  }
})
