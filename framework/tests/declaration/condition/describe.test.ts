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
import { describeCondition } from '../../../src/declaration/condition/describe.ts'

const open = compare('state', 'eq', 'open')
const cheap = compare('price', 'lt', '5.00', 'decimal')

const rows: readonly (readonly [condition: Condition, words: string])[] = [
  [always, 'always'],
  [never, 'never'],
  [open, 'state is "open"'],
  [compare('size', 'ne', 3), 'size is not 3'],
  [cheap, 'price is less than "5.00"'],
  [compare('size', 'lte', 3), 'size is at most 3'],
  [compare('size', 'gt', 3), 'size is greater than 3'],
  [compare('size', 'gte', 3), 'size is at least 3'],
  [compare('isNew', 'eq', true), 'isNew is true'],
  [compare('state', 'in', ['open', 'done']), 'state is one of "open", "done"'],
  [compare('size', 'nin', [1, 2]), 'size is none of 1, 2'],
  [compare('size', 'between', [1, 2]), 'size is between 1 and 2'],
  [compare('dueAt', 'null', true), 'dueAt is empty'],
  [compare('dueAt', 'null', false), 'dueAt is not empty'],
  [compare('name', 'contains', 'say "no"'), 'name contains "say \\"no\\""'],
  [compare('name', 'startsWith', 'a'), 'name starts with "a"'],
  [compare('name', 'endsWith', 'a'), 'name ends with "a"'],
  [and(open, cheap), 'state is "open" and price is less than "5.00"'],
  [or(open, cheap), 'state is "open" or price is less than "5.00"'],
  [or(open, and(open, cheap)), 'state is "open" or (state is "open" and price is less than "5.00")'],
  [and(or(open, cheap), open), '(state is "open" or price is less than "5.00") and state is "open"'],
  [not(open), 'not state is "open"'],
  [not(or(open, cheap)), 'not (state is "open" or price is less than "5.00")'],
  [some('tags', compare('name', 'eq', 'red')), 'tags has one where name is "red"'],
  [some('tags', and(open, cheap)), 'tags has one where (state is "open" and price is less than "5.00")'],
]

describe('a condition in words', () => {
  for (const [condition, words] of rows) it(words, () => assert.equal(describeCondition(condition), words))
})
