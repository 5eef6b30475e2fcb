import { hasMany, manyToMany } from '../../../declaration/resource/relation.ts'
import { createModels } from '../../../declaration/resource/registry.ts'
import { resource } from '../../../declaration/resource/resource.ts'
import { field } from '../../../declaration/schema/field.ts'

/** Every kind of field, each of which may be absent. */
const samples = resource('samples', {
  fields: {
    text: field.text().optional(),
    name: field.text().ignoreCase().optional(),
    email: field.email().optional(),
    url: field.url().optional(),
    choice: field.choice('open', 'done', 'say "no"').optional(),
    integer: field.integer().optional(),
    number: field.number().optional(),
    price: field.decimal({ precision: 18, scale: 2 }).optional(),
    whole: field.decimal({ precision: 18, scale: 0 }).optional(),
    rate: field.decimal({ precision: 12, scale: 6 }).asNumber().optional(),
    flag: field.boolean().optional(),
    at: field.timestamp().optional(),
    day: field.date().optional(),
    length: field.duration().optional(),
    token: field.uuid().optional(),
    data: field.json().optional(),
    list: field.list(field.text()).optional(),
    bytes: field.bytes().optional(),
    file: field.file().optional(),
    bookId: field.reference('books', { onDelete: 'setNull' }).optional(),
  },
})

/** The kinds that are written differently where they must have a value. */
const fulls = resource('fulls', {
  fields: {
    text: field.text(),
    integer: field.integer(),
    number: field.number(),
    price: field.decimal(),
    rate: field.decimal({ precision: 12, scale: 6 }).asNumber(),
    flag: field.boolean(),
    at: field.timestamp(),
    day: field.date(),
    length: field.duration(),
    token: field.uuid(),
    data: field.json(),
  },
})

// Declared after the resources that name them: the order of tables must not matter.
const people = resource('people', {
  fields: {
    name: field.text().ignoreCase().unique(),
    email: field.email().optional(),
    password: field.secret().optional(),
    mentorId: field.reference('people', { onDelete: 'setNull' }).optional(),
  },
  relations: { books: hasMany('books', 'ownerId'), pupils: hasMany('people', 'mentorId') },
})

const shelves = resource('shelves', {
  fields: { title: field.text() },
  relations: { books: hasMany('books', 'shelfId') },
})

const books = resource('books', {
  fields: {
    title: field.text(),
    pages: field.integer().optional(),
    code: field.uuid().unique().optional(),
    ownerId: field.reference('people', { onDelete: 'setNull' }).optional(),
    shelfId: field.reference('shelves', { onDelete: 'cascade' }).optional(),
  },
  relations: { tags: manyToMany('tags', { through: 'bookTags' }), loans: hasMany('loans', 'bookId') },
  unique: [['shelfId', 'title']],
})

const tags = resource('tags', {
  fields: { label: field.text() },
  relations: { books: manyToMany('books', { through: 'bookTags' }) },
})

const loans = resource('loans', {
  fields: { bookId: field.reference('books'), personId: field.reference('people') },
})

const counters = resource('counters', { id: 'integer', fields: { label: field.text() } })
const keys = resource('keys', { id: 'text', fields: { label: field.text() } })

const articles = resource('articles', {
  fields: {
    title: field.text(),
    body: field.text().multiline().optional(),
    topic: field.text().optional(),
    shelfId: field.reference('shelves', { onDelete: 'cascade' }).optional(),
  },
  search: ['title', 'body'],
})

/** The models every store is tried with. */
export const models = createModels(
  [samples, fulls, loans, books, articles, tags, shelves, people, counters, keys],
  [],
  { defaults: { files: true } },
)
