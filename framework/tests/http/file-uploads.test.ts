// Files sent in multipart forms or to addresses of their own: kept while they come, with their row or not at all.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { afterEach, describe, it } from 'node:test'
import { openConnection } from './raw-connection.ts'
import { faultsOf, keysIn, openGallery, pdf, png, toFile, toForm, type Asked } from './gallery.ts'

const gallery = await openGallery({ bodyLimit: 20_000 })
const { ask, make, folder } = gallery
const port = Number(new URL(gallery.url).port)

afterEach(() => assert.deepEqual(gallery.failures.splice(0), []))

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const unique = () => `Title ${(counter += 1)}`
let counter = 0

/** What a request leaves behind: the keys that came, and those that went. */
async function changesOf(work: () => Promise<unknown>) {
  const before = keysIn(folder)
  await work()
  const now = keysIn(folder)
  return {
    added: now.filter((key) => !before.includes(key)).length,
    removed: before.filter((key) => !now.includes(key)).length,
  }
}

const put = (
  path: string,
  body: Uint8Array | string | ReadableStream,
  type = 'image/png',
  more: Asked = {},
) => ask('PUT', path, { body, ...more, headers: { 'content-type': type, ...more.headers } })

describe('a form with a file', () => {
  it('makes a row that shows what the file is', async () => {
    const bytes = png()
    const row = await make({ size: '3', photo: toFile(bytes, 'me.png') })
    assert.equal(row.size, 3)
    const photo = {
      name: 'me.png',
      type: 'image/png',
      bytes: 100,
      digest: sha256(bytes),
      url: `/pictures/${row.id}/photo`,
    }
    assert.deepEqual(row.photo, photo)
    assert.equal(row.notes, null)
    assert.deepEqual((await ask('GET', `/pictures/${row.id}`)).json, row)
    const listed = await ask('GET', `/pictures?title=${encodeURIComponent(row.title)}&fields=photo`)
    assert.deepEqual(listed.json.data, [{ photo }])
    assert.deepEqual((await ask('GET', photo.url)).bytes, bytes)
  })
  it('may bring several, larger together than other bodies may be', async () => {
    const notes = Buffer.alloc(2_500_000, 'n')
    const row = await make({ photo: toFile(png(90_000)), notes: toFile(notes, 'n.txt', 'text/plain') })
    assert.deepEqual([row.photo.bytes, row.notes.bytes, row.notes.digest], [90_000, 2_500_000, sha256(notes)])
  })
  it('changes a row, and takes the place of the file before', async () => {
    const row = await make({ photo: toFile(png()) })
    const body = toForm({ photo: toFile(png(200), 'other.png') })
    const changes = await changesOf(async () => {
      const { status, json } = await ask('PATCH', `/pictures/${row.id}`, { body })
      assert.deepEqual(
        [status, json.title, json.photo.name, json.photo.bytes],
        [200, row.title, 'other.png', 200],
      )
    })
    assert.deepEqual(changes, { added: 1, removed: 1 })
  })
  it('replaces a row: what is left out goes', async () => {
    const row = await make({ photo: toFile(png()), notes: toFile('n', 'n.txt', 'text/plain') })
    const body = toForm({ title: row.title, photo: JSON.stringify(row.photo) })
    const changes = await changesOf(async () => {
      const { status, json } = await ask('PUT', `/pictures/${row.id}`, { body })
      assert.deepEqual([status, json.photo, json.notes], [200, row.photo, null])
    })
    assert.deepEqual(changes, { added: 0, removed: 1 })
  })
  it('makes a row at an id', async () => {
    const id = '019c8a4e-7b40-7000-8000-3f1d5c2b6a79'
    const { status, json } = await ask('PUT', `/pictures/${id}`, {
      body: toForm({ title: unique(), photo: toFile(png()) }),
    })
    assert.deepEqual([status, json.photo.url], [201, `/pictures/${id}/photo`])
  })
  it('is as good as JSON where nothing was chosen', async () => {
    const row = await make({ photo: toFile('', '', 'application/octet-stream') })
    assert.equal(row.photo, null)
  })
  it('takes a file away by an empty text', async () => {
    const row = await make({ photo: toFile(png()) })
    const { json } = await ask('PATCH', `/pictures/${row.id}`, { body: toForm({ photo: '' }) })
    assert.equal(json.photo, null)
  })
  it('has texts from files as scripts send them', async () => {
    const row = await make({ size: toFile('7', 'blob', 'application/json') })
    assert.equal(row.size, 7)
  })
  for (const [sent, kept] of [
    ['a.png', 'a.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\pictures\\me.png', 'me.png'],
    ['Bücher €.png', 'Bücher €.png'],
    ['..', 'photo'],
    ['a\u202egnp.exe', 'agnp.exe'],
    [`${'x'.repeat(300)}.png`, `${'x'.repeat(251)}.png`],
  ] as const) {
    it(`calls the file ${kept.slice(0, 20)}`, async () => {
      assert.equal((await make({ photo: toFile(png(), sent) })).photo.name, kept)
    })
  }
})

