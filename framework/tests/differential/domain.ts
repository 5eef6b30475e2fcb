// An API with something of everything that a store has a part in.
import {
  allOf,
  anyOf,
  anyone,
  Conflict,
  field,
  fieldEquals,
  hasMany,
  hasRole,
  isOwner,
  isSelf,
  manyToMany,
  related,
  resource,
  signedIn,
} from '../../src/index.ts'

const users = resource('users', {
  id: 'text',
  upsert: true,
  fields: {
    username: field.text().min(1).max(40).ignoreCase().unique(),
    email: field.email().unique().optional(),
    nickname: field.text().max(80).optional().indexed(),
    isAdmin: field.boolean().default(false).writable(hasRole('admin')),
  },
  access: {
    list: signedIn(),
    read: anyOf(isSelf(), hasRole('admin')),
    create: hasRole('admin'),
    update: isSelf(),
  },
  summary: { fields: ['id', 'username'], access: signedIn() },
  filter: ['username', 'email', 'nickname', 'isAdmin'],
  sort: ['username', 'email', 'nickname', 'isAdmin'],
  search: ['username', 'nickname'],
  relations: { samples: hasMany('samples', 'ownerId') },
  expand: ['samples'],
})

const kinds = {
  title: field.text().max(200).indexed(),
  label: field.text().max(80).ignoreCase().optional().indexed(),
  body: field.text().multiline().optional(),
  code: field.text().max(400).optional().unique(),
  handle: field.text().max(60).ignoreCase().optional().unique(),
  state: field.choice('open', 'done', 'Open').default('open'),
  amount: field.integer().optional().indexed(),
  rank: field.integer().min(0).max(3).default(0).indexed(),
  weight: field.number().optional().indexed(),
  price: field.decimal().optional().indexed(),
  ratio: field.decimal({ precision: 18, scale: 6 }).default('0.5').indexed(),
  whole: field.decimal({ precision: 18, scale: 0 }).optional(),
  cost: field.decimal({ precision: 15, scale: 2 }).asNumber().optional().visible(hasRole('admin')),
  flag: field.boolean().optional(),
  at: field.timestamp().optional().indexed(),
  day: field.date().optional().indexed(),
  span: field.duration().optional().indexed(),
  token: field.uuid().optional().unique(),
  home: field.url().optional(),
  mail: field.email().optional().indexed(),
  details: field.json().optional(),
  words: field.list(field.text().max(20)).max(5).default([]),
  way: field
    .variant('type', {
      card: { number: field.text().max(20), year: field.integer().optional() },
      cash: { amount: field.decimal().default('1.00') },
    })
    .optional(),
  bytes: field.bytes().max(64).optional(),
} as const

