import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DeclarationError } from '../../src/index.ts'
import { createFakeClock, type Moment } from '../../src/testing.ts'

const noon = Date.parse('2030-01-01T12:00:00.000Z')

describe('a fake clock', () => {
  it('begins at noon of the first day of 2030', () => assert.equal(createFakeClock().now(), noon))
  it('stands still', async () => {
    const clock = createFakeClock()
    await new Promise((resolve) => setTimeout(resolve, 5))
    assert.equal(clock.now(), noon)
  })
  it('moves on', () => {
    const clock = createFakeClock()
    clock.advance('1h')
    clock.advance('30s')
    clock.advance('1ms')
    assert.equal(clock.now(), noon + 3_630_001)
  })
  it('does not move on by what is no duration', () => {
    const clock = createFakeClock()
    assert.throws(() => clock.advance('-5m'), DeclarationError)
    assert.equal(clock.now(), noon)
  })

  const moments: readonly (readonly [Moment, number])[] = [
    ['2026-03-01T09:30:00+01:00', Date.parse('2026-03-01T08:30:00Z')],
    [0, 0],
    [-1, -1],
    [new Date(5), 5],
  ]
  for (const [moment, milliseconds] of moments) {
    it(`can be set to, and begin at, ${JSON.stringify(moment)}`, () => {
      const clock = createFakeClock()
      clock.set(moment)
      assert.equal(clock.now(), milliseconds)
      assert.equal(createFakeClock(moment).now(), milliseconds)
    })
  }
  for (const moment of ['yesterday', '', Number.NaN, Number.POSITIVE_INFINITY, new Date(Number.NaN)]) {
    it(`refuses ${String(moment) || 'the empty text'} as a moment`, () => {
      const clock = createFakeClock()
      assert.throws(() => clock.set(moment), RangeError)
      assert.throws(() => createFakeClock(moment), RangeError)
      assert.equal(clock.now(), noon)
    })
  }
})
