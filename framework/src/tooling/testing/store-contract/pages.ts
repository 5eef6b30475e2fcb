import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { always, compare, type Condition, type Scalar } from '../../../declaration/condition/condition.ts'
import { matches } from '../../../declaration/condition/matches.ts'
import type { Position, SortKey } from '../../../declaration/resource/query.ts'
import type { Found, Page } from '../../../engine/store/store.ts'
import { idsOf, modelOf, select, Trial, type OpenStore } from './trial.ts'

type Row = Readonly<Record<string, unknown>>

const sortable = [
  'text',
  'name',
  'integer',
  'number',
  'price',
  'flag',
  'at',
  'day',
  'length',
  'token',
] as const
const pools: Readonly<Record<(typeof sortable)[number], readonly unknown[]>> = {
  text: ['a', 'B', 'b', 'é', '😀', '\ue000', null],
  name: ['a', 'A', 'b', 'B', null],
  integer: [1, 2, 10, null, null],
  number: [-0.5, 0, 1e10, null],
  price: ['-0.50', '9.00', '10.00', '9999999999999999.99', null],
  flag: [true, false, null],
  at: ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', null],
  day: ['2026-01-01', '2025-12-31', null],
  length: ['PT9S', 'PT10S', 'PT0.5S', null],
  token: ['019b7000-0000-7000-8000-000000000001', null],
}

/** Pages are cut from one total order, whichever way and however slowly they are read. */
export function describePages(open: OpenStore): void {
  describe('pages', () => {
    const trial = new Trial(open)
    const rows: Row[] = []

    before(async () => {
      for (let index = 0; index < 40; index++) {
        const values = Object.fromEntries(
          sortable.map((name, place) => {
            const pool = pools[name]
            return [name, pool[(index * (place + 2) + Math.floor(index / 7)) % pool.length]]
          }),
        )
        rows.push(JSON.parse((await trial.insert('samples', values)).json) as Row)
      }
    })

    test('every order is total and the same in both directions', async () => {
      const { default: fc } = await import('fast-check')
      const key = fc.record({ property: fc.constantFrom(...sortable), descending: fc.boolean() })
      const keys = fc.uniqueArray(key, { maxLength: 3, selector: ({ property }) => property })
      const runs = fc.asyncProperty(
        keys,
        fc.boolean(),
        fc.integer({ min: 1, max: 15 }),
        async (some, descending, limit) => {
          const sort = [...some, { property: 'id', descending }]
          const expected = rows.toSorted(inOrder(sort)).map(({ id }) => id)
          assert.deepEqual(idsOf(await trial.list('samples', { sort })), expected)
          assert.deepEqual(await walkForward(trial, sort, limit), expected)
          assert.deepEqual(await walkBackward(trial, sort, limit), expected)
          assert.deepEqual(await walkByOffset(trial, sort, limit), expected)
        },
      )
      await fc.assert(runs, { numRuns: 150 })
    })

    test('a page says whether others stand beside it', async () => {
      const sort = [{ property: 'id', descending: false }]
      const first = await trial.list('samples', { sort, limit: 15 })
      const second = await trial.list('samples', {
        sort,
        limit: 15,
        start: { kind: 'after', position: first.last! },
      })
      const third = await trial.list('samples', {
        sort,
        limit: 15,
        start: { kind: 'after', position: second.last! },
      })
      assert.deepEqual([first, second, third].map(sides), [
        [false, true],
        [true, true],
        [true, false],
      ])
      const back = await trial.list('samples', {
        sort,
        limit: 15,
        start: { kind: 'before', position: third.first! },
      })
      const start = await trial.list('samples', {
        sort,
        limit: 15,
        start: { kind: 'before', position: back.first! },
      })
      assert.deepEqual([back, start].map(sides), [
        [true, true],
        [false, true],
      ])
      assert.deepEqual(
        sides(await trial.list('samples', { sort, limit: 15, start: { kind: 'offset', offset: 0 } })),
        [false, true],
      )
      assert.deepEqual(
        sides(await trial.list('samples', { sort, limit: 15, start: { kind: 'offset', offset: 30 } })),
        [true, false],
      )
    })

    test('the last page ends with the last row, in every order', async () => {
      for (const property of sortable) {
        const sort = [{ property, descending: property < 'm' }, ...idSort]
        const whole = idsOf(await trial.list('samples', { sort }))
        const last = await trial.list('samples', { sort, limit: 15, start: { kind: 'last' } })
        assert.deepEqual(idsOf(last), whole.slice(-15))
        assert.deepEqual(sides(last), [true, false])
        const all = await trial.list('samples', { sort, limit: 100, start: { kind: 'last' } })
        assert.deepEqual([idsOf(all), ...sides(all)], [whole, false, false])
      }
    })

    test('an empty page has no positions', async () => {
      const nobody = compare('text', 'eq', 'nobody')
      const page = await trial.list('samples', { where: nobody })
      assert.deepEqual(page, {
        rows: [],
        first: undefined,
        last: undefined,
        hasNext: false,
        hasPrevious: false,
      })
      const past = await trial.list('samples', { start: { kind: 'offset', offset: 1_000_000 } })
      assert.deepEqual(past.rows, [])
    })

    test('a position has its values in the form code sees', async () => {
      const sort: SortKey[] = [...sortable.map((property) => ({ property, descending: true })), ...idSort]
      const { rows: found, first } = await trial.list('samples', {
        sort,
        limit: 1,
        selection: select('samples'),
      })
      const row = JSON.parse(found[0]!.json) as Row
      assert.deepEqual(
        first,
        sort.map(({ property }) => row[property]),
      )
    })

    for (const descending of [false, true]) {
      const way = descending ? 'downwards' : 'upwards'
      test(`rows come once while others come and go, ${way}`, async () => {
        const label = `moving ${way}`
        const where = compare('text', 'eq', label)
        const make = async (integer: number | null) =>
          (await trial.insert('samples', { text: label, integer, choice: 'open' })).id
        const steady: (string | number)[] = []
        const doomed = new Set<string | number>()
        for (let index = 0; index < 30; index++) {
          const id = await make(index % 4 === 3 ? null : index % 5)
          if (index % 3 === 0) doomed.add(id)
          else steady.push(id)
        }
        const sort = [{ property: 'integer', descending }, ...idSort]
        const seen: (string | number)[] = []
        await walk(trial, sort, 4, where, async (page) => {
          seen.push(...idsOf(page))
          await make(2)
          await make(null)
          for (const { id, version } of page.rows) {
            if (doomed.has(id)) await trial.store.delete(modelOf('samples'), id, version)
          }
        })
        assert.equal(new Set(seen).size, seen.length)
        assert.deepEqual(
          steady.filter((id) => !seen.includes(id)),
          [],
        )
      })
    }
  })
}

