import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import {
  isDuration,
  parseIsoDuration,
  toIsoDuration,
  toMilliseconds,
  type Duration,
} from '../../src/kernel/values/duration.ts'

describe('a configured duration', () => {
  const rows: readonly (readonly [Duration, number])[] = [
    ['0s', 0],
    ['500ms', 500],
    ['30s', 30_000],
    ['15m', 900_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
    ['1.5h', 5_400_000],
    ['0.1s', 100],
    ['1.1m', 66_000],
    ['4.35s', 4350],
    ['0.0001s', 0],
    ['007s', 7000],
  ]
  for (const [text, milliseconds] of rows) {
    it(`${text} is ${milliseconds} ms`, () => {
      assert.equal(toMilliseconds(text), milliseconds)
      assert.ok(isDuration(text))
    })
  }
  const wrong = [
    '',
    '5',
    's',
    '-5m',
    '+5m',
    '1e3m',
    '5 m',
    ' 5m',
    '5m ',
    '5M',
    '1h30m',
    '.5h',
    '5.h',
    'PT5M',
    '٥m',
    '1,5h',
    '5y',
    '5m\n',
    '0x10s',
    'Infinitys',
  ]
  for (const text of wrong) {
    it(`${JSON.stringify(text)} is none`, () => {
      assert.equal(isDuration(text), false)
      assert.throws(
        () => toMilliseconds(text as Duration),
        (error) => error instanceof DeclarationError && error.faults[0]?.message === 'is not a duration',
      )
    })
  }
  it('too long to be counted is none', () => {
    const text = `${'9'.repeat(400)}w`
    assert.equal(isDuration(text), false)
    assert.throws(() => toMilliseconds(text as Duration), DeclarationError)
  })
})

describe('a duration of the wire', () => {
  const rows: readonly (readonly [text: string, milliseconds: number, canonical: string])[] = [
    ['PT0S', 0, 'PT0S'],
    ['P0D', 0, 'PT0S'],
    ['-PT0S', 0, 'PT0S'],
    ['PT1S', 1000, 'PT1S'],
    ['PT1.5S', 1500, 'PT1.5S'],
    ['PT0.05S', 50, 'PT0.05S'],
    ['PT0.001S', 1, 'PT0.001S'],
    ['PT1M', 60_000, 'PT60S'],
    ['PT1H1M1S', 3_661_000, 'PT3661S'],
    ['P1DT1S', 86_401_000, 'PT86401S'],
    ['P1W', 604_800_000, 'PT604800S'],
    ['P1W1DT1H', 694_800_000, 'PT694800S'],
    ['-P1DT0.5S', -86_400_500, '-PT86400.5S'],
    ['PT100H', 360_000_000, 'PT360000S'],
    ['PT9007199254740.991S', Number.MAX_SAFE_INTEGER, 'PT9007199254740.991S'],
  ]
  for (const [text, milliseconds, canonical] of rows) {
    it(`${text} is ${milliseconds} ms`, () => {
      assert.equal(parseIsoDuration(text), milliseconds)
      assert.equal(toIsoDuration(milliseconds), canonical)
    })
  }
  const wrong = [
    '',
    'P',
    '-P',
    'PT',
    'P1',
    'P1Y',
    'P1M',
    'P1DT',
    'PT1',
    '1S',
    'T1S',
    'pt1s',
    'PT1S1M',
    'PT1M1H',
    'P1D1W',
    'PT1.S',
    'PT.5S',
    'PT1.5M',
    'PT1.0001S',
    'PT1,5S',
    '+PT1S',
    '--PT1S',
    'PT-1S',
    ' PT1S',
    'PT1S ',
    'PT1S\n',
    'PT٣S',
    'PT9007199254740.992S',
    `P${'9'.repeat(400)}D`,
  ]
  for (const text of wrong) {
    it(`${JSON.stringify(text).slice(0, 40)} is none`, () => assert.equal(parseIsoDuration(text), undefined))
  }

  it('is parsed from what it is rendered as', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (milliseconds) => {
        assert.equal(parseIsoDuration(toIsoDuration(milliseconds)), milliseconds + 0)
      }),
    )
  })
  it('has one form for one quantity', () => {
    const part = fc.nat({ max: 99 })
    fc.assert(
      fc.property(part, part, part, part, part, (weeks, days, hours, minutes, seconds) => {
        const text = `P${weeks}W${days}DT${hours}H${minutes}M${seconds}S`
        const whole = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds
        assert.equal(toIsoDuration(parseIsoDuration(text)!), `PT${whole}S`)
      }),
    )
  })
})