describe('a file is refused with 422, with all else that is wrong, and not kept', () => {
  const cases: [title: string, parts: Record<string, string | Blob>, faults: string[]][] = [
    ['of another type', { photo: toFile('x', 'x.txt', 'text/plain') }, ['/photo unsupported_type']],
    ['of no type', { photo: toFile(png(), 'x.png', '') }, ['/photo unsupported_type']],
    ['that only pretends', { photo: toFile('<script>', 'x.png') }, ['/photo wrong_content']],
    ['that is empty', { photo: toFile('', 'x.png') }, ['/photo wrong_content']],
    ['one byte too large', { photo: toFile(png(100_001)) }, ['/photo too_large']],
    ['sent as a text', { photo: '"x"' }, ['/photo wrong_type']],
    ['that is no file', { photo: '{"name":"x"}' }, ['/photo required', '/photo required', '/photo required']],
    ['for a name that is none', { color: toFile('red') }, ['/color unknown_member']],
    ['nobody may send', { stamp: toFile('x') }, ['/stamp read_only']],
    [
      'among others',
      { photo: toFile('x', 'x.png'), size: 'x', title: '' },
      ['/photo wrong_content', '/size wrong_type', '/title too_short'],
    ],
  ]
  for (const [title, parts, faults] of cases) {
    it(title, async () => {
      const changes = await changesOf(async () => {
        const reply = await ask('POST', '/pictures', { body: toForm({ title: unique(), ...parts }) })
        assert.equal(reply.status, 422, reply.bytes.toString())
        const members = faultsOf(reply).map((fault) =>
          fault.replace(/\/photo\/\w+ required/, '/photo required'),
        )
        assert.deepEqual(members.sort(), [...faults].sort())
      })
      assert.deepEqual(changes, { added: 0, removed: 0 })
    })
  }
  it('sent twice', async () => {
    const body = toForm({ title: unique(), photo: toFile(png()) })
    body.append('photo', toFile(png()))
    const changes = await changesOf(async () => {
      const reply = await ask('POST', '/pictures', { body })
      assert.deepEqual([reply.status, faultsOf(reply)], [422, ['/photo wrong_type']])
    })
    assert.deepEqual(changes, { added: 0, removed: 0 })
  })
  it('that must be there, and is not', async () => {
    const reply = await ask('POST', '/passports', { body: toForm({ number: '1' }) })
    assert.deepEqual([reply.status, faultsOf(reply)], [422, ['/scan required']])
  })
  it('the caller may not write, with 403', async () => {
    const changes = await changesOf(async () => {
      const reply = await ask('POST', '/pictures', {
        body: toForm({ title: unique(), seal: toFile('x', 'x', 'text/plain') }),
      })
      assert.deepEqual([reply.status, faultsOf(reply)], [403, ['/seal not_writable']])
    })
    assert.deepEqual(changes, { added: 0, removed: 0 })
    await make({ seal: toFile('x', 'x', 'text/plain') }, 'root')
  })
})

