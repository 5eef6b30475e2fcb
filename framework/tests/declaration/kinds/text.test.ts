import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { InvalidValue } from '../../../src/declaration/schema/kind.ts'
import { field } from '../../../src/declaration/schema/field.ts'
import { createReader, describeKind, equality, textual } from './kind-table.ts'

const notText: readonly (readonly [unknown, string])[] = [
  [null, 'wrong_type'],
  [5, 'wrong_type'],
  [true, 'wrong_type'],
  [['a'], 'wrong_type'],
  [{}, 'wrong_type'],
]

const controls: readonly (readonly [string, string])[] = [
  ['a\u0000b', 'control_character'],
  ['\u001b[31m', 'control_character'],
  ['\u007f', 'control_character'],
  ['\u0085', 'control_character'],
  ['a\u2028b', 'control_character'],
  ['a\u2029b', 'control_character'],
  ['\ud800', 'control_character'],
  ['\udc00\ud800', 'control_character'],
]

describeKind('text', field.text(), {
  column: 'text',
  operators: textual,
  schema: { type: 'string', maxLength: 10_000 },
  taken: [
    ['', ''],
    [' a ', ' a '],
    ['__proto__', '__proto__'],
    ['null', 'null'],
    ["'; DROP TABLE todos; --", "'; DROP TABLE todos; --"],
    ['e\u0301', 'é'],
    ['\u212b', 'Å'],
    ['😀'.repeat(10_000), '😀'.repeat(10_000)],
    ['\u200b\u200d\ufeff\u202e', '\u200b\u200d\ufeff\u202e'],
    ['\ufb01', '\ufb01'],
  ],
  refused: [
    ...notText,
    ...controls,
    ['a\nb', 'control_character'],
    ['a\tb', 'control_character'],
    ['a'.repeat(10_001), 'too_long'],
    // Grows as it is composed: one character becomes two.
    ['\u0958'.repeat(10_000), 'too_long'],
  ],
  parsed: [
    ['', ''],
    ['a b', 'a b'],
    ['e\u0301', 'é'],
    ['%00', '%00'],
  ],
  unparsed: [
    ['a\u0000', 'control_character'],
    ['a\nb', 'control_character'],
    ['\ud83d', 'control_character'],
  ],
})

describeKind('text of at least three characters', field.text().min(3), {
  column: 'text',
  operators: textual,
  schema: { type: 'string', minLength: 3, maxLength: 10_000 },
  taken: [['e\u0301e\u0301e\u0301', 'ééé']],
  // Shrinks as it is composed: four characters become two.
  refused: [['e\u0301e\u0301', 'too_short']],
  parsed: [['e\u0301', 'é']],
})

describeKind('text of several lines', field.text().multiline(), {
  column: 'text',
  operators: textual,
  schema: { type: 'string', maxLength: 10_000 },
  taken: [
    ['a\nb', 'a\nb'],
    ['a\r\nb\tc', 'a\r\nb\tc'],
  ],
  refused: [...controls, ['a\u000bb', 'control_character'], ['a\fb', 'control_character']],
})

describeKind(
  'text of a length and a form',
  field
    .text()
    .min(2)
    .max(3)
    .pattern(/[a-zé😀]+/u),
  {
    column: 'text',
    operators: textual,
    schema: { type: 'string', minLength: 2, maxLength: 3, pattern: '^(?:[a-zé😀]+)$' },
    taken: [
      ['ab', 'ab'],
      ['😀😀😀', '😀😀😀'],
      ['abé', 'abé'],
    ],
    refused: [
      ['a', 'too_short'],
      ['😀', 'too_short'],
      ['abcd', 'too_long'],
      ['aB', 'wrong_form'],
      ['a\nb', 'wrong_form'],
      ['A', 'too_short,wrong_form'],
      [5, 'wrong_type'],
    ],
  },
)

describeKind('text with an anchored pattern', field.text().pattern(/^\d+$/), {
  column: 'text',
  operators: textual,
  schema: { type: 'string', maxLength: 10_000, pattern: '^\\d+$' },
  taken: [['12', '12']],
  refused: [
    ['12\n', 'wrong_form'],
    ['a12', 'wrong_form'],
  ],
})

describeKind('text with alternatives at its ends', field.text().pattern(/^a|b$/), {
  column: 'text',
  operators: textual,
  schema: { type: 'string', maxLength: 10_000, pattern: '^(?:^a|b$)$' },
  taken: [
    ['a', 'a'],
    ['b', 'b'],
  ],
  refused: [
    ['ax', 'wrong_form'],
    ['xb', 'wrong_form'],
  ],
})

describeKind('text without case', field.text().ignoreCase(), {
  column: 'text',
  operators: textual,
  collation: 'nocase',
  schema: { type: 'string', maxLength: 10_000 },
  taken: [['Ada', 'Ada']],
})

describeKind('optional text', field.text().min(1).optional(), {
  column: 'text',
  operators: textual,
  schema: { type: 'string', minLength: 1, maxLength: 10_000 },
  refused: [
    ['', 'too_short'],
    [5, 'wrong_type'],
  ],
})

it('an optional field takes null', () =>
  assert.equal(createReader(field.text().min(1).optional())(null), null))

