// Bodies that are no JSON, or not what a resource takes, sent over a socket: a 4xx problem each that the document knows.
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { openConnection } from './raw-connection.ts'
import { faultsOf, openShop, type Answer, type Question } from './shop.ts'

const shop = await openShop()
const origin = await shop.listen()
const port = await shop.port()
const store = await shop.make('stores', { name: 'Main' })

afterEach(async () => {
  assert.deepEqual(shop.failures.splice(0), [])
  assert.equal((await fetch(`${origin}/items`)).status, 200)
})

type Body = string | Uint8Array | ReadableStream

/** Sends a body as it is, as Ada unless told otherwise; the answer is checked by the document. */
async function send(
  method: string,
  url: string,
  body: Body,
  headers: Record<string, string> = { 'content-type': 'application/json' },
  as: Question['as'] = 'ada',
): Promise<Answer> {
  const init = { method, body, headers: await shop.headersOf({ as, headers }), duplex: 'half' }
  const response = await fetch(origin + url, init as RequestInit)
  const text = await response.text()
  shop.check({ method, url, status: response.status, headers: response.headers, body: text })
  const json = text === '' ? undefined : JSON.parse(text)
  return { status: response.status, headers: Object.fromEntries(response.headers), text, json }
}

const utf16 = Buffer.from('{"text":"x"}', 'utf16le')
const bytes = (...values: number[]) =>
  Buffer.concat([Buffer.from('{"text":"'), Buffer.from(values), Buffer.from('"}')])
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

