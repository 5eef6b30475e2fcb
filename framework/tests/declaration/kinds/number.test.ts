import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { InvalidValue } from '../../../src/declaration/schema/kind.ts'
import { field } from '../../../src/declaration/schema/field.ts'
import { kindOf } from '../../../src/declaration/schema/kinds.ts'
import { createReader, describeKind, equality, ordered } from './kind-table.ts'

const greatest = Number.MAX_SAFE_INTEGER
const notNumber: readonly (readonly [unknown, string])[] = [
  [null, 'wrong_type'],
  ['1', 'wrong_type'],
  ['', 'wrong_type'],
  [true, 'wrong_type'],
  [[1], 'wrong_type'],
  [{ valueOf: 1 }, 'wrong_type'],
]

describeKind('integer', field.integer(), {
  column: 'integer',
  operators: ordered,
  schema: { type: 'integer', minimum: -greatest, maximum: greatest },
  taken: [
    [0, 0],
    [-0, 0],
    [-7, -7],
    [1e3, 1000],
    [greatest, greatest],
    [-greatest, -greatest],
  ],
  refused: [
    ...notNumber,
    [1.5, 'wrong_type'],
    [greatest + 1, 'too_large'],
    [-greatest - 1, 'too_small'],
    [1e308, 'too_large'],
    [Number.POSITIVE_INFINITY, 'wrong_type'],
  ],
  parsed: [
    ['0', 0],
    ['-0', 0],
    ['-12', -12],
    [String(greatest), greatest],
  ],
  unparsed: [
    '',
    ' ',
    ' 1',
    '1 ',
    '+1',
    '01',
    '-01',
    '1.0',
    '1e3',
    '0x10',
    '1_000',
    '١',
    'NaN',
    String(greatest + 1),
  ].map((text) => [text, 'invalid_integer'] as const),
})

describeKind('integer with bounds', field.integer().min(-1).max(3), {
  column: 'integer',
  operators: ordered,
  schema: { type: 'integer', minimum: -1, maximum: 3 },
  taken: [
    [-1, -1],
    [3, 3],
  ],
  refused: [
    [-2, 'too_small'],
    [4, 'too_large'],
  ],
  // A filter may ask for what no row can have.
  parsed: [['100', 100]],
})

describeKind('number', field.number(), {
  column: 'real',
  operators: ordered,
  schema: { type: 'number' },
  taken: [
    [0, 0],
    [-0, 0],
    [0.1 + 0.2, 0.30000000000000004],
    [5e-324, 5e-324],
    [Number.MAX_VALUE, Number.MAX_VALUE],
  ],
  refused: [...notNumber, [JSON.parse('1e999'), 'wrong_type'], [JSON.parse('-1e999'), 'wrong_type']],
  parsed: [
    ['0', 0],
    ['-0.0', 0],
    ['1.50', 1.5],
    ['1e3', 1000],
    ['1E-3', 0.001],
    ['-2.5e+2', -250],
    ['1e-999', 0],
  ],
  unparsed: [
    '',
    ' 1',
    '+1',
    '.5',
    '5.',
    '01',
    '1e',
    '0x1',
    'Infinity',
    '-Infinity',
    'NaN',
    '1e999',
    '1,5',
    '1 000',
  ].map((text) => [text, 'invalid_number'] as const),
})

describeKind('number with bounds', field.number().min(0).max(0.5), {
  column: 'real',
  operators: ordered,
  schema: { type: 'number', minimum: 0, maximum: 0.5 },
  taken: [
    [0.5, 0.5],
    [-0, 0],
  ],
  refused: [
    [-5e-324, 'too_small'],
    [0.5000000001, 'too_large'],
  ],
})

describeKind('boolean', field.boolean(), {
  column: 'boolean',
  operators: equality,
  schema: { type: 'boolean' },
  taken: [
    [true, true],
    [false, false],
  ],
  refused: [null, 0, 1, 'true', 'false', '', [], {}].map((sent) => [sent, 'wrong_type'] as const),
  parsed: [
    ['true', true],
    ['false', false],
  ],
  unparsed: ['', 'True', 'TRUE', '1', '0', 'yes', ' true', 'null'].map(
    (text) => [text, 'invalid_boolean'] as const,
  ),
})

const decimalTexts: readonly (readonly [text: string, kept: string])[] = [
  ['0', '0.00'],
  ['-0', '0.00'],
  ['-0.00', '0.00'],
  ['12.5', '12.50'],
  ['007.10', '7.10'],
  ['1.2300000', '1.23'],
  ['-0.01', '-0.01'],
  ['9999999999999999.99', '9999999999999999.99'],
  ['-9999999999999999.99', '-9999999999999999.99'],
]
const notDecimal: readonly (readonly [text: string, code: string])[] = [
  ...['', ' ', '1,5', '+1', '.5', '5.', '1e3', 'NaN', 'Infinity', '0x10', '١', '1 ', '--1', '-', '1\n'].map(
    (text) => [text, 'invalid_decimal'] as const,
  ),
  ['0.001', 'too_many_places'],
  ['1.999', 'too_many_places'],
  ['10000000000000000', 'too_large'],
  ['-10000000000000000.00', 'too_large'],
  ['9'.repeat(64), 'too_large'],
]

