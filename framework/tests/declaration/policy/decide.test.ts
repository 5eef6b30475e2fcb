import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import {
  always,
  compare,
  never,
  not as negate,
  some,
  type Condition,
} from '../../../src/declaration/condition/condition.ts'
import { matches } from '../../../src/declaration/condition/matches.ts'
import { toCondition, toConditionWhenFresh } from '../../../src/declaration/policy/decide.ts'
import { createDecision } from '../../../src/declaration/policy/decision.ts'
import {
  allOf,
  anyOf,
  anyone,
  fieldEquals,
  hasRole,
  hasScope,
  isFresh,
  isOwner,
  isSelf,
  isService,
  nobody,
  not,
  related,
  signedIn,
  type Rule,
} from '../../../src/declaration/policy/rule.ts'
import { ann, anonymous, now, root, scoped, service, stale, unknownSince } from './principals.ts'

const owned = compare('ownerId', 'eq', 'ann')
const open = compare('state', 'eq', 'open')

describe('what remains of a rule for a caller', () => {
  const rows: readonly (readonly [title: string, rule: Rule<never>, who: typeof ann, remains: Condition])[] =
    [
      ['a related row must be theirs', related('team', isOwner('ownerId')), ann, some('team', owned)],
      ['a related row must be there', related('team', anyone()), anonymous, some('team', always)],
      ['no related row helps', related('team', isOwner('ownerId')), anonymous, never],
      ['none may be theirs', not(related('team', isOwner('ownerId'))), ann, negate(some('team', owned))],
      ['anyone is allowed', anyone(), anonymous, always],
      ['nobody is not, admins neither', nobody(), root, never],
      ['an anonymous caller is not signed in', signedIn(), anonymous, never],
      ['a user is signed in', signedIn(), ann, always],
      ['a service is signed in', signedIn(), service, always],
      ['a service is one', isService(), service, always],
      ['a user is no service', isService(), ann, never],
      ['a user has a role', hasRole('admin'), root, always],
      ['a user lacks a role', hasRole('admin'), ann, never],
      ['roles regard case', hasRole('Admin'), root, never],
      ['a service may have a role', hasRole('robot'), service, always],
      ['a credential has a scope', hasScope('todos:read'), scoped, always],
      ['a credential lacks a scope', hasScope('todos:write'), scoped, never],
      ['a credential without scopes of its own has all', hasScope('todos:write'), ann, always],
      ['an anonymous caller has no scope', hasScope('todos:read'), anonymous, never],
      ['an owner needs the row', isOwner('ownerId'), ann, owned],
      ['an anonymous caller owns nothing', isOwner('ownerId'), anonymous, never],
      ['a service owns nothing', isOwner('ownerId'), service, never],
      ['the user themself is a row', isSelf(), ann, compare('id', 'eq', 'ann')],
      ['a service is no row', isSelf(), service, never],
      ['a value needs the row', fieldEquals('state', 'open'), anonymous, open],
      ['a falsy value is a value', fieldEquals('isDone', false), ann, compare('isDone', 'eq', false)],
      ['a sign-in just now is fresh', isFresh(), ann, always],
      ['one an hour ago is not', isFresh(), stale, never],
      ['one an hour ago is within an hour', isFresh({ within: '1h' }), stale, always],
      ['one an hour ago is not within less', isFresh({ within: '59.99m' }), stale, never],
      ['one that nobody knows of is not', isFresh({ within: '52w' }), unknownSince, never],
      ['an anonymous caller is not fresh', isFresh(), anonymous, never],
      ['one of two is enough', anyOf(hasRole('admin'), isOwner('ownerId')), root, always],
      ['what is certain falls away from one of two', anyOf(hasRole('admin'), isOwner('ownerId')), ann, owned],
      ['neither of two', anyOf(hasRole('admin'), isOwner('ownerId')), anonymous, never],
      ['one of none is nobody', anyOf(), root, never],
      ['all of none is anyone', allOf(), anonymous, always],
      [
        'both must hold',
        allOf(isOwner('ownerId'), fieldEquals('state', 'open')),
        ann,
        { kind: 'and', of: [owned, open] },
      ],
      ['what is certain falls away from both', allOf(signedIn(), isOwner('ownerId')), ann, owned],
      ['one that fails decides both', allOf(signedIn(), isOwner('ownerId')), anonymous, never],
      ['not a role', not(hasRole('admin')), ann, always],
      ['not the owner', not(isOwner('ownerId')), ann, { kind: 'not', of: owned }],
      ['not the owner, who can be nobody', not(isOwner('ownerId')), anonymous, always],
      ['not not', not(not(isOwner('ownerId'))), ann, owned],
    ]
  for (const [title, { node }, who, remains] of rows) {
    it(title, () => assert.deepEqual(toCondition(node, who, now), remains))
  }
})

