import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { always, and, compare, never } from '../../../declaration/condition/condition.ts'
import { modelOf, moment, select, Trial, type OpenStore } from './trial.ts'

const rows = 3000

/** Rows are counted exactly, up to a bound, or about. */
export function describeCounts(open: OpenStore): void {
  describe('counts', () => {
    const trial = new Trial(open)
    const model = modelOf('counters')
    const isEven = compare('label', 'eq', 'even')
    const count = (where = always, atMost?: number) =>
      trial.store.count(model, where, atMost === undefined ? {} : { atMost })

    before(() =>
      trial.store.transaction(async (session) => {
        for (let index = 0; index < rows; index++) {
          const values = { label: index % 2 === 0 ? 'even' : 'odd' }
          await session.insert(model, { values, at: moment }, select('counters', ['id']))
        }
      }),
    )

    test('all that fulfil a condition', async () => {
      assert.deepEqual([await count(), await count(isEven), await count(never)], [rows, rows / 2, 0])
    })

    test('no further than asked', async () => {
      for (const [atMost, expected] of [
        [1, 1],
        [rows - 1, rows - 1],
        [rows, rows],
        [rows + 1, rows],
      ] as const) {
        assert.equal(await count(always, atMost), expected)
      }
      assert.equal(await count(isEven, 10), 10)
      assert.equal(await count(never, 10), 0)
    })

    test('about as many as there are', async () => {
      const about = async (where = always) => trial.store.estimate(model, where)
      const isNear = (estimate: number, expected: number) =>
        assert.ok(Math.abs(estimate - expected) <= expected * 0.2, `${estimate} for ${expected}`)
      isNear(await about(), rows)
      isNear(await about(isEven), rows / 2)
      assert.equal(await about(never), 0)
      assert.equal(await about(and(isEven, compare('label', 'eq', 'odd'))), 0)
      assert.equal(await about(isEven), await about(isEven))
      assert.equal(await trial.store.estimate(modelOf('keys'), always), 0)
    })
  })
}
