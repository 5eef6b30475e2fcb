// Items and their tags, of the same store; books and their authors, whose links say which part an author had.
import {
  anyone,
  anyOf,
  field,
  fieldEquals,
  hasRole,
  isOwner,
  manyToMany,
  resource,
  signedIn,
} from '../../src/index.ts'

export const stores = resource('stores', { fields: { name: field.text() }, access: anyone() })

const storeId = field.reference('stores')

/** What hooks of items saw. */
export const seen: string[] = []

export const items = resource('items', {
  fields: { name: field.text(), storeId, ownerId: field.owner('users') },
  access: { read: anyone(), create: signedIn(), update: isOwner('ownerId'), delete: signedIn() },
  relations: {
    tags: manyToMany('tags', { through: 'itemsTags', matching: ['storeId'], onDelete: 'restrict' }),
  },
  expand: ['tags'],
}).after('update', ({ row, previous }) => void seen.push(`${previous.name} ${row.name}`))

/** Knows nothing of items; a secret tag is seen by admins alone. */
export const tags = resource('tags', {
  fields: { name: field.text(), isSecret: field.boolean().default(false), storeId },
  access: {
    read: anyOf(fieldEquals('isSecret', false), hasRole('admin')),
    create: signedIn(),
    update: signedIn(),
    delete: signedIn(),
  },
})

const part = {
  part: field.choice('text', 'pictures').default('text'),
  pages: field.integer().min(1).optional(),
}

export const books = resource('books', {
  fields: { title: field.text() },
  access: signedIn(),
  ifMatch: 'required',
  relations: { authors: manyToMany('authors', { through: 'authorships', fields: part }) },
  expand: ['authors'],
})

export const authors = resource('authors', {
  id: 'integer',
  fields: { name: field.text() },
  access: signedIn(),
  relations: { books: manyToMany('books', { through: 'authorships', fields: part }) },
  expand: ['books'],
})

export const users = resource('users', { fields: { username: field.text() }, access: anyone() })

export const resources = [users, stores, items, tags, books, authors] as const
