import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { field, type AnyField } from '../../../src/declaration/schema/field.ts'
import { declare, foundOf, toFaults, type FaultRow } from './faults.ts'

const one = (declared: AnyField, name = 'value') => declare({ fields: { [name]: declared } })
const users = declare({}, 'users')
const run = (): never => undefined as never

const swapped = ['has a min greater than its max', 'swap them, or set both'] as const
const size = ['has a length that is no whole number from 0 up', 'choose a whole number'] as const
const bound = (value: string) =>
  [`has the bound ${value}, which is no value of it`, 'choose a value the field could have'] as const
const badDefault = [
  'has a default it would refuse itself',
  'choose a default that fulfils the constraints',
] as const
const badExample = [
  'has an example it would refuse itself',
  'choose an example that fulfils the constraints',
] as const
const element = (modifier: string) =>
  [`has elements that are ${modifier}, which only a whole field can be`, 'say it of the list'] as const

const refused: readonly (readonly [title: string, declared: AnyField, message: string, remedy: string])[] = [
  ['an integer with swapped bounds', field.integer().min(5).max(3), ...swapped],
  ['a number with swapped bounds', field.number().min(0.2).max(0.1), ...swapped],
  ['text with swapped lengths', field.text().min(5).max(3), ...swapped],
  ['text at least as long as no text may be', field.text().min(10_001), ...swapped],
  ['a URL at least as long as no URL may be', field.url().min(2049), ...swapped],
  ['an e-mail address longer than any may be', field.email().min(255), ...swapped],
  ['a secret that may not be as long as it must', field.secret().max(9), ...swapped],
  ['a list with more elements than it may have', field.list(field.text()).min(101), ...swapped],
  ['a decimal with swapped bounds', field.decimal().min('10').max('9.99'), ...swapped],
  ['negative decimals with swapped bounds', field.decimal().min('-1').max('-2'), ...swapped],
  ['a negative length', field.text().max(-1), ...size],
  ['half a character', field.text().min(1.5), ...size],
  ['a length that is no number', field.text().min(Number.NaN), ...size],
  ['a boundless length', field.text().max(Number.POSITIVE_INFINITY), ...size],
  ['half an element', field.list(field.text()).max(0.5), ...size],
  ['half a byte', field.bytes().max(0.5), ...size],
  ['a bound that is no number', field.integer().min(Number.NaN), ...bound('NaN')],
  ['a bound without end', field.number().max(Number.POSITIVE_INFINITY), ...bound('Infinity')],
  ['half an integer', field.integer().min(0.5), ...bound('0.5')],
  ['an integer beyond what is exact', field.integer().max(2 ** 53), ...bound('9007199254740992')],
  ['a decimal’s bound that is no decimal', field.decimal().min('abc'), ...bound('abc')],
  ['a decimal’s bound with more places', field.decimal().max('9.999'), ...bound('9.999')],
  ['a decimal’s bound with an exponent', field.decimal().max('1e3'), ...bound('1e3')],
  ['the same choice twice', field.choice('open', 'done', 'open'), 'has the same choice twice', 'remove one'],
  ...[
    { precision: 0 },
    { precision: 19 },
    { scale: -1 },
    { precision: 4, scale: 5 },
    { scale: 0.5 },
    { precision: 2.5 },
  ].map(
    (options) =>
      [
        `a decimal of ${JSON.stringify(options)}`,
        field.decimal(options),
        'has a precision or scale out of range',
        'choose a precision of 1 to 18 and a scale of 0 to the precision',
      ] as const,
  ),
  [
    'a pattern that is none with the u flag',
    field.text().pattern(new RegExp('\\-')),
    'has a pattern that is no regular expression with the u flag',
    'escape what needs escaping',
  ],
  ...['i', 's', 'm', 'v', 'g', 'y'].map(
    (flag) =>
      [
        `a pattern with the flag ${flag}`,
        field.text().pattern(new RegExp('a', flag)),
        `has a pattern with the flag ${flag}, which JSON Schema does not have`,
        'write the expression without it',
      ] as const,
  ),
  ['a default of another type', field.integer().default('1' as never), ...badDefault],
  ['a default with a fraction', field.integer().default(1.5), ...badDefault],
  ['a default below the least', field.integer().min(1).default(0), ...badDefault],
  ['a default above the greatest', field.number().max(1).default(1.1), ...badDefault],
  ['a default that is no number', field.number().default(Number.NaN), ...badDefault],
  ['a default too short', field.text().min(3).default('ab'), ...badDefault],
  ['a default too long', field.text().max(3).default('😀😀😀😀'), ...badDefault],
  ['a default that does not match', field.text().pattern(/a+/).default('ab'), ...badDefault],
  ['a default with control characters', field.text().default('a\u0000'), ...badDefault],
  ['a default that is no choice', field.choice('a', 'b').default('c' as never), ...badDefault],
  ['a default of truth as text', field.boolean().default('true' as never), ...badDefault],
  ['a default that is no moment', field.timestamp().default('2026-02-30T00:00:00Z'), ...badDefault],
  ['a default that is no day', field.date().default('2026-13-01'), ...badDefault],
  ['a default that is no duration', field.duration().default('P1M'), ...badDefault],
  ['a default that is no UUID', field.uuid().default('1'), ...badDefault],
  ['a default that is no address', field.url().default('ftp://x'), ...badDefault],
  ['a default with too many places', field.decimal().default('0.001'), ...badDefault],
  ['a default below the least decimal', field.decimal().min('1').default('0.99'), ...badDefault],
  ['a default with too many elements', field.list(field.text()).max(1).default(['a', 'b']), ...badDefault],
  ['a default with a wrong element', field.list(field.integer()).default(['a' as never]), ...badDefault],
  ['a default of nothing where something must be', field.text().default(null as never), ...badDefault],
  ['an example of another type', field.integer().example('1' as never), ...badExample],
  ['an example too long', field.text().max(3).example('abcd'), ...badExample],
  ['an example that is no moment', field.timestamp().example('yesterday'), ...badExample],
  [
    'a secret nobody can write',
    field.secret().readOnly(),
    'is a secret nobody can write',
    'remove .readOnly()',
  ],
  ['optional elements', field.list(field.text().optional()), ...element('optional')],
  ['elements with a default', field.list(field.text().default('x')), ...element('given a default')],
  ['elements that are read-only', field.list(field.text().readOnly()), ...element('read-only')],
  ['elements that are write-only', field.list(field.text().writeOnly()), ...element('write-only')],
  ['secret elements', field.list(field.secret()), ...element('write-only')],
  ['unique elements', field.list(field.text().unique()), ...element('unique')],
  ['elements with swapped lengths', field.list(field.text().min(2).max(1)), ...swapped],
]