const sides = ({ hasPrevious, hasNext }: Page): boolean[] => [hasPrevious, hasNext]

const idSort: readonly SortKey[] = [{ property: 'id', descending: false }]

async function walk(
  trial: Trial,
  sort: readonly SortKey[],
  limit: number,
  where: Condition,
  visit: (page: Page) => Promise<void>,
): Promise<void> {
  let page = await trial.list('samples', { sort, limit, where })
  // New rows may go on for ever before the end; these walks end long before.
  for (let step = 0; step < 100; step++) {
    await visit(page)
    if (page.last === undefined || !page.hasNext) return
    page = await trial.list('samples', { sort, limit, where, start: { kind: 'after', position: page.last } })
  }
  assert.fail('the walk does not end')
}

async function walkForward(trial: Trial, sort: readonly SortKey[], limit: number): Promise<unknown[]> {
  const seen: Found[] = []
  await walk(trial, sort, limit, always, async (page) => void seen.push(...page.rows))
  return seen.map(({ id }) => id)
}

async function walkBackward(trial: Trial, sort: readonly SortKey[], limit: number): Promise<unknown[]> {
  const { rows, last } = await trial.list('samples', { sort })
  const seen: unknown[] = [rows.at(-1)!.id]
  let position: Position | undefined = last
  while (position !== undefined) {
    const page = await trial.list('samples', { sort, limit, start: { kind: 'before', position } })
    seen.unshift(...idsOf(page))
    assert.ok(page.hasPrevious ? page.rows.length === limit : page.rows.length <= limit)
    position = page.hasPrevious ? page.first : undefined
  }
  return seen
}

async function walkByOffset(trial: Trial, sort: readonly SortKey[], limit: number): Promise<unknown[]> {
  const seen: unknown[] = []
  for (let offset = 0; ; offset += limit) {
    const page = await trial.list('samples', { sort, limit, start: { kind: 'offset', offset } })
    seen.push(...idsOf(page))
    if (!page.hasNext) return seen
  }
}

/** The order asked for: rows without a value last, both ways. */
function inOrder(sort: readonly SortKey[]) {
  return (left: Row, right: Row): number => {
    for (const { property, descending } of sort) {
      const [a, b] = [left[property] ?? null, right[property] ?? null]
      if (a === null || b === null) {
        if (a !== b) return a === null ? 1 : -1
        continue
      }
      if (isOrdered(property, 'lt', left, b)) return descending ? 1 : -1
      if (isOrdered(property, 'gt', left, b)) return descending ? -1 : 1
    }
    return 0
  }
}

function isOrdered(name: string, operator: 'lt' | 'gt', row: Row, value: unknown): boolean {
  const { kind, definition } = modelOf('samples').properties.get(name)!
  return matches(compare(name, operator, value as Scalar, kind.collation?.(definition)), row)
}
