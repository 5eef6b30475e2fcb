// Items that differ in every kind of field, each known by a letter.
import assert from 'node:assert/strict'
import { idsOf } from './page-walk.ts'
import { faultsOf, openShop, type Question } from './shop.ts'

export const [one, two, three] = [1, 2, 3].map((last) => `0199a1b2-0000-7000-8000-00000000000${last}`) as [
  string,
  string,
  string,
]

export const [mainId, sideId] = [1, 2] as const

/** What each row has that others may not; one is made each minute from noon on. */
const rows: Record<string, Record<string, unknown>> = {
  a: {
    name: 'Apple',
    price: '1.00',
    madeOn: '2026-12-31',
    shelfLife: 'PT9S',
    weight: 0.5,
    batch: one,
    contact: 'Ann@Example.com',
    storeId: mainId,
  },
  b: {
    name: 'apple pie, warm',
    price: '9.00',
    cost: '5.00',
    state: 'onSale',
    soldAt: '2027-01-01T00:00:00Z',
    madeOn: '2027-01-01',
    shelfLife: 'PT10S',
    weight: 10,
    stock: 1,
    batch: two,
    contact: 'bob@example.com',
    sizes: ['S'],
    storeId: mainId,
  },
  c: {
    name: '100% Cotton',
    price: '10.00',
    cost: '10.00',
    state: 'gone',
    isListed: false,
    soldAt: '2027-01-01T00:00:00.001Z',
    stock: 9,
    sizes: ['S', 'M'],
    storeId: sideId,
  },
  d: {
    name: '100_ Cotton',
    price: '10.50',
    soldAt: '2026-06-01T10:00:00+02:00',
    madeOn: '2027-02-28',
    shelfLife: 'P1DT1S',
    weight: 1e21,
    stock: 10,
    batch: three,
    contact: 'mary@example.org',
    storeId: sideId,
  },
  e: {
    name: 'Ünïcode 😀',
    price: '0.00',
    state: 'onSale',
    weight: 0.1,
    stock: 1_000_000,
    storeId: sideId,
  },
  f: {
    name: String.raw`o'brien \ "x"`,
    price: '9999999999999999.99',
    isListed: false,
    shelfLife: 'PT0S',
    weight: 0,
    storeId: sideId,
  },
}

/** The letters of every row. */
export const all = Object.keys(rows).join('')

/** A shop with these items, asked for them. */
export async function openItems() {
  const shop = await openShop()
  assert.equal((await shop.make('stores', { name: 'Main' })).id, mainId)
  assert.equal((await shop.make('stores', { name: 'Side 100%' })).id, sideId)
  const letters = new Map<string, string>()
  for (const [letter, values] of Object.entries(rows)) {
    letters.set((await shop.make('items', values, 'root')).id, letter)
    shop.wait(1)
  }
  return {
    shop,
    ids: [...letters.keys()],
    /** The letters of the rows that a query finds, which are counted as well. */
    async find(query: string, question: Question = { as: 'root' }): Promise<string> {
      const answer = await shop.ask('GET', `/items?${query}&total=exact`, question)
      assert.equal(answer.status, 200, answer.text)
      const found = idsOf(answer).map((id) => letters.get(id)!)
      assert.equal(answer.json.page.total, found.length)
      return found.toSorted().join('')
    },
    /** What a query is refused for, with 400. */
    async refuse(query: string, question: Question = { as: 'root' }): Promise<string[]> {
      const answer = await shop.ask('GET', `/items?${query}`, question)
      assert.equal(answer.status, 400, answer.text)
      assert.equal(answer.json.code, 'INVALID_QUERY')
      return faultsOf(answer)
    },
  }
}

export const inWhere = (where: unknown): string => `where=${encodeURIComponent(JSON.stringify(where))}`
