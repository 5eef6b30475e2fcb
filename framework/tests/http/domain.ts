// A shop that has one of everything: each resource is there for behaviours that others do not have.
import {
  allOf,
  anyOf,
  anyone,
  Conflict,
  defineProblem,
  field,
  fieldEquals,
  hasMany,
  hasRole,
  isFresh,
  isOwner,
  isSelf,
  manyToMany,
  nobody,
  resource,
  signedIn,
} from '../../src/index.ts'

export const SoldOut = defineProblem('SOLD_OUT', 409, 'Nothing of it is left')

/** The accounts: anyone may make one, admins see them all, everyone signed in sees who somebody is. */
export const users = resource('users', {
  fields: {
    username: field.text().min(3).max(80).ignoreCase().unique(),
    nickname: field.text().max(80).optional(),
    isActive: field.boolean().default(true).writable(hasRole('admin')),
    isAdmin: field.boolean().default(false).writable(hasRole('admin')),
    password: field.secret(),
  },
  access: {
    list: hasRole('admin'),
    read: anyOf(isSelf(), hasRole('admin')),
    create: anyone(),
    update: anyOf(isSelf(), hasRole('admin')),
    delete: hasRole('admin'),
  },
  summary: { fields: ['id', 'username'], access: signedIn() },
  filter: ['username', 'isActive'],
  sort: ['username', 'createdAt'],
})

/** Counted ids; read by anyone. */
export const stores = resource('stores', {
  id: 'integer',
  fields: { name: field.text().min(1).max(50).unique() },
  access: {
    read: anyone(),
    create: signedIn(),
    update: hasRole('admin'),
    delete: hasRole('admin'),
  },
  filter: ['name'],
  sort: ['name'],
  relations: { items: hasMany('items', 'storeId') },
  expand: ['items'],
})

/** Keys that clients choose. */
export const tags = resource('tags', {
  id: 'text',
  upsert: true,
  fields: { label: field.text().max(40), weight: field.integer().default(1) },
  access: { read: anyone(), create: signedIn(), update: signedIn(), delete: signedIn() },
  relations: { items: manyToMany('items', { through: 'itemsTags' }) },
  expand: ['items'],
  sort: ['label'],
})

/** A field of every kind, a computed property, and cost, which admins alone see and write. */
export const items = resource('items', {
  fields: {
    name: field.text().min(1).max(80),
    price: field.decimal().min('0'),
    state: field.choice('draft', 'onSale', 'gone').default('draft').indexed(),
    isListed: field.boolean().default(true),
    soldAt: field.timestamp().optional(),
    madeOn: field.date().optional(),
    shelfLife: field.duration().optional(),
    weight: field.number().min(0).optional(),
    stock: field.integer().min(0).max(1_000_000).default(0),
    sizes: field.list(field.text().min(1).max(5)).max(4).default([]),
    details: field.json().optional(),
    batch: field.uuid().optional(),
    homepage: field.url().optional(),
    contact: field.email().optional(),
    picture: field.bytes().max(12).optional(),
    notes: field.text().max(200).multiline().optional(),
    code: field
      .text()
      .pattern(/\p{Lu}{2}\d+/u)
      .max(12)
      .optional(),
    cost: field.decimal().asNumber().visible(hasRole('admin')).writable(hasRole('admin')).optional(),
    storeId: field.reference('stores', { id: 'integer' }),
  },
  access: {
    read: anyone(),
    create: signedIn(),
    update: signedIn(),
    delete: hasRole('admin'),
  },
  unique: [['storeId', 'name']],
  filter: [
    'name',
    'price',
    'state',
    'isListed',
    'soldAt',
    'madeOn',
    'shelfLife',
    'weight',
    'stock',
    'batch',
    'contact',
    'cost',
    'storeId',
    'store.name',
    'sizes',
    'createdAt',
  ],
  sort: ['name', 'price', 'createdAt', 'soldAt', 'stock', 'shelfLife', 'cost'],
  relations: { tags: manyToMany('tags', { through: 'itemsTags' }) },
  expand: ['store', 'tags'],
  cache: 'public, max-age=60',
})
  .computed('title', field.text(), (row) => `${row.name} (${row.price})`)
  .action('sell', {
    input: { count: field.integer().min(1).default(1) },
    problems: [SoldOut],
    run({ row, rows, input }) {
      if (row.stock < input.count) throw new SoldOut({ detail: `There are ${row.stock} left.` })
      return rows.update(row, { stock: row.stock - input.count })
    },
  })
  .action('quote', {
    access: anyone(),
    input: { count: field.integer().min(1), note: field.text().max(10).optional() },
    output: { total: field.decimal(), count: field.integer() },
    run: ({ row, input }) => ({ total: (Number(row.price) * input.count).toFixed(2), count: input.count }),
  })
  .action('hide', {
    status: 204,
    async run({ row, rows }) {
      await rows.update(row, { isListed: false })
      return row
    },
  })

