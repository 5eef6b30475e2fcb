import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { RecentMap } from '../../src/kernel/values/recent-map.ts'

const keys = (map: RecentMap<string, number>, count: number) =>
  Array.from({ length: count }, (_, key) => key).filter((key) => map.get(String(key)) !== undefined)

describe('a map of what is recent', () => {
  it('never gives another value than the last one set', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('set', 'get', 'delete'), fc.integer({ min: 0, max: 9 })))
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 12 }), (list, capacity) => {
        const map = new RecentMap<string, number>(capacity)
        const model = new Map<string, number>()
        for (const [index, [step, number]] of list.entries()) {
          const key = String(number)
          if (step === 'set') {
            map.set(key, index)
            model.set(key, index)
          } else if (step === 'delete') {
            map.delete(key)
            model.delete(key)
          } else {
            const value = map.get(key)
            if (value !== undefined) assert.equal(value, model.get(key))
          }
        }
      }),
    )
  })
  it('keeps no more than its capacity', () => {
    const map = new RecentMap<string, number>(10)
    for (let key = 0; key < 100; key++) map.set(String(key), key)
    assert.ok(keys(map, 100).length <= 10)
  })
  it('keeps what was used just now', () => {
    const map = new RecentMap<string, number>(10)
    map.set('used', 1)
    for (let key = 0; key < 100; key++) {
      map.set(String(key), key)
      assert.equal(map.get('used'), 1)
    }
  })
})
