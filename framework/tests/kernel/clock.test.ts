import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { systemClock, toTimestamp } from '../../src/kernel/values/clock.ts'

describe('a timestamp', () => {
  const rows: readonly (readonly [milliseconds: number, text: string])[] = [
    [0, '1970-01-01T00:00:00.000Z'],
    [1, '1970-01-01T00:00:00.001Z'],
    [-1, '1969-12-31T23:59:59.999Z'],
    [951_782_400_000, '2000-02-29T00:00:00.000Z'],
    [253_402_300_799_999, '9999-12-31T23:59:59.999Z'],
    [-62_135_596_800_000, '0001-01-01T00:00:00.000Z'],
  ]
  for (const [milliseconds, text] of rows) {
    it(`${milliseconds} is ${text}`, () => {
      assert.equal(toTimestamp(milliseconds), text)
      assert.equal(toTimestamp(milliseconds), text, 'asked again')
    })
  }
  it('is the same whatever was asked before', () => {
    toTimestamp(5)
    toTimestamp(0)
    assert.equal(toTimestamp(5), '1970-01-01T00:00:00.005Z')
  })
  it('has the order of time as text', () => {
    const time = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })
    fc.assert(
      fc.property(time, time, (left, right) => {
        assert.equal(toTimestamp(left) < toTimestamp(right), left < right)
        assert.equal(Date.parse(toTimestamp(left)), left)
      }),
    )
  })
})

describe('the clock of the system', () => {
  it('tells the time', () => {
    const [before, now, after] = [Date.now(), systemClock.now(), Date.now()]
    assert.ok(before <= now && now <= after)
  })
})