describe('bodies that are no JSON are refused with 400', () => {
  const cases: [title: string, body: Body][] = [
    ['nothing', ''],
    ['blanks', ' \r\n\t'],
    ['an open brace', '{'],
    ['a closing brace', '}'],
    ['words', 'text'],
    ['NUL', '\0'],
    ['a name without quotes', '{text:"x"}'],
    ['single quotes', "{'text':'x'}"],
    ['a comma at the end', '{"text":"x",}'],
    ['no comma', '{"text":"x" "topic":"y"}'],
    ['no colon', '{"text" "x"}'],
    ['no value', '{"text":}'],
    ['a comment', '{"text":"x"/**/}'],
    ['two values', '{"text":"x"}{"text":"y"}'],
    ['something after the value', '{"text":"x"} x'],
    ['NaN', '{"text":NaN}'],
    ['Infinity', '{"text":-Infinity}'],
    ['undefined', '{"text":undefined}'],
    ['a number with a leading zero', '{"text":01}'],
    ['a number with a plus', '{"text":+1}'],
    ['a number without digits before the point', '{"text":.5}'],
    ['a number without digits after the point', '{"text":1.}'],
    ['a hexadecimal number', '{"text":0x10}'],
    ['a big integer', '{"text":1n}'],
    ['a text without an end', '{"text":"x'],
    ['a line break in a text', '{"text":"a\nb"}'],
    ['NUL in a text', '{"text":"a\0b"}'],
    ['an unknown escape', '{"text":"\\x41"}'],
    ['half an escape', '{"text":"\\u12"}'],
    ['a blank of Unicode', '\u00a0{"text":"x"}'],
    ['a second byte order mark', '\ufeff\ufeff{"text":"x"}'],
    ['UTF-16', utf16],
    ['UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['Latin-1', bytes(0xe9)],
    ['half a character', bytes(0xc3)],
    ['an overlong NUL', bytes(0xc0, 0x80)],
    ['a surrogate in UTF-8', bytes(0xed, 0xa0, 0x80)],
    ['beyond Unicode', bytes(0xf4, 0x90, 0x80, 0x80)],
    ['gzip', gzipSync('{"text":"x"}')],
    ['a form', 'text=x'],
    ['XML', '<text>x</text>'],
    ['a member twice', '{"text":"x","text":"y"}'],
    ['a member twice, once escaped', '{"text":"x","\\u0074ext":"y"}'],
    ['a member twice, deep inside', '{"text":[{"a":[{"b":1,"b":1}]}]}'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}'],
    ['65 levels of arrays', nested(65)],
    ['10,000 levels of arrays', nested(10_000)],
    ['500,000 levels of arrays, without an end', '['.repeat(500_000)],
    ['10,000 levels of objects', `${'{"text":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ]
  for (const [title, body] of cases) {
    it(title, async () => {
      const answer = await send('POST', '/notes', body)
      assert.deepEqual([answer.status, answer.json.code], [400, 'MALFORMED_BODY'])
    })
  }
  for (const [method, url] of [
    ['PUT', '/users/me'],
    ['PATCH', '/users/me'],
    ['POST', '/orders/stats'],
    ['POST', '/auth/login'],
  ] as const) {
    it(`by ${method} ${url} too`, async () => {
      const answer = await send(method, url, '{"')
      assert.deepEqual([answer.status, answer.json.code], [400, 'MALFORMED_BODY'])
    })
  }
})

describe('bodies that are JSON are read', () => {
  const cases: [title: string, body: Body][] = [
    ['with blanks around', ' \r\n\t{ "text" : "x" } '],
    ['with a byte order mark', '\ufeff{"text":"x"}'],
    ['with escapes for everything', '{"\\u0074\\u0065xt":"\\u0078"}'],
    ['with a text that looks like members', '{"text":"\\"text\\":1,\\"text\\":2"}'],
    ['with backslashes before a quote', '{"text":"\\\\\\"","topic":"\\\\"}'],
    ['in many chunks', new Blob([...'{"text":"x"}']).stream()],
  ]
  for (const [title, body] of cases) {
    it(title, async () => assert.equal((await send('POST', '/notes', body)).status, 201))
  }
  it('up to 64 levels deep', async () => {
    const body = `{"name":"Deep","price":"1","storeId":${store.id},"details":${nested(63)}}`
    const answer = await send('POST', '/items', body)
    assert.equal(answer.status, 201, answer.text)
    assert.equal(JSON.stringify(answer.json.details), nested(63))
  })
})

describe('members of an odd name are refused with 422', () => {
  const names = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'then',
    'toJSON',
    '',
    '/',
    '~',
    '\0',
  ]
  for (const name of [...names, '\ud800', 'a'.repeat(10_000)]) {
    it(JSON.stringify(name.slice(0, 20)), async () => {
      const body = `{"text":"x",${JSON.stringify(name)}:{"isLocked":true}}`
      const answer = await send('POST', '/notes', body)
      const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      assert.equal(answer.status, 422)
      assert.deepEqual(faultsOf(answer), [`${pointer} unknown_member`])
    })
    it(`${JSON.stringify(name.slice(0, 20))} in a patch`, async () => {
      const answer = await send('PATCH', '/users/me', `{${JSON.stringify(name)}:null}`)
      assert.equal(answer.status, 422)
    })
  }
  it('but passed over where unknown ones are', async () => {
    const body =
      '{"title":"x","__proto__":{"isAdmin":true,"body":"y"},"constructor":{"prototype":{"isAdmin":1}}}'
    const { status, json } = await send('POST', '/drafts', body)
    assert.equal(status, 201)
    assert.equal(json.body, '')
    assert.equal(Object.hasOwn(json, '__proto__'), false)
    assert.equal(Reflect.get({}, 'isAdmin'), undefined)
  })
  it('and too many are not all named', async () => {
    const members = Array.from({ length: 20_000 }, (_, index) => `"m${index}":1`)
    const answer = await send('POST', '/notes', `{"text":"x",${members.join(',')}}`)
    assert.equal(answer.status, 422)
    assert.equal(answer.json.errors.length, 100)
  })
  it('and too many hide nothing else', async () => {
    const members = Array.from({ length: 100 }, (_, index) => `"m${index}":1`)
    const body = `{${members.join(',')},"text":7,"copiedFrom":"x","isLocked":"no"}`
    for (const [method, url] of [
      ['POST', '/notes'],
      ['PATCH', '/users/me'],
    ] as const)
      assert.equal((await send(method, url, body)).status, 422)
  })
  it('and keep what they are in JSON fields', async () => {
    const details = '{"__proto__":{"a":1},"constructor":[],"":0}'
    const body = `{"name":"Odd","price":"1","storeId":${store.id},"details":${details}}`
    const made = await send('POST', '/items', body)
    assert.equal(made.status, 201, made.text)
    assert.equal(JSON.stringify(made.json.details), details)
    const read = await shop.ask('GET', `/items/${made.json.id}?fields=details`)
    assert.equal(read.text, `{"details":${details}}`)
  })
})

describe('values that are no object are refused with 422', () => {
  for (const body of ['null', 'true', '1', '"text"', '[]', '[{"text":"x"}]', '1e999', '"\\ud800"']) {
    for (const [method, url] of [
      ['POST', '/notes'],
      ['POST', '/drafts'],
      ['PUT', '/users/me'],
      ['PATCH', '/users/me'],
      ['POST', '/orders/stats'],
      ['POST', '/auth/login'],
    ] as const) {
      it(`${body} by ${method} ${url}`, async () => {
        const answer = await send(method, url, body)
        assert.deepEqual([answer.status, answer.json.code], [422, 'VALIDATION_FAILED'])
        assert.deepEqual(faultsOf(answer), [' wrong_type'])
      })
    }
  }
})

describe('media types', () => {
  const refused = [
    'text/plain',
    'text/json',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/merge-patch+json',
    'application/jsonx',
    'application/*',
    '*/*',
    'json',
    'garbage garbage',
    ';',
    '/',
    'a/b/c',
    'application/json, text/plain',
    'text/plain, application/json',
    'application/json; charset=',
    'application/json; charset=latin1',
    'application/json; charset=utf-16',
    'application/json; charset=utf8',
    "application/json; charset='utf-8'",
    'application/json; charset="utf-8',
  ]
  for (const type of refused) {
    it(`are refused with 415: ${type}`, async () => {
      const answer = await send('POST', '/notes', '{"text":"x"}', { 'content-type': type })
      assert.deepEqual([answer.status, answer.json.code], [415, 'UNSUPPORTED_MEDIA_TYPE'])
      assert.equal(answer.headers['accept'], 'application/json')
    })
    it(`do not matter before it is known who asks: ${type}`, async () => {
      const answer = await send('POST', '/notes', '{"text":"x"}', { 'content-type': type }, 'anonymous')
      assert.equal(answer.status, 401)
    })
  }
  it('are demanded with 415', async () => {
    const answer = await send('POST', '/notes', Buffer.from('{"text":"x"}'), {})
    assert.deepEqual([answer.status, answer.json.code], [415, 'UNSUPPORTED_MEDIA_TYPE'])
  })
  for (const [method, url, status] of [
    ['POST', '/nothing', 404],
    ['PUT', '/notes', 405],
    ['PROPFIND', '/notes', 501],
  ] as const) {
    it(`do not matter where nothing is read: ${method} ${url}`, async () => {
      assert.equal((await send(method, url, '{}', { 'content-type': ';' })).status, status)
    })
  }
  const read = [
    'application/json',
    'APPLICATION/JSON',
    'application/json;charset=utf-8',
    'application/json ; charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/json; profile=x',
    'application/json;',
  ]
  for (const type of read) {
    it(`are read: ${type}`, async () => {
      const answer = await send('POST', '/notes', '{"text":"x"}', { 'content-type': type })
      assert.equal(answer.status, 201, answer.text)
    })
  }
  for (const coding of ['gzip', 'GZIP', 'br', 'deflate', 'x-gzip', 'gzip, identity', 'nonsense']) {
    it(`are refused with 415 when coded: ${coding}`, async () => {
      const headers = { 'content-type': 'application/json', 'content-encoding': coding }
      const answer = await send('POST', '/notes', gzipSync('{"text":"x"}'), headers)
      assert.deepEqual([answer.status, answer.json.code], [415, 'UNSUPPORTED_MEDIA_TYPE'])
      assert.equal(answer.headers['accept-encoding'], 'identity')
    })
  }
  it('are read when not coded: identity', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'identity' }
    assert.equal((await send('POST', '/notes', '{"text":"x"}', headers)).status, 201)
  })
})

describe('bodies of 10 MB are refused with 413', () => {
  const megabyte = Buffer.alloc(1_000_000, 'x')
  const stream = () => ReadableStream.from(Array.from({ length: 10 }, () => megabyte))
  for (const [method, url] of [
    ['POST', '/notes'],
    ['PUT', '/users/me'],
    ['PATCH', '/users/me'],
    ['POST', '/orders/stats'],
    ['POST', '/auth/login'],
  ] as const) {
    it(`announced, by ${method} ${url}`, async () => {
      const answer = await send(method, url, Buffer.concat(Array.from({ length: 10 }, () => megabyte)))
      assert.deepEqual([answer.status, answer.json.code], [413, 'CONTENT_TOO_LARGE'])
      assert.equal(answer.headers['connection'], 'close')
    })
    it(`in chunks, by ${method} ${url}`, async () => {
      const answer = await send(method, url, stream())
      assert.deepEqual([answer.status, answer.json.code], [413, 'CONTENT_TOO_LARGE'])
    })
  }
  for (const [title, lines, prefix] of [
    ['announced', 'Content-Length: 10000000', ''],
    ['in chunks', 'Transfer-Encoding: chunked', '989680\r\n'],
  ] as const) {
    it(`where clients send all before they read, ${title}`, async () => {
      const connection = await openConnection(port)
      const { authorization } = await shop.headersOf({ as: 'ada' })
      const head = `POST /notes HTTP/1.1\r\nHost: shop\r\nAuthorization: ${authorization}\r\n`
      connection.socket.pause()
      connection.send(`${head}Content-Type: application/json\r\n${lines}\r\n\r\n${prefix}`)
      const { promise, resolve } = Promise.withResolvers<unknown>()
      connection.socket.write(Buffer.alloc(10_000_000, 'x'), resolve)
      assert.equal((await promise) ?? undefined, undefined)
      connection.socket.resume()
      assert.equal((await connection.receive('POST'))?.status, 413)
      connection.close()
    })
  }
  it('before whoever sends them is known, with 401', async () => {
    const headers = { 'content-type': 'application/json' }
    assert.equal((await send('POST', '/notes', stream(), headers, 'anonymous')).status, 401)
  })
  it('but not of just 1 MiB', async () => {
    const text = `{"text":"${'x'.repeat(1_048_576 - 11)}"}`
    assert.equal((await send('POST', '/notes', text)).status, 422)
    assert.equal((await send('POST', '/notes', `${text} `)).status, 413)
  })
})
