// One list, asked in many ways: filters through relations, words, sums, and related rows beside it.
import { anyone, createApi, field, hasMany, manyToMany, resource, serve } from 'ninety'
import { sqlite } from 'ninety/sqlite'

const access = anyone()

const authors = resource('authors', {
  fields: { name: field.text().min(1).max(80).indexed() },
  access,
  filter: ['name', 'books.year'], // authors of whose books any is so old
  relations: { books: hasMany('books', 'authorId') },
  expand: ['books'],
})

const books = resource('books', {
  fields: {
    title: field.text().min(1).max(200),
    summary: field.text().max(2000).multiline().optional(),
    year: field.integer().indexed(),
    price: field.decimal().min('0').indexed(),
    authorId: field.reference('authors'),
  },
  access,
  filter: ['year', 'price', 'authorId', 'author.name', 'subjects.name'],
  sort: ['year', 'price'],
  search: ['title', 'summary'], // a word in the title weighs more
  aggregate: ['count', 'sum:price', 'avg:price', 'min:year'],
  groupBy: ['authorId'],
  relations: { subjects: manyToMany('subjects', { through: 'booksSubjects' }) },
  expand: ['author', 'subjects'],
  bulk: ['create'],
})

const subjects = resource('subjects', {
  id: 'text', // named by itself: PUT /subjects/whales
  fields: { name: field.text().min(1).max(80).indexed() },
  access,
  upsert: true,
})

const api = createApi({
  title: 'Books',
  store: sqlite('books.db'),
  resources: [authors, books, subjects],
})

const { url } = await serve(api, { port: Number(process.env['PORT'] ?? 3000) })
console.log(`Listening on ${url}, documented at ${url}/docs`)