/** Each their own; a PIN that is never shown; open ones may be changed by their owner alone. */
export const notes = resource('notes', {
  fields: {
    text: field.text().min(1).max(500),
    topic: field.text().max(40).default('misc'),
    pin: field.text().max(20).writeOnly().optional(),
    isLocked: field.boolean().default(false),
    copiedFrom: field.text().max(40).readOnly().optional(),
    ownerId: field.owner('users', { onDelete: 'cascade' }),
  },
  access: {
    read: anyOf(isOwner('ownerId'), hasRole('admin')),
    create: signedIn(),
    update: anyOf(allOf(isOwner('ownerId'), fieldEquals('isLocked', false)), hasRole('admin')),
    delete: anyOf(isOwner('ownerId'), hasRole('admin')),
  },
  filter: ['text', 'topic', 'isLocked', 'owner.username', 'createdAt'],
  sort: ['text', 'topic', 'createdAt'],
  expand: ['owner'],
}).action('lock', { run: ({ row, rows }) => rows.update(row, { isLocked: true }) })

/** Readable by anyone once published; whoever may not read the author sees the summary. */
export const posts = resource('posts', {
  fields: {
    title: field.text().min(1).max(100),
    isPublic: field.boolean().default(false),
    views: field.integer().default(0).readOnly(),
    noteId: field.reference('notes').optional(),
    mood: field.text().max(20).visible(isOwner('ownerId')).default('calm'),
    ownerId: field.owner('users'),
  },
  access: {
    read: anyOf(fieldEquals('isPublic', true), isOwner('ownerId')),
    create: signedIn(),
    update: isOwner('ownerId'),
    delete: allOf(isOwner('ownerId'), isFresh()),
  },
  filter: ['title', 'isPublic', 'mood', 'owner.username', 'note.text'],
  sort: ['title', 'mood'],
  expand: ['owner', 'note'],
})

/** Nothing is written without If-Match. */
export const accounts = resource('accounts', {
  fields: { owner: field.text(), balance: field.decimal().default('0.00') },
  access: signedIn(),
  ifMatch: 'required',
}).action('close', { run: ({ row, rows }) => rows.update(row, { balance: '0.00' }) })

/** PUT makes rows; unknown members are passed over; each their own. */
export const drafts = resource('drafts', {
  upsert: true,
  unknown: 'ignore',
  fields: {
    title: field.text().max(100),
    body: field.text().max(1000).multiline().default(''),
    ownerId: field.owner('users'),
  },
  access: isOwner('ownerId'),
})

