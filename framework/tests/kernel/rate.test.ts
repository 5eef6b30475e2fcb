import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import { parseRate, toRateNumbers, type Rate } from '../../src/kernel/values/rate.ts'

describe('a rate', () => {
  const rates: [text: string, count: number, milliseconds: number][] = [
    ['60/1m', 60, 60_000],
    ['1/1s', 1, 1000],
    ['1000/1d', 1000, 86_400_000],
    ['5/0.5m', 5, 30_000],
    ['5/2000ms', 5, 2000],
    ['007/1h', 7, 3_600_000],
    ['1000000000/24d', 1_000_000_000, 2_073_600_000],
  ]
  for (const [text, count, milliseconds] of rates) {
    it(`is ${text}`, () => assert.deepEqual(parseRate(text), { count, milliseconds }))
  }

  const others = [
    '',
    '60',
    '60/',
    '/1m',
    '60/m',
    '0/1m',
    '-1/1m',
    '1.5/1m',
    '1e3/1m',
    ' 60/1m',
    '60/1m\n',
    '60/1m ',
  ]
  const impossible = [
    '60/0s',
    '60/500ms',
    '60/1500ms',
    '60/25d',
    '60/4w',
    '1000000001/1m',
    '60/1m/1m',
    '∞/1m',
  ]
  for (const text of [...others, ...impossible]) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.equal(parseRate(text), undefined)
      assert.throws(() => toRateNumbers(text as Rate), DeclarationError)
    })
  }

  it('is read as it is written', () => {
    const count = fc.integer({ min: 1, max: 1_000_000_000 })
    const seconds = fc.integer({ min: 1, max: 24 * 86_400 })
    fc.assert(
      fc.property(count, seconds, (most, length) => {
        assert.deepEqual(parseRate(`${most}/${length}s`), { count: most, milliseconds: length * 1000 })
      }),
    )
  })

  it('is nothing but a rate, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const numbers = parseRate(text)
        assert.ok(numbers === undefined || /^\d+\/[\d.]+(?:ms|s|m|h|d|w)$/.test(text))
      }),
    )
  })
})
