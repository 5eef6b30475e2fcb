// What is no proper request, sent as bytes on a socket: a 4xx problem each, or 501 for a method nobody knows, and the
// server lives on.
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { openConnection, sendRaw, type RawAnswer } from './raw-connection.ts'
import { openShop } from './shop.ts'

const shop = await openShop()
const port = await shop.port()
const { authorization } = await shop.headersOf({ as: 'ada' })

const plain = 'GET /items HTTP/1.1\r\nHost: shop\r\n\r\n'
const get = (target: string, ...lines: string[]) =>
  ['GET ' + target + ' HTTP/1.1', 'Host: shop', ...lines, '', ''].join('\r\n')
/** A note of Ada's, but for what the lines say of its body. */
const post = (body: string, ...lines: string[]) =>
  [
    'POST /notes HTTP/1.1',
    'Host: shop',
    `Authorization: ${authorization}`,
    'Content-Type: application/json',
    ...lines,
    '',
    body,
  ].join('\r\n')

afterEach(async () => {
  assert.deepEqual(shop.failures.splice(0), [])
  assert.equal((await sendRaw(port, plain))?.status, 200)
})

/** The answer is a problem document as it should be. */
function assertProblem(answer: RawAnswer | undefined, status: number, code: string): asserts answer {
  assert.ok(answer !== undefined, 'the server hung up without an answer')
  assert.equal(answer.status, status, answer.text)
  assert.equal(answer.headers['content-type'], 'application/problem+json')
  assert.equal(answer.headers['cache-control'], 'no-store')
  const problem = JSON.parse(answer.text)
  assert.deepEqual([problem.status, problem.code, problem.type], [status, code, `/problems#${code}`])
}

type Case = readonly [title: string, bytes: string, status: number, code: string]

const malformed = [400, 'MALFORMED_REQUEST'] as const
const notImplemented = [501, 'METHOD_NOT_IMPLEMENTED'] as const
const many = (count: number, of: (index: number) => string) => Array.from({ length: count }, (_, i) => of(i))