/** Hooks at every moment, and actions of every form; `events` shows in which order they ran. */
export const orders = resource('orders', {
  fields: {
    what: field.text().max(100),
    count: field.integer().min(1).default(1),
    hint: field.text().transient(),
    secretNote: field.text().writeOnly().optional(),
    trail: field.text().max(500).default('').readOnly(),
    margin: field.integer().default(7).readOnly().visible(hasRole('admin')),
  },
  access: signedIn(),
  filter: ['what', 'count'],
  sort: ['what', 'count'],
})
  .check('create', ({ values, rows }) => {
    if (values.what === 'forbidden') throw new Conflict({ detail: 'Not that.' })
    if (values.what === 'looks') throw new Conflict({ detail: Object.keys(rows).sort().join(' ') })
  })
  .before('create', ({ values }) => ({ trail: `before:${values.what}:${values.hint ?? 'none'}` }))
  .before('create', ({ values }) => ({ trail: `${values.trail},again` }))
  .after('create', async ({ row, rows }) => {
    if (row.what === 'undone') throw new Conflict({ detail: 'Undone after it was made.' })
    if (row.what === 'twice') await rows.create({ what: 'its twin' })
    if (row.what === 'changed') await rows.update(row, { count: 99 })
  })
  .before('update', ({ row, values }) => ({
    trail: `${row.trail};${row.count}->${values.count ?? row.count}`,
  }))
  .after('update', ({ row, previous }) => {
    if (row.count === 13) throw new Conflict({ detail: `Was ${previous.count}.` })
  })
  .before('delete', ({ row }) => {
    if (row.count > 90) throw new Conflict({ detail: 'Too many to delete.' })
  })
  .after('delete', async ({ row, rows }) => {
    if (row.what === 'buried') await rows.create({ what: 'gravestone' })
  })
  .action('import', {
    on: 'collection',
    status: 201,
    input: { what: field.text(), secretNote: field.text().optional() },
    run: ({ input, rows }) => rows.create({ what: input.what, secretNote: input.secretNote, margin: 42 }),
  })
  .action('stats', {
    on: 'collection',
    input: { least: field.integer().default(0) },
    output: { rows: field.integer(), first: field.text().optional(), names: field.list(field.text()) },
    async run({ rows, input }) {
      const where = { count: { gte: input.least } }
      const found = await rows.list({ where, sort: ['what'], limit: 3 })
      return {
        rows: await rows.count(where),
        first: found[0]?.what ?? null,
        names: found.map(({ what }) => what),
      }
    },
  })
  .action('race', {
    async run({ row, rows }) {
      await rows.update(row, { count: row.count + 1 })
      return rows.update(row, { count: row.count + 1 })
    },
  })
  .action('vanish', {
    async run({ row, rows }) {
      await rows.delete(row)
      return row
    },
  })
  .action('fail', {
    async run({ row, rows }) {
      await rows.update(row, { what: 'half done' })
      throw new TypeError('secret of the house')
    },
  })
  .action('missing', {
    run: ({ rows }) => rows.get('00000000-0000-7000-8000-000000000000'),
  })

/** Can be refused for every reason there is. */
export const contracts = resource('contracts', {
  fields: {
    number: field.text().max(20).unique(),
    isSigned: field.boolean().default(false),
    ownerId: field.owner('users'),
  },
  access: {
    read: isOwner('ownerId'),
    create: hasRole('admin'),
    update: allOf(isOwner('ownerId'), fieldEquals('isSigned', false)),
    delete: allOf(isOwner('ownerId'), fieldEquals('isSigned', false)),
  },
  ifMatch: 'required',
  upsert: true,
}).action('sign', {
  input: { date: field.date() },
  run({ row, rows, input }) {
    if (input.date > '2030') throw new Conflict({ detail: 'That is far away.' })
    return rows.update(row, { isSigned: true })
  },
})

/** Nobody may do anything: it has no address. */
export const hidden = resource('hidden', { fields: { text: field.text() }, access: nobody() })

export const resources = [
  users,
  stores,
  tags,
  items,
  notes,
  posts,
  accounts,
  drafts,
  orders,
  contracts,
  hidden,
] as const
