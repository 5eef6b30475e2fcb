// Files read at their addresses: whole or in part, under the rules of their rows, harmless in browsers.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { openConnection } from './raw-connection.ts'
import { openGallery, pdf, png, toFile, toForm, type Asked } from './gallery.ts'

const statements: string[] = []
const gallery = await openGallery({ onStatement: (text) => void statements.push(text) })
const { ask, make, folder } = gallery
const port = Number(new URL(gallery.url).port)

const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251))
const row = await make({
  photo: toFile(png(), 'me.png'),
  notes: toFile(bytes, 'Bücher "€".txt', 'text/plain'),
  contract: toFile(pdf, 'c.pdf', 'application/pdf'),
})
const path = `/pictures/${row.id}/notes`
const whole = await ask('GET', path)
const etag = whole.headers.get('etag')!

afterEach(() => assert.deepEqual(gallery.failures.splice(0), []))

const get = (headers: Record<string, string>, more: Asked = {}) => ask('GET', path, { headers, ...more })

describe('a file', () => {
  it('is what was sent, with all that clients need to know', () => {
    assert.equal(whole.status, 200)
    assert.deepEqual(whole.bytes, bytes)
    const shown = Object.fromEntries(whole.headers)
    assert.equal(shown['content-type'], 'text/plain')
    assert.equal(shown['content-length'], '1000')
    assert.equal(shown['accept-ranges'], 'bytes')
    assert.equal(shown['cache-control'], 'private, no-cache')
    assert.equal(shown['vary'], 'authorization')
    assert.match(shown['etag'] ?? '', /^"file-[\w-]{22}"$/)
  })
  it('is saved under its name, and is no page', () => {
    assert.equal(
      whole.headers.get('content-disposition'),
      `attachment; filename="B_cher _22__22.txt"; filename*=UTF-8''B%C3%BCcher%20%2522%E2%82%AC%2522.txt`,
    )
    assert.equal(whole.headers.get('x-content-type-options'), 'nosniff')
    assert.match(whole.headers.get('content-security-policy') ?? '', /default-src 'none';.* sandbox/)
  })
  it('is shown where that is safe', async () => {
    const { headers } = await ask('GET', `/pictures/${row.id}/photo`)
    assert.equal(headers.get('content-disposition'), 'inline; filename="me.png"')
    const { id } = await make({
      notes: toFile('<svg onload="alert(1)"/>', 'x.svg', 'image/svg+xml'),
    })
    const svg = await ask('GET', `/pictures/${id}/notes`)
    assert.equal(svg.headers.get('content-disposition'), 'attachment; filename="x.svg"')
  })
  it('may be empty', async () => {
    const { id } = await make({ notes: toFile('', 'empty.txt', 'text/plain') })
    const { status, headers, bytes: none } = await ask('GET', `/pictures/${id}/notes`)
    assert.deepEqual([status, headers.get('content-length'), none.length], [200, '0', 0])
    const part = await ask('GET', `/pictures/${id}/notes`, { headers: { range: 'bytes=0-' } })
    assert.deepEqual([part.status, part.headers.get('content-range')], [416, 'bytes */0'])
  })
  it('is described by HEAD, whatever range is asked for', async () => {
    const { status, headers, bytes: none } = await ask('HEAD', path, { headers: { range: 'bytes=0-1' } })
    assert.deepEqual([status, none.length], [200, 0])
    for (const name of ['content-type', 'content-length', 'etag', 'content-disposition', 'accept-ranges'])
      assert.equal(headers.get(name), whole.headers.get(name))
  })
  it('does not take parameters or other methods', async () => {
    assert.equal((await ask('GET', `${path}?download=1`)).status, 400)
    const refused = await ask('POST', path)
    assert.deepEqual([refused.status, refused.headers.get('allow')], [405, 'GET, HEAD, PUT, DELETE, OPTIONS'])
  })
  it('costs one statement', async () => {
    statements.splice(0)
    await ask('GET', path)
    assert.deepEqual(statements.filter((text) => text.startsWith('SELECT')).length, statements.length)
    assert.equal(statements.length, 1)
  })
})

describe('a file is read under the rules of its row', () => {
  it('which say who reads it at all', async () => {
    const { json } = await ask('POST', '/passports', { body: toForm({ number: '1', scan: toFile(png()) }) })
    const scan = `/passports/${json.id}/scan`
    assert.equal((await ask('GET', scan)).status, 200)
    assert.equal((await ask('GET', scan, { as: 'root' })).status, 200)
    assert.equal((await ask('GET', scan, { as: 'bob' })).status, 404)
    assert.equal((await ask('GET', scan, { as: 'anonymous' })).status, 401)
    assert.equal((await ask('OPTIONS', scan, { as: 'bob' })).status, 404)
    const options = await ask('OPTIONS', scan)
    assert.equal(options.headers.get('allow'), 'GET, HEAD, PUT, OPTIONS')
  })
  it('and which of its fields', async () => {
    const contract = `/pictures/${row.id}/contract`
    assert.equal((await ask('GET', contract)).status, 404)
    assert.deepEqual((await ask('GET', contract, { as: 'root' })).bytes, pdf)
  })
  it('and is not there where there is none', async () => {
    const { id } = await make()
    assert.equal((await ask('GET', `/pictures/${id}/photo`)).status, 404)
    for (const wrong of ['0', '..%2f..', 'x'.repeat(300), '019c8a4e-7b40-7000-8000-3f1d5c2b6a79'])
      assert.equal((await ask('GET', `/pictures/${wrong}/photo`)).status, 404)
    assert.equal((await ask('GET', `/pictures/${row.id}/title`)).status, 404)
  })
})

