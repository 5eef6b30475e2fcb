// What the tests beside this file test.
import { anyone, defineProblem, field, hasRole, isFresh, isOwner, resource } from 'ninety'
import { allOf, anyOf, signedIn } from 'ninety'

export const TooLate = defineProblem('TOO_LATE', 409, 'The order has left the house')

export const customers = resource('customers', {
  fields: { name: field.text().min(1).max(80).unique() },
  access: { read: signedIn(), create: anyone() },
})

export const orders = resource('orders', {
  fields: {
    item: field.text().min(1).max(100).indexed(),
    quantity: field.integer().min(1).max(99).default(1).indexed(),
    customerId: field.owner('customers'),
  },
  access: {
    read: anyOf(isOwner('customerId'), hasRole('clerk')),
    create: allOf(signedIn(), isFresh({ within: '10m' })),
    update: isOwner('customerId'),
  },
  sort: ['createdAt', 'item'],
  filter: ['item', 'quantity'],
  expand: ['customer'],
}).action('cancel', {
  status: 204,
  problems: [TooLate],
  async run({ row, rows, now }) {
    if (now - Date.parse(row.createdAt) > 3_600_000) throw new TooLate()
    await rows.delete(row)
  },
})