const samples = resource('samples', {
  upsert: true,
  fields: {
    ...kinds,
    secretNote: field.text().max(40).writeOnly().optional(),
    seen: field.integer().default(0).readOnly(),
    parentId: field.reference('samples', { onDelete: 'setNull' }).optional(),
    ownerId: field.owner('users', { id: 'text' }),
  },
  access: {
    read: anyone(),
    create: signedIn(),
    update: anyOf(isOwner('ownerId'), hasRole('admin')),
    delete: signedIn(),
  },
  unique: [['title', 'rank']],
  filter: [
    ...([
      'title',
      'label',
      'body',
      'code',
      'handle',
      'state',
      'amount',
      'rank',
      'weight',
      'price',
      'ratio',
    ] as const),
    ...([
      'whole',
      'cost',
      'flag',
      'at',
      'day',
      'span',
      'token',
      'home',
      'mail',
      'details',
      'words',
      'way',
      'bytes',
    ] as const),
    ...([
      'ownerId',
      'parentId',
      'createdAt',
      'updatedAt',
      'id',
      'parent.title',
      'owner.username',
      'children.amount',
    ] as const),
  ],
  sort: [
    ...([
      'title',
      'label',
      'code',
      'handle',
      'state',
      'amount',
      'rank',
      'weight',
      'price',
      'ratio',
      'whole',
    ] as const),
    ...([
      'cost',
      'flag',
      'at',
      'day',
      'span',
      'token',
      'mail',
      'createdAt',
      'updatedAt',
      'id',
      'parentId',
    ] as const),
  ],
  search: ['title', 'label', 'body'],
  aggregate: [
    'count',
    ...([
      'sum:amount',
      'avg:amount',
      'min:amount',
      'max:amount',
      'sum:weight',
      'avg:weight',
      'min:weight',
    ] as const),
    ...([
      'sum:price',
      'avg:price',
      'max:price',
      'sum:ratio',
      'avg:ratio',
      'sum:whole',
      'avg:whole',
      'sum:cost',
    ] as const),
    ...(['sum:span', 'avg:span', 'min:at', 'max:at', 'min:day', 'max:day', 'max:createdAt'] as const),
  ],
  groupBy: [
    'title',
    'label',
    'state',
    'amount',
    'rank',
    'weight',
    'price',
    'flag',
    'at',
    'day',
    'span',
    'token',
    'ownerId',
  ],
  relations: { children: hasMany('samples', 'parentId') },
  expand: ['owner', 'parent', 'children'],
  bulk: ['create', 'update', 'delete'],
  limits: { pageSize: 5, maxPageSize: 30, bulk: 20 },
})
  .computed('loud', field.text(), ({ title }) => title.toUpperCase())
  .before('create', ({ values }) => {
    if (values.title === 'refused') throw new Conflict({ detail: 'It is refused.' })
  })
  .after(
    'create',
    async ({ row, of }) =>
      void (await of(logs).create({ text: `made ${row.title}`.slice(0, 100), sampleId: row.id })),
  )
  .after(
    'delete',
    async ({ row, of }) => void (await of(logs).create({ text: `gone ${row.title}`.slice(0, 100) })),
  )
  .action('see', {
    input: { by: field.integer().min(-5).max(100).default(1) },
    run: ({ row, rows, input }) => rows.update(row, { seen: row.seen + input.by }),
  })
  .action('find', {
    on: 'collection',
    input: { text: field.text().max(60), search: field.boolean().default(false) },
    output: { titles: field.list(field.text()), count: field.integer() },
    access: anyone(),
    async run({ rows, input }) {
      const where = { title: { contains: input.text } }
      const found = await rows.list(
        input.search && /\p{L}/u.test(input.text)
          ? { search: input.text, sort: ['title', 'id'], limit: 50 }
          : { where, sort: ['-price', 'title', 'id'], limit: 50 },
      )
      return { titles: found.map(({ title }) => title), count: await rows.count(where) }
    },
  })

/** Written by hooks. */
const logs = resource('logs', {
  id: 'integer',
  fields: {
    text: field.text().max(100),
    sampleId: field.reference('samples', { onDelete: 'cascade' }).optional(),
  },
  access: { read: anyone() },
  filter: ['text', 'sampleId', 'sample.title', 'id'],
  sort: ['text', 'id', 'createdAt'],
  expand: ['sample'],
})

const stores = resource('stores', {
  id: 'integer',
  fields: {
    name: field.text().min(1).max(50).ignoreCase().unique(),
    city: field.text().max(50).optional().indexed(),
  },
  access: { read: anyone(), create: signedIn(), update: signedIn(), delete: signedIn() },
  filter: ['name', 'city', 'items.name', 'items.price', 'tags.label', 'id'],
  sort: ['name', 'city', 'id', 'createdAt'],
  search: ['name', 'city'],
  aggregate: ['count', 'max:updatedAt'],
  groupBy: ['city', 'name'],
  relations: { items: hasMany('items', 'storeId'), tags: hasMany('tags', 'storeId') },
  expand: ['items', 'tags'],
  idempotency: 'required',
  limits: { pageSize: 3 },
})

const items = resource('items', {
  fields: {
    name: field.text().min(1).max(80).indexed(),
    price: field.decimal().min('0').default('9.99').indexed(),
    stock: field.integer().default(0),
    storeId: field.reference('stores', { id: 'integer' }),
    approved: field.boolean().default(true),
  },
  access: {
    read: anyOf(
      fieldEquals('approved', true),
      hasRole('admin'),
      related('store', fieldEquals('city', 'Ulm')),
    ),
    create: signedIn(),
    update: signedIn(),
    delete: allOf(signedIn(), fieldEquals('stock', 0)),
  },
  upsert: ['storeId', 'name'],
  unique: [['storeId', 'name']],
  filter: ['name', 'price', 'stock', 'storeId', 'store.name', 'store.city', 'tags.label', 'tags.weight'],
  sort: ['name', 'price', 'stock', 'storeId'],
  search: ['name'],
  aggregate: ['count', 'sum:price', 'avg:price', 'sum:stock', 'avg:stock'],
  groupBy: ['storeId', 'stock', 'approved'],
  relations: {
    tags: manyToMany('tags', {
      through: 'itemsTags',
      fields: { note: field.text().max(40).default('') },
      matching: ['storeId'],
      onDelete: 'restrict',
    }),
  },
  expand: ['store', 'tags'],
  ifMatch: 'required',
  bulk: ['create', 'delete'],
  unknown: 'ignore',
})

