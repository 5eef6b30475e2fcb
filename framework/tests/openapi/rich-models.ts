// Resources that between them use every kind of field, rule and option a document must tell of.
import * as z from 'zod'
import {
  allOf,
  anyOf,
  anyone,
  fieldEquals,
  hasRole,
  isFresh,
  isOwner,
  isSelf,
  nobody,
  signedIn,
} from '../../src/declaration/policy/rule.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { hasMany } from '../../src/declaration/resource/relation.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { defineProblem } from '../../src/kernel/problem/problem.ts'
import { createDocument, type DocumentOptions } from '../../src/protocol/openapi/document.ts'

export const TodoAlreadyDone = defineProblem('TODO_ALREADY_DONE', 409, 'The todo is done already')

// Refers to itself.
const Label = z.object({
  name: z.string().max(20),
  get within() {
    return Label.optional()
  },
})

export const users = resource('users', {
  fields: {
    username: field
      .text()
      .min(3)
      .max(80)
      .pattern(/[A-Za-z0-9._-]+/)
      .ignoreCase()
      .unique()
      .example('ada'),
    email: field.email().unique(),
    password: field.secret(),
    isAdmin: field.boolean().default(false).writable(hasRole('admin')),
    notes: field.text().multiline().optional().visible(hasRole('admin')),
    currentPassword: field.text().transient(),
  },
  access: {
    list: hasRole('admin'),
    read: anyOf(isSelf(), hasRole('admin')),
    create: anyone(),
    update: isSelf(),
  },
  summary: { fields: ['id', 'username'], access: signedIn() },
  filter: ['username', 'createdAt'],
  description: 'People who may sign in.',
})

export const todos = resource('todos', {
  fields: {
    task: field.text().min(1).max(500).describe('What is to be done.').example('Buy milk'),
    state: field.choice('open', 'done').default('open').indexed(),
    priority: field.choice('low', 'high').optional(),
    dueAt: field.timestamp().optional(),
    ownerId: field.owner('users', { onDelete: 'cascade' }),
    oldName: field.text().optional().deprecated({ since: '2026-01-01', use: 'task' }),
  },
  access: anyOf(isOwner('ownerId'), hasRole('admin')),
  filter: ['state', 'dueAt'],
  sort: ['createdAt', 'dueAt'],
  expand: ['owner'],
})
  .action('complete', {
    input: { note: field.text().max(500).optional() },
    problems: [TodoAlreadyDone],
    run: ({ row }) => row,
  })
  .action('measure', {
    output: { count: field.integer(), spent: field.decimal() },
    on: 'collection',
    run: () => ({ count: 1, spent: '1.00' }),
  })
  .action('label', {
    input: Label,
    output: z.object({ labels: z.array(z.string()) }),
    run: () => ({ labels: [] }),
  })
  .action('archive', { status: 204, run: ({ row }) => row })
  .operation('export', { on: 'collection', run: ({ progress }) => void progress(1) as never })
  .computed('isLate', field.boolean(), () => false)

export const stores = resource('stores', {
  fields: {
    name: field.text().unique(),
    site: field.url().optional(),
    opensOn: field.date().optional(),
    turnover: field.decimal({ precision: 12, scale: 3 }).asNumber().default('0.000'),
    settings: field.json({ type: 'object' }).optional(),
    tags: field.list(field.text().max(20)).default([]),
    logo: field.bytes().optional(),
  },
  access: { read: anyone(), create: signedIn(), update: signedIn(), delete: allOf(signedIn(), isFresh()) },
  relations: { items: hasMany('items', 'storeId') },
  expand: ['items'],
  id: 'text',
  ifMatch: 'required',
  upsert: true,
  search: ['name'],
  sort: ['name'],
})

export const items = resource('items', {
  fields: {
    name: field.text().max(40),
    storeId: field.reference('stores', { id: 'text' }),
    price: field.decimal().min('0'),
    weight: field.number().min(0).optional(),
    stock: field.integer().min(0).default(0),
    lasts: field.duration().optional(),
    secretCode: field.text().writeOnly().optional(),
    serial: field.uuid().readOnly().optional(),
    isPublic: field.boolean().default(false),
  },
  access: { read: anyOf(fieldEquals('isPublic', true), signedIn()), create: signedIn(), update: nobody() },
  unique: [['storeId', 'name']],
  expand: ['store'],
  filter: ['name', 'price', 'store.name'],
  id: 'integer',
  unknown: 'ignore',
}).before('create', () => undefined)

export const sessions = resource('sessions', { fields: { text: field.text() }, access: anyone() })

export const richModels = createModels([users, todos, stores, items], [sessions])

export const bearer = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } as const

/** The document of all of them, as `createApi` would ask for it. */
export function createRichDocument(options: Partial<DocumentOptions> = {}) {
  return createDocument({
    title: 'Rich',
    version: '1.0.0',
    models: richModels,
    endpoints: [],
    prefix: '/api/v1',
    securitySchemes: { bearer },
    scopes: ['todos:read', 'todos:write'],
    users: 'users',
    ...options,
  })
}
