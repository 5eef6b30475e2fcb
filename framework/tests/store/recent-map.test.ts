import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RecentMap } from '../../src/engine/store/sql/recent-map.ts'

describe('RecentMap', () => {
  test('what is used stays, what is not goes', () => {
    const map = new RecentMap<number, number>(10)
    map.set(-1, 1)
    for (let key = 0; key < 100; key++) {
      map.set(key, key)
      assert.equal(map.get(-1), 1)
    }
    assert.equal(map.get(0), undefined)
    assert.equal(map.get(99), 99)
  })

  test('it never grows beyond its size', () => {
    const map = new RecentMap<number, number>(10)
    for (let key = 0; key < 100; key++) {
      map.set(key, key)
      map.get(key - 6)
      assert.ok(map.size <= 10)
    }
  })

  test('the last half of its entries is always there', () => {
    const map = new RecentMap<number, number>(10)
    for (let key = 0; key < 100; key++) map.set(key, key)
    assert.deepEqual(
      [95, 96, 97, 98, 99].map((key) => map.get(key)),
      [95, 96, 97, 98, 99],
    )
  })
})
