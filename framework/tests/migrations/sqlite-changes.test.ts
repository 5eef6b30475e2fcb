// Every kind of change, there and back and there again, over rows that stay.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AnyResource } from '../../src/declaration/resource/resource.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field, type Fields } from '../../src/declaration/schema/field.ts'
import { planFrom, withTrial, type Trial } from './trial.ts'

const ids = ['one', 'two', 'three'].map((_, index) => `00000000-0000-7000-8000-00000000000${index}`)
const at = '2030-01-01T00:00:00.000Z'

const shops = resource('shops', { fields: { name: field.text() } })

type Options = Parameters<typeof resource>[1]

/** Shops, items in them, and remarks that go with their item. */
function declare(fields: Fields, options: Partial<Options> = {}): readonly AnyResource[] {
  const remarks = resource('remarks', {
    fields: { itemId: field.reference('items', { onDelete: 'cascade' }), text: field.text() },
  })
  const items = resource('items', { fields, ...options } as never)
  return [shops, items, remarks] as never
}

const plain: Fields = { name: field.text(), price: field.decimal() }

async function fill(trial: Trial, columns: Readonly<Record<string, string | number | null>>): Promise<void> {
  const names = Object.keys(columns).map((name) => `"${name}"`)
  const values = Object.values(columns).map((value) =>
    typeof value === 'string' ? `'${value}'` : String(value),
  )
  const [item, remark, shop] = ids
  trial.execute(`
    INSERT INTO shops VALUES ('${shop}', 1, 'Corner', '${at}', '${at}');
    INSERT INTO items (id, version, ${names.join(', ')}, "createdAt", "updatedAt")
      VALUES ('${item}', 3, ${values.join(', ')}, '${at}', '${at}');
    INSERT INTO remarks (id, version, "itemId", text, "createdAt", "updatedAt")
      VALUES ('${remark}', 1, '${item}', 'fine', '${at}', '${at}')`)
}

interface Kind {
  readonly title: string
  readonly before: readonly AnyResource[]
  readonly after: readonly AnyResource[]
  readonly row: Readonly<Record<string, string | number | null>>
  /** What of the row is there after it, and once it is undone. */
  readonly there: Readonly<Record<string, unknown>>
  readonly back: Readonly<Record<string, unknown>>
}

const row = { name: 'Lamp', price: 1250 }
const searched = (...search: string[]): Partial<Options> => ({ search }) as never

const kinds: readonly Kind[] = [
  {
    title: 'an optional column is added',
    before: declare(plain),
    after: declare({ ...plain, note: field.text().optional() }),
    row,
    there: { ...row, note: null },
    back: row,
  },
  {
    title: 'a required column with a default is added',
    before: declare(plain),
    after: declare({ ...plain, state: field.choice('open', 'done').default('open').indexed() }),
    row,
    there: { ...row, state: 'open' },
    back: row,
  },
  {
    title: 'a column is dropped with its index',
    before: declare({ ...plain, color: field.text().indexed() }),
    after: declare(plain),
    row: { ...row, color: 'red' },
    there: row,
    back: { ...row, color: '' },
  },
  {
    title: 'a column is renamed with its index',
    before: declare({ ...plain, color: field.text().unique() }),
    after: declare({ ...plain, tone: field.text().unique().renamedFrom('color') }),
    row: { ...row, color: 'red' },
    there: { ...row, tone: 'red' },
    back: { ...row, color: 'red' },
  },
  {
    title: 'a required column becomes optional',
    before: declare(plain),
    after: declare({ ...plain, name: field.text().optional() }),
    row,
    there: row,
    back: row,
  },
  {
    title: 'an optional column becomes required, with a default',
    before: declare({ ...plain, count: field.integer().optional() }),
    after: declare({ ...plain, count: field.integer().default(7) }),
    row: { ...row, count: null },
    there: { ...row, count: 7 },
    back: { ...row, count: 7 },
  },
  {
    title: 'a whole number becomes text',
    before: declare({ ...plain, code: field.integer() }),
    after: declare({ ...plain, code: field.text() }),
    row: { ...row, code: 42 },
    there: { ...row, code: '42' },
    back: { ...row, code: 42 },
  },
  {
    title: 'a decimal gets more places',
    before: declare(plain),
    after: declare({ ...plain, price: field.decimal({ scale: 4 }) }),
    row,
    there: { name: 'Lamp', price: 125_000 },
    back: row,
  },
  {
    title: 'a text is compared without regard to case',
    before: declare(plain),
    after: declare({ ...plain, name: field.text().ignoreCase().unique() }),
    row,
    there: row,
    back: row,
  },
  {
    title: 'a reference is added and emptied',
    before: declare(plain),
    after: declare({ ...plain, shopId: field.reference('shops', { onDelete: 'setNull' }).optional() }),
    row,
    there: { ...row, shopId: null },
    back: row,
  },
  {
    title: 'a reference says something else of deletions',
    before: declare({ ...plain, shopId: field.reference('shops').optional() }),
    after: declare({ ...plain, shopId: field.reference('shops', { onDelete: 'setNull' }).optional() }),
    row: { ...row, shopId: ids[2]! },
    there: { ...row, shopId: ids[2] },
    back: { ...row, shopId: ids[2] },
  },
  {
    title: 'a plain column becomes a reference',
    before: declare({ ...plain, shopId: field.text() }),
    after: declare({ ...plain, shopId: field.reference('shops', { onDelete: 'cascade' }) }),
    row: { ...row, shopId: ids[2]! },
    there: { ...row, shopId: ids[2] },
    back: { ...row, shopId: ids[2] },
  },
  {
    title: 'a group of columns becomes unique',
    before: declare(plain),
    after: declare(plain, { unique: [['name', 'price']] } as never),
    row,
    there: row,
    back: row,
  },
  {
    title: 'other columns are searched',
    before: declare({ ...plain, note: field.text() }, searched('name')),
    after: declare({ ...plain, note: field.text() }, searched('name', 'note')),
    row: { ...row, note: 'bright' },
    there: { ...row, note: 'bright' },
    back: { ...row, note: 'bright' },
  },
  {
    title: 'a searched column is renamed while another is dropped',
    before: declare({ ...plain, old: field.integer() }, searched('name')),
    after: declare({ title: field.text().renamedFrom('name'), price: field.decimal() }, searched('title')),
    row: { ...row, old: 1 },
    there: { title: 'Lamp', price: 1250 },
    back: { ...row, old: 0 },
  },
]

async function expectItem(trial: Trial, expected: Readonly<Record<string, unknown>>): Promise<void> {
  const [item] = trial.all('SELECT * FROM items')
  const { id, version, createdAt, updatedAt } = item as Record<string, unknown>
  assert.deepEqual(
    { id, version, createdAt, updatedAt },
    { id: ids[0], version: 3, createdAt: at, updatedAt: at },
  )
  assert.deepEqual(item, { id, version, ...expected, createdAt, updatedAt })
  assert.deepEqual(trial.all('SELECT "itemId", text FROM remarks'), [{ itemId: ids[0], text: 'fine' }])
}

describe('changes of SQLite tables, with their rows', () => {
  for (const { title, before, after, row: values, there, back } of kinds) {
    test(title, async () => {
      await withTrial(async (trial) => {
        await trial.make(before)
        await trial.expect(before)
        await fill(trial, values)
        const plan = (await planFrom(before, after, async () => null))!
        for (const undo of [plan.down, plan.down]) {
          await trial.run(plan.up)
          await trial.expect(after)
          await expectItem(trial, there)
          await trial.run(undo)
          await trial.expect(before)
          await expectItem(trial, back)
        }
      })
    })
  }
})