describe('JSON can keep a file or take it away', () => {
  it('by sending back what was read', async () => {
    const row = await make({ photo: toFile(png()) })
    const changes = await changesOf(async () => {
      const { status, json } = await ask('PUT', `/pictures/${row.id}`, { body: { ...row, size: 4 } })
      assert.deepEqual([status, json.photo, json.size], [200, row.photo, 4])
      const patched = await ask('PATCH', `/pictures/${row.id}`, { body: { photo: row.photo } })
      assert.deepEqual([patched.status, patched.json.photo], [200, row.photo])
    })
    assert.deepEqual(changes, { added: 0, removed: 0 })
  })
  it('by null, or by leaving it out of a PUT', async () => {
    const row = await make({ photo: toFile(png()), notes: toFile('n', 'n', 'text/plain') })
    const changes = await changesOf(async () => {
      const patched = await ask('PATCH', `/pictures/${row.id}`, { body: { photo: null } })
      assert.deepEqual([patched.status, patched.json.photo], [200, null])
      const replaced = await ask('PUT', `/pictures/${row.id}`, { body: { title: row.title } })
      assert.deepEqual([replaced.status, replaced.json.notes], [200, null])
    })
    assert.deepEqual(changes, { added: 0, removed: 2 })
  })
  for (const [title, change] of [
    ['another name', { name: 'other.png' }],
    ['another type', { type: 'image/gif' }],
    ['another address', { url: 'https://elsewhere.example/x' }],
    ['another digest', { digest: '0'.repeat(64) }],
  ] as const) {
    it(`but not with ${title}`, async () => {
      const row = await make({ photo: toFile(png()) })
      const reply = await ask('PATCH', `/pictures/${row.id}`, {
        body: { photo: { ...row.photo, ...change } },
      })
      assert.deepEqual([reply.status, faultsOf(reply)], [422, ['/photo not_uploaded']])
    })
  }
  it('but not bring one, least of all by a key', async () => {
    const { photo } = await make({ photo: toFile(png()) })
    const body = { title: unique(), photo }
    assert.deepEqual(faultsOf(await ask('POST', '/pictures', { body })), ['/photo not_uploaded'])
    const [key] = keysIn(folder)
    const stolen = { title: unique(), photo: { ...photo, key } }
    assert.deepEqual(faultsOf(await ask('POST', '/pictures', { body: stolen })), [
      '/photo/key unknown_member',
    ])
  })
  it('never shows where the bytes are', async () => {
    await make({ photo: toFile(png()) })
    for (const path of ['/pictures', '/pictures?photo[null]=false', '/openapi.json']) {
      const { bytes } = await ask('GET', path)
      for (const key of keysIn(folder)) assert.ok(!bytes.includes(key))
    }
  })
})

describe('PUT to the address of a file', () => {
  it('makes it, then replaces it', async () => {
    const row = await make()
    const made = await put(`/pictures/${row.id}/photo`, png())
    assert.deepEqual(
      [made.status, made.json.name, made.json.url],
      [201, 'photo', `/pictures/${row.id}/photo`],
    )
    const headers = { 'content-disposition': `attachment; filename="x.png"; filename*=UTF-8''%E2%82%AC.png` }
    const changes = await changesOf(async () => {
      const { status, json } = await put(`/pictures/${row.id}/photo`, png(120), 'image/png', { headers })
      assert.deepEqual([status, json.name, json.bytes], [200, '€.png', 120])
    })
    assert.deepEqual(changes, { added: 1, removed: 1 })
    const { json: now, headers: shown } = await ask('GET', `/pictures/${row.id}`)
    assert.equal(now.photo.bytes, 120)
    assert.equal(shown.get('etag'), '"3"')
  })
  it('takes it in chunks', async () => {
    const row = await make()
    const chunks = Array.from({ length: 20 }, (_, index) =>
      index === 0 ? png(50_000) : Buffer.alloc(50_000),
    )
    const { status, json } = await put(`/pictures/${row.id}/notes`, ReadableStream.from(chunks), 'text/plain')
    assert.deepEqual([status, json.bytes, json.digest], [201, 1_000_000, sha256(Buffer.concat(chunks))])
  })
  it('takes what can have any type without one, and without bytes', async () => {
    const row = await make()
    const { json } = await put(`/pictures/${row.id}/notes`, '', 'text/html; charset=utf-8')
    assert.deepEqual([json.type, json.bytes], ['text/html', 0])
  })
  for (const [title, path, body, type, status] of [
    ['another type', 'photo', 'x', 'text/plain', 415],
    ['a form', 'photo', 'x', 'multipart/form-data; boundary=x', 415],
    ['no type at all', 'photo', 'x', ';', 415],
    ['a file that only pretends', 'photo', 'x', 'image/png', 422],
    ['a file too large', 'photo', png(100_001), 'image/png', 413],
    ['a file nobody may write', 'stamp', 'x', 'text/plain', 405],
    ['a file the caller may not write', 'seal', 'x', 'text/plain', 403],
    ['a field that is no file', 'title', 'x', 'text/plain', 404],
  ] as const) {
    it(`refuses ${title} with ${status}`, async () => {
      const row = await make()
      const changes = await changesOf(async () => {
        assert.equal((await put(`/pictures/${row.id}/${path}`, body, type)).status, status)
      })
      assert.deepEqual(changes, { added: 0, removed: 0 })
    })
  }
  it('refuses what turns out to be too large while it comes with 413', async () => {
    const row = await make()
    const body = ReadableStream.from([png(60_000), png(60_000)])
    const changes = await changesOf(async () => {
      const { status, headers } = await put(`/pictures/${row.id}/photo`, body)
      assert.deepEqual([status, headers.get('connection')], [413, 'close'])
    })
    assert.deepEqual(changes, { added: 0, removed: 0 })
  })
  it('refuses compressed files with 415', async () => {
    const row = await make()
    const headers = { 'content-encoding': 'gzip' }
    assert.equal((await put(`/pictures/${row.id}/photo`, png(), 'image/png', { headers })).status, 415)
  })
  it('refuses parameters with 400', async () => {
    const row = await make()
    assert.equal((await put(`/pictures/${row.id}/photo?fields=id`, png())).status, 400)
  })
})

