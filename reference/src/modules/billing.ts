import { field, hasMany, rateLimit, resource, signedIn, type RowsOf } from 'ninety'
import { addMoney, multiplyMoney } from './money.ts'
import { nameField } from './name-field.ts'

const access = signedIn()
export const customers = resource('customers', {
  description: 'People who are sent invoices.',
  fields: {
    first: nameField().example('Grace'),
    last: nameField().example('Hopper'),
    phone: field
      .text()
      .max(30)
      .pattern(/\+?[0-9][0-9 ()/-]*/)
      .optional()
      .indexed()
      .example('+1 555 0100'),
  },
  access,
  filter: ['first', 'last', 'phone'],
  sort: ['first', 'last', 'phone', 'createdAt'],
  search: ['first', 'last'],
  relations: { invoices: hasMany('invoices', 'customerId') },
  expand: ['invoices'],
})

export const products = resource('products', {
  description: 'What invoices are written for.',
  fields: {
    name: nameField().unique().example('Compiler'),
    price: field.decimal({ precision: 9, scale: 2 }).min('0.00').indexed().example('99.90'),
  },
  access,
  filter: ['name', 'price'],
  sort: ['name', 'price', 'createdAt'],
  search: ['name'],
  upsert: ['name'],
  // Prices change seldom, and a line keeps the one it was written with.
  cache: 'private, max-age=60',
})

export const invoices = resource('invoices', {
  description: 'What customers owe. The total is kept in step with the lines.',
  fields: {
    customerId: field.reference('customers'),
    date: field
      .timestamp()
      .default(() => new Date().toISOString())
      .indexed(),
    total: field.decimal().readOnly().default('0.00').example('199.80'),
  },
  access,
  filter: ['customerId', 'customer.last', 'date'],
  sort: ['date', 'createdAt'],
  aggregate: ['count', 'sum:total'],
  groupBy: ['customerId'],
  relations: { lines: hasMany('lines', 'invoiceId', { nested: true }) },
  expand: ['customer', 'lines'],
  rateLimits: [rateLimit('invoicing', { by: 'principal', allow: '6000/1m', verbs: ['create'] })],
})

export const lines = resource('lines', {
  description: 'Products on an invoice, at the price of its day.',
  fields: {
    invoiceId: field.reference('invoices', { onDelete: 'cascade' }),
    productId: field.reference('products'),
    quantity: field.integer().min(1).max(1_000_000).example(2),
    unitPrice: field
      .decimal({ precision: 9, scale: 2 })
      .min('0.00')
      .optional()
      .describe('Default: the price of the product.')
      .example('99.90'),
    total: field.decimal().readOnly().default('0.00').example('199.80'),
  },
  parent: 'invoice',
  access,
  filter: ['productId', 'product.name'],
  sort: ['createdAt'],
  expand: ['product', 'invoice'],
})
  .before('create', async ({ values, of }) => {
    const unitPrice = values.unitPrice ?? (await findPrice(of, values.productId))
    return { unitPrice, total: multiplyMoney(unitPrice, values.quantity ?? 0) }
  })
  .before('update', async ({ row, values, of }) => {
    const productId = values.productId ?? row.productId
    const unitPrice = values.unitPrice ?? row.unitPrice ?? (await findPrice(of, productId))
    return { unitPrice, total: multiplyMoney(unitPrice, values.quantity ?? row.quantity) }
  })
  .after('create', ({ row, of }) => addToInvoice(of, row.invoiceId, row.total))
  .after('update', async ({ row, previous, of }) => {
    await addToInvoice(of, previous.invoiceId, `-${previous.total}`)
    await addToInvoice(of, row.invoiceId, row.total)
  })
  .after('delete', ({ row, of }) => addToInvoice(of, row.invoiceId, `-${row.total}`))

/** The price of a product; of one that is not there any, as the reference to it is refused. */
async function findPrice(of: RowsOf, productId: string | undefined): Promise<string> {
  const product = productId === undefined ? undefined : await of(products).find(productId)
  return product?.price ?? '0.00'
}

async function addToInvoice(of: RowsOf, id: string, amount: string): Promise<void> {
  const rows = of(invoices)
  const invoice = await rows.get(id)
  await rows.update(invoice, { total: addMoney(invoice.total, amount) })
}
