// Every kind of change, there and back and there again, over rows that stay; tried on each database.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnyResource } from '../../src/declaration/resource/resource.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field, type Fields } from '../../src/declaration/schema/field.ts'
import type { Trial } from './trial.ts'

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

async function fill(trial: Trial, resources: readonly AnyResource[], values: object): Promise<void> {
  const [item, remark, shop] = ids as [string, string, string]
  await trial.insert(resources, 'shops', shop, { name: 'Corner' })
  await trial.insert(resources, 'items', item, values)
  await trial.insert(resources, 'remarks', remark, { itemId: item, text: 'fine' })
}

/** A change of declarations, and what becomes of a row. */
interface Kind {
  readonly title: string
  readonly before: readonly AnyResource[]
  readonly after: readonly AnyResource[]
  readonly row: Readonly<Record<string, unknown>>
  /** What of the row is there after it, and once it is undone. */
  readonly there: Readonly<Record<string, unknown>>
  readonly back: Readonly<Record<string, unknown>>
}

const row = { name: 'Lamp', price: '12.50' }
const searched = (...search: string[]): Partial<Options> => ({ search }) as never

export const kinds: readonly Kind[] = [
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
    there: { name: 'Lamp', price: '12.5000' },
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
    before: declare({ ...plain, shopId: field.uuid() }),
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
    there: { title: 'Lamp', price: '12.50' },
    back: { ...row, old: 0 },
  },
]

async function expectRows(trial: Trial, resources: readonly AnyResource[], expected: object): Promise<void> {
  const [id, remark] = ids as [string, string]
  const item = await trial.find(resources, 'items', id)
  assert.deepEqual(item, { id, version: 1, createdAt: at, updatedAt: at, ...expected })
  const { itemId, text } = (await trial.find(resources, 'remarks', remark)) as Record<string, unknown>
  assert.deepEqual([itemId, text], [id, 'fine'])
}

/** Tries them all on one database. */
export function tryChanges(use: (work: (trial: Trial) => Promise<void>) => Promise<void>): void {
  for (const { title, before, after, row: values, there, back } of kinds) {
    test(title, async () => {
      await use(async (trial) => {
        await trial.make(before)
        await trial.expect(before)
        await fill(trial, before, values)
        const plan = await trial.plan(before, after, async () => null)
        for (const undo of [plan.down, plan.down]) {
          await trial.run(plan.up)
          await trial.expect(after)
          await expectRows(trial, after, there)
          await trial.run(undo)
          await trial.expect(before)
          await expectRows(trial, before, back)
        }
        const phases = await trial.planPhases(before, after, async () => null)
        for (const { up } of phases) await trial.run(up)
        await trial.expect(after)
        await expectRows(trial, after, there)
        for (const { down } of phases.toReversed()) await trial.run(down)
        await trial.expect(before)
        await expectRows(trial, before, back)
      })
    })
  }
}
