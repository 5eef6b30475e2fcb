import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  always,
  and,
  compare,
  never,
  not,
  or,
  some,
  type Condition,
} from '../../../src/declaration/condition/condition.ts'
import { matches } from '../../../src/declaration/condition/matches.ts'

type Row = readonly [title: string, condition: Condition, actual: unknown, expected: boolean]

/** The row has one field, `x`. */
const table = (title: string, rows: readonly Row[]) =>
  describe(title, () => {
    for (const [name, condition, actual, expected] of rows) {
      it(name, () => assert.equal(matches(condition, { x: actual }), expected))
      // `not` turns round what is false for want of a value as well.
      it(`${name}, turned round`, () => assert.equal(matches(not(condition), { x: actual }), !expected))
    }
  })

table('numbers', [
  ['equal', compare('x', 'eq', 5), 5, true],
  ['not equal', compare('x', 'ne', 5), 5, false],
  ['zero equals its negative', compare('x', 'eq', -0), 0, true],
  ['less', compare('x', 'lt', 10), 9, true],
  ['not less than itself', compare('x', 'lt', 9), 9, false],
  ['at most itself', compare('x', 'lte', 9), 9, true],
  ['greater', compare('x', 'gt', -10), -9, true],
  ['at least itself', compare('x', 'gte', 9), 9, true],
  ['nothing is equal to no number', compare('x', 'eq', Number.NaN), 0, false],
  ['everything differs from no number', compare('x', 'ne', Number.NaN), 0, true],
  ['everything is below infinity', compare('x', 'lt', Infinity), 1e300, true],
  ['a number as text is a number', compare('x', 'eq', '2'), 2, true],
  ['a text is no number', compare('x', 'eq', 'abc'), 0, false],
  ['a fraction lies between', compare('x', 'gt', 1.5), 2, true],
])

table('truth values', [
  ['true is true', compare('x', 'eq', true), true, true],
  ['false is not true', compare('x', 'eq', true), false, false],
  ['the word is no truth value', compare('x', 'eq', 'true'), true, false],
  ['in a list', compare('x', 'in', [false]), false, true],
])

table('text', [
  ['case counts', compare('x', 'eq', 'ada'), 'Ada', false],
  ['an empty text is a text', compare('x', 'eq', ''), '', true],
  ['capitals come first', compare('x', 'lt', 'a'), 'B', true],
  ['order is by code point', compare('x', 'lt', '😀'), '\ue000', true],
  ['a prefix comes before', compare('x', 'lt', 'ab'), 'a', true],
  ['spaces count', compare('x', 'eq', 'a'), 'a ', false],
  ['a number is no text', compare('x', 'eq', 5), '5', false],
  ['a truth value is no text', compare('x', 'eq', true), 'true', false],
  ['a number differs from any text', compare('x', 'ne', 5), '5', true],
  ['a text is not less than a number', compare('x', 'lt', 6), '5', false],
])

table('text without case', [
  ['ASCII letters are equal', compare('x', 'eq', 'ADA', 'nocase'), 'ada', true],
  ['other letters are not', compare('x', 'eq', 'É', 'nocase'), 'é', false],
  ['the Turkish dotted I is no i', compare('x', 'eq', 'İ', 'nocase'), 'i', false],
  ['the Kelvin sign is no k', compare('x', 'eq', '\u212a', 'nocase'), 'k', false],
  ['order is that of small letters', compare('x', 'lt', '_', 'nocase'), 'A', false],
  ['in a list', compare('x', 'in', ['BOB', 'ADA'], 'nocase'), 'ada', true],
  ['between', compare('x', 'between', ['A', 'b'], 'nocase'), 'B', true],
])

table('parts of text', [
  ['contains', compare('x', 'contains', 'bc'), 'abcd', true],
  ['contains disregards ASCII case', compare('x', 'contains', 'BC'), 'abcd', true],
  ['contains regards other case', compare('x', 'contains', 'É'), 'é', false],
  ['anything contains nothing', compare('x', 'contains', ''), 'a', true],
  ['a percent sign is plain', compare('x', 'contains', '%'), 'abc', false],
  ['an underscore is plain', compare('x', 'startsWith', 'a_'), 'abc', false],
  ['a backslash is plain', compare('x', 'contains', '\\'), 'a\\b', true],
  ['starts with', compare('x', 'startsWith', 'AB'), 'abc', true],
  ['does not start with its end', compare('x', 'startsWith', 'c'), 'abc', false],
  ['ends with', compare('x', 'endsWith', 'C'), 'abc', true],
  ['does not end with its start', compare('x', 'endsWith', 'a'), 'abc', false],
  ['half a character is none', compare('x', 'contains', '😀'), '😁', false],
])

table('decimals by quantity', [
  ['equal however written', compare('x', 'eq', '9', 'decimal'), '9.00', true],
  ['nine is less than ten', compare('x', 'lt', '10.00', 'decimal'), '9.00', true],
  ['minus ten is less than minus nine', compare('x', 'lt', '-9.00', 'decimal'), '-10.00', true],
  ['minus a half is below zero', compare('x', 'lt', '0', 'decimal'), '-0.50', true],
  [
    'beyond what doubles tell apart',
    compare('x', 'lt', '9999999999999999.99', 'decimal'),
    '9999999999999999.98',
    true,
  ],
  ['more places lie between', compare('x', 'lt', '9.001', 'decimal'), '9.00', true],
  ['a number is a quantity too', compare('x', 'eq', 9, 'decimal'), '9.00', true],
  ['what is no decimal equals none', compare('x', 'eq', 'abc', 'decimal'), '0.00', false],
  ['what is no decimal differs from all', compare('x', 'ne', 'abc', 'decimal'), '0.00', true],
  ['in a list', compare('x', 'in', ['abc', '9.0'], 'decimal'), '9.00', true],
  ['between', compare('x', 'between', ['-1', '10'], 'decimal'), '9.00', true],
])