describe('DELETE of a file', () => {
  it('takes it away, once', async () => {
    const row = await make({ photo: toFile(png()) })
    const changes = await changesOf(async () => {
      assert.equal((await ask('DELETE', `/pictures/${row.id}/photo`)).status, 204)
      assert.equal((await ask('DELETE', `/pictures/${row.id}/photo`)).status, 404)
    })
    assert.deepEqual(changes, { added: 0, removed: 1 })
    assert.equal((await ask('GET', `/pictures/${row.id}`)).json.photo, null)
    assert.equal((await ask('GET', `/pictures/${row.id}/photo`)).status, 404)
  })
  it('is not there for one that must be', async () => {
    const made = await ask('POST', '/passports', { body: toForm({ number: '1', scan: toFile(png()) }) })
    const { status, headers } = await ask('DELETE', `/passports/${made.json.id}/scan`)
    assert.deepEqual([status, headers.get('allow')], [405, 'GET, HEAD, PUT, OPTIONS'])
  })
})

describe('DELETE of a row', () => {
  it('takes its files along', async () => {
    const row = await make({ photo: toFile(png()), notes: toFile('n', 'n', 'text/plain') })
    const changes = await changesOf(() => ask('DELETE', `/pictures/${row.id}`))
    assert.deepEqual(changes, { added: 0, removed: 2 })
  })
})

/** Sends the beginning of a request whose body never comes. */
async function begin(method: string, path: string, as: string | undefined, type: string) {
  const connection = await openConnection(port)
  const authorization = as === undefined ? '' : `Authorization: Test ${as}\r\n`
  const head = `${method} ${path} HTTP/1.1\r\nHost: gallery\r\n${authorization}Content-Type: ${type}\r\n`
  connection.send(`${head}Content-Length: 50000\r\n\r\n`)
  const answer = await connection.receive(method)
  connection.close()
  return answer?.status
}

