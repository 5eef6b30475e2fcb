// Multipart bodies as clients write them, and as nobody should (RFC 7578).
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { faultsOf, keysIn, openGallery, png, toFile, toForm } from './gallery.ts'

const gallery = await openGallery({ bodyLimit: 10_000 })
const { ask, folder, make } = gallery

afterEach(() => assert.deepEqual(gallery.failures.splice(0), []))

let count = 0
const title = () => `Form ${(count += 1)}`

interface Part {
  readonly headers: readonly string[]
  readonly body: string | Buffer
}

const text = (name: string, body: string | Buffer, ...more: string[]): Part => ({
  headers: [`Content-Disposition: form-data; name="${name}"`, ...more],
  body,
})

const encode = (parts: readonly Part[], boundary = 'x', end = `--${boundary}--\r\n`): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ headers, body }) => [
      Buffer.from(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`),
      Buffer.from(body as never),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(end),
  ])

const send = (body: Buffer, type = 'multipart/form-data; boundary=x', method = 'POST', path = '/pictures') =>
  ask(method, path, { body, headers: { 'content-type': type } })

describe('a multipart form', () => {
  const cases: [title: string, body: (name: string) => Buffer, type?: string][] = [
    ['with a value', (name) => encode([text('title', name), text('size', '5')])],
    [
      'with a type for it',
      (name) => encode([text('title', name, 'Content-Type: text/plain; charset=utf-8'), text('size', '5')]),
    ],
    [
      'with a quoted boundary',
      (name) => encode([text('title', name), text('size', '5')], 'a b'),
      'multipart/form-data; boundary="a b"',
    ],
    [
      'with a preamble and an epilogue',
      (name) =>
        Buffer.concat([
          Buffer.from('hello\r\n'),
          encode([text('title', name), text('size', '5')]),
          Buffer.from('bye'),
        ]),
    ],
    [
      'with names that are not quoted',
      (name) =>
        encode([{ headers: ['content-disposition: form-data; name=title'], body: name }, text('size', '5')]),
    ],
    [
      'in capitals',
      (name) => encode([text('title', name), text('size', '5')]),
      'MULTIPART/FORM-DATA; BOUNDARY=x',
    ],
    [
      'with a part that is not of the form',
      (name) => encode([text('title', name), { headers: ['X-Other: y'], body: 'z' }, text('size', '5')]),
    ],
  ]
  for (const [what, body, type] of cases) {
    it(`${what} is what JSON would be`, async () => {
      const name = title()
      const { status, json, bytes } = await send(body(name), type)
      assert.deepEqual([status, json.title, json.size], [201, name, 5], bytes.toString())
    })
  }
  it('may have text beyond ASCII', async () => {
    const { json } = await send(encode([text('title', 'é€😀')]))
    assert.equal(json.title, 'é€😀')
  })
  it('may be empty', async () => {
    const { id } = await make()
    for (const body of [encode([]), Buffer.from('--x--')])
      assert.equal((await send(body, undefined, 'PATCH', `/pictures/${id}`)).status, 200)
  })
  it('is refused like JSON', async () => {
    const body = encode([text('size', 'x'), text('__proto__', '1'), text('title', ''), text('size', '1')])
    const reply = await send(body)
    assert.equal(reply.status, 422)
    assert.deepEqual(faultsOf(reply).sort(), [
      '/__proto__ unknown_member',
      '/size wrong_type',
      '/title too_short',
    ])
  })
  it('may have members nobody knows where the client prefers that', async () => {
    const prefer = { prefer: 'handling=lenient' }
    const body = toForm({ title: title(), color: 'red', photo: toFile(png()) })
    const reply = await ask('POST', '/pictures', { body, headers: prefer })
    assert.deepEqual([reply.status, reply.json.photo.bytes], [201, 100])
  })
})

describe('a multipart form that cannot be read is 400, and leaves nothing', () => {
  const photo = {
    headers: ['Content-Disposition: form-data; name="photo"; filename="x.png"', 'Content-Type: image/png'],
    body: png(),
  }
  const cases: [title: string, body: Buffer, type?: string][] = [
    ['without an end', encode([text('title', 'a'), photo], 'x', '')],
    ['that ends in a header', Buffer.from('--x\r\nContent-Disposition: form-data; na')],
    ['that ends before it begins', Buffer.from('')],
    ['of another boundary', encode([text('title', 'a'), photo], 'y')],
    ['that names no boundary', encode([text('title', 'a')]), 'multipart/form-data'],
    ['with an empty boundary', encode([text('title', 'a')]), 'multipart/form-data; boundary='],
    [
      'with a part that has no name',
      encode([photo, { headers: ['Content-Disposition: form-data'], body: 'a' }]),
    ],
    ['that is no UTF-8', encode([photo, text('title', Buffer.from([0xff]))])],
    ['with JSON that is none', encode([text('title', 'a'), photo, text('notes', '{')])],
    ['with too many parts', encode([photo, ...Array.from({ length: 1001 }, () => text('a', ''))])],
  ]
  for (const [what, body, type] of cases) {
    it(what, async () => {
      const before = keysIn(folder)
      const { status, json } = await send(body, type)
      assert.deepEqual([status, json.code], [400, 'MALFORMED_BODY'])
      assert.deepEqual(keysIn(folder), before)
    })
  }
  it('and the connection goes on', async () => {
    for (let turn = 0; turn < 5; turn++) assert.equal((await send(cases[0]![1])).status, 400)
    assert.equal((await send(encode([text('title', title())]))).status, 201)
  })
})

describe('a multipart form that is too large is 413', () => {
  for (const [what, body] of [
    ['in one value', encode([text('title', 'x'.repeat(10_001))])],
    ['in many', encode(Array.from({ length: 20 }, (_, index) => text(`a${index}`, 'x'.repeat(600))))],
    [
      'in a value sent as a file',
      encode([
        { headers: ['Content-Disposition: form-data; name="title"; filename="a"'], body: 'x'.repeat(10_001) },
      ]),
    ],
  ] as const) {
    it(what, async () => {
      const { status, json } = await send(body)
      assert.deepEqual([status, json.code], [413, 'CONTENT_TOO_LARGE'])
    })
  }
  it('in its headers, which are cut', async () => {
    const reply = await send(
      encode([{ headers: [`Content-Disposition: form-data; name="${'a'.repeat(9000)}"`], body: 'x' }]),
    )
    assert.equal(reply.status, 422)
  })
})

describe('a form that is tried again', () => {
  const key = (name: string) => ({ 'idempotency-key': name })
  it('makes one row with one file, whatever is sent twice', async () => {
    const name = title()
    const before = keysIn(folder).length
    const form = () => toForm({ title: name, photo: toFile(png(150)) })
    const headers = key('first-key-of-forms')
    // The boundary is another one each time: what is said is the same.
    const first = await ask('POST', '/pictures', { body: form(), headers })
    const second = await ask('POST', '/pictures', { body: form(), headers })
    assert.deepEqual([first.status, second.status], [201, 201])
    assert.deepEqual(second.json, first.json)
    assert.equal(second.headers.get('idempotency-replayed'), 'true')
    assert.equal(keysIn(folder).length, before + 1)
  })
  it('with another file is another request', async () => {
    const name = title()
    const headers = key('second-key-of-forms')
    const before = keysIn(folder).length
    await ask('POST', '/pictures', { body: toForm({ title: name, photo: toFile(png(150)) }), headers })
    const other = toForm({ title: name, photo: toFile(png(151)) })
    assert.equal((await ask('POST', '/pictures', { body: other, headers })).status, 422)
    assert.equal(keysIn(folder).length, before + 1)
  })
  it('at the same time makes one', async () => {
    const name = title()
    const before = keysIn(folder).length
    const headers = key('third-key-of-forms')
    const replies = await Promise.all(
      Array.from({ length: 6 }, () =>
        ask('POST', '/pictures', { body: toForm({ title: name, photo: toFile(png(150)) }), headers }),
      ),
    )
    for (const { status } of replies) assert.ok(status === 201 || status === 409, String(status))
    assert.equal(keysIn(folder).length, before + 1)
  })
})

describe('a patch', () => {
  const patch = (id: string, operations: unknown) =>
    ask('PATCH', `/pictures/${id}`, {
      body: JSON.stringify(operations),
      headers: { 'content-type': 'application/json-patch+json' },
    })
  it('can take a file away, or test it', async () => {
    const row = await make({ photo: toFile(png()) })
    const tested = await patch(row.id, [{ op: 'test', path: '/photo/bytes', value: 100 }])
    assert.equal(tested.status, 200)
    const { status, json } = await patch(row.id, [{ op: 'replace', path: '/photo', value: null }])
    assert.deepEqual([status, json.photo], [200, null])
  })
  it('cannot change it, nor bring another one', async () => {
    const row = await make({ photo: toFile(png()) })
    const other = await make({ photo: toFile(png(120)) })
    for (const operation of [
      { op: 'replace', path: '/photo/name', value: 'x' },
      { op: 'add', path: '/photo/key', value: 'x' },
      { op: 'remove', path: '/photo/digest' },
      { op: 'replace', path: '/photo', value: other.photo },
      { op: 'copy', from: '/photo', path: '/notes' },
    ]) {
      assert.equal((await patch(row.id, [operation])).status, 422, JSON.stringify(operation))
    }
    const merged = await ask('PATCH', `/pictures/${row.id}`, { body: { photo: { name: 'x' } } })
    assert.equal(merged.status, 422)
    assert.deepEqual((await ask('GET', `/pictures/${row.id}`)).json, row)
  })
})
