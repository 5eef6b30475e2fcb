// Invoices whose totals must be the sums of their lines, whatever becomes of a request that changes both.
import assert from 'node:assert/strict'
import { insist, repeat, toKey, type Surroundings, type Traffic } from './traffic.ts'

const invoices = '/api/v1/invoices'
const pick = <Each>(list: readonly Each[]): Each => list[Math.floor(Math.random() * list.length)]!
const toCents = (amount: string): number => Math.round(Number(amount) * 100)

/** Moves, changes, makes and deletes lines of a few invoices, and makes whole invoices. */
export async function createLedgerTraffic(surroundings: Surroundings): Promise<Traffic> {
  const { send, token } = surroundings
  const make = async (path: string, body: object) => {
    const made = await insist(send, 'create with key', 'POST', path, { token, body, headers: toKey() })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    return made.body as Readonly<Record<string, string>>
  }
  const product = await make('/api/v1/products', { name: 'Ledger', price: '1.25' })
  const customer = await make('/api/v1/customers', { first: 'Grace', last: 'Hopper' })
  const toLine = () => ({ productId: product['id'], quantity: 1 + Math.floor(Math.random() * 20) })
  const ids: string[] = []
  for (let count = 0; count < 4; count++) {
    const body = { customerId: customer['id'], lines: [toLine(), toLine(), toLine()] }
    ids.push((await make(invoices, body))['id']!)
  }
  /** How many lines invoices must have that were made whole. */
  const whole = new Map<string, number>()

  const change = async (): Promise<void> => {
    const from = `${invoices}/${pick(ids)}`
    const read = await send('read', 'GET', `${from}?expand=lines`, { token })
    if (read.outcome !== 'done') return
    const lines = read.body['lines'] as readonly Readonly<Record<string, string>>[]
    const sum = lines.reduce((total, line) => total + toCents(line['total']!), 0)
    assert.equal(toCents(read.body['total']), sum, 'a reader sees the sum of the lines it sees')
    const line = `${from}/lines/${pick(lines)?.['id']}`
    const lot = Math.random()
    if (lines.length < 2 || lot < 0.2) {
      await send('create in a transaction', 'POST', `${from}/lines`, { token, body: toLine() })
    } else if (lot < 0.35) {
      await send('delete in a transaction', 'DELETE', line, { token })
    } else {
      const body = { quantity: toLine().quantity }
      await send('update in a transaction', 'PATCH', line, { token, body })
    }
  }

  const makeWhole = async (): Promise<void> => {
    const body = { customerId: customer['id'], lines: [toLine(), toLine(), toLine()] }
    const { outcome, body: made } = await send('create of many', 'POST', invoices, { token, body })
    if (outcome === 'done') whole.set(made['id'], 3)
  }

  return {
    run: () => [
      ...Array.from({ length: 3 }, () => repeat(surroundings, 40, change)),
      repeat(surroundings, 150, makeWhole),
    ],
    async verify(postgres) {
      const found = await postgres.query(`SELECT invoices.id, invoices.total, count(lines.id) AS count,
        coalesce(sum(lines.total), 0) AS sum FROM invoices LEFT JOIN lines ON lines."invoiceId" = invoices.id GROUP BY invoices.id`)
      for (const { id, total, sum } of found) assert.equal(Number(total), Number(sum), id)
      const counts = new Map(found.map(({ id, count }) => [id!, Number(count)]))
      for (const [id, count] of whole)
        assert.equal(counts.get(id), count, 'an invoice is there with its lines')
      for (const [id, count] of counts)
        if (!ids.includes(id)) assert.equal(count, 3, 'no invoice is there in part')
      assert.ok(whole.size > 0, 'something was done')
    },
  }
}
