// Tables and columns with names of their own, and resources that share a table.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { anyone, createApi, DeclarationError, field, hasMany, resource } from '../../src/index.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createTestApi } from '../../src/testing.ts'

const access = anyone()

const people = resource('people', {
  table: 'tbl_person',
  fields: { name: field.text().column('full_name').unique() },
  access,
  relations: { notes: hasMany('notes', 'authorId') },
  expand: ['notes'],
})

/** What is in the table as it was first thought of. */
const notes = resource('notes', {
  table: 'tbl_note',
  fields: {
    text: field.text().column('body').indexed(),
    authorId: field.reference('people', { onDelete: 'setNull' }).column('fk_author').optional(),
    stars: field.integer().default(3).column('n_stars').indexed(),
  },
  access,
  filter: ['text', 'author.name', 'authorId'],
  sort: ['text', 'stars'],
  expand: ['author'],
  unique: [['text', 'stars']],
})

/** The same rows, looked at in another way. */
const headlines = resource('headlines', {
  table: 'tbl_note',
  fields: { title: field.text().column('body'), urgent: field.boolean().default(true) },
  access,
  filter: ['title'],
})

describe('mapped names', async () => {
  const api = await createTestApi({ resources: [people, notes, headlines] })
  after(() => api.close())
  const ask = api.anonymous.request
  const ada = await api.anonymous.people.create({ name: 'Ada' })
  const first = await api.anonymous.notes.create({ text: 'a', authorId: ada.id })
  const second = await api.anonymous.notes.create({ text: 'b' })

  test('columns never show on the wire', async () => {
    const { body } = await ask('GET', `/notes/${first.id}?expand=author`)
    assert.deepEqual(Object.keys(body), [
      'id',
      'text',
      'authorId',
      'stars',
      'createdAt',
      'updatedAt',
      'author',
    ])
    assert.equal((body['author'] as { name: string }).name, 'Ada')
  })

  test('filters, orders and cursors go by the fields', async () => {
    const page = await ask<{ data: { text: string }[]; page: { next: string } }>(
      'GET',
      '/notes?sort=-text&limit=1',
    )
    assert.deepEqual(
      page.body.data.map(({ text }) => text),
      ['b'],
    )
    const next = await ask<{ data: { text: string }[] }>('GET', page.body.page.next)
    assert.deepEqual(
      next.body.data.map(({ text }) => text),
      ['a'],
    )
    const mine = await ask<{ data: { id: string }[] }>('GET', '/notes?author.name=Ada')
    assert.deepEqual(
      mine.body.data.map(({ id }) => id),
      [first.id],
    )
  })

  test('related rows are found by their columns', async () => {
    const { body } = await ask<{ notes: { id: string }[] }>('GET', `/people/${ada.id}?expand=notes`)
    assert.deepEqual(
      body.notes.map(({ id }) => id),
      [first.id],
    )
  })

  test('violations name the fields', async () => {
    const taken = await ask<{ errors: { pointer: string }[] }>('POST', '/people', { body: { name: 'Ada' } })
    assert.equal(taken.status, 409)
    assert.deepEqual(
      taken.body.errors.map(({ pointer }) => pointer),
      ['/name'],
    )
    const both = await ask<{ errors: { pointer: string }[] }>('POST', '/notes', { body: { text: 'a' } })
    assert.deepEqual(
      both.body.errors.map(({ pointer }) => pointer),
      ['/text', '/stars'],
    )
    const unknown = await ask<{ errors: { pointer: string }[] }>('POST', '/notes', {
      body: { text: 'c', authorId: second.id },
    })
    assert.deepEqual(
      [unknown.status, unknown.body.errors.map(({ pointer }) => pointer)],
      [422, ['/authorId']],
    )
  })

  test('a row is the same in both of its resources', async () => {
    const shown = await ask('GET', `/headlines/${first.id}`)
    assert.deepEqual([shown.body['title'], shown.body['urgent']], ['a', true])
    assert.equal(shown.headers['etag'], '"1"')
    const changed = await ask('PATCH', `/headlines/${first.id}`, {
      body: { title: 'z' },
      headers: { 'if-match': '"1"' },
    })
    assert.equal(changed.status, 200)
    const { body, headers } = await ask('GET', `/notes/${first.id}`)
    assert.deepEqual([body['text'], headers['etag']], ['z', '"2"'])
  })

  test('a row made in one has the defaults of the other', async () => {
    const { id } = await api.anonymous.headlines.create({ title: 'new' })
    const { body } = await ask('GET', `/notes/${id}`)
    assert.deepEqual([body['text'], body['stars'], body['authorId']], ['new', 3, null])
  })

  test('a reference that is emptied changes the version', async () => {
    const { id } = await api.anonymous.people.create({ name: 'Gone' })
    const note = await api.anonymous.notes.create({ text: 'left', authorId: id })
    await api.anonymous.people.delete(id)
    const { body, headers } = await ask('GET', `/notes/${note.id}`)
    assert.deepEqual([body['authorId'], headers['etag']], [null, '"2"'])
  })
})

describe('what cannot be kept', () => {
  const cases = [
    [
      'a table that is no name',
      { a: { table: 'no table', fields: { x: field.text() } } },
      /a\.table: cannot be kept/,
    ],
    [
      'a column that is no name',
      { a: { fields: { x: field.text().column('a"b') } } },
      /a\.fields\.x: cannot be kept/,
    ],
    [
      'a column every table has',
      { a: { fields: { x: field.text().column('Version') } } },
      /column Version, which is taken/,
    ],
    [
      'two fields in one column',
      { a: { fields: { x: field.text(), y: field.text().column('X') } } },
      /column X, which is taken/,
    ],
    [
      'one column of two types',
      { a: { fields: { x: field.text() } }, b: { table: 'a', fields: { x: field.integer() } } },
      /a\.fields\.x: is kept in the column of b\.x, which is of another type/,
    ],
    [
      'one column that may be empty for one alone',
      { a: { fields: { x: field.text() } }, b: { table: 'a', fields: { x: field.text().optional() } } },
      /another type/,
    ],
    [
      'a column that nobody fills',
      { a: { fields: { x: field.text() } }, b: { table: 'a', fields: { y: field.text().optional() } } },
      /a\.fields\.x: must have a value, but rows of the table a are also made without it/,
    ],
  ] as const
  for (const [title, declared, message] of cases) {
    test(`${title} is refused`, () => {
      const resources = Object.entries(declared).map(([name, options]) => resource(name, options))
      assert.throws(
        () => createApi({ store: openTestStore(), resources }),
        (error) => {
          assert.ok(error instanceof DeclarationError)
          assert.match(error.message, message)
          return true
        },
      )
    })
  }
})
