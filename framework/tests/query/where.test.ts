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
} from '../../src/declaration/condition/condition.ts'
import { toWhereCondition } from '../../src/declaration/resource/where-condition.ts'
import { Problem } from '../../src/kernel/problem/problem.ts'
import { FilterReader } from '../../src/protocol/query/filter.ts'
import { parseListQuery } from '../../src/protocol/query/list-request.ts'
import { QueryFaults } from '../../src/protocol/query/query-faults.ts'
import { faultsOf } from './refused.ts'
import { contextOf, modelOf } from './shop.ts'

const parseText = (text: string) =>
  parseListQuery(modelOf('items'), `where=${encodeURIComponent(text)}`, contextOf()).query.where
const parse = (where: unknown) => parseText(JSON.stringify(where))

const nest = (depth: number): unknown => (depth === 1 ? { stock: 1 } : { not: nest(depth - 1) })

describe('where', () => {
  const isOpen = compare('state', 'eq', 'open')
  const rows: readonly [title: string, where: unknown, expected: Condition][] = [
    ['an empty object is no condition', {}, always],
    ['a member is an equality', { state: 'open' }, isOpen],
    ['members must all hold', { state: 'open', stock: 3 }, and(isOpen, compare('stock', 'eq', 3))],
    [
      'operators must all hold',
      { stock: { gt: 1, lt: 5 } },
      and(compare('stock', 'gt', 1), compare('stock', 'lt', 5)),
    ],
    ['null asks for absence', { soldAt: null }, compare('soldAt', 'null', true)],
    ['not equal to null asks for presence', { soldAt: { ne: null } }, compare('soldAt', 'null', false)],
    ['the operator null takes a boolean', { soldAt: { null: false } }, compare('soldAt', 'null', false)],
    ['and', { and: [{ state: 'open' }, { stock: 3 }] }, and(isOpen, compare('stock', 'eq', 3))],
    ['or', { or: [{ state: 'open' }, { stock: 3 }] }, or(isOpen, compare('stock', 'eq', 3))],
    ['not', { not: { state: 'open' } }, not(isOpen)],
    ['nothing is one of no conditions', { or: [] }, never],
    ['commas in lists are plain', { name: { in: ['a,b', 'c'] } }, compare('name', 'in', ['a,b', 'c'])],
    ['nothing is in an empty list', { name: { in: [] } }, never],
    ['everything is outside an empty list', { name: { nin: [] } }, always],
    ['between', { stock: { between: [1, 2] } }, compare('stock', 'between', [1, 2])],
    ['decimals may be text', { price: '1.5' }, compare('price', 'eq', '1.50', 'decimal')],
    ['decimals may be numbers', { price: 1.5 }, compare('price', 'eq', '1.50', 'decimal')],
    [
      'moments are text',
      { soldAt: { lt: '2026-03-01T00:00:00Z' } },
      compare('soldAt', 'lt', '2026-03-01T00:00:00.000Z'),
    ],
    ['relations are followed', { 'store.name': 'a' }, some('store', compare('name', 'eq', 'a'))],
    [
      'parts of e-mail addresses can be looked for',
      { 'seller.email': { contains: 'ann' } },
      some('seller', compare('email', 'contains', 'ann', 'nocase')),
    ],
    ['eight levels are allowed', nest(8), not(compare('stock', 'eq', 1))],
  ]
  for (const [title, where, expected] of rows) it(title, () => assert.deepEqual(parse(where), expected))
})

