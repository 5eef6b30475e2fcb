// Prefer (RFC 7240): what clients would like, and what they are told of it.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { anyone, field, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'
import { createDocumentReader } from '../../src/tooling/testing/document-reader.ts'

const notes = resource('notes', {
  fields: {
    text: field.text().min(1).max(40),
    color: field.text().max(20).optional(),
    edits: field.integer().default(0).readOnly(),
  },
  access: anyone(),
  filter: ['text', 'color'],
  upsert: true,
})
  .computed('title', field.text(), ({ text }) => text.toUpperCase())
  .action('touch', { run: ({ row, rows }) => rows.update(row, { edits: row.edits + 1 }) })
  .action('paint', {
    input: { color: field.text() },
    output: { before: field.text().optional() },
    async run({ row, rows, input }) {
      await rows.update(row, { color: input.color })
      return { before: row.color }
    },
  })
  .action('hide', { status: 204, run: ({ row }) => row })
  .action('make', {
    on: 'collection',
    status: 201,
    run: ({ rows }) => rows.create({ text: 'made' }),
  })

const loose = resource('loose', { fields: { text: field.text() }, access: anyone(), unknown: 'ignore' })

const api = await createTestApi({ resources: [notes, loose] })
after(() => api.close())
const ask = (method: string, url: string, prefer: string, body?: unknown, headers = {}) =>
  api.request(method, url, { body, headers: { prefer, ...headers } })
const make = async (text = 'x') => String((await api.anonymous.notes.create({ text })).id)
const free = () => `/notes/${crypto.randomUUID()}`

describe('return=minimal', () => {
  const rows: readonly (readonly [
    title: string,
    method: string,
    url: () => string | Promise<string>,
    body: unknown,
    status: number,
    etag: string,
  ])[] = [
    ['a POST', 'POST', () => '/notes', { text: 'x' }, 201, '"1"'],
    ['a PUT to a free id', 'PUT', free, { text: 'x' }, 201, '"1"'],
    ['a PUT', 'PUT', async () => `/notes/${await make()}`, { text: 'y' }, 204, '"2"'],
    ['a PATCH', 'PATCH', async () => `/notes/${await make()}`, { text: 'y' }, 204, '"2"'],
    ['an action', 'POST', async () => `/notes/${await make()}/touch`, undefined, 204, '"2"'],
  ]
  for (const [title, method, url, body, status, etag] of rows) {
    it(`leaves the row out of the answer to ${title}`, async () => {
      const address = await url()
      const answer = await ask(method, address, 'return=minimal', body)
      assert.deepEqual([answer.status, answer.text, answer.headers['etag']], [status, '', etag])
      assert.equal(answer.headers['preference-applied'], 'return=minimal')
      assert.equal(answer.headers['content-length'], status === 201 ? '0' : undefined)
      assert.match(answer.headers['vary']!, /(?:^|, )prefer$/)
      assert.equal(answer.headers['content-type'], undefined)
      if (status !== 201) return
      const { status: found, headers } = await api.request('GET', answer.headers['location']!)
      assert.deepEqual([found, headers['etag']], [200, etag])
    })
  }

  it('leaves a result that is no row', async () => {
    const answer = await ask('POST', `/notes/${await make()}/paint`, 'return=minimal', { color: 'red' })
    assert.deepEqual(
      [answer.status, answer.body, answer.headers['preference-applied']],
      [200, { before: null }, undefined],
    )
  })

  it('says nothing where there is nothing to leave out', async () => {
    const id = await make()
    for (const [method, url] of [
      ['POST', `/notes/${id}/hide`],
      ['GET', `/notes/${id}`],
      ['GET', '/notes'],
      ['DELETE', `/notes/${id}`],
    ] as const) {
      const answer = await ask(method, url, 'return=minimal')
      assert.ok(answer.status < 300)
      assert.equal(answer.text === '', answer.status === 204)
      assert.equal(answer.headers['preference-applied'], undefined, method)
    }
  })

  it('is no part of a refusal', async () => {
    const answer = await ask('POST', '/notes', 'return=minimal', {})
    assert.deepEqual([answer.status, answer.body['code']], [422, 'VALIDATION_FAILED'])
    assert.equal(answer.headers['preference-applied'], undefined)
  })

  it('is answered again with its key', async () => {
    const send = () =>
      ask('POST', '/notes', 'return=minimal', { text: 'x' }, { 'idempotency-key': 'minimal' })
    const [first, second] = [await send(), await send()]
    assert.deepEqual([second.status, second.text], [201, ''])
    assert.equal(second.headers['location'], first.headers['location'])
    assert.equal(second.headers['preference-applied'], 'return=minimal')
  })
})