table('durations by quantity', [
  ['equal however written', compare('x', 'eq', 'PT1M', 'duration'), 'PT60S', true],
  ['nine seconds are less than ten', compare('x', 'lt', 'PT10S', 'duration'), 'PT9S', true],
  ['below zero', compare('x', 'lt', 'PT0S', 'duration'), '-PT1S', true],
  ['what is no duration equals none', compare('x', 'eq', 'abc', 'duration'), 'PT0S', false],
])

table('lists', [
  ['in', compare('x', 'in', [1, 2]), 2, true],
  ['not in', compare('x', 'in', [1, 2]), 3, false],
  ['nothing is in an empty list', compare('x', 'in', []), 1, false],
  ['outside', compare('x', 'nin', [1, 2]), 3, true],
  ['not outside', compare('x', 'nin', [1, 2]), 1, false],
  ['everything is outside an empty list', compare('x', 'nin', []), 1, true],
  ['both ends are between', compare('x', 'between', [1, 1]), 1, true],
  ['nothing is between swapped ends', compare('x', 'between', [2, 1]), 1, false],
])

for (const absent of [null, undefined]) {
  table(`without a value (${absent})`, [
    ...(['eq', 'lt', 'lte', 'gt', 'gte', 'contains', 'startsWith', 'endsWith'] as const).map(
      (operator): Row => [`${operator} is false`, compare('x', operator, ''), absent, false],
    ),
    ['in is false', compare('x', 'in', [0]), absent, false],
    ['between is false', compare('x', 'between', ['', 'z']), absent, false],
    ['ne is true', compare('x', 'ne', ''), absent, true],
    ['nin is true', compare('x', 'nin', ['']), absent, true],
    ['null is true', compare('x', 'null', true), absent, true],
    ['not null is false', compare('x', 'null', false), absent, false],
  ])
}

table('with a value that is falsy', [
  ['zero is there', compare('x', 'null', true), 0, false],
  ['the empty text is there', compare('x', 'null', false), '', true],
  ['false is there', compare('x', 'null', true), false, false],
])

table('groups', [
  ['always', always, 1, true],
  ['all of several', and(compare('x', 'gt', 0), compare('x', 'lt', 2)), 1, true],
  ['not all of several', and(compare('x', 'gt', 0), compare('x', 'lt', 1)), 1, false],
  ['one of several', or(compare('x', 'eq', 0), compare('x', 'eq', 1)), 1, true],
  ['none of several', or(compare('x', 'eq', 0), compare('x', 'eq', 2)), 1, false],
  ['not one without a value', not(compare('x', 'eq', 0)), null, true],
  ['a group of nothing holds', { kind: 'and', of: [] }, 1, true],
  ['one of nothing does not', { kind: 'or', of: [] }, 1, false],
])

describe('related rows', () => {
  const related = (relation: string) => (relation === 'parts' ? [{ x: 1 }, { x: 2 }] : [])
  const rows: readonly (readonly [title: string, condition: Condition, expected: boolean])[] = [
    ['one is enough', some('parts', compare('x', 'eq', 2)), true],
    ['none is not', some('parts', compare('x', 'eq', 3)), false],
    ['without rows there is none', some('others', always), false],
    ['one that does not', some('parts', not(compare('x', 'eq', 1))), true],
  ]
  for (const [title, condition, expected] of rows) {
    it(title, () => assert.equal(matches(condition, {}, related), expected))
  }
  it('are none unless they are given', () => assert.equal(matches(some('parts', always), {}), false))
})

describe('conditions put together', () => {
  const [a, b, c] = [compare('a', 'eq', 1), compare('b', 'eq', 2), compare('c', 'eq', 3)]
  const rows: readonly (readonly [title: string, made: Condition, expected: Condition])[] = [
    ['all of nothing is always', and(), always],
    ['one of nothing is never', or(), never],
    ['one alone is itself', and(a), a],
    ['always adds nothing to all', and(always, a, always), a],
    ['never decides all', and(a, never, b), never],
    ['never adds nothing to one of', or(never, a), a],
    ['always decides one of', or(a, always), always],
    ['groups of a kind become one', and(and(a, b), c), { kind: 'and', of: [a, b, c] }],
    [
      'groups of two kinds stay apart',
      and(or(a, b), c),
      { kind: 'and', of: [{ kind: 'or', of: [a, b] }, c] },
    ],
    ['not twice is not at all', not(not(a)), a],
    ['not always is never', not(always), never],
    ['not never is always', not(never), always],
    ['some that never fulfil are none', some('parts', never), never],
    [
      'some that always fulfil must be there',
      some('parts', always),
      { kind: 'some', relation: 'parts', of: always },
    ],
  ]
  for (const [title, made, expected] of rows) it(title, () => assert.deepEqual(made, expected))
})
