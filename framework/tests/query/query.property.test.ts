import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { compare, not, some, type Condition } from '../../src/declaration/condition/condition.ts'
import { matches } from '../../src/declaration/condition/matches.ts'
import { budget } from '../../src/protocol/query/budget.ts'
import { parseItemQuery } from '../../src/protocol/query/item-request.ts'
import { parseListQuery } from '../../src/protocol/query/list-request.ts'
import { parseQueryBody } from '../../src/protocol/query/query-body.ts'
import { toPageLinks } from '../../src/protocol/query/page-links.ts'
import { faultsOf } from './refused.ts'
import { ann, anonymous, contextOf, modelOf } from './shop.ts'

const items = modelOf('items')
const parse = (query: string) => parseListQuery(items, query, contextOf()).query.where

// Text that a query can carry: no control characters, in NFC.
const text = fc
  .string({ unit: 'grapheme', maxLength: 50 })
  .map((value) => value.normalize('NFC').replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ''))
const stock = fc.integer()
const state = fc.constantFrom('open', 'sold')
const price = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }).map(toPrice)

function toPrice(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0')
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

const comparison = fc.oneof(
  fc
    .tuple(fc.constantFrom('eq', 'ne', 'lt', 'contains', 'startsWith'), text)
    .map(([o, v]) => compare('name', o as 'eq', v)),
  fc.tuple(fc.constantFrom('eq', 'gte', 'lt'), stock).map(([o, v]) => compare('stock', o as 'eq', v)),
  fc.array(stock, { minLength: 1, maxLength: 9 }).map((v) => compare('stock', 'in', v)),
  fc.tuple(price, price).map((v) => compare('price', 'between', v, 'decimal')),
  fc.array(state, { minLength: 1, maxLength: 3 }).map((v) => compare('state', 'nin', v)),
  fc.boolean().map((v) => compare('soldAt', 'null', v)),
)

function render(condition: Condition): string {
  assert.ok(condition.kind === 'compare')
  const { field, operator, value } = condition
  return `${field}[${operator}]=${encodeURIComponent(String(value))}`
}

function toWhere(condition: Condition): unknown {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { [condition.kind]: condition.of.map(toWhere) }
    case 'not':
      return { not: toWhere(condition.of) }
    case 'compare':
      return { [condition.field]: { [condition.operator]: condition.value } }
    case 'some':
      return { [condition.relation]: { any: toWhere(condition.of) } }
    default:
      return {}
  }
}

// Of tags everyone sees everything, so that nothing is added to what is asked of them.
const tagged = fc.oneof(
  fc.tuple(fc.constantFrom('eq', 'contains'), text).map(([o, v]) => compare('name', o as 'eq', v)),
  fc.boolean().map((v) => compare('name', 'null', v)),
)
const related = fc
  .oneof(tagged, group('or', tagged), group('and', tagged))
  .chain((of) => fc.constantFrom(some('tags', of), not(some('tags', of))))

// Groups of at least two different kinds in turn, so that nothing is folded.
const tree = fc.letrec<{ and: Condition; or: Condition }>((tie) => ({
  and: group('and', fc.oneof({ maxDepth: 2 }, comparison, related, tie('or'))),
  or: group('or', fc.oneof({ maxDepth: 2 }, comparison, related, tie('and'))),
}))

