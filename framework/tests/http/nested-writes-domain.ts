// Invoices that are written with their lines, whose hooks keep the invoice's total; boards with columns of text ids.
import {
  anyone,
  anyOf,
  Conflict,
  field,
  fieldEquals,
  hasMany,
  hasRole,
  not,
  resource,
  signedIn,
  type HandlerContext,
} from '../../src/index.ts'

/** What hooks of lines saw, in order. */
export const seen: string[] = []

export const products = resource('products', {
  fields: { name: field.text() },
  access: { read: anyone(), create: signedIn(), delete: signedIn() },
})

export const invoices = resource('invoices', {
  upsert: true,
  bulk: ['create'],
  fields: {
    number: field.text().min(1).max(20).unique(),
    remark: field.text().default('none'),
    total: field.integer().default(0).readOnly(),
  },
  access: signedIn(),
  relations: {
    lines: hasMany('lines', 'invoiceId', { nested: true }),
    notes: hasMany('notes', 'invoiceId', { nested: true }),
  },
  expand: ['lines', 'notes'],
})

const invoiceId = field.reference('invoices', { onDelete: 'cascade' })

/** A sealed line is changed by nobody; only admins delete a paid one, and nobody else sees a secret one. */
export const lines = resource('lines', {
  parent: 'invoice',
  fields: {
    invoiceId,
    productId: field.reference('products').optional(),
    label: field.text().min(1).max(20),
    quantity: field.integer().min(1).default(1),
    price: field.integer().min(0).default(10),
    position: field.integer().default(0).writable(hasRole('admin')),
    state: field.choice('open', 'sealed', 'paid', 'secret').default('open'),
  },
  unique: [['invoiceId', 'label']],
  access: {
    read: anyOf(not(fieldEquals('state', 'secret')), hasRole('admin')),
    create: signedIn(),
    update: not(fieldEquals('state', 'sealed')),
    delete: anyOf(not(fieldEquals('state', 'paid')), hasRole('admin')),
  },
})
  .computed('sum', field.integer(), ({ quantity, price }) => quantity * price)
  .check('create', ({ values }) => {
    seen.push(`check create ${values.label}`)
    if (values.label === 'unchecked') throw new Conflict({ detail: 'Not checked.' })
  })
  .check('update', ({ row }) => void seen.push(`check update ${row.label}`))
  .check('delete', ({ row }) => void seen.push(`check delete ${row.label}`))
  .before('create', ({ values }) => {
    if (values.label === 'broken') throw new Conflict({ detail: 'It is broken.' })
  })
  .after('create', async ({ row, of, rows }) => {
    seen.push(`create ${row.label}`)
    await addUp({ of, rows }, row.invoiceId)
  })
  .after('update', async ({ row, of, rows }) => {
    seen.push(`update ${row.label}`)
    await addUp({ of, rows }, row.invoiceId)
  })
  .after('delete', async ({ row, of, rows }) => {
    seen.push(`delete ${row.label}`)
    await addUp({ of, rows }, row.invoiceId)
  })

interface Line {
  readonly invoiceId: string
  readonly quantity: number
  readonly price: number
}

/** A line changes its invoice. */
async function addUp(
  { of, rows }: Pick<HandlerContext<Line, never>, 'of' | 'rows'> | { of: any; rows: any },
  id: string,
): Promise<void> {
  const all = (await rows.list({ where: { invoiceId: id } as never, limit: 1000 })) as readonly Line[]
  const total = all.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
  const invoice = await of(invoices).get(id)
  await of(invoices).update(invoice, { total })
}

export const notes = resource('notes', {
  fields: { invoiceId, text: field.text().max(20) },
  access: { read: anyone(), create: signedIn() },
})

/** Counted, and its columns are named by clients. */
export const boards = resource('boards', {
  id: 'integer',
  fields: { title: field.text() },
  access: anyone(),
  relations: { columns: hasMany('columns', 'boardId', { nested: true }) },
  expand: ['columns'],
})

export const columns = resource('columns', {
  id: 'text',
  fields: { title: field.text(), boardId: field.reference('boards', { id: 'integer' }) },
  access: anyone(),
})

/** Admins alone see which papers lie on a desk. */
export const desks = resource('desks', {
  fields: { title: field.text() },
  access: anyone(),
  relations: { papers: hasMany('papers', 'deskId', { nested: true, visible: hasRole('admin') }) },
})

export const papers = resource('papers', {
  fields: { title: field.text(), deskId: field.reference('desks') },
  access: anyone(),
})

export const resources = [products, invoices, lines, notes, boards, columns, desks, papers] as const