describe('fields that are refused at start', () => {
  for (const [title, declared, message, remedy] of refused) {
    const row: FaultRow = [title, one(declared), ['todos.fields.value', message, remedy]]
    it(title, () => assert.deepEqual(foundOf(row), toFaults(row)))
  }

  const rows: readonly FaultRow[] = [
    [
      'a reference whose name does not end in Id',
      [one(field.reference('users'), 'author'), users],
      ['todos.fields.author', 'is a reference whose name does not end in Id', 'name it authorId'],
    ],
    [
      'a reference whose name ends in another way',
      [one(field.reference('users'), 'userid'), users],
      ['todos.fields.userid', 'is a reference whose name does not end in Id', 'name it useridId'],
    ],
    [
      'a reference emptied that must have a value',
      [one(field.reference('users', { onDelete: 'setNull' }), 'authorId'), users],
      [
        'todos.fields.authorId',
        'is emptied when the other row is deleted, but must have a value',
        'add .optional(), or choose another onDelete',
      ],
    ],
    ['a transient field', one(field.text().min(3).max(2).transient()), ['todos.fields.value', ...swapped]],
    [
      'a field of an action’s input',
      declare().action('move', { input: { to: field.text().min(3).max(2) }, run }),
      ['todos.actions.move.input.to', ...swapped],
    ],
    [
      'a field of an action’s output',
      declare().action('move', { output: { to: field.integer().example('x' as never) }, run }),
      ['todos.actions.move.output.to', ...badExample],
    ],
    [
      'a computed property',
      declare().computed('shout', field.text().example(5 as never), run),
      ['todos.computed.shout', ...badExample],
    ],
  ]
  for (const row of rows) it(row[0], () => assert.deepEqual(foundOf(row), toFaults(row)))
})

describe('fields that are taken', () => {
  const taken: readonly (readonly [title: string, declared: AnyField])[] = [
    ['bounds that meet', field.integer().min(3).max(3).default(3).example(3)],
    ['a length of zero', field.text().max(0).default('')],
    ['negative bounds', field.number().min(-2.5).max(-1).default(-1.5)],
    ['decimals whose text is not their order', field.decimal().min('9').max('10').default('9.50')],
    ['a decimal’s default as people write it', field.decimal().default('9.5')],
    ['a text measured in characters', field.text().max(3).default('😀😀😀')],
    ['a default that matches as a whole', field.text().pattern(/a|bc/).default('bc')],
    [
      'a pattern of Unicode properties',
      field
        .text()
        .pattern(/\p{Lu}+/u)
        .default('ÄÖ'),
    ],
    ['a default of nothing where that may be', field.text().min(1).optional().default(null)],
    [
      'a default that is made',
      field
        .integer()
        .max(0)
        .default(() => 1),
    ],
    ['a default in any offset', field.timestamp().default('2026-01-01T00:00:00+01:00')],
    ['an empty list', field.list(field.text().min(1)).default([])],
    ['a list of lists', field.list(field.list(field.integer().max(3))).default([[1], []])],
    [
      'any JSON',
      field
        .json({ type: 'object' })
        .default({ a: [null] })
        .example('text'),
    ],
    ['bytes', field.bytes().max(2).default('AAE=')],
    ['an emptied reference', field.reference('users', { onDelete: 'setNull' }).optional()],
  ]
  for (const [title, declared] of taken) {
    const name = declared.definition.kind === 'reference' ? 'userId' : 'value'
    it(title, () => assert.deepEqual(foundOf([title, [one(declared, name), users]]), []))
  }
})