function group(kind: 'and' | 'or', parts: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> {
  return fc.array(parts, { minLength: 2, maxLength: 3 }).map((of): Condition => ({ kind, of }))
}

/** Asking for any of the related rows counts as well. */
function countTerms(condition: Condition): number {
  if (!('of' in condition)) return 1
  const own = condition.kind === 'some' ? 1 : 0
  return [condition.of].flat().reduce((sum, each) => sum + countTerms(each), own)
}

/** A relation is one step, what must hold of its rows another. */
function countDepth(condition: Condition): number {
  const inner = 'of' in condition ? [condition.of].flat().map(countDepth) : []
  return Math.max(0, ...inner) + (condition.kind === 'some' ? 2 : 1)
}

const isWithinBudget = (condition: Condition): boolean =>
  countTerms(condition) <= budget.terms && countDepth(condition) <= budget.whereDepth

describe('what is rendered is parsed back', () => {
  it('as a filter of a URL', () => {
    fc.assert(fc.property(comparison, (condition) => assert.deepEqual(parse(render(condition)), condition)))
  })
  it('as a where', () => {
    fc.assert(
      fc.property(fc.oneof(comparison, tree.and, tree.or), (condition) => {
        const where = JSON.stringify(toWhere(condition))
        const query = `where=${encodeURIComponent(where)}`
        fc.pre(query.length <= budget.queryLength && isWithinBudget(condition))
        assert.deepEqual(parse(query), condition)
      }),
    )
  })
  it('as the body of a QUERY, which links to the same', () => {
    fc.assert(
      fc.property(fc.oneof(comparison, related, tree.and, tree.or), text, (condition, name) => {
        fc.pre(isWithinBudget(condition))
        const body = { where: toWhere(condition), sort: ['-name'], limit: 3, fields: ['id', 'name'] }
        const request = parseQueryBody(items, JSON.parse(JSON.stringify(body)), '', contextOf())
        assert.deepEqual(request.query.where, condition)
        const ends = { first: undefined, last: [name, 'id'], hasNext: true, hasPrevious: false }
        const next = toPageLinks('/items', items, request, ends, contextOf()).next!
        fc.pre(next.length <= budget.queryLength)
        const followed = parseListQuery(items, next.slice('/items?'.length), contextOf())
        assert.deepEqual({ ...followed.query, start: 0 }, { ...request.query, start: 0 })
        assert.deepEqual(followed.query.start, { kind: 'after', position: [name, 'id'] })
        const cursor = new URLSearchParams(next.slice('/items?'.length)).get('after')!
        const again = parseQueryBody(items, { ...body, after: cursor }, '', contextOf())
        assert.deepEqual(again.query.start, followed.query.start)
      }),
    )
  })
  it('as a page of links', () => {
    fc.assert(
      fc.property(fc.array(comparison, { minLength: 1, maxLength: 4 }), text, (conditions, name) => {
        const query = conditions.map(render).join('&')
        const request = parseListQuery(items, query, contextOf())
        const ends = { first: undefined, last: [name, 'id'], hasNext: true, hasPrevious: false }
        const next = toPageLinks('/items', items, request, ends, contextOf()).next!
        const followed = parseListQuery(items, next.slice('/items?'.length), contextOf()).query
        assert.deepEqual(followed.where, request.query.where)
        assert.deepEqual(followed.start, { kind: 'after', position: [name, 'id'] })
      }),
    )
  })
})

describe('hostile queries are refused as INVALID_QUERY', () => {
  const parameterNames = fc.constantFrom(
    'limit',
    'after',
    'before',
    'page',
    'offset',
    'sort',
    'fields',
    'expand',
    'where',
    'total',
    'name',
    'stock[in]',
    'price[between]',
    'soldAt[null]',
    'meta',
    'store.name',
    'seller.email[contains]',
    '__proto__',
  )
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.tuple(parameterNames, fc.string({ unit: 'binary' })).map(([name, value]) => `${name}=${value}`),
    fc
      .tuple(parameterNames, fc.string({ unit: 'binary' }))
      .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`),
  )
  // faultsOf throws on whatever else is thrown.
  it('whatever the characters', () => {
    fc.assert(
      fc.property(
        fc.array(hostile, { maxLength: 5 }),
        fc.constantFrom(ann, anonymous),
        (parts, principal) => {
          faultsOf(() => parseListQuery(items, parts.join('&'), contextOf(principal)))
          faultsOf(() => parseItemQuery(items, parts.join('&'), contextOf(principal)))
        },
      ),
      { numRuns: 1000 },
    )
  })

  const keys = fc.constantFrom(
    'and',
    'or',
    'not',
    'name',
    'stock',
    'eq',
    'in',
    'between',
    'null',
    '__proto__',
    'seller.email',
    'tags',
    'any',
    'none',
    'where',
    'sort',
    'limit',
    'expand',
    'fields',
    'after',
  )
  const json = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 10 }, fc.jsonValue(), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 3 }),
    object: fc.dictionary(keys, tie('value'), { maxKeys: 3 }),
  })).value
  it('whatever the JSON of a QUERY', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(ann, anonymous), (body, principal) => {
        faultsOf(() => parseQueryBody(items, body, '', contextOf(principal)))
      }),
      { numRuns: 1000 },
    )
  })
  it('whatever the JSON of where', () => {
    fc.assert(
      fc.property(json, (where) => {
        faultsOf(() => parse(`where=${encodeURIComponent(JSON.stringify(where).toWellFormed())}`))
      }),
      { numRuns: 1000 },
    )
  })
})

it('a filter on a hidden value tells nothing of it', () => {
  const row = { id: '1', note: 'secret', sellerId: 'someone else' }
  fc.assert(
    fc.property(fc.constantFrom('eq', 'ne', 'lt', 'gt', 'contains'), text, text, (operator, value, other) => {
      const where = encodeURIComponent(JSON.stringify({ note: { [operator]: value } }))
      const negated = encodeURIComponent(JSON.stringify({ not: { note: { [operator]: value } } }))
      for (const query of [`where=${where}`, `where=${negated}`]) {
        const condition = parseListQuery(items, query, contextOf(ann)).query.where
        assert.equal(matches(condition, row), matches(condition, { ...row, note: other }))
      }
    }),
  )
})