describe('whoever may not write is refused before the file is read', () => {
  const endless = () =>
    new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)),
    })
  const form = 'multipart/form-data; boundary=x'
  it('with 401, 403 and 404', async () => {
    const { id } = await make()
    const nobody = '019c8a4e-7b40-7000-8000-3f1d5c2b6a00'
    const { json: passport } = await ask('POST', '/passports', {
      body: toForm({ number: '2', scan: toFile(png()) }),
    })
    for (const [method, path, as, type, status] of [
      ['POST', '/pictures', undefined, form, 401],
      ['PATCH', `/pictures/${id}`, undefined, form, 401],
      ['PATCH', `/pictures/${id}`, 'bob', form, 403],
      ['PUT', `/pictures/${id}`, 'bob', form, 403],
      ['PUT', `/pictures/${id}/photo`, undefined, 'image/png', 401],
      ['PUT', `/pictures/${id}/photo`, 'bob', 'image/png', 403],
      ['PUT', `/pictures/${nobody}/photo`, 'ada', 'image/png', 404],
      ['PATCH', `/pictures/${nobody}`, 'ada', form, 404],
      ['PUT', `/passports/${passport.id}/scan`, 'bob', 'image/png', 404],
      ['PUT', `/passports/${passport.id}/scan`, 'ada', 'image/png', 428],
      ['PUT', `/pictures/${id}/photo`, 'ada', 'text/plain', 415],
    ] as const)
      assert.equal(await begin(method, path, as, type), status, `${method} ${path} ${as}`)
  })
  it('and an endless form is ended with 413', async () => {
    const headers = { 'content-type': form }
    const reply = await ask('POST', '/pictures', { body: endless(), headers })
    assert.equal(reply.status, 413)
  })
})