describe('where is refused', () => {
  const rows: readonly [title: string, where: unknown, code: string, place: string][] = [
    ['when it is no object', 3, 'invalid_where', 'must be'],
    ['when it is a list', [], 'invalid_where', 'must be'],
    ['when it is null', null, 'invalid_where', 'must be'],
    ['when or is no list', { or: {} }, 'invalid_where', '/or must'],
    ['when an element is no object', { or: [{}, 1] }, 'invalid_where', '/or/1 must'],
    ['when not is no object', { not: [] }, 'invalid_where', '/not must'],
    ['when a field is not declared', { and: [{ color: 1 }] }, 'unknown_field', '/and/0/color '],
    ['when a field has a slash', { 'a/b~c': 1 }, 'unknown_field', '/a~1b~0c '],
    ['when the operator does not exist', { stock: { foo: 1 } }, 'invalid_operator', '/stock/foo '],
    ['when the kind lacks the operator', { state: { gt: 'a' } }, 'invalid_operator', '/state/gt '],
    ['when no operator is named', { stock: {} }, 'invalid_where', '/stock '],
    ['when a list stands for a value', { state: ['open'] }, 'invalid_type', '/state '],
    ['when a number is text', { stock: '3' }, 'invalid_type', '/stock '],
    ['when a boolean is text', { isNew: 'true' }, 'invalid_type', '/isNew '],
    ['when a text is a number', { name: 3 }, 'invalid_type', '/name '],
    ['when a moment is a number', { soldAt: 3 }, 'invalid_type', '/soldAt '],
    ['when a value is wrong', { stock: 1.5 }, 'invalid_integer', '/stock '],
    ['when a decimal has too many places', { price: 1.005 }, 'too_many_places', '/price '],
    ['when a decimal is a boolean', { price: true }, 'invalid_type', '/price '],
    ['when null stands in a list', { stock: { in: [null] } }, 'invalid_type', '/stock/in '],
    ['when less than null is asked', { stock: { lt: null } }, 'invalid_type', '/stock/lt '],
    ['when in has no list', { stock: { in: 3 } }, 'invalid_type', '/stock/in '],
    ['when between has no pair', { stock: { between: [1] } }, 'invalid_pair', '/stock/between '],
    ['when null is no boolean', { soldAt: { null: 'true' } }, 'invalid_boolean', '/soldAt/null '],
    ['when a text has a control character', { name: 'a\0' }, 'control_character', '/name '],
    ['when a text is too long', { name: 'x'.repeat(1001) }, 'too_long', '/name '],
    ['when a list is too long', { stock: { in: Array(101).fill(1) } }, 'too_many_values', '/stock/in '],
    [
      'when or has too many elements',
      { or: Array.from({ length: 101 }, () => ({})) },
      'too_many_values',
      '/or ',
    ],
    ['when it is too deep', nest(9), 'too_deep', '/not/not/not/not/not/not/not/not '],
    [
      'when it compares too much',
      { or: Array.from({ length: 51 }, () => ({ stock: 1 })) },
      'too_many_terms',
      '',
    ],
  ]
  for (const [title, where, code, place] of rows) {
    it(title, () => {
      const faults = faultsOf(() => parse(where))
      assert.deepEqual(
        faults.map((fault) => [fault.parameter, fault.code]),
        [['where', code]],
      )
      assert.ok(faults[0]!.detail.startsWith(place), faults[0]!.detail)
    })
  }
  it('when it is no JSON', () => assert.equal(faultsOf(() => parseText('{'))[0]?.code, 'invalid_json'))
  it('when a member is named __proto__', () =>
    assert.equal(faultsOf(() => parseText('{"__proto__": {"eq": 1}}'))[0]?.code, 'unknown_field'))
  it('when filters and where together compare too much', () => {
    const where = encodeURIComponent(JSON.stringify({ or: Array.from({ length: 26 }, () => ({ stock: 1 })) }))
    const query = `${'stock=1&'.repeat(25)}where=${where}`
    assert.equal(
      faultsOf(() => parseListQuery(modelOf('items'), query, contextOf()))[0]?.code,
      'too_many_terms',
    )
  })
  it('by a pointer when it stands in a body', () => {
    const faults = new QueryFaults('body')
    new FilterReader(modelOf('items'), contextOf(), faults).readWhere({ or: [{ stock: 'a' }] })
    assert.deepEqual(
      faultsOf(() => faults.throwIfAny()),
      [{ pointer: '/where/or/0/stock', code: 'invalid_type', detail: 'must be a number' }],
    )
  })
})

describe('where of a handler', () => {
  const items = modelOf('items')
  it('is no condition when absent', () => assert.equal(toWhereCondition(items, undefined), always))
  it('may name any stored property', () => {
    assert.deepEqual(
      toWhereCondition(items, { pin: 'a', sellerId: { ne: null } }),
      and(compare('pin', 'eq', 'a'), compare('sellerId', 'null', false)),
    )
  })
  it('has no budgets', () => {
    const ids = Array.from({ length: 500 }, (_, index) => index)
    assert.deepEqual(toWhereCondition(items, { stock: { in: ids } }), compare('stock', 'in', ids))
    assert.equal(toWhereCondition(items, { or: ids.map((stock) => ({ stock })) }).kind, 'or')
  })
  for (const [title, where] of [
    ['an undefined value', { state: undefined }],
    ['a computed property', { label: 'a' }],
    ['a secret', { password: 'a' }],
    ['an operator of another kind', { isNew: { gt: true } }],
  ] as const) {
    it(`refuses ${title} as a mistake of the server`, () => {
      const model = title === 'a secret' ? modelOf('users') : items
      assert.throws(
        () => toWhereCondition(model, where),
        (error) => error instanceof Problem && error.code === 'INTERNAL_ERROR',
      )
    })
  }
})