describeKind('decimal', field.decimal(), {
  column: 'decimal',
  operators: ordered,
  collation: 'decimal',
  schema: { type: ['string', 'number'], maxLength: 64 },
  shown: { type: 'string', pattern: '^-?\\d{1,16}\\.\\d{2}$' },
  taken: [
    ...decimalTexts,
    [0, '0.00'],
    [-0, '0.00'],
    [12.5, '12.50'],
    [1e3, '1000.00'],
    [1e-2, '0.01'],
    [123_456_789_012.34, '123456789012.34'],
    [`1.${'0'.repeat(62)}`, '1.00'],
  ],
  refused: [
    ...notDecimal,
    [null, 'wrong_type'],
    [true, 'wrong_type'],
    [['1'], 'wrong_type'],
    ['1'.repeat(65), 'too_long'],
    [`${'0'.repeat(64)}1`, 'too_long'],
    [0.1 + 0.2, 'inexact_number'],
    [2 ** 53, 'inexact_number'],
    [1_234_567_890_123_456, 'inexact_number'],
    [0.001, 'too_many_places'],
    [1e-7, 'too_many_places'],
    [1e20, 'too_large'],
    [1e21, 'too_large'],
    [1e300, 'too_large'],
    [5e-324, 'too_many_places'],
    [-1.5e-300, 'too_many_places'],
    [-1e300, 'too_large'],
  ],
  parsed: decimalTexts,
  unparsed: [...notDecimal, ['1'.repeat(400), 'too_large'], ['0'.repeat(1e6), 'invalid_decimal']],
})

describeKind('decimal without places', field.decimal({ precision: 3, scale: 0 }), {
  column: 'decimal',
  operators: ordered,
  collation: 'decimal',
  schema: { type: ['string', 'number'], maxLength: 64 },
  shown: { type: 'string', pattern: '^-?\\d{1,3}$' },
  taken: [
    ['999', '999'],
    ['1.0', '1'],
    [-5, '-5'],
  ],
  refused: [
    ['0.5', 'too_many_places'],
    ['1000', 'too_large'],
  ],
})

describeKind('decimal of places alone', field.decimal({ precision: 3, scale: 3 }), {
  column: 'decimal',
  operators: ordered,
  collation: 'decimal',
  schema: { type: ['string', 'number'], maxLength: 64 },
  shown: { type: 'string', pattern: '^-?\\d{1,1}\\.\\d{3}$' },
  taken: [
    ['0.5', '0.500'],
    ['0', '0.000'],
  ],
  refused: [['1', 'too_large']],
})

describeKind('decimal with bounds', field.decimal().min('-1.5').max('10'), {
  column: 'decimal',
  operators: ordered,
  collation: 'decimal',
  schema: { type: ['string', 'number'], maxLength: 64 },
  shown: { type: 'string', pattern: '^-?\\d{1,16}\\.\\d{2}$' },
  taken: [
    ['-1.5', '-1.50'],
    ['10.00', '10.00'],
    ['9', '9.00'],
    ['-0.5', '-0.50'],
  ],
  refused: [
    ['-1.51', 'too_small'],
    ['10.01', 'too_large'],
    ['100', 'too_large'],
    ['-2', 'too_small'],
  ],
})

describeKind('decimal as a number', field.decimal().asNumber(), {
  column: 'decimal',
  operators: ordered,
  collation: 'decimal',
  schema: { type: ['string', 'number'], maxLength: 64 },
  shown: { type: 'number' },
  taken: [
    [12.5, '12.50'],
    ['12.5', '12.50'],
  ],
})

describe('any number', () => {
  const numbers = fc.oneof(fc.integer(), fc.double(), fc.maxSafeInteger())

  it('is refused as an integer, or kept exactly', () => {
    const read = createReader(field.integer())
    fc.assert(
      fc.property(numbers, (sent) => {
        const kept = read(sent)
        assert.equal(kept instanceof InvalidValue, !Number.isSafeInteger(sent))
        if (!(kept instanceof InvalidValue)) assert.equal(kept, sent + 0)
      }),
    )
  })
  it('is parsed from what it is written as', () => {
    for (const { definition } of [field.integer(), field.number()]) {
      const { parse } = kindOf(definition)
      const sent =
        definition.kind === 'integer'
          ? fc.maxSafeInteger()
          : fc.double({ noNaN: true, noDefaultInfinity: true })
      fc.assert(fc.property(sent, (value) => assert.equal(parse(String(value), definition), value + 0)))
    }
  })
})

describe('any decimal', () => {
  const cents = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n })
  const write = (amount: bigint) => {
    const digits = String(amount < 0n ? -amount : amount).padStart(3, '0')
    return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
  }
  const { definition } = field.decimal()
  const { normalize, parse } = kindOf(definition)

  it('is kept to the last digit', () => {
    fc.assert(
      fc.property(cents, (amount) => {
        const text = write(amount)
        assert.equal(normalize(text, definition), text)
        assert.equal(parse(text, definition), text)
      }),
    )
  })
  it('is never rounded when it comes as a number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (sent) => {
        const kept = normalize(sent, definition)
        if (!(kept instanceof InvalidValue)) assert.equal(Number(kept), sent + 0)
      }),
    )
  })
  it('has bounds by quantity', () => {
    fc.assert(
      fc.property(cents, cents, (amount, least) => {
        const bounded = field.decimal().min(write(least)).definition
        const kept = normalize(write(amount), bounded)
        assert.equal(kept instanceof InvalidValue, amount < least)
      }),
    )
  })
})
