import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findNearestName, toNameHint } from '../../src/kernel/values/nearest-name.ts'

const cases: readonly (readonly [wrong: string, known: readonly string[], nearest: string | undefined])[] = [
  ['nam', ['price', 'name'], 'name'],
  ['Price', ['price'], 'price'],
  ['pirce', ['price', 'prize'], 'price'],
  ['prise', ['price', 'prize'], 'price'],
  ['colour', ['price', 'name'], undefined],
  ['ab', ['cd'], undefined],
  ['', ['a'], 'a'],
  ['x', [], undefined],
  [`${'n'.repeat(61)}`, ['n'.repeat(61)], undefined],
]
for (const [wrong, known, nearest] of cases)
  test(`${JSON.stringify(wrong.slice(0, 9))} among ${known.length} is ${nearest}`, () =>
    assert.equal(findNearestName(wrong, known), nearest))

test('a hint is the end of a sentence', () => {
  assert.equal(toNameHint('nam', ['name']), '; did you mean name?')
  assert.equal(toNameHint('colour', ['name']), '')
})