describe('return=representation', () => {
  it('is what is done anyway, and said', async () => {
    const answer = await ask('POST', '/notes', 'return=representation', { text: 'x' })
    assert.deepEqual([answer.status, answer.body['text']], [201, 'x'])
    assert.equal(answer.headers['preference-applied'], 'return=representation')
  })

  it('shows nothing of what is gone', async () => {
    const answer = await ask('DELETE', `/notes/${await make()}`, 'return=representation')
    assert.deepEqual([answer.status, answer.text, answer.headers['preference-applied']], [204, '', undefined])
  })
})

describe('handling=lenient', () => {
  const lenient = 'handling=lenient'

  it('passes over members nobody knows', async () => {
    const answer = await ask('POST', '/notes', lenient, { text: 'x', nope: 1, colour: 'red' })
    assert.deepEqual([answer.status, answer.body['text'], answer.body['nope']], [201, 'x', undefined])
    assert.equal(answer.headers['preference-applied'], lenient)
    const url = `/notes/${String(answer.body['id'])}`
    assert.equal((await ask('PATCH', url, lenient, { nope: 1, color: 'red' })).body['color'], 'red')
    // Computed and read-only members are known.
    assert.equal((await ask('PUT', url, lenient, { text: 'y', title: 'X', edits: 0, nope: 1 })).status, 200)
  })

  it('passes over members of an input', async () => {
    const answer = await ask('POST', `/notes/${await make()}/paint`, lenient, { color: 'red', nope: 1 })
    assert.deepEqual([answer.status, answer.headers['preference-applied']], [200, lenient])
  })

  it('passes over parameters nobody knows', async () => {
    const id = await make('findable')
    const list = await ask('GET', '/notes?text=findable&nope=1&limit=1', lenient)
    assert.equal(list.status, 200)
    const { data, page } = list.body as { data: { id: string }[]; page: { first: string } }
    assert.deepEqual(
      data.map((row) => row.id),
      [id],
    )
    // The links work for whoever prefers nothing.
    assert.ok(!page.first.includes('nope'))
    assert.equal((await api.request('GET', page.first)).status, 200)
    assert.match(list.headers['vary']!, /prefer/)
    for (const method of ['GET', 'PATCH', 'DELETE'])
      assert.ok(
        (await ask(method, `/notes/${id}?nope=1`, lenient, method === 'PATCH' ? {} : undefined)).status < 300,
      )
  })

  it('passes over members of a QUERY', async () => {
    const body = { where: { text: 'findable' }, nope: 1 }
    assert.equal((await ask('QUERY', '/notes', lenient, body)).status, 200)
    assert.equal((await api.request('QUERY', '/notes', { body })).status, 400)
  })

  const still: readonly (readonly [
    title: string,
    method: string,
    url: string,
    body: unknown,
    status: number,
  ])[] = [
    ['a wrong value', 'POST', '/notes', { text: '' }, 422],
    ['a missing member', 'POST', '/notes', { nope: 1 }, 422],
    ['a member that is read-only', 'POST', '/notes', { text: 'x', edits: 3 }, 422],
    ['a wrong operator', 'GET', '/notes?text[over]=1', undefined, 400],
    ['a field that is no filter', 'GET', '/notes?where={"edits":1}', undefined, 400],
    ['a wrong number', 'GET', '/notes?limit=many', undefined, 400],
    ['a parameter sent twice', 'GET', '/notes?limit=1&limit=2', undefined, 400],
    ['what is no JSON', 'POST', '/notes', '{', 400],
  ]
  for (const [title, method, url, body, status] of still) {
    it(`still refuses ${title}`, async () => {
      const answer = await ask(
        method,
        url,
        lenient,
        body,
        typeof body === 'string' ? { 'content-type': 'application/json' } : {},
      )
      assert.equal(answer.status, status, answer.text)
    })
  }
})