const groups: Readonly<Record<string, readonly Case[]>> = {
  'start lines': [
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01', ...notImplemented],
    ['HTTP/0.9', 'GET /items\r\n\r\n', ...malformed],
    ['HTTP/2 by its preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', ...malformed],
    ['HTTP/2.0 by name', 'GET /items HTTP/2.0\r\nHost: shop\r\n\r\n', ...malformed],
    ['a version that never was', 'GET /items HTTP/1.7\r\nHost: shop\r\n\r\n', ...malformed],
    ['another protocol', 'GET /items ICE/1.0\r\nHost: shop\r\n\r\n', ...malformed],
    ['a made-up method', 'FOO /items HTTP/1.1\r\nHost: shop\r\n\r\n', ...notImplemented],
    ['a method in small letters', 'get /items HTTP/1.1\r\nHost: shop\r\n\r\n', ...notImplemented],
    ['PROPFIND', 'PROPFIND /items HTTP/1.1\r\nHost: shop\r\n\r\n', ...notImplemented],
    ['QUERY without a type', 'QUERY /items HTTP/1.1\r\nHost: shop\r\n\r\n', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['CONNECT', 'CONNECT shop:80 HTTP/1.1\r\nHost: shop:80\r\n\r\n', ...notImplemented],
    ['TRACE', 'TRACE /items HTTP/1.1\r\nHost: shop\r\n\r\n', 405, 'METHOD_NOT_ALLOWED'],
    ['line ends without CR', 'GET /items HTTP/1.1\nHost: shop\n\n', ...malformed],
    ['a space within the address', get('/items /x'), ...malformed],
  ],
  addresses: [
    ['NUL', get('/items/\0'), ...malformed],
    ['raw bytes beyond ASCII', get('/items/\xc3\xa9'), ...malformed],
    ['no slash at its begin', get('items'), ...malformed],
    ['* for another method than OPTIONS', get('*'), ...malformed],
    ['% without digits in an id', get('/items/%zz'), ...malformed],
    ['% without digits in a name', get('/%zz'), ...malformed],
    ['half an escape', get('/items/%4'), ...malformed],
    ['escapes that are no UTF-8', get('/items/%ff'), ...malformed],
    ['an overlong escape', get('/items/%c0%80'), ...malformed],
    ['an escaped surrogate', get('/items/%ed%a0%80'), ...malformed],
    ['two slashes', get('//items'), 404, 'ROUTE_NOT_FOUND'],
    ['dots', get('/items/../stores'), 404, 'ROUTE_NOT_FOUND'],
    ['escaped dots', get('/%2e%2e/items'), 404, 'ROUTE_NOT_FOUND'],
    ['9,000 characters', get(`/${'a'.repeat(9000)}`), 404, 'ROUTE_NOT_FOUND'],
    ['an id of 9,000 characters', get(`/items/${'a'.repeat(9000)}`), 404, 'NOT_FOUND'],
    ['20,000 characters', get(`/${'a'.repeat(20_000)}`), 414, 'URI_TOO_LONG'],
    ['a query of 20,000 characters', get(`/items?q=${'a'.repeat(20_000)}`), 414, 'URI_TOO_LONG'],
  ],
  queries: [
    ['% without digits', get('/items?name=%zz'), 400, 'INVALID_QUERY'],
    ['escapes that are no UTF-8', get('/items?name=%ff'), 400, 'INVALID_QUERY'],
    ['% at an endpoint', get('/auth/whoami?%zz', `Authorization: ${authorization}`), 400, 'INVALID_QUERY'],
    ['a name that is an escape', get('/items?%00=1'), 400, 'INVALID_QUERY'],
    ['an escaped NUL', get('/items?name=%00'), 400, 'INVALID_QUERY'],
    ['a parameter repeated', get('/items?limit=1&limit=1'), 400, 'INVALID_QUERY'],
    ['__proto__ as a parameter', get('/items?__proto__=1&constructor[prototype]=1'), 400, 'INVALID_QUERY'],
    ['1,000 parameters', get(`/items?${many(1000, (i) => `p${i}=1`).join('&')}`), 400, 'INVALID_QUERY'],
    ['1,000 filters', get(`/items?${many(1000, () => 'stock=1').join('&')}`), 400, 'INVALID_QUERY'],
    ['9,000 characters', get(`/items?name=${'a'.repeat(9000)}`), 400, 'INVALID_QUERY'],
    ['deep JSON', get(`/items?where=${'%5B'.repeat(2500)}`), 400, 'INVALID_QUERY'],
  ],
  'hosts that are': [
    ['missing', 'GET /items HTTP/1.1\r\n\r\n', ...malformed],
    ['missing beside a whole address', 'GET http://shop/items HTTP/1.1\r\n\r\n', ...malformed],
    ['two', 'GET /items HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', ...malformed],
    ['two and the same', 'GET /items HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n', ...malformed],
    ['with a space', 'GET /items HTTP/1.1\r\nHost: a b\r\n\r\n', ...malformed],
    ['with a path', 'GET /items HTTP/1.1\r\nHost: a/b\r\n\r\n', ...malformed],
    ['with a user', 'GET /items HTTP/1.1\r\nHost: u@a\r\n\r\n', ...malformed],
    ['a list', 'GET /items HTTP/1.1\r\nHost: a, b\r\n\r\n', ...malformed],
    ['without a port after the colon', 'GET /items HTTP/1.1\r\nHost: a:b\r\n\r\n', ...malformed],
  ],
  headers: [
    ['NUL in a value', get('/items', 'X-Any: a\0b'), ...malformed],
    ['a bare CR in a value', get('/items', 'X-Any: a\rb'), ...malformed],
    ['a space before the colon', get('/items', 'X-Any : a'), ...malformed],
    ['a space in a name', get('/items', 'X Any: a'), ...malformed],
    ['no name', get('/items', ': a'), ...malformed],
    ['a folded line', get('/items', 'X-Any: a', ' b'), ...malformed],
    [
      'two credentials, of which the first is good',
      get('/items', `Authorization: ${authorization}`, 'authorization: Bearer x'),
      ...malformed,
    ],
    [
      'two credentials, of which the second is good',
      get('/items', 'Authorization: Unknown x', `AUTHORIZATION: ${authorization}`),
      ...malformed,
    ],
    [
      'the same credentials twice',
      get('/items', `Authorization: ${authorization}`, `Authorization: ${authorization}`),
      ...malformed,
    ],
    ['20,000 characters', get('/items', `X-Any: ${'a'.repeat(20_000)}`), 431, 'HEADERS_TOO_LARGE'],
    ['2,500 lines', get('/items', ...many(2500, (i) => `x${i}: 1`)), 431, 'HEADERS_TOO_LARGE'],
    ['1,000 kinds in Accept', get('/items', `Accept: ${'a/b;q=0.1,'.repeat(1000)}`), 406, 'NOT_ACCEPTABLE'],
  ],
  'body lengths that are': [
    ['two that differ', post('{}', 'Content-Length: 2', 'Content-Length: 3'), ...malformed],
    ['two that do not', post('{}', 'Content-Length: 2', 'Content-Length: 2'), ...malformed],
    ['a list', post('{}', 'Content-Length: 2, 2'), ...malformed],
    ['negative', post('{}', 'Content-Length: -2'), ...malformed],
    ['signed', post('{}', 'Content-Length: +2'), ...malformed],
    ['hexadecimal', post('{}', 'Content-Length: 0x2'), ...malformed],
    ['empty', post('{}', 'Content-Length: '), ...malformed],
    ['no number', post('{}', 'Content-Length: two'), ...malformed],
    ['beyond all numbers', post('{}', `Content-Length: ${'9'.repeat(30)}`), ...malformed],
    ['10 MB, of which nothing came', post('', 'Content-Length: 10000000'), 413, 'CONTENT_TOO_LARGE'],
    ['too short', post('{"text":"x"}', 'Content-Length: 5'), 400, 'MALFORMED_BODY'],
  ],
  'transfer codings that are': [
    ['beside a length', post('0\r\n\r\n', 'Content-Length: 6', 'Transfer-Encoding: chunked'), ...malformed],
    ['before a length', post('0\r\n\r\n', 'Transfer-Encoding: chunked', 'Content-Length: 6'), ...malformed],
    ['unknown', post('2\r\n{}\r\n0\r\n\r\n', 'Transfer-Encoding: xchunked'), ...malformed],
    ['not last chunked', post('2\r\n{}\r\n0\r\n\r\n', 'Transfer-Encoding: chunked, identity'), ...malformed],
    ['compressed', post('2\r\n{}\r\n0\r\n\r\n', 'Transfer-Encoding: gzip, chunked'), ...malformed],
    ['compressed only', post('{}', 'Transfer-Encoding: gzip'), ...malformed],
    [
      'chunked twice',
      post('2\r\n{}\r\n0\r\n\r\n', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'),
      ...malformed,
    ],
    ['with a tab', post('2\r\n{}\r\n0\r\n\r\n', 'Transfer-Encoding: \x0bchunked'), ...malformed],
    [
      'of HTTP/1.0',
      post('2\r\n{}\r\n0\r\n\r\n', 'Transfer-Encoding: chunked').replace('HTTP/1.1', 'HTTP/1.0'),
      ...malformed,
    ],
  ],
  'chunks with': [
    ['a size that is no number', post('zz\r\n{}\r\n0\r\n\r\n', 'Transfer-Encoding: chunked'), ...malformed],
    ['a negative size', post('-2\r\n{}\r\n0\r\n\r\n', 'Transfer-Encoding: chunked'), ...malformed],
    ['a size beyond numbers', post(`${'f'.repeat(20)}\r\n{}`, 'Transfer-Encoding: chunked'), ...malformed],
    ['too much in them', post('1\r\n{}\r\n0\r\n\r\n', 'Transfer-Encoding: chunked'), ...malformed],
    ['line ends without CR', post('2\n{}\n0\n\n', 'Transfer-Encoding: chunked'), ...malformed],
    [
      'endless extensions',
      post(`2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`, 'Transfer-Encoding: chunked'),
      ...malformed,
    ],
  ],
}

describe('addresses that are refused are told of', () => {
  const cases: [sent: string, told: string][] = [
    ['/items/%zz', '/items/%25zz'],
    ['/items/%ff%2', '/items/%ff%252'],
    ['/none/"<>\\^`{|}[]', '/none/%22%3C%3E%5C%5E%60%7B%7C%7D%5B%5D'],
    ['/none?secret=1', '/none'],
    ['/none/%41', '/none/%41'],
  ]
  for (const [sent, told] of cases) {
    it(JSON.stringify(sent), async () => {
      const answer = await sendRaw(port, get(sent))
      assert.equal(JSON.parse(answer!.text).instance, told)
    })
  }
})

for (const [group, cases] of Object.entries(groups)) {
  describe(`${group}: refused are`, () => {
    for (const [title, bytes, status, code] of cases) {
      it(title, async () => assertProblem(await sendRaw(port, bytes), status, code))
    }
  })
}

describe('requests of an odd but proper form', () => {
  const cases: [title: string, bytes: string, status: number][] = [
    ['HTTP/1.0 without a host', 'GET /items HTTP/1.0\r\n\r\n', 200],
    ['an empty host', 'GET /items HTTP/1.1\r\nHost:\r\n\r\n', 200],
    ['an IPv6 host with a port', 'GET /items HTTP/1.1\r\nHost: [::1]:3000\r\n\r\n', 200],
    ['a host of any name', "GET /items HTTP/1.1\r\nHost: a-b_c.%41~!$&'()*+;=:1\r\n\r\n", 200],
    ['a whole address', get('http://shop/items?limit=1'), 200],
    ['a whole address without a path', get('http://shop'), 200],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: shop\r\n\r\n', 204],
    ['a body that GET does not need', get('/items', 'Content-Length: 5') + 'hello', 200],
    ['an upgrade nobody offers', get('/items', 'Connection: Upgrade', 'Upgrade: websocket'), 200],
    ['an expectation nobody knows', get('/items', 'Expect: a-miracle'), 200],
    [
      'chunks with extensions',
      post('d;a=b\r\n{"text": "x"}\r\n0\r\n\r\n', 'Transfer-Encoding: chunked'),
      201,
    ],
    [
      'chunks with trailers',
      post('c\r\n{"text":"x"}\r\n0\r\nX-Any: 1\r\n\r\n', 'Transfer-Encoding: chunked'),
      201,
    ],
    ['Expect: 100-continue', post('{"text":"x"}', 'Content-Length: 12', 'Expect: 100-continue'), 201],
  ]
  for (const [title, bytes, status] of cases) {
    it(`are answered: ${title}`, async () => {
      const answer = await sendRaw(port, bytes)
      assert.equal(answer?.status, status, answer?.text)
    })
  }
  it('lead to addresses of this host', async () => {
    const answer = await sendRaw(port, get('http://elsewhere.example/items?limit=1'))
    assert.equal(JSON.parse(answer!.text).page.first, '/items?limit=1')
  })
  it('are unknown where nothing is', async () => {
    assertProblem(await sendRaw(port, get('http://shop/nothing')), 404, 'ROUTE_NOT_FOUND')
  })
})

/** Sends everything at once and collects what comes back until the server hangs up, or all is answered. */
async function pipeline(...requests: string[]): Promise<(RawAnswer | undefined)[]> {
  const connection = await openConnection(port)
  connection.send(requests.join(''))
  const answers: (RawAnswer | undefined)[] = []
  for (const request of requests) {
    const answer = await connection.receive(request.split(' ', 1).join())
    answers.push(answer)
    if (answer === undefined) break
  }
  connection.close()
  return answers
}
describe('several requests on one connection', () => {
  const statuses = (answers: (RawAnswer | undefined)[]) => answers.map((answer) => answer?.status)

  it('are answered in their order', async () => {
    const requests = [
      get('/items/nope'),
      plain,
      get('/notes'),
      'HEAD /items HTTP/1.1\r\nHost: shop\r\n\r\n',
      plain,
    ]
    assert.deepEqual(statuses(await pipeline(...requests)), [404, 200, 401, 200, 200])
  })
  it('go on after a body nobody read', async () => {
    const unread = post('{"text":"x"}', 'Content-Length: 12').replace(/Authorization.*\r\n/, '')
    assert.deepEqual(statuses(await pipeline(unread, plain)), [401, 200])
  })
  it('go on after a body that GET does not need', async () => {
    const smuggled = 'GET /nothing HTTP/1.1\r\nHost: shop\r\n\r\n'
    const first = get('/items', `Content-Length: ${smuggled.length}`) + smuggled
    assert.deepEqual(statuses(await pipeline(first, plain)), [200, 200])
  })
  it('go on after malformed JSON', async () => {
    assert.deepEqual(statuses(await pipeline(post('{', 'Content-Length: 1'), plain)), [400, 200])
  })
  it('end with one that cannot be read', async () => {
    const connection = await openConnection(port)
    connection.send(`${plain}`)
    assert.equal((await connection.receive())?.status, 200)
    connection.send(`not HTTP\r\n\r\n${plain}`)
    const answer = await connection.receive()
    assertProblem(answer, ...notImplemented)
    assert.equal(answer.headers['connection'], 'close')
    assert.equal(await connection.receive(), undefined)
  })
  it('end with a body that is too long', async () => {
    const long = post('x'.repeat(2_000_000), 'Content-Length: 2000000')
    const answers = await pipeline(long, plain)
    assertProblem(answers[0], 413, 'CONTENT_TOO_LARGE')
    assert.equal(answers[0].headers['connection'], 'close')
    assert.equal(answers[1], undefined)
  })
  it('never hide a second one in a length', async () => {
    const body = '0\r\n\r\nGET /stores HTTP/1.1\r\nHost: shop\r\n\r\n'
    const both = post(body, `Content-Length: ${body.length}`, 'Transfer-Encoding: chunked')
    const answers = await pipeline(both, plain)
    assertProblem(answers[0], ...malformed)
    assert.deepEqual(answers.slice(1), [undefined])
  })
})

describe('requests that break off', () => {
  const parts: [title: string, bytes: string][] = [
    ['before the first byte', ''],
    ['within the start line', 'GET /ite'],
    ['within the headers', 'GET /items HTTP/1.1\r\nHost: sh'],
    ['before the body', post('', 'Content-Length: 12')],
    ['within the body', post('{"tex', 'Content-Length: 12')],
    ['within a chunk', post('ff\r\n{"tex', 'Transfer-Encoding: chunked')],
    ['before the last chunk', post('2\r\n{}\r\n', 'Transfer-Encoding: chunked')],
  ]
  for (const [title, bytes] of parts) {
    it(`${title}, politely`, async () => {
      const connection = await openConnection(port)
      connection.send(bytes)
      connection.socket.end()
      await connection.closed
    })
    it(`${title}, rudely`, async () => {
      const connection = await openConnection(port)
      connection.send(bytes)
      await (await openConnection(port)).close()
      connection.socket.resetAndDestroy()
      await connection.closed
    })
  }
  it('right after they were sent, whole', async () => {
    const connection = await openConnection(port)
    connection.send(post('{"text":"gone"}', 'Content-Length: 15'))
    connection.socket.resetAndDestroy()
    await connection.closed
  })
})
