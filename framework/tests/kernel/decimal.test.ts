import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { writeDecimal } from '../../src/kernel/values/decimal.ts'

describe('a decimal', () => {
  const written: readonly (readonly [units: bigint | number, scale: number, text: string])[] = [
    [0, 2, '0.00'],
    [5, 2, '0.05'],
    [-5, 2, '-0.05'],
    [50n, 2, '0.50'],
    [100, 2, '1.00'],
    [-12345n, 3, '-12.345'],
    [7, 0, '7'],
    [-7n, 0, '-7'],
    [9_223_372_036_854_775_807n, 4, '922337203685477.5807'],
  ]
  for (const [units, scale, text] of written)
    it(`of ${units} units and ${scale} places is ${text}`, () =>
      assert.equal(writeDecimal(units, scale), text))
})