describeKind('email', field.email(), {
  column: 'text',
  operators: textual,
  collation: 'nocase',
  schema: { type: 'string', format: 'email', maxLength: 254 },
  taken: [
    ['ada@example.org', 'ada@example.org'],
    ['Ada.L+x@Example.ORG', 'Ada.L+x@Example.ORG'],
    ['a@b', 'a@b'],
    ["o'neil@x.y", "o'neil@x.y"],
    [`${'a'.repeat(252)}@b`, `${'a'.repeat(252)}@b`],
  ],
  refused: [
    ...notText,
    ...['', 'ada', '@', 'ada@', '@example.org', 'a@b@c', 'a b@c', 'a@b c', '<a@b>', 'a@b,c@d'].map(
      (sent) => [sent, 'wrong_form'] as const,
    ),
    ...['a@b..c', 'a@.b', 'a@b.', 'a@b\r\nBcc: c@d', 'jürgen@exämple.de', 'a@b\u0000'].map(
      (sent) => [sent, 'wrong_form'] as const,
    ),
    [`${'a'.repeat(253)}@b`, 'too_long'],
  ],
})

describeKind('url', field.url(), {
  column: 'text',
  operators: textual,
  schema: { type: 'string', format: 'uri', maxLength: 2048 },
  taken: [
    ['http://a', 'http://a'],
    ['https://example.org:8080/a?b=c#d', 'https://example.org:8080/a?b=c#d'],
    ['HTTPS://EXAMPLE.ORG', 'HTTPS://EXAMPLE.ORG'],
    ['https://[::1]/', 'https://[::1]/'],
    ['https://user@example.org/%20', 'https://user@example.org/%20'],
  ],
  refused: [
    ...notText,
    ...[
      '',
      'example.org',
      '/path',
      '//example.org',
      ' http://a',
      'http://a b',
      'https://[::1',
      'http://a\u0000',
    ].map((sent) => [sent, 'wrong_form'] as const),
    ...['https:\\\\example.org', 'https://exämple.org'].map((sent) => [sent, 'wrong_form'] as const),
    ...['ftp://example.org', 'javascript:alert(1)', 'data:text/html,x', 'mailto:a@b', 'urn:uuid:1'].map(
      (sent) => [sent, 'invalid_url'] as const,
    ),
    ...['http:example.org', 'http:///path', 'http://', 'http://?x', 'https://a:99999'].map(
      (sent) => [sent, 'invalid_url'] as const,
    ),
    [`http://a/${'b'.repeat(2040)}`, 'too_long'],
  ],
})

describeKind('choice', field.choice('open', 'in progress', 'done'), {
  column: 'text',
  operators: equality,
  schema: { type: 'string', enum: ['open', 'in progress', 'done'] },
  taken: [
    ['open', 'open'],
    ['in progress', 'in progress'],
  ],
  refused: [
    ['Open', 'not_a_choice'],
    ['', 'not_a_choice'],
    ['open ', 'not_a_choice'],
    ['toString', 'not_a_choice'],
    [null, 'wrong_type,not_a_choice'],
    [0, 'wrong_type,not_a_choice'],
    [['open'], 'wrong_type,not_a_choice'],
  ],
  parsed: [['done', 'done']],
  unparsed: [
    ['Done', 'invalid_choice'],
    ['', 'invalid_choice'],
    ['constructor', 'invalid_choice'],
  ],
})

describeKind('secret', field.secret(), {
  column: 'text',
  operators: [],
  sortable: false,
  schema: { type: 'string', format: 'password', minLength: 10, maxLength: 1024 },
  taken: [
    ['0123456789', '0123456789'],
    [' space and \ttab ', ' space and \ttab '],
    ['pa\u0000ssword…', 'pa\u0000ssword…'],
    ['e\u0301'.repeat(10), 'é'.repeat(10)],
  ],
  refused: [...notText, ['123456789', 'too_short'], ['a'.repeat(1025), 'too_long']],
})

describeKind('secret of a length of its own', field.secret().min(4).max(6), {
  column: 'text',
  operators: [],
  sortable: false,
  schema: { type: 'string', format: 'password', minLength: 4, maxLength: 6 },
  taken: [['1234', '1234']],
  refused: [
    ['123', 'too_short'],
    ['1234567', 'too_long'],
  ],
})

describe('any text', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 20 })
  const kinds = [field.text(), field.text().multiline(), field.email(), field.url(), field.text().max(5)]

  it('is refused, or kept in NFC and then taken again', () => {
    for (const read of kinds.map(createReader)) {
      fc.assert(
        fc.property(anything, (sent) => {
          const kept = read(sent)
          if (kept instanceof InvalidValue) return
          assert.equal(kept, sent.normalize('NFC'))
          assert.equal(read(kept), kept)
        }),
      )
    }
  })
  it('is never longer than the greatest length', () => {
    const read = createReader(field.text().max(5))
    const growing = fc.string({ unit: fc.constantFrom('\u0958', 'a', 'e\u0301', '😀'), maxLength: 8 })
    fc.assert(
      fc.property(growing, (sent) => {
        const kept = read(sent)
        assert.ok(kept instanceof InvalidValue || [...String(kept)].length <= 5)
      }),
    )
  })
})
