// Code of your own: an action moves money, hooks keep the book. All of it is one transaction, or none.
import { anyone, createApi, defineProblem, field, fieldEquals, hasMany, resource, serve } from 'ninety'
import { sqlite } from 'ninety/sqlite'

const InsufficientFunds = defineProblem('INSUFFICIENT_FUNDS', 409, 'The account does not hold that much')

const entries = resource('entries', {
  description: 'What happened to accounts; written by the server alone.',
  fields: { accountId: field.reference('accounts', { onDelete: 'cascade' }), cents: field.integer() },
  access: { read: anyone() },
  filter: ['accountId'],
})

const accounts = resource('accounts', {
  fields: {
    name: field.text().min(1).max(80).unique(),
    cents: field.integer().min(0).default(0).readOnly(),
    isOpen: field.boolean().default(true).readOnly(),
  },
  access: { read: anyone(), create: anyone(), update: fieldEquals('isOpen', true) },
  relations: { entries: hasMany('entries', 'accountId') },
  expand: ['entries'],
})
  // What a hook before a write returns is written as well.
  .before('create', () => ({ cents: 10_000 }))
  .after('update', async ({ row, previous, of }) => {
    if (row.cents !== previous.cents) {
      await of(entries).create({ accountId: row.id, cents: row.cents - previous.cents })
    }
  })
  .computed('balance', field.text(), ({ cents }) => `€ ${(cents / 100).toFixed(2)}`)
  .action('transfer', {
    summary: 'Moves money to another account',
    input: { toId: field.reference('accounts'), cents: field.integer().min(1) },
    problems: [InsufficientFunds],
    async run({ row, rows, input }) {
      const detail = `The account holds ${row.cents} cents.`
      if (input.cents > row.cents) throw new InsufficientFunds({ detail })
      const left = await rows.update(row, { cents: row.cents - input.cents })
      const to = await rows.get(input.toId) // a problem from here on undoes the line above
      await rows.update(to, { cents: to.cents + input.cents })
      return left
    },
  })
  .action('close', { run: ({ row, rows }) => rows.update(row, { isOpen: false }) })

const api = createApi({ title: 'Bank', store: sqlite('bank.db'), resources: [accounts, entries] })

const { url } = await serve(api, { port: Number(process.env['PORT'] ?? 3000) })
console.log(`Listening on ${url}, documented at ${url}/docs`)
