import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
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
import { reduce, relatedIn } from '../../../src/declaration/condition/reduce.ts'

const mine = compare('ownerId', 'eq', 'ann')
const open = compare('state', 'eq', 'open')
const led = some('members', compare('isLeader', 'eq', true))
const tagged = some('tags', always)

describe('what remains of a condition for a row', () => {
  const rows: readonly (readonly [
    title: string,
    condition: Condition,
    row: Readonly<Record<string, unknown>>,
    remains: Condition,
  ])[] = [
    ['nothing, where the row says yes', or(mine, led), { ownerId: 'ann' }, always],
    ['nothing, where the row says no', and(mine, led), { ownerId: 'bob' }, never],
    ['related rows, where it does not say', or(mine, led), { ownerId: 'bob' }, led],
    ['what related rows must not be', and(mine, not(led)), { ownerId: 'ann' }, not(led)],
    ['what is not known of it yet', and(mine, open), { ownerId: 'ann' }, open],
    ['nothing of a member that is empty', and(mine, led), { ownerId: null }, never],
    ['a constant as it is', always, {}, always],
  ]
  for (const [title, condition, row, remains] of rows)
    it(title, () => assert.deepEqual(reduce(condition, row), remains))

  it('is less, the more is known of related rows', () => {
    const condition = and(or(mine, led), not(tagged))
    const row = { ownerId: 'bob' }
    assert.deepEqual(
      reduce(condition, row, ({ relation }) => (relation === 'members' ? true : undefined)),
      not(tagged),
    )
    assert.deepEqual(
      reduce(condition, row, ({ relation }) => relation === 'members'),
      always,
    )
    assert.deepEqual(
      reduce(condition, row, () => true),
      never,
    )
  })

  it('is what the condition says of the row and its related ones, whatever they are', () => {
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<Condition[]>(mine, open, led, tagged, always, never, compare('state', 'ne', 'open')),
        fc.array(tie('tree'), { maxLength: 3 }).map((of) => and(...of)),
        fc.array(tie('tree'), { maxLength: 3 }).map((of) => or(...of)),
        tie('tree').map(not),
      ),
    }))
    const value = fc.option(fc.constantFrom('ann', 'open', 'other'))
    const row = fc.record({ ownerId: value, state: value }, { requiredKeys: [] })
    fc.assert(
      fc.property(tree, row, fc.boolean(), fc.boolean(), (condition, values, isLed, isTagged) => {
        const related = (relation: string) =>
          (relation === 'members' ? isLed : isTagged) ? [{ isLeader: true }] : []
        const expected = matches(condition, values, related)
        const rest = reduce(condition, values)
        assert.equal(matches(rest, values, related), expected)
        const settled = reduce(rest, values, ({ relation }) => related(relation).length > 0)
        assert.deepEqual(relatedIn(settled), [])
        assert.equal(matches(settled, values), expected)
      }),
    )
  })
})
