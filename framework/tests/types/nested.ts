// Rows below rows: what parents may be named, and what bodies with rows of another resource may hold.
import { field, hasMany, resource } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'

const invoices = resource('invoices', {
  fields: { number: field.text() },
  relations: {
    lines: hasMany('lines', 'invoiceId', { nested: true }),
    payments: hasMany('payments', 'invoiceId'),
  },
})
const lines = resource('lines', {
  parent: 'invoice',
  fields: {
    label: field.text(),
    quantity: field.integer().default(1),
    invoiceId: field.reference('invoices'),
  },
})
const payments = resource('payments', {
  fields: { amount: field.integer(), invoiceId: field.reference('invoices') },
})

resource('lines', {
  // @ts-expect-error a parent is a reference
  parent: 'label',
  fields: { label: field.text(), invoiceId: field.reference('invoices') },
})
// @ts-expect-error a parent is named by its relation
resource('lines', { parent: 'invoiceId', fields: { invoiceId: field.reference('invoices') } })

const { anonymous: client } = await createTestApi({ resources: [invoices, lines, payments] })

await client.invoices.create({ number: 'a', lines: [{ label: 'x' }, { label: 'y', quantity: 2 }] })
await client.invoices.createMany([{ number: 'a', lines: [] }, { number: 'b' }])
await client.invoices.replace('id', { number: 'a', lines: [{ id: 'x', label: 'x' }, { label: 'y' }] })
await client.invoices.update('id', { lines: [{ id: 'x', quantity: 3 }, { label: 'y' }] })
await client.lines.below('id').create({ label: 'x', invoiceId: 'id' })
// @ts-expect-error a line has a label
await client.invoices.create({ number: 'a', lines: [{ quantity: 2 }] })
// @ts-expect-error a new line has none
await client.invoices.update('id', { lines: [{ quantity: 2 }] })
// @ts-expect-error the invoice is the one around it
await client.invoices.create({ number: 'a', lines: [{ label: 'x', invoiceId: 'other' }] })
// @ts-expect-error payments are made one by one
await client.invoices.create({ number: 'a', payments: [{ amount: 1 }] })
