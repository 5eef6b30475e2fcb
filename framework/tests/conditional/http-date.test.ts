import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { parseHttpDate, toHttpDate } from '../../src/protocol/conditional/http-date.ts'

const now = Date.parse('2026-03-01T00:00:00Z')
const nineties = Date.parse('1994-11-06T08:49:37Z')

describe('HTTP dates', () => {
  const rows: readonly [title: string, text: string, expected: number | undefined][] = [
    ['the preferred form', 'Sun, 06 Nov 1994 08:49:37 GMT', nineties],
    ['the form of RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT', nineties],
    ['the form of asctime', 'Sun Nov  6 08:49:37 1994', nineties],
    ['asctime with a day of two digits', 'Wed Nov 16 08:49:37 1994', Date.parse('1994-11-16T08:49:37Z')],
    ['two digits up to 50 years ahead', 'Sunday, 01-Jan-76 00:00:00 GMT', Date.parse('2076-01-01T00:00:00Z')],
    [
      'two digits further ahead are past',
      'Sunday, 01-Jan-77 00:00:00 GMT',
      Date.parse('1977-01-01T00:00:00Z'),
    ],
    ['a leap second', 'Sat, 31 Dec 2016 23:59:60 GMT', Date.parse('2017-01-01T00:00:00Z')],
    ['a year before 100', 'Sun, 06 Nov 0050 00:00:00 GMT', Date.parse('0050-11-06T00:00:00Z')],
    ['another zone', 'Sun, 06 Nov 1994 08:49:37 CET', undefined],
    ['a day the month lacks', 'Wed, 30 Feb 1994 08:49:37 GMT', undefined],
    ['an hour the day lacks', 'Sun, 06 Nov 1994 24:00:00 GMT', undefined],
    ['lower case', 'sun, 06 nov 1994 08:49:37 gmt', undefined],
    ['RFC 3339', '1994-11-06T08:49:37Z', undefined],
    ['nothing', '', undefined],
  ]
  for (const [title, text, expected] of rows)
    it(title, () => assert.equal(parseHttpDate(text, now), expected))

  it('are parsed back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }), (seconds) => {
        assert.equal(parseHttpDate(toHttpDate(seconds * 1000), now), seconds * 1000)
      }),
    )
  })
})
