// Orders written with their lines: all of it or nothing, once however often it is sent, and by nobody unseen.
import { anyone, createApi, field, hasMany, resource, serve, type RowsOf } from 'ninety'
import { sqlite } from 'ninety/sqlite'

const access = anyone()

const products = resource('products', {
  fields: {
    sku: field
      .text()
      .pattern(/[A-Z]{2}-\d+/)
      .unique(),
    cents: field.integer().min(0),
  },
  access,
  upsert: ['sku'], // PUT /products?sku=TE-1 makes the product or replaces it
})

const orders = resource('orders', {
  fields: {
    customer: field.text().min(1).max(80),
    cents: field.integer().default(0).readOnly(), // kept in step with the lines
  },
  access,
  relations: { lines: hasMany('lines', 'orderId', { nested: true }) },
  expand: ['lines'],
  idempotency: 'required', // nobody orders twice by pressing a button again
  ifMatch: 'required', // nobody overwrites what they have not read
})

const lines = resource('lines', {
  parent: 'order', // /orders/{orderId}/lines, and nowhere else
  fields: {
    orderId: field.reference('orders', { onDelete: 'cascade' }),
    productId: field.reference('products'),
    pieces: field.integer().min(1).max(100),
    cents: field.integer().default(0).readOnly(),
  },
  access,
})
  .before('create', async ({ values, of }) => ({ cents: await toCost(of, values.productId, values.pieces) }))
  .before('update', async ({ row, values, of }) => ({
    cents: await toCost(of, values.productId ?? row.productId, values.pieces ?? row.pieces),
  }))
  .after('create', ({ row, of }) => add(of, row.orderId, row.cents))
  .after('update', ({ row, previous, of }) => add(of, row.orderId, row.cents - previous.cents))
  .after('delete', ({ row, of }) => add(of, row.orderId, -row.cents))

/** Nothing where the product is not there: the reference to it is refused then (422), beside all other faults. */
async function toCost(of: RowsOf, productId = '', pieces = 0): Promise<number> {
  const product = await of(products).find(productId)
  return (product?.cents ?? 0) * pieces
}

async function add(of: RowsOf, id: string, cents: number): Promise<void> {
  const order = await of(orders).get(id)
  await of(orders).update(order, { cents: order.cents + cents })
}

const api = createApi({ title: 'Orders', store: sqlite('orders.db'), resources: [products, orders, lines] })

const { url } = await serve(api, { port: Number(process.env['PORT'] ?? 3000) })
console.log(`Listening on ${url}, documented at ${url}/docs`)