describe('a file that the client has is not sent again', () => {
  for (const [title, headers, status] of [
    ['by its tag', { 'if-none-match': etag }, 304],
    ['by its weak tag', { 'if-none-match': `W/${etag}` }, 304],
    ['by one of several', { 'if-none-match': `"x", ${etag}` }, 304],
    ['by any tag', { 'if-none-match': '*' }, 304],
    ['even in part', { 'if-none-match': etag, range: 'bytes=0-1' }, 304],
    ['but with another tag', { 'if-none-match': '"x"' }, 200],
    ['but with the tag of the row', { 'if-none-match': '"1"' }, 200],
    ['unless it must be another one', { 'if-match': '"x"' }, 412],
    ['unless it is the one', { 'if-match': etag }, 200],
  ] as const) {
    it(`${title}: ${status}`, async () => {
      const reply = await get(headers)
      assert.equal(reply.status, status)
      if (status === 304) assert.deepEqual([reply.bytes.length, reply.headers.get('etag')], [0, etag])
    })
  }
  it('and has another tag under another name', async () => {
    const other = await make({ notes: toFile(bytes, 'other.txt', 'text/plain') })
    assert.notEqual((await ask('GET', `/pictures/${other.id}/notes`)).headers.get('etag'), etag)
  })
})

describe('some bytes of a file', () => {
  for (const [range, first, last] of [
    ['bytes=0-0', 0, 0],
    ['bytes=0-499', 0, 499],
    ['bytes=500-', 500, 999],
    ['bytes=-1', 999, 999],
    ['bytes=-5000', 0, 999],
    ['bytes=990-5000', 990, 999],
    ['BYTES=1-2', 1, 2],
  ] as const) {
    it(range, async () => {
      const reply = await get({ range })
      assert.equal(reply.status, 206)
      assert.equal(reply.headers.get('content-range'), `bytes ${first}-${last}/1000`)
      assert.equal(reply.headers.get('content-length'), String(last - first + 1))
      assert.equal(reply.headers.get('etag'), etag)
      assert.deepEqual(reply.bytes, bytes.subarray(first, last + 1))
    })
  }
  for (const range of ['bytes=1000-', 'bytes=5000-6000', 'bytes=-0', 'bytes=999999999999999-']) {
    it(`it has not: ${range}`, async () => {
      const reply = await get({ range })
      assert.deepEqual([reply.status, reply.json.code], [416, 'RANGE_NOT_SATISFIABLE'])
      assert.equal(reply.headers.get('content-range'), 'bytes */1000')
    })
  }
  for (const range of [
    'bytes=0-1,5-6',
    'bytes=0-1, -1',
    'bytes=5-1',
    'bytes=-',
    'bytes=a-b',
    'bytes=1',
    'bytes',
    'lines=1-2',
    'bytes=99999999999999999999-',
    `bytes=${'0-1,'.repeat(1000)}2-3`,
  ]) {
    it(`are all of them where they cannot be told: ${range.slice(0, 30)}`, async () => {
      const reply = await get({ range })
      assert.deepEqual([reply.status, reply.bytes.length], [200, 1000])
    })
  }
  for (const [title, tag, status] of [
    ['of the file as it is', etag, 206],
    ['of another one', '"x"', 200],
    ['of a weak tag, which says too little', `W/${etag}`, 200],
    ['of a date, which it has not', 'Sun, 01 Mar 2026 09:30:00 GMT', 200],
  ] as const) {
    it(`only if they are ${title}: ${status}`, async () => {
      assert.equal((await get({ range: 'bytes=0-1', 'if-range': tag })).status, status)
    })
  }
  it('put together are the whole', async () => {
    const parts: Buffer[] = []
    for (let first = 0; first < 1000; first += 300)
      parts.push((await get({ range: `bytes=${first}-${first + 299}` })).bytes)
    assert.deepEqual(Buffer.concat(parts), bytes)
  })
})

/** How many files of a folder this process has open; where the system does not tell: none. */
function openIn(parent: string): number {
  if (!existsSync('/proc/self/fd')) return 0
  const targets = readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`)
    } catch {
      return ''
    }
  })
  return targets.filter((target) => target.startsWith(parent)).length
}

describe('a download', () => {
  it('goes no faster than the client takes it, and ends with the client', async () => {
    const { id } = await make({ notes: toFile(Buffer.alloc(2_900_000, 'x'), 'x', 'text/plain') })
    for (let count = 0; count < 20; count++) {
      const connection = await openConnection(port)
      connection.socket.pause()
      connection.send(`GET /pictures/${id}/notes HTTP/1.1\r\nHost: gallery\r\n\r\n`)
      await new Promise((resolve) => setTimeout(resolve, 10))
      connection.socket.destroy()
    }
    assert.equal((await ask('GET', `/pictures/${id}/notes`)).bytes.length, 2_900_000)
    // No file stays open for a client that has gone.
    while (openIn(folder) > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  })
  it('leaves the connection good for the next request', async () => {
    const connection = await openConnection(port)
    for (const method of ['GET', 'HEAD', 'GET']) {
      connection.send(`${method} ${path} HTTP/1.1\r\nHost: gallery\r\n\r\n`)
      assert.equal((await connection.receive(method))?.status, 200)
    }
    connection.close()
  })
})

describe('bytes that are gone', () => {
  it('are our fault: 500, and told of', async () => {
    const { id } = await make({ photo: toFile(png()) })
    for (const name of readdirSync(folder))
      if (name.length === 2) rmSync(join(folder, name), { recursive: true })
    const { status } = await ask('GET', `/pictures/${id}/photo`)
    assert.equal(status, 500)
    assert.equal(gallery.failures.splice(0).length, 1)
    assert.equal((await ask('HEAD', `/pictures/${id}/photo`)).status, 200)
    assert.equal((await ask('DELETE', `/pictures/${id}/photo`)).status, 204)
  })
})
