import { allOf, anyone, field, hasMany, hasRole, isFresh, manyToMany, resource, signedIn } from 'ninety'
import { nameField } from './name-field.ts'

const readableByAnyone = { list: anyone(), read: anyone(), create: signedIn(), update: signedIn() }

export const stores = resource('stores', {
  description: 'Places where things are sold.',
  fields: { name: nameField().unique().example('Corner shop') },
  access: { ...readableByAnyone, delete: signedIn() },
  filter: ['name'],
  sort: ['name', 'createdAt'],
  search: ['name'],
  relations: {
    // Anyone may look around in a store, though an item by itself does not tell strangers where it is sold.
    items: hasMany('items', 'storeId', { visible: anyone() }),
    tags: hasMany('tags', 'storeId'),
  },
  expand: ['items', 'tags'],
  cache: 'public, max-age=60',
})

/** Strangers see what is sold, and not for how much or where. */
export const items = resource('items', {
  description: 'Things that a store sells.',
  fields: {
    name: nameField().visible(anyone()).example('Umbrella'),
    price: field.decimal().min('0.00').indexed().example('12.50'),
    description: field.text().max(2000).multiline().optional(),
    storeId: field.reference('stores'),
  },
  visible: signedIn(),
  access: {
    ...readableByAnyone,
    create: allOf(signedIn(), isFresh()),
    delete: hasRole('admin'),
  },
  unique: [['storeId', 'name']],
  filter: ['name', 'price', 'storeId', 'store.name', 'tags.name'],
  sort: ['name', 'price', 'createdAt'],
  search: ['name', 'description'],
  aggregate: ['count', 'sum:price', 'avg:price', 'min:price', 'max:price'],
  groupBy: ['storeId'],
  bulk: ['create', 'update', 'delete'],
  relations: {
    tags: manyToMany('tags', { through: 'itemsTags', matching: ['storeId'], onDelete: 'restrict' }),
  },
  expand: ['store', 'tags'],
})

export const tags = resource('tags', {
  description: 'Words by which a store sorts its items.',
  fields: { name: nameField().example('rain'), storeId: field.reference('stores') },
  access: { ...readableByAnyone, delete: signedIn() },
  unique: [['storeId', 'name']],
  filter: ['name', 'storeId'],
  sort: ['name', 'createdAt'],
  relations: { items: manyToMany('items', { through: 'itemsTags', matching: ['storeId'] }) },
  expand: ['store', 'items'],
})