describe('what would remain after a new sign-in', () => {
  const rule = allOf(isOwner('ownerId'), isFresh()).node
  it('is what is asked of a fresh caller', () => {
    const remains = toConditionWhenFresh(rule, stale, now)
    assert.deepEqual(remains, compare('ownerId', 'eq', 'stale'))
    assert.deepEqual(toCondition(rule, stale, now), never)
  })
  it('leaves the caller as it was', () => {
    toConditionWhenFresh(rule, stale, now)
    assert.equal(stale.authenticatedAt, now - 3_600_000)
  })
  it('is nothing for who cannot sign in', () => {
    assert.deepEqual(toConditionWhenFresh(isFresh().node, service, now), never)
    assert.deepEqual(toConditionWhenFresh(isFresh().node, anonymous, now), never)
  })
})

describe('a decision', () => {
  it('is made once for each caller', () => {
    const decide = createDecision(anyOf(hasRole('admin'), isOwner('ownerId')).node)
    assert.equal(decide(ann, now), decide(ann, now + 1))
    assert.deepEqual(decide(ann, now), owned)
    assert.deepEqual(decide(root, now), always)
    assert.deepEqual(decide({ ...ann, id: 'bob' }, now), compare('ownerId', 'eq', 'bob'))
  })
  const aboutTime = [isFresh(), not(isFresh()), anyOf(nobody(), allOf(signedIn(), isFresh()))]
  for (const [index, { node }] of aboutTime.entries()) {
    it(`about time is made anew (${index})`, () => {
      const decide = createDecision(node)
      const before = decide(ann, now)
      assert.notDeepEqual(decide(ann, now + 3_600_000), before)
      assert.deepEqual(decide(ann, now), before)
    })
  }
})

describe('any rule', () => {
  const leaf = fc.constantFrom<Rule<never>>(
    anyone(),
    nobody(),
    signedIn(),
    isService(),
    hasRole('admin'),
    hasScope('todos:read'),
    isFresh(),
    isOwner('ownerId'),
    isSelf(),
    fieldEquals('state', 'open'),
  )
  const { rule } = fc.letrec<{ rule: Rule<never> }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('rule'), { maxLength: 3 }).map((rules) => anyOf(...rules)),
      fc.array(tie('rule'), { maxLength: 3 }).map((rules) => allOf(...rules)),
      tie('rule').map(not),
    ),
  }))
  const who = fc.constantFrom(anonymous, ann, root, stale, scoped, service)
  const row = fc.record({
    id: fc.constantFrom('ann', 'root', 'x'),
    ownerId: fc.constantFrom('ann', 'root', null),
    state: fc.constantFrom('open', 'done'),
  })
  const allows = (each: Rule<never>, caller: typeof ann, of: object) =>
    matches(toCondition(each.node, caller, now), of as Readonly<Record<string, unknown>>)

  it('is turned round by not', () => {
    fc.assert(
      fc.property(rule, who, row, (each, caller, of) =>
        assert.equal(allows(not(each), caller, of), !allows(each, caller, of)),
      ),
    )
  })
  it('allows with others what some or all of them allow', () => {
    fc.assert(
      fc.property(rule, rule, who, row, (one, other, caller, of) => {
        const [first, second] = [allows(one, caller, of), allows(other, caller, of)]
        assert.equal(allows(anyOf(one, other), caller, of), first || second)
        assert.equal(allows(allOf(one, other), caller, of), first && second)
      }),
    )
  })
  it('is decided alike each time', () => {
    fc.assert(
      fc.property(rule, who, (each, caller) => {
        const decide = createDecision(each.node)
        for (const at of [now, now + 1, now + 3_600_000]) {
          assert.deepEqual(decide(caller, at), toCondition(each.node, caller, at))
        }
      }),
    )
  })
})
