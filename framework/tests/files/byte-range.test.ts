import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { isRangeFresh, parseRange } from '../../src/protocol/files/byte-range.ts'

describe('a range', () => {
  it('is never outside of the file, whatever is sent', () => {
    const header = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('bytes', 'Bytes', 'x'), fc.string(), fc.string())
        .map(([unit, a, b]) => `${unit}=${a}-${b}`),
      fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
      fc.nat().map((count) => `bytes=-${count}`),
    )
    fc.assert(
      fc.property(header, fc.nat(1000), (text, size) => {
        const range = parseRange(text, size)
        if (typeof range === 'string') return
        assert.ok(range.first >= 0 && range.first <= range.last && range.last < size)
      }),
    )
  })
  it('is what slice would give', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.integer({ min: 1, max: 50 }), (first, length, size) => {
        const bytes = Array.from({ length: size }, (_, index) => index)
        const range = parseRange(`bytes=${first}-${first + length}`, size)
        const expected = bytes.slice(first, first + length + 1)
        if (range === 'unsatisfiable') assert.deepEqual(expected, [])
        else assert.deepEqual(range, { first, last: first + expected.length - 1 })
      }),
    )
  })
  it('is what the end of a slice would give', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 50 }), (count, size) => {
        const range = parseRange(`bytes=-${count}`, size)
        assert.deepEqual(range, { first: Math.max(0, size - count), last: size - 1 })
      }),
    )
  })
  for (const [header, size, expected] of [
    [undefined, 10, 'whole'],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=-5', 0, 'unsatisfiable'],
    ['bytes= 1-2 ', 10, { first: 1, last: 2 }],
    ['bytes=1 -2', 10, 'whole'],
    ['bytes=01-02', 10, { first: 1, last: 2 }],
    ['bytes=1-2,', 10, 'whole'],
    ['bytes=--1', 10, 'whole'],
    ['bytes=1-2-3', 10, 'whole'],
    ['bytes=0x1-2', 10, 'whole'],
    ['bytes=\u0661-2', 10, 'whole'],
  ] as const) {
    it(`${JSON.stringify(header)} of ${size}`, () => assert.deepEqual(parseRange(header, size), expected))
  }
})

describe('If-Range', () => {
  for (const [header, isFresh] of [
    [undefined, true],
    ['"a"', true],
    [' "a" ', true],
    ['W/"a"', false],
    ['"b"', false],
    ['a', false],
    ['*', false],
  ] as const) {
    it(String(header), () => assert.equal(isRangeFresh(header, '"a"'), isFresh))
  }
})
