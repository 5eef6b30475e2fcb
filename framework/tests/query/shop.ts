import { field } from '../../src/declaration/schema/field.ts'
import { anonymous, type Principal } from '../../src/declaration/policy/principal.ts'
import {
  anyOf,
  anyone,
  fieldEquals,
  hasRole,
  isOwner,
  isSelf,
  nobody,
  signedIn,
} from '../../src/declaration/policy/rule.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { hasMany, manyToMany } from '../../src/declaration/resource/relation.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import type { Model } from '../../src/declaration/resource/model.ts'
import { always } from '../../src/declaration/condition/condition.ts'
import { createCursorCodec } from '../../src/protocol/query/cursor.ts'
import type { QueryContext } from '../../src/protocol/query/list-request.ts'

const users = resource('users', {
  fields: {
    username: field.text().max(80).ignoreCase(),
    email: field.email(),
    password: field.secret(),
  },
  access: { list: hasRole('admin'), read: anyOf(isSelf(), hasRole('admin')) },
  filter: ['username'],
  summary: { fields: ['id', 'username'], access: signedIn() },
})

const stores = resource('stores', {
  fields: { name: field.text(), ownerId: field.owner('users') },
  relations: { items: hasMany('items', 'storeId') },
  access: anyone(),
  filter: ['name', 'owner.username', 'owner.email'],
  expand: ['owner', 'items'],
})

const items = resource('items', {
  fields: {
    name: field.text(),
    price: field.decimal().visible(signedIn()),
    weight: field.number().optional(),
    stock: field.integer().default(0),
    isNew: field.boolean().default(false),
    state: field.choice('open', 'sold').default('open'),
    soldAt: field.timestamp().optional(),
    shelfLife: field.duration().optional(),
    meta: field.json().optional(),
    note: field
      .text()
      .optional()
      .visible(anyOf(isOwner('sellerId'), hasRole('admin'))),
    pin: field.text().writeOnly().optional(),
    secretPlan: field.text().optional().visible(nobody()),
    storeId: field.reference('stores').visible(signedIn()),
    sellerId: field.owner('users'),
  },
  relations: { tags: manyToMany('tags', { through: 'itemsTags' }) },
  access: { read: anyone(), list: anyOf(fieldEquals('state', 'open'), hasRole('admin')) },
  filter: [
    'id',
    'name',
    'price',
    'weight',
    'stock',
    'isNew',
    'state',
    'soldAt',
    'shelfLife',
    'meta',
    'note',
    'secretPlan',
    'createdAt',
    'store.name',
    'seller.username',
    'seller.email',
    'tags.name',
  ],
  sort: ['name', 'price', 'createdAt', 'weight', 'stock', 'id', 'note', 'state', 'isNew', 'soldAt'],
  expand: ['store', 'seller', 'tags'],
  limits: { pageSize: 10, maxPageSize: 50 },
}).computed('label', field.text(), (row) => `${row.name} (${row.state})`)

const tags = resource('tags', {
  fields: { name: field.text() },
  relations: { items: manyToMany('items', { through: 'itemsTags' }) },
  access: signedIn(),
  filter: ['name'],
  expand: ['items'],
})

/** A resource without any rule of visibility and without computed properties. */
const notes = resource('notes', {
  fields: { text: field.text(), cost: field.decimal({ scale: 3 }).optional() },
  access: anyone(),
  filter: ['text', 'cost'],
  sort: ['text'],
})

const models = createModels([users, stores, items, tags, notes])

/** A model of the little shop that these tests ask about. */
export const modelOf = (name: string): Model => models.get(name)!

const user = (id: string, roles: readonly string[] = []): Principal => ({
  ...anonymous,
  kind: 'user',
  id,
  username: id,
  roles,
})

export const annId = '0190a000-0000-7000-8000-00000000000a'
export const ann = user(annId)
export const admin = user('0190a000-0000-7000-8000-00000000000b', ['admin'])
export { anonymous }

export const cursors = createCursorCodec(new Uint8Array(32).fill(7))

export const contextOf = (principal: Principal = admin): QueryContext => ({
  principal,
  now: Date.parse('2026-03-01T00:00:00Z'),
  cursors,
  scope: always,
})