describe('conditions on a file are about the file', () => {
  it('whose tag is not that of the row', async () => {
    const row = await make({ photo: toFile(png()) })
    const path = `/pictures/${row.id}/photo`
    const tag = (await ask('GET', path)).headers.get('etag')!
    assert.match(tag, /^"file-/)
    const refused = await put(path, png(50), 'image/png', { headers: { 'if-match': '"1"' } })
    assert.deepEqual([refused.status, faultsOf(refused)], [412, ['If-Match precondition_failed']])
    const done = await put(path, png(50), 'image/png', { headers: { 'if-match': tag } })
    assert.equal(done.status, 200)
    assert.notEqual(done.headers.get('etag'), tag)
    assert.equal((await put(path, png(51), 'image/png', { headers: { 'if-match': tag } })).status, 412)
    assert.equal((await ask('DELETE', path, { headers: { 'if-match': tag } })).status, 412)
    const now = done.headers.get('etag')!
    assert.equal((await ask('DELETE', path, { headers: { 'if-match': `"x", ${now}` } })).status, 204)
    assert.equal(
      (await ask('PATCH', `/pictures/${row.id}`, { body: {}, headers: { 'if-match': now } })).status,
      412,
    )
  })
  it('and may say that there is none yet, or that there is one', async () => {
    const { id } = await make()
    const path = `/pictures/${id}/photo`
    assert.equal((await put(path, png(), 'image/png', { headers: { 'if-match': '*' } })).status, 412)
    assert.equal((await put(path, png(), 'image/png', { headers: { 'if-none-match': '*' } })).status, 201)
    assert.equal((await put(path, png(), 'image/png', { headers: { 'if-none-match': '*' } })).status, 412)
    assert.equal((await put(path, png(), 'image/png', { headers: { 'if-match': '*' } })).status, 200)
  })
  it('and must be made where that was declared', async () => {
    const made = await ask('POST', '/passports', { body: toForm({ number: '3', scan: toFile(png()) }) })
    const path = `/passports/${made.json.id}/scan`
    assert.equal((await put(path, png())).status, 428)
    const etag = (await ask('GET', path)).headers.get('etag')!
    assert.equal((await put(path, png(), 'image/png', { headers: { 'if-match': etag } })).status, 200)
  })
})

describe('a file that not everyone may see', () => {
  it('is written all the same, and nothing is told of it', async () => {
    const { id } = await make()
    const path = `/pictures/${id}/contract`
    for (const content of [pdf, Buffer.concat([pdf, pdf])]) {
      const { status, bytes } = await put(path, content, 'application/pdf')
      assert.deepEqual([status, bytes.length], [204, 0])
    }
    assert.equal((await ask('GET', path)).status, 404)
    assert.equal('contract' in (await ask('GET', `/pictures/${id}`)).json, false)
    assert.equal((await ask('GET', path, { as: 'root' })).status, 200)
    assert.equal((await ask('DELETE', path)).status, 204)
    assert.equal((await ask('DELETE', path)).status, 204)
  })
})

describe('what fails leaves no file behind', () => {
  it('where the row may not be made after all', async () => {
    const { title } = await make()
    const changes = await changesOf(async () => {
      const reply = await ask('POST', '/pictures', { body: toForm({ title, photo: toFile(png()) }) })
      assert.equal(reply.status, 409)
    })
    assert.deepEqual(changes, { added: 0, removed: 0 })
  })
  it('where the row was changed meanwhile', async () => {
    const row = await make({ photo: toFile(png()) })
    const changes = await changesOf(async () => {
      const headers = { 'if-match': '"7"' }
      const body = toForm({ photo: toFile(png(200)) })
      assert.equal((await ask('PATCH', `/pictures/${row.id}`, { body, headers })).status, 412)
    })
    assert.deepEqual(changes, { added: 0, removed: 0 })
    assert.equal((await ask('GET', `/pictures/${row.id}`)).json.photo.bytes, 100)
  })
  it('where the client goes away', async () => {
    const row = await make()
    for (const [method, path, type, body] of [
      ['PUT', `/pictures/${row.id}/photo`, 'image/png', png(200)],
      [
        'POST',
        '/pictures',
        'multipart/form-data; boundary=x',
        `--x\r\nContent-Disposition: form-data; name="photo"; filename="x.png"\r\nContent-Type: image/png\r\n\r\n${png(200).toString('latin1')}`,
      ],
    ] as const) {
      const before = keysIn(folder)
      const connection = await openConnection(port)
      const head = `${method} ${path} HTTP/1.1\r\nHost: gallery\r\nAuthorization: Test ada\r\nContent-Type: ${type}\r\n`
      connection.socket.write(`${head}Content-Length: 90000\r\n\r\n`)
      connection.socket.write(body, 'latin1')
      while (keysIn(folder).length === before.length) await new Promise((resolve) => setTimeout(resolve, 5))
      connection.socket.destroy()
      while (keysIn(folder).length > before.length) await new Promise((resolve) => setTimeout(resolve, 5))
      assert.deepEqual(keysIn(folder), before)
    }
  })
})

describe('a file that comes too slowly', () => {
  it('is refused with 408, and not kept', async () => {
    const slow = await openGallery({ requestTimeout: 300 })
    const { id } = await slow.make()
    const slowPort = Number(new URL(slow.url).port)
    const connections = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const connection = await openConnection(slowPort)
        const head = `PUT /pictures/${id}/photo HTTP/1.1\r\nHost: a\r\nAuthorization: Test ada\r\n`
        connection.socket.write(`${head}Content-Type: image/png\r\nContent-Length: 90000\r\n\r\n`)
        connection.socket.write(png(200))
        return connection
      }),
    )
    for (const connection of connections) assert.equal((await connection.receive('PUT'))?.status, 408)
    while (keysIn(slow.folder).length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    assert.equal((await slow.ask('GET', `/pictures/${id}`)).json.photo, null)
    assert.deepEqual(slow.failures, [])
  })
})

describe('many at once', () => {
  it('replacing one file leave exactly one', async () => {
    const row = await make()
    const changes = await changesOf(async () => {
      const replies = await Promise.all(
        Array.from({ length: 12 }, (_, index) => put(`/pictures/${row.id}/photo`, png(100 + index))),
      )
      const statuses = replies.map(({ status }) => status).sort()
      assert.deepEqual(statuses, [...Array.from({ length: 11 }, () => 200), 201])
    })
    assert.deepEqual(changes, { added: 1, removed: 0 })
    const { photo } = (await ask('GET', `/pictures/${row.id}`)).json
    const { bytes } = await ask('GET', photo.url)
    assert.deepEqual([bytes.length, sha256(bytes)], [photo.bytes, photo.digest])
  })
  it('read a file while it is replaced', async () => {
    const row = await make({ photo: toFile(png(80_000)) })
    const path = `/pictures/${row.id}/photo`
    const work = Array.from({ length: 30 }, async (_, index) => {
      if (index % 3 === 0) return put(path, png(80_000 + index))
      const { status, bytes, headers } = await ask('GET', path)
      assert.equal(status, 200)
      assert.equal(String(bytes.length), headers.get('content-length'))
      return undefined
    })
    await Promise.all(work)
  })
})
