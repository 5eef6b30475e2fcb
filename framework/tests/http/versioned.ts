// Two versions of one API over the same tables: names changed, fields came and went, and a resource was dropped.
import { anyone, field, hasMany, hasRole, rateLimit, resource, signedIn } from '../../src/index.ts'

const access = anyone()
const shared = rateLimit('note-writes', { by: 'address', allow: '100/1m', verbs: ['create'] })

/** The same in both versions. */
export const users = resource('users', {
  fields: { username: field.text().unique(), password: field.secret() },
  access: { create: anyone(), read: signedIn() },
})

export const peopleOfV1 = resource('people', {
  fields: { name: field.text() },
  access,
  relations: { notes: hasMany('notes', 'authorId') },
  expand: ['notes'],
})

/** As they were: `task` is `text` by now, and `stars` went. */
export const notesOfV1 = resource('notes', {
  fields: {
    task: field.text().indexed(),
    authorId: field.reference('people').optional(),
    stars: field.integer().min(0).default(3).indexed(),
  },
  access: { list: anyone(), read: anyone(), create: anyone(), update: anyone(), delete: hasRole('admin') },
  filter: ['task', 'stars', 'author.name'],
  sort: ['task', 'stars'],
  search: ['task'],
  expand: ['author'],
  rateLimits: [shared],
})
  .before('create', ({ values }) => ({ task: `${values.task}!` }))
  .action('star', { run: ({ row, rows }) => rows.update(row, { stars: row.stars + 1 }) })

/** Dropped in the second version, and to be gone before it. */
export const drafts = resource('drafts', {
  fields: { text: field.text() },
  access,
  deprecated: { since: '2028-06-01', link: 'https://api.example/drafts' },
})

/** What people are called now: the same table, and its rows are referred to by that name. */
export const authors = resource('authors', {
  table: 'people',
  fields: { name: field.text().indexed() },
  access,
  relations: { notes: hasMany('notes', 'authorId') },
  expand: ['notes'],
})

export const notes = resource('notes', {
  fields: {
    text: field.text().column('task').indexed(),
    authorId: field.reference('authors').optional(),
    priority: field.choice('low', 'high').default('low').indexed(),
    remark: field.text().optional().indexed(),
  },
  access,
  filter: ['text', 'priority', 'author.name'],
  sort: ['text', 'priority'],
  search: ['text', 'remark'],
  expand: ['author'],
  rateLimits: [shared],
})

export const link = 'https://api.example/v1'

export const versions = {
  v1: {
    resources: [users, peopleOfV1, notesOfV1, drafts],
    deprecated: { since: '2029-01-31', sunset: '2031-01-31', use: 'v2', link },
  },
  v2: { resources: [users, authors, notes], version: '2.3.0', description: 'What is new.' },
} as const
