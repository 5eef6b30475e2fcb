import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeRule } from '../../../src/declaration/policy/describe.ts'
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

describe('a rule in words', () => {
  const rows: readonly (readonly [rule: Rule<never>, words: string])[] = [
    [anyone(), 'anyone'],
    [nobody(), 'nobody'],
    [signedIn(), 'signed-in callers'],
    [isService(), 'services'],
    [hasRole('admin'), 'role admin'],
    [hasScope('todos:read'), 'scope todos:read'],
    [isFresh(), 'a sign-in within 10m'],
    [isFresh({ within: '1h' }), 'a sign-in within 1h'],
    [isOwner('ownerId'), 'the owner'],
    [isOwner('authorId'), 'the author it names'],
    [isSelf(), 'the user themself'],
    [fieldEquals('state', 'open'), 'rows whose state is "open"'],
    [fieldEquals('isDone', false), 'rows whose isDone is false'],
    [anyOf(isOwner('ownerId'), hasRole('admin')), 'the owner, or role admin'],
    [allOf(signedIn(), isFresh()), 'signed-in callers and a sign-in within 10m'],
    [not(hasRole('admin')), 'not role admin'],
    [not(anyOf(isSelf(), hasRole('admin'))), 'not (the user themself, or role admin)'],
    [
      anyOf(allOf(isOwner('ownerId'), fieldEquals('isLocked', false)), hasRole('admin')),
      '(the owner and rows whose isLocked is false), or role admin',
    ],
    [
      allOf(anyOf(isSelf(), isService()), isFresh()),
      '(the user themself, or services) and a sign-in within 10m',
    ],
    [related('members', isOwner('userId')), 'through members (the user it names)'],
    [
      not(related('team', related('members', anyOf(isOwner('userId'), hasRole('admin'))))),
      'not through team (through members (the user it names, or role admin))',
    ],
    [anyOf(), 'nobody'],
    [allOf(), 'anyone'],
    [anyOf(hasRole('admin')), 'role admin'],
    [anyOf(allOf(hasRole('admin'))), 'role admin'],
  ]
  for (const [rule, words] of rows) it(words, () => assert.equal(describeRule(rule.node), words))
})

describe('a rule', () => {
  it('is data', () => {
    assert.deepEqual(anyOf(isOwner('ownerId'), not(hasRole('admin'))).node, {
      rule: 'anyOf',
      of: [
        { rule: 'owner', field: 'ownerId' },
        { rule: 'not', of: { rule: 'role', role: 'admin' } },
      ],
    })
  })
  it('cannot be changed, however deep', () => {
    const rule = anyOf(isOwner('ownerId'), allOf(hasRole('admin'), not(isFresh())))
    const changes: readonly (() => void)[] = [
      () => Object.assign(rule, { node: anyone().node }),
      () => Object.assign(rule.node, { rule: 'anyone' }),
      () => void (rule.node as unknown as { of: unknown[] }).of.push(anyone().node),
      () => Object.assign((rule.node as unknown as { of: object[] }).of[1]!, { rule: 'anyOf' }),
    ]
    for (const change of changes) assert.throws(change, TypeError)
  })
})
