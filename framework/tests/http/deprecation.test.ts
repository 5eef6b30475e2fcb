// What goes away says so: in every answer (RFC 9745, RFC 8594) and in the document.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { anyone, field, hasRole, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'
import { faultsOf } from '../declaration/checks/faults.ts'

const link = 'https://api.example/changes'

const notes = resource('notes', {
  fields: {
    text: field.text(),
    colour: field.text().default('white').deprecated({ since: '2029-01-01', use: 'color' }),
  },
  access: { list: anyone(), read: anyone(), create: anyone(), update: anyone(), delete: hasRole('admin') },
  deprecated: {
    list: { since: '2029-01-31', sunset: '2030-06-30T12:00:00Z', use: '/items', link },
    delete: { since: '2029-02-01' },
  },
}).action('archive', {
  deprecated: { since: '2029-03-01T00:00:00+01:00', sunset: '2031-01-01' },
  run: ({ row }) => row,
})

const drafts = resource('drafts', {
  fields: { text: field.text() },
  access: anyone(),
  deprecated: { since: '2029-01-31' },
})

describe('a deprecated operation', async () => {
  const api = await createTestApi({ resources: [notes, drafts], cors: { origins: '*' } })
  after(() => api.close())
  const ask = api.anonymous.request
  const { id } = await api.anonymous.notes.create({ text: 'a' })

  test('tells since when, until when and where to read more', async () => {
    for (const method of ['GET', 'HEAD']) {
      const { headers } = await ask(method, '/notes')
      assert.equal(headers['deprecation'], '@1864512000')
      assert.equal(headers['sunset'], 'Sun, 30 Jun 2030 12:00:00 GMT')
      assert.match(
        headers['link'] ?? '',
        /rel="first", <https:\/\/api\.example\/changes>; rel="deprecation", <https:\/\/api\.example\/changes>; rel="sunset"$/,
      )
    }
  })

  test('tells it in refusals too', async () => {
    const unknown = await ask('GET', '/notes?nonsense=1')
    assert.deepEqual([unknown.status, unknown.headers['deprecation']], [400, '@1864512000'])
    const refused = await ask('DELETE', `/notes/${id}`)
    assert.deepEqual([refused.status, refused.headers['deprecation']], [401, '@1864598400'])
  })

  test('may be an action', async () => {
    const { headers } = await ask('POST', `/notes/${id}/archive`)
    assert.deepEqual(
      [headers['deprecation'], headers['sunset']],
      [`@${Date.parse('2029-02-28T23:00:00Z') / 1000}`, 'Wed, 01 Jan 2031 00:00:00 GMT'],
    )
  })

  test('leaves the others of its resource alone', async () => {
    for (const [method, url] of [
      ['GET', `/notes/${id}`],
      ['OPTIONS', '/notes'],
      ['POST', '/notes'],
    ] as const)
      assert.equal(
        (await ask(method, url, { body: method === 'POST' ? { text: 'b' } : undefined })).headers[
          'deprecation'
        ],
        undefined,
        method,
      )
  })

  test('may be every one of a resource', async () => {
    const { headers, body } = await ask('POST', '/drafts', { body: { text: 'a' } })
    assert.equal(headers['deprecation'], '@1864512000')
    assert.equal((await ask('GET', `/drafts/${String(body['id'])}`)).headers['deprecation'], '@1864512000')
  })

  test('shows in the document', () => {
    const { paths } = api.api.document()
    const list = paths['/notes']?.get
    assert.equal(list?.['deprecated'], true)
    assert.equal(list?.['x-sunset'], '2030-06-30T12:00:00Z')
    assert.deepEqual(list?.['externalDocs'], { url: link, description: 'Why, and what to do.' })
    assert.match(
      String(list?.['description']),
      /Deprecated since 2029-01-31\. Gone after .* Use \/items instead\.$/,
    )
    assert.equal(paths['/notes']?.post?.['deprecated'], undefined)
    assert.equal(paths['/drafts/{id}']?.get?.['deprecated'], true)
  })

  test('may be a field, which the document tells', () => {
    const { Note } = api.api.document().components.schemas
    const { colour } = Note?.properties ?? {}
    assert.equal(colour?.deprecated, true)
    assert.equal(colour?.description, 'Deprecated since 2029-01-01. Use color instead.')
  })

  test('may be told to pages of other origins', async () => {
    const { headers } = await ask('GET', '/notes', { headers: { origin: 'https://app.example' } })
    assert.match(headers['access-control-expose-headers'] ?? '', /Deprecation, Sunset/)
  })
})

describe('a deprecation is refused', () => {
  const cases = [
    ['without a date', { use: 'x' }, 'does not say since when'],
    ['since no date', { since: 'soon' }, 'is deprecated since soon, which is no date'],
    ['until no date', { since: '2029-01-01', sunset: '2029-02-30T25:00:00Z' }, 'which is no date'],
    [
      'that ends before it begins',
      { since: '2029-02-01', sunset: '2029-01-01' },
      'is gone before it is deprecated',
    ],
    ['that leads nowhere', { since: '2029-01-01', link: '/changes' }, 'leads to /changes, which is no URL'],
  ] as const
  for (const [title, deprecated, message] of cases) {
    test(title, () => {
      const whole = { fields: { x: field.text() }, access: anyone(), deprecated } as never
      const faults = faultsOf(
        resource('a', whole),
        resource('b', { fields: {}, deprecated: { list: deprecated } } as never),
      )
      assert.deepEqual(
        faults.map(({ path }) => path),
        ['a.deprecated', 'b.deprecated.list'],
      )
      assert.ok(
        faults.every((fault) => fault.message.includes(message)),
        JSON.stringify(faults),
      )
    })
  }
})
