import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { RecentMap } from '../../src/kernel/values/recent-map.ts'

type Step = readonly [what: 'set' | 'get' | 'delete', key: number]
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(fc.constantFrom('set', 'set', 'get', 'delete'), fc.integer({ min: 0, max: 12 })),
  { maxLength: 60 },
)
const capacity = fc.integer({ min: 2, max: 12 })

/** Does the steps to the map, and to a plain one that forgets nothing. */
function play(
  map: RecentMap<number, number>,
  list: readonly Step[],
  look: (kept: Map<number, number>) => void,
) {
  // In the order of use, the last one used at the end.
  const kept = new Map<number, number>()
  for (const [index, [what, key]] of list.entries()) {
    if (what === 'delete') {
      map.delete(key)
      kept.delete(key)
    } else {
      const value = what === 'set' ? index : kept.get(key)
      if (what === 'set') map.set(key, index)
      const found = map.get(key)
      if (found !== undefined) assert.equal(found, value, 'the value is the last one set')
      if (value !== undefined && found !== undefined) {
        kept.delete(key)
        kept.set(key, value)
      }
    }
    look(kept)
  }
}

describe('a map of what is recent', () => {
  it('never gives another value than the last one set', () => {
    fc.assert(fc.property(steps, capacity, (list, most) => play(new RecentMap(most), list, () => {})))
  })
  it('keeps no more than its capacity', () => {
    fc.assert(
      fc.property(steps, capacity, (list, most) => {
        const map = new RecentMap<number, number>(most)
        play(map, list, () => assert.ok(map.size <= most))
      }),
    )
  })
  it('always has the most recently used half', () => {
    fc.assert(
      fc.property(
        steps.map((list) => list.filter(([what]) => what !== 'delete')),
        capacity,
        (list, most) => {
          for (let end = 1; end <= list.length; end++) {
            const map = new RecentMap<number, number>(most)
            let recent: number[] = []
            play(map, list.slice(0, end), (kept) => (recent = [...kept.keys()].slice(-Math.floor(most / 2))))
            assert.deepEqual(
              recent.filter((key) => map.get(key) === undefined),
              [],
            )
          }
        },
      ),
    )
  })
  it('keeps what is used, however much comes after it', () => {
    const map = new RecentMap<string, number>(10)
    map.set('used', 1)
    for (let key = 0; key < 100; key++) {
      map.set(String(key), key)
      assert.equal(map.get('used'), 1)
    }
    assert.equal(map.get('0'), undefined)
  })
  it('forgets nothing when a key is set anew', () => {
    const map = new RecentMap<string, number>(4)
    map.set('a', 1)
    map.set('b', 1)
    for (let value = 2; value < 10; value++) map.set('b', value)
    assert.deepEqual([map.get('a'), map.get('b'), map.size], [1, 9, 2])
  })
  it('has nothing of what was deleted', () => {
    const map = new RecentMap<string, number>(4)
    for (const key of ['a', 'b', 'c']) map.set(key, 1)
    for (const key of ['a', 'b', 'c']) map.delete(key)
    assert.deepEqual(
      [map.get('a'), map.get('b'), map.get('c'), map.size],
      [undefined, undefined, undefined, 0],
    )
  })
})
