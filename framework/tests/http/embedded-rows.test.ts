// Relations multiply: nobody makes one answer embed more rows than a server can hold.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { anyone, field, hasMany, manyToMany, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'

const shelves = resource('shelves', {
  fields: { name: field.text().unique() },
  access: anyone(),
  relations: { books: hasMany('books', 'shelfId') },
  expand: ['books'],
})
const books = resource('books', {
  fields: { name: field.text().indexed(), shelfId: field.reference('shelves') },
  access: anyone(),
  filter: ['name'],
  relations: { words: manyToMany('words', { through: 'booksWords' }) },
  expand: ['shelf', 'words'],
  bulk: ['create', 'update'],
})
const words = resource('words', {
  fields: { name: field.text() },
  access: anyone(),
  relations: { books: manyToMany('books', { through: 'booksWords' }) },
  expand: ['books'],
})

const app = await createTestApi({ resources: [shelves, books, words] })
after(() => app.close())
const created = await app.request<any>('POST', '/shelves', { body: { name: 'A' } })
const shelfId = created.body.id
const book = await app.request<any>('POST', '/books', { body: { name: 'One', shelfId } })

const faultsOf = (body: any): string[] =>
  (body.errors ?? []).map((fault: any) => `${fault.parameter ?? fault.pointer} ${fault.code}`)

describe('more embedded rows than one answer may hold', () => {
  const many = Array.from({ length: 30 }, (_, index) => ({ name: `n${index}`, shelfId }))
  const wide = 'shelf.books.words'
  const cases: [title: string, method: string, url: string, body?: unknown, fault?: string][] = [
    ['of a list', 'GET', '/shelves?expand=books.words.books'],
    ['of a short list of three relations', 'GET', '/books?limit=1&expand=words.books.words'],
    ['of a long list of two', 'GET', '/shelves?limit=100&expand=books.words'],
    ['by fields', 'GET', '/shelves?limit=100&fields=books.words.name'],
    ['of a QUERY', 'QUERY', '/shelves', { expand: ['books.words'], limit: 100 }, '/expand too_many_rows'],
    ['of a row', 'GET', `/shelves/${shelfId}?expand=books.words.books`],
    ['of a changed row', 'PATCH', `/books/${book.body.id}?expand=words.books.words`, { name: 'One' }],
    ['of many new rows', 'POST', `/books?expand=${wide}`, many],
    ['of many changed rows', 'PATCH', `/books?name=One&expand=${wide}`, { name: 'Two' }],
  ]
  for (const [title, method, url, body, fault = 'expand too_many_rows'] of cases) {
    it(`is refused ${title}`, async () => {
      const answer = await app.request<any>(method, url, { body })
      assert.equal(answer.status, 400, answer.text)
      assert.deepEqual(faultsOf(answer.body), [fault])
    })
  }

  it('is nothing that was written', async () => {
    const { body } = await app.request<any>('GET', '/books?total=exact')
    assert.deepEqual([body.page.total, body.data[0].name], [1, 'One'])
  })
  it('is none where limits leave fewer', async () => {
    for (const url of [
      '/shelves?expand=books.words',
      '/shelves?limit=100&expand=books.words&expand[books][limit]=24',
      `/shelves/${shelfId}?expand=books.words.books&expand[books][limit]=24`,
      `/books/${book.body.id}?expand=${wide}`,
    ]) {
      const answer = await app.request('GET', url)
      assert.equal(answer.status, 200, answer.text)
    }
  })
})