describe('handling=strict', () => {
  it('is what is done anyway, and said', async () => {
    assert.equal((await ask('POST', '/notes', 'handling=strict', { text: 'x', nope: 1 })).status, 422)
    const answer = await ask('POST', '/notes', 'handling=strict, return=minimal', { text: 'x' })
    assert.equal(answer.headers['preference-applied'], 'return=minimal, handling=strict')
  })

  it('is not said where members are passed over by declaration', async () => {
    const answer = await ask('POST', '/loose', 'handling=strict', { text: 'x', nope: 1 })
    assert.deepEqual([answer.status, answer.headers['preference-applied']], [201, undefined])
  })
})

describe('what is not understood', () => {
  for (const prefer of ['respond-async, wait=10', 'return=everything', 'return', ';;;="', 'handling=']) {
    it(`is passed over: ${prefer}`, async () => {
      const answer = await ask('POST', '/notes', prefer, { text: 'x' })
      assert.deepEqual([answer.status, answer.body['text']], [201, 'x'])
      assert.equal(answer.headers['preference-applied'], undefined)
      assert.ok(!answer.headers['vary']!.includes('prefer'))
    })
  }
})

describe('the document', () => {
  it('tells of preferences and what becomes of them', () => {
    const document = api.api.document()
    const { resolve } = createDocumentReader(document)
    const operation = document.paths['/notes/{id}']!['patch']!
    const parameters = operation.parameters!.map(({ $ref }) => $ref)
    assert.ok(parameters.includes('#/components/parameters/PreferOfWrite'))
    for (const status of ['200', '204'])
      assert.ok('Preference-Applied' in (resolve(operation.responses![status]!)['headers'] as object), status)
  })
})

describe('a credential for writing alone', () => {
  const writer = api.as({ id: '1', scopes: ['notes:write'] })
  const reader = api.as({ id: '1', scopes: ['notes:read', 'notes:write'] })

  const writes: readonly (readonly [title: string, method: string, sub: string, body: unknown])[] = [
    ['PATCH', 'PATCH', '', { text: 'y' }],
    ['PATCH of nothing', 'PATCH', '', {}],
    ['PUT', 'PUT', '', { text: 'y' }],
    ['an action', 'POST', '/touch', undefined],
  ]
  for (const [title, method, sub, body] of writes) {
    it(`is told by ${title} that it is done, and nothing more`, async () => {
      const url = `/notes/${await make()}${sub}`
      for (const headers of [{}, { prefer: 'return=representation' }]) {
        const told = await writer.request(method, url, { body, headers })
        assert.deepEqual([told.status, told.text, told.headers['preference-applied']], [204, '', undefined])
        assert.match(told.headers['etag'] ?? '', /^"\d+"$/)
      }
      assert.equal((await reader.request(method, url, { body })).status, 200)
    })
  }

  it('is told where it has made something', async () => {
    const made = await writer.request('POST', '/notes', { body: { text: 'secret' } })
    assert.deepEqual([made.status, made.text], [201, ''])
    assert.equal((await writer.request('GET', made.headers['location']!)).status, 403)
    assert.equal((await reader.request('GET', made.headers['location']!)).body['text'], 'secret')
  })

  it('is given what an action answers of its own', async () => {
    const { status, body } = await writer.request('POST', `/notes/${await make()}/paint`, {
      body: { color: 'red' },
    })
    assert.deepEqual([status, body], [200, { before: null }])
  })
})