const tags = resource('tags', {
  id: 'text',
  upsert: true,
  fields: {
    label: field.text().max(40).indexed(),
    weight: field.integer().default(1).indexed(),
    storeId: field.reference('stores', { id: 'integer', onDelete: 'cascade' }),
  },
  access: { read: anyone(), create: signedIn(), update: signedIn(), delete: signedIn() },
  filter: ['label', 'weight', 'id', 'items.name', 'items.price'],
  sort: ['label', 'weight', 'id'],
  search: ['label'],
  relations: {
    items: manyToMany('items', {
      through: 'itemsTags',
      fields: { note: field.text().max(40).default('') },
      matching: ['storeId'],
    }),
  },
  expand: ['items', 'store'],
})

const invoices = resource('invoices', {
  upsert: true,
  fields: {
    number: field.text().min(1).max(20).unique(),
    sum: field.decimal().default('0.00').readOnly(),
    storeId: field.reference('stores', { id: 'integer', onDelete: 'setNull' }).optional(),
  },
  access: signedIn(),
  filter: ['number', 'sum', 'lines.label', 'lines.price'],
  sort: ['number', 'sum'],
  relations: { lines: hasMany('lines', 'invoiceId', { nested: true }) },
  expand: ['lines', 'store'],
  bulk: ['create'],
  aggregate: ['count', 'sum:sum'],
  groupBy: ['storeId'],
})

const lines = resource('lines', {
  parent: 'invoice',
  fields: {
    invoiceId: field.reference('invoices', { onDelete: 'cascade' }),
    label: field.text().min(1).max(20),
    quantity: field.integer().min(1).max(1000).default(1),
    price: field.decimal().min('0').default('1.25'),
    state: field.choice('open', 'sealed').default('open'),
  },
  unique: [['invoiceId', 'label']],
  access: { read: anyone(), create: signedIn(), update: fieldEquals('state', 'open'), delete: signedIn() },
  filter: ['label', 'price', 'state', 'invoice.number'],
  sort: ['label', 'price', 'quantity', 'createdAt'],
  aggregate: ['count', 'sum:price', 'sum:quantity'],
  groupBy: ['state', 'label'],
  expand: ['invoice'],
})
  .after('create', ({ row, of, rows }) => addUp(rows, of(invoices), row.invoiceId))
  .after('update', ({ row, of, rows }) => addUp(rows, of(invoices), row.invoiceId))
  .after('delete', ({ row, of, rows }) => addUp(rows, of(invoices), row.invoiceId))

interface Listed {
  list(options: object): Promise<readonly { readonly quantity: number; readonly price: string }[]>
}

interface Totalled {
  find(id: string): Promise<{ readonly id: string } | undefined>
  update(row: { readonly id: string }, values: { readonly sum: string }): Promise<unknown>
}

/** A line changes its invoice. */
async function addUp(rows: unknown, totals: unknown, invoiceId: string): Promise<void> {
  const found = await (rows as Listed).list({ where: { invoiceId }, limit: 1000 })
  const cents = found.reduce(
    (sum, { quantity, price }) => sum + BigInt(quantity) * BigInt(price.replace('.', '')),
    0n,
  )
  const digits = String(cents).padStart(3, '0')
  const total = `${digits.slice(0, -2)}.${digits.slice(-2)}`
  const invoice = await (totals as Totalled).find(invoiceId)
  if (invoice === undefined) return
  if (total.length > 15) throw new Conflict({ detail: 'That is too much.' })
  await (totals as Totalled).update(invoice, { sum: total })
}

const papers = resource('papers', {
  fields: {
    title: field.text().min(1).max(20).unique(),
    scan: field.file({ maxBytes: 2000 }).optional(),
    picture: field.file({ types: ['image/*'] }).optional(),
  },
  access: { read: anyone(), create: signedIn(), update: signedIn(), delete: signedIn() },
  filter: ['title', 'scan'],
  sort: ['title'],
  forms: true,
})

/** Counted by the database: nothing that is not refused before it reaches the store. */
const tickets = resource('tickets', {
  id: 'integer',
  fields: { text: field.text().max(30), note: field.text().optional().indexed() },
  access: { read: anyone(), create: anyone(), delete: signedIn() },
  filter: ['id', 'note'],
  sort: ['id', 'note', 'text'],
  bulk: ['create'],
})

export const resources = [
  users,
  samples,
  logs,
  stores,
  items,
  tags,
  invoices,
  lines,
  papers,
  tickets,
] as const
