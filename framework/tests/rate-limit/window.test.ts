import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { toWindow } from '../../src/engine/rate-limit/window.ts'

const start = Date.parse('2030-01-01T12:00:00.000Z')
const minute = { name: 'calls', limit: 5, window: 60_000 }

describe('a window', () => {
  it('is the same until it ends, and then another that is whole', () => {
    const windows = fc.integer({ min: 1, max: 24 * 86_400 }).map((seconds) => seconds * 1000)
    const moments = fc.integer({ min: 0, max: 4_102_444_800_000 })
    fc.assert(
      fc.property(windows, fc.string({ maxLength: 70 }), moments, (window, key, now) => {
        const quota = { ...minute, window }
        const { slot, resetAfter } = toWindow(quota, key, now)
        assert.ok(Number.isInteger(resetAfter) && resetAfter >= 1 && resetAfter <= window)
        assert.deepEqual(toWindow(quota, key, now + resetAfter - 1), { slot, resetAfter: 1 })
        const next = toWindow(quota, key, now + resetAfter)
        assert.notEqual(next.slot, slot)
        assert.equal(next.resetAfter, window)
      }),
    )
  })

  it('ends at different moments for different callers', () => {
    const ends = Array.from(
      { length: 100 },
      (_, index) => toWindow(minute, `user:${index}`, start).resetAfter,
    )
    assert.ok(new Set(ends).size > 90, String(new Set(ends).size))
    for (const quarter of [0, 1, 2, 3]) {
      const inside = ends.filter((end) => Math.floor((end - 1) / 15_000) === quarter)
      assert.ok(inside.length >= 10, `${inside.length} in quarter ${quarter}`)
    }
  })

  it('of one limit says nothing of those of another', () => {
    assert.notEqual(
      toWindow(minute, 'user:a', start).slot,
      toWindow({ ...minute, name: 'other' }, 'user:a', start).slot,
    )
  })
})
