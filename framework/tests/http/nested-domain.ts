// Rows below rows: stores with items and tags, teams whose members have no address of their own, and what members do.
import {
  allOf,
  anyone,
  anyOf,
  field,
  fieldEquals,
  hasMany,
  hasRole,
  isOwner,
  manyToMany,
  resource,
  signedIn,
} from '../../src/index.ts'

export const users = resource('users', {
  fields: { username: field.text() },
  access: { read: anyone(), create: anyone() },
  relations: { notes: hasMany('notes', 'ownerId') },
})

export const notes = resource('notes', {
  fields: { text: field.text(), ownerId: field.owner('users') },
  access: { read: isOwner('ownerId'), create: signedIn() },
})

/** A closed store is seen by admins alone, and so is the way through it. */
export const stores = resource('stores', {
  id: 'integer',
  fields: { name: field.text(), isOpen: field.boolean().default(true) },
  access: {
    read: anyOf(fieldEquals('isOpen', true), hasRole('admin')),
    create: anyone(),
    update: anyone(),
    delete: anyone(),
  },
  relations: { items: hasMany('items', 'storeId'), tags: hasMany('tags', 'storeId') },
  expand: ['items'],
})

export const items = resource('items', {
  fields: {
    name: field.text().min(1),
    price: field.decimal().default('1'),
    isSecret: field.boolean().default(false),
    storeId: field.reference('stores', { id: 'integer' }),
  },
  access: {
    read: anyOf(fieldEquals('isSecret', false), hasRole('admin')),
    create: signedIn(),
    update: signedIn(),
    delete: signedIn(),
  },
  filter: ['name', 'price', 'storeId'],
  sort: ['name', 'price'],
  relations: { tags: manyToMany('tags', { through: 'itemsTags' }) },
  expand: ['tags', 'store'],
})

export const tags = resource('tags', {
  fields: { name: field.text(), storeId: field.reference('stores', { id: 'integer' }) },
  access: { read: anyone(), create: signedIn(), update: signedIn(), delete: signedIn() },
  relations: { items: manyToMany('items', { through: 'itemsTags' }) },
  filter: ['name'],
  sort: ['name'],
})

export const teams = resource('teams', {
  fields: { title: field.text(), ownerId: field.owner('users') },
  access: {
    read: isOwner('ownerId'),
    create: signedIn(),
    update: isOwner('ownerId'),
    delete: isOwner('ownerId'),
  },
  relations: { members: hasMany('members', 'teamId') },
  expand: ['members'],
})

/** Has no address but the one below its team. */
export const members = resource('members', {
  parent: 'team',
  upsert: true,
  fields: {
    nickname: field.text().min(1),
    isLeader: field.boolean().default(false),
    teamId: field.reference('teams', { onDelete: 'cascade' }),
  },
  access: {
    read: anyone(),
    create: signedIn(),
    update: allOf(signedIn(), fieldEquals('isLeader', false)),
    delete: signedIn(),
  },
  filter: ['nickname'],
  sort: ['nickname'],
  expand: ['team'],
  relations: { deeds: hasMany('deeds', 'memberId') },
})
  .action('promote', { run: ({ row, rows }) => rows.update(row, { isLeader: true }) })
  .action('census', {
    on: 'collection',
    access: anyone(),
    output: { total: field.integer(), team: field.text() },
    run: async ({ rows, parentId }) => ({
      total: await rows.count({ teamId: String(parentId) }),
      team: String(parentId),
    }),
  })

/** Two rows above. */
export const deeds = resource('deeds', {
  parent: 'member',
  fields: { what: field.text(), memberId: field.reference('members', { onDelete: 'cascade' }) },
  access: anyone(),
})

export const resources = [users, notes, stores, items, tags, teams, members, deeds] as const
