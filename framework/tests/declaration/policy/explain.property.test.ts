// An explanation of a rule says what the rule says, whatever the rule, the caller and the row.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { matches, type Related } from '../../../src/declaration/condition/matches.ts'
import { toCondition } from '../../../src/declaration/policy/decide.ts'
import { describeVerdict } from '../../../src/declaration/policy/describe-verdict.ts'
import { explainRule, findDeciding, type RuleExplanation } from '../../../src/declaration/policy/explain.ts'
import {
  allOf,
  anyOf,
  hasRole,
  isOwner,
  not,
  related,
  type RuleNode,
} from '../../../src/declaration/policy/rule.ts'
import { ann, anonymous, now, root, scoped, service, stale, unknownSince } from './principals.ts'

const leaf = fc.constantFrom<RuleNode[]>(
  { rule: 'anyone' },
  { rule: 'nobody' },
  { rule: 'signedIn' },
  { rule: 'service' },
  { rule: 'role', role: 'admin' },
  { rule: 'scope', scope: 'todos:read' },
  { rule: 'fresh', within: '10m' },
  { rule: 'owner', field: 'ownerId' },
  { rule: 'equals', field: 'state', value: 'open' },
)
const { rule } = fc.letrec<{ rule: RuleNode }>((tie) => {
  const inner = tie('rule') as fc.Arbitrary<RuleNode>
  const of = fc.array(inner, { maxLength: 3 })
  return {
    rule: fc.oneof(
      { maxDepth: 4 },
      leaf,
      of.map((rules): RuleNode => ({ rule: 'anyOf', of: rules })),
      of.map((rules): RuleNode => ({ rule: 'allOf', of: rules })),
      inner.map((one): RuleNode => ({ rule: 'not', of: one })),
      inner.map((one): RuleNode => ({ rule: 'related', relation: 'team', of: one })),
    ),
  }
})
const row = fc.record({
  ownerId: fc.constantFrom(null, 'ann', 'root', 'bob'),
  state: fc.constantFrom(null, 'open', 'done'),
})
const callers = fc.constantFrom(anonymous, ann, root, scoped, service, stale, unknownSince)

/** Whether the parts of a group come to what the group does. */
function isSound({ rule: kind, holds, parts }: RuleExplanation): boolean {
  // Of related rows nothing is known but whether some of them fit.
  if (kind === 'related') return true
  if (!parts.every(isSound)) return false
  if (kind === 'anyOf') return holds === parts.some((part) => part.holds === true)
  if (kind === 'allOf') return holds === parts.every((part) => part.holds === true)
  return kind !== 'not' || holds === !parts[0]!.holds
}

describe('an explanation', () => {
  it('has the verdict of the rule, and so has each part', async () => {
    await fc.assert(
      fc.asyncProperty(
        rule,
        callers,
        row,
        fc.array(row, { maxLength: 2 }),
        async (node, who, values, others) => {
          const follow: Related = () => others
          const explained = await explainRule(node, who, now, (condition) =>
            matches(condition, values, follow),
          )
          assert.equal(explained.holds, matches(toCondition(node, who, now), values, follow))
          assert.ok(isSound(explained))
        },
      ),
      { numRuns: 2000 },
    )
  })
  it('without a row is certain only where every row agrees', async () => {
    await fc.assert(
      fc.asyncProperty(rule, callers, row, async (node, who, values) => {
        const { holds } = await explainRule(node, who, now)
        const condition = toCondition(node, who, now)
        if (holds === undefined) assert.notEqual(condition.kind, 'constant')
        else assert.equal(matches(condition, values), holds)
      }),
      { numRuns: 1000 },
    )
  })
  it('rests on parts that decide by themselves', async () => {
    await fc.assert(
      fc.asyncProperty(rule, callers, row, async (node, who, values) => {
        const explained = await explainRule(node, who, now, (condition) => matches(condition, values))
        const deciding = findDeciding(explained)
        assert.ok(deciding.length > 0)
        assert.ok(deciding.every(({ rule: kind, parts }) => parts.length === 0 || kind === 'related'))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('what decided', () => {
  const mine = anyOf(isOwner('ownerId'), hasRole('admin'))
  const cases: readonly (readonly [string, { node: RuleNode }, typeof ann, string])[] = [
    ['is the one that allows', mine, root, 'role admin: yes'],
    ['are all that might have', mine, stale, 'the owner: no, role admin: no'],
    ['is the one that refuses', allOf(isOwner('ownerId'), hasRole('admin')), ann, 'role admin: no'],
    [
      'are all that were needed',
      allOf(isOwner('ownerId'), not(hasRole('admin'))),
      ann,
      'the owner: yes, role admin: no',
    ],
    ['is what was turned round', not(hasRole('admin')), root, 'role admin: yes'],
    ['is a related row as a whole', related('team', hasRole('x')), ann, 'through team (role x): no'],
    ['is the group itself where it is empty', anyOf(), ann, 'nobody: no'],
  ]
  for (const [title, { node }, who, words] of cases) {
    it(title, async () => {
      const explained = await explainRule(node, who, now, (condition) =>
        matches(condition, { ownerId: 'ann' }),
      )
      assert.equal(describeVerdict(explained), words)
    })
  }
  it('depends where nothing is known of the row', async () => {
    assert.equal(describeVerdict(await explainRule(mine.node, ann, now)), 'the owner: depends')
  })
})
