import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { InvalidValue } from '../../../src/declaration/schema/kind.ts'
import { field } from '../../../src/declaration/schema/field.ts'
import { kindOf } from '../../../src/declaration/schema/kinds.ts'
import { createReader, describeKind, ordered } from './kind-table.ts'

const notText: readonly (readonly [unknown, string])[] = [null, 0, 1_767_225_600_000, true, [], {}].map(
  (sent) => [sent, 'wrong_type'] as const,
)

const moments: readonly (readonly [sent: string, kept: string])[] = [
  ['2026-03-01T09:30:00Z', '2026-03-01T09:30:00.000Z'],
  ['2026-03-01T09:30:00.5Z', '2026-03-01T09:30:00.500Z'],
  ['2026-03-01T09:30:00.123999Z', '2026-03-01T09:30:00.123Z'],
  ['2026-03-01t09:30:00z', '2026-03-01T09:30:00.000Z'],
  ['2026-03-01T09:30:00+01:00', '2026-03-01T08:30:00.000Z'],
  ['2026-03-01T00:30:00+01:00', '2026-02-28T23:30:00.000Z'],
  ['2026-03-01T09:30:00-00:00', '2026-03-01T09:30:00.000Z'],
  ['2026-03-01T09:30:00+14:00', '2026-02-28T19:30:00.000Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
]
const notMoments = [
  '',
  '2026',
  '2026-03-01',
  '2026-03-01T09:30Z',
  '2026-03-01T09:30:00',
  '2026-03-01 09:30:00',
  '2026-3-1T9:30:00Z',
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-00-10T00:00:00Z',
  '2026-03-00T00:00:00Z',
  '2026-03-01T24:00:00Z',
  '2026-03-01T09:60:00Z',
  '2026-03-01T09:30:00+0100',
  '2026-03-01T09:30:00+25:00',
  '2026-03-01T09:30:00+01:60',
  '2026-03-01T09:30:00.Z',
  '+002026-03-01T09:30:00Z',
  '٢٠٢٦-03-01T09:30:00Z',
  '2026-03-01T09:30:00Z\u0000',
  '2026-03-01T09:30:00Z ',
  'Sun, 01 Mar 2026 09:30:00 GMT',
  'tomorrow',
]

describeKind('timestamp', field.timestamp(), {
  column: 'timestamp',
  operators: ordered,
  schema: { type: 'string', format: 'date-time', maxLength: 64 },
  taken: moments,
  refused: [
    ...notText,
    ...notMoments.map((sent) => [sent, 'wrong_form'] as const),
    // Well-formed, but no millisecond of the years 1 to 9999.
    ['2016-12-31T23:59:60Z', 'invalid_timestamp'],
    ['0000-12-31T23:59:59Z', 'invalid_timestamp'],
    ['0001-01-01T00:00:00+01:00', 'invalid_timestamp'],
    ['9999-12-31T23:59:59-01:00', 'invalid_timestamp'],
    [`2026-03-01T09:30:00.${'1'.repeat(60)}Z`, 'too_long'],
  ],
  parsed: [...moments, ['2026-03-01T09:30:00 01:00', '2026-03-01T08:30:00.000Z']],
  unparsed: [...notMoments, '2016-12-31T23:59:60Z', '2026-03-01T09:30:00  01:00', '2026-03-01 09:30:00Z'].map(
    (text) => [text, 'invalid_timestamp'] as const,
  ),
})

const days = ['0001-01-01', '2024-02-29', '2000-02-29', '9999-12-31'].map((day) => [day, day] as const)
const notDays = [
  '',
  '2026',
  '2026-3-1',
  '2026-02-29',
  '1900-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-00-01',
  '2026-01-00',
  '2026-01-01T00:00:00Z',
  '20260101',
  ' 2026-01-01',
  '2026-01-01\n',
  '-2026-01-01',
  '٢٠٢٦-01-01',
]

describeKind('date', field.date(), {
  column: 'date',
  operators: ordered,
  schema: { type: 'string', format: 'date' },
  taken: days,
  refused: [
    ...notText,
    ...notDays.map((sent) => [sent, 'wrong_form'] as const),
    ['0000-01-01', 'invalid_date'],
  ],
  parsed: days,
  unparsed: [...notDays, '0000-01-01'].map((text) => [text, 'invalid_date'] as const),
})

const lengths: readonly (readonly [sent: string, kept: string])[] = [
  ['PT0S', 'PT0S'],
  ['-PT0S', 'PT0S'],
  ['PT90S', 'PT90S'],
  ['PT1M30S', 'PT90S'],
  ['PT1H', 'PT3600S'],
  ['P1D', 'PT86400S'],
  ['P1W', 'PT604800S'],
  ['P1DT12H', 'PT129600S'],
  ['PT1.5S', 'PT1.5S'],
  ['PT0.001S', 'PT0.001S'],
  ['PT007S', 'PT7S'],
  ['-PT1.25S', '-PT1.25S'],
  ['PT9007199254740.991S', 'PT9007199254740.991S'],
]
const notLengths = [
  '',
  'P',
  'PT',
  'P1DT',
  '1h',
  'PT1',
  'PT1S1M',
  'pt1s',
  'PT1H ',
  'PT-1S',
  'PT1,5S',
  'PT.5S',
  'PT1.S',
]

describeKind('duration', field.duration(), {
  column: 'duration',
  operators: ordered,
  collation: 'duration',
  schema: { type: 'string', maxLength: 64, description: 'Weeks to seconds (ISO 8601), such as PT1H30M.' },
  shown: { type: 'string', pattern: '^-?PT\\d+(?:\\.\\d{1,3})?S$' },
  taken: lengths,
  refused: [
    ...notText,
    ...notLengths.map((sent) => [sent, 'invalid_duration'] as const),
    ['P1Y', 'invalid_duration'],
    ['P1M', 'invalid_duration'],
    [`PT${'9'.repeat(17)}S`, 'invalid_duration'],
    [`PT${'9'.repeat(65)}S`, 'too_long'],
  ],
  parsed: lengths,
  unparsed: [...notLengths, 'P1Y', 'P1M', `PT${'9'.repeat(300)}S`].map(
    (text) => [text, 'invalid_duration'] as const,
  ),
})

describe('any moment', () => {
  const time = fc.date({
    min: new Date('0001-01-02T00:00:00Z'),
    max: new Date('9999-12-30T00:00:00Z'),
    noInvalidDate: true,
  })
  const read = createReader(field.timestamp())
  const { definition } = field.timestamp()

  it('is kept as the same moment, whatever its offset', () => {
    const offset = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 })
    fc.assert(
      fc.property(time, offset, (moment, minutes) => {
        const local = new Date(moment.getTime() + minutes * 60_000).toISOString().slice(0, -1)
        const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0')
        const text = `${local}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
        fc.pre(/^\d{4}-/.test(text) && !text.startsWith('0000'))
        assert.equal(read(text), moment.toISOString())
        assert.equal(kindOf(definition).parse(text, definition), moment.toISOString())
      }),
    )
  })
  it('is ordered by its text', () => {
    fc.assert(
      fc.property(time, time, (left, right) => {
        const [before, after] = [String(read(left.toISOString())), String(read(right.toISOString()))]
        assert.equal(before < after, left.getTime() < right.getTime())
      }),
    )
  })
})

describe('any text as a time', () => {
  const parts = fc.array(
    fc.oneof(
      fc.constantFrom('-', ':', 'T', 'Z', '.', '+', 'P', 'S', 'M', 'W', ' '),
      fc.stringMatching(/^\d{1,4}$/),
    ),
    { maxLength: 14 },
  )
  for (const kind of [field.timestamp(), field.date(), field.duration()]) {
    it(`is refused, or kept in one form: ${kind.definition.kind}`, () => {
      const read = createReader(kind)
      fc.assert(
        fc.property(parts, (list) => {
          const kept = read(list.join(''))
          if (!(kept instanceof InvalidValue)) assert.equal(read(kept), kept)
        }),
      )
    })
  }
})
