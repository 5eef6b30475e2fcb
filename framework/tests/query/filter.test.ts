import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { and, compare, or, some, type Condition } from '../../src/declaration/condition/condition.ts'
import { parseListQuery } from '../../src/protocol/query/list-request.ts'
import type { Principal } from '../../src/declaration/policy/principal.ts'
import { faultsOf } from './refused.ts'
import { admin, ann, annId, anonymous, contextOf, modelOf } from './shop.ts'

const parse = (query: string, principal?: Principal, model = 'items') =>
  parseListQuery(modelOf(model), query, contextOf(principal)).query.where

describe('filters of a URL', () => {
  const rows: readonly [title: string, query: string, expected: Condition][] = [
    ['a bare name is an equality', 'state=open', compare('state', 'eq', 'open')],
    ['an operator stands in brackets', 'stock[gte]=10', compare('stock', 'gte', 10)],
    ['percent-encoded brackets are brackets', 'stock%5Bgte%5D=10', compare('stock', 'gte', 10)],
    ['eq may be written out', 'stock[eq]=10', compare('stock', 'eq', 10)],
    ['decimals become exact text', 'price[lt]=9.5', compare('price', 'lt', '9.50', 'decimal')],
    ['booleans are true and false', 'isNew=true', compare('isNew', 'eq', true)],
    [
      'moments are brought to UTC',
      'soldAt[gt]=2026-03-01T09:30:00%2B01:00',
      compare('soldAt', 'gt', '2026-03-01T08:30:00.000Z'),
    ],
    [
      'an unescaped plus of an offset is understood',
      'soldAt[gt]=2026-03-01T09:30:00+01:00',
      compare('soldAt', 'gt', '2026-03-01T08:30:00.000Z'),
    ],
    ['durations compare by quantity', 'shelfLife[lt]=PT2M', compare('shelfLife', 'lt', 'PT120S', 'duration')],
    ['a list has commas', 'state[in]=open,sold', compare('state', 'in', ['open', 'sold'])],
    ['nin takes a list too', 'stock[nin]=1,2', compare('stock', 'nin', [1, 2])],
    [
      'between takes two values',
      'price[between]=1,2',
      compare('price', 'between', ['1.00', '2.00'], 'decimal'),
    ],
    ['null asks for absence', 'soldAt[null]=true', compare('soldAt', 'null', true)],
    ['null asks for presence', 'soldAt[null]=false', compare('soldAt', 'null', false)],
    ['json can be asked for absence', 'meta[null]=true', compare('meta', 'null', true)],
    ['percent signs and underscores are plain', 'name[contains]=50%25_', compare('name', 'contains', '50%_')],
    ['plus is a space', 'name=red+shoe', compare('name', 'eq', 'red shoe')],
    ['an empty value of text is the empty text', 'name=', compare('name', 'eq', '')],
    [
      'repeated parameters must all hold',
      'stock[gt]=1&stock[gt]=2',
      and(compare('stock', 'gt', 1), compare('stock', 'gt', 2)),
    ],
    [
      'several filters must all hold',
      'state=open&isNew=false',
      and(compare('state', 'eq', 'open'), compare('isNew', 'eq', false)),
    ],
    ['empty parts between ampersands are nothing', '&&stock=1&', compare('stock', 'eq', 1)],
    ['a name without a sign has the empty value', 'name', compare('name', 'eq', '')],
  ]
  for (const [title, query, expected] of rows) {
    it(title, () => assert.deepEqual(parse(query), expected))
  }

  it('narrows what the scope leaves', () => {
    const scope = compare('stock', 'gt', 0)
    const { query } = parseListQuery(modelOf('items'), 'state=open', { ...contextOf(), scope })
    assert.deepEqual(query.where, and(scope, compare('state', 'eq', 'open')))
  })
})

describe('filters through a reference', () => {
  const named = compare('username', 'eq', 'Bob', 'nocase')

  it('look only at rows the caller may read', () => {
    assert.deepEqual(
      parse('seller.email=b@c.de', ann),
      some('seller', and(compare('email', 'eq', 'b@c.de', 'nocase'), compare('id', 'eq', annId))),
    )
  })
  it('look at summaries as well', () => {
    assert.deepEqual(parse('seller.username=Bob', ann), some('seller', named))
  })
  it('are free for who may read all', () => {
    assert.deepEqual(parse('seller.username=Bob', admin), some('seller', named))
  })
  it('take operators', () => {
    assert.deepEqual(
      parse('store.name[startsWith]=a', ann),
      some('store', compare('name', 'startsWith', 'a')),
    )
  })
  it('need the scope of the other resource', () => {
    const narrow: Principal = { ...admin, scopes: new Set(['items:read']) }
    assert.equal(faultsOf(() => parse('store.name=a', narrow))[0]?.code, 'unknown_parameter')
    const wide: Principal = { ...admin, scopes: new Set(['items:read', 'stores:read']) }
    assert.deepEqual(parse('store.name=a', wide), some('store', compare('name', 'eq', 'a')))
  })
  it('are unknown where the other row is out of sight', () => {
    assert.equal(
      faultsOf(() => parse('owner.email=b@c.de', anonymous, 'stores'))[0]?.code,
      'unknown_parameter',
    )
  })
  it('are unknown where the reference is out of sight', () => {
    assert.equal(faultsOf(() => parse('store.name=a', anonymous))[0]?.code, 'unknown_parameter')
  })
})

describe('filters on fields with a rule of visibility', () => {
  it('are unknown where no row shows them', () => {
    const [hidden] = faultsOf(() => parse('price=1', anonymous))
    const [absent] = faultsOf(() => parse('prices=1', anonymous))
    assert.deepEqual({ ...hidden, parameter: '' }, { ...absent, parameter: '' })
  })
  it('are unknown to everyone where nobody sees them', () => {
    assert.equal(faultsOf(() => parse('secretPlan=a', admin))[0]?.code, 'unknown_parameter')
  })
  it('hide their operators as well', () => {
    assert.equal(faultsOf(() => parse('price[contains]=1', anonymous))[0]?.code, 'unknown_parameter')
  })
  it('hold only on rows that show them', () => {
    assert.deepEqual(parse('note=a', ann), and(compare('sellerId', 'eq', annId), compare('note', 'eq', 'a')))
  })
  it('stay hidden in where', () => {
    assert.deepEqual(
      faultsOf(() => parse(`where=${encodeURIComponent('{"price":1}')}`, anonymous)),
      [{ parameter: 'where', code: 'unknown_field', detail: '/price is no field to filter by' }],
    )
  })
})

describe('a filter is refused', () => {
  const long = 'x'.repeat(1001)
  const rows: readonly [title: string, query: string, parameter: string, code: string][] = [
    ['when the field is not declared', 'color=red', 'color', 'unknown_parameter'],
    ['when the field cannot be filtered by', 'pin=1', 'pin', 'unknown_parameter'],
    ['when its name is one of JavaScript', '__proto__=1', '__proto__', 'unknown_parameter'],
    ['when its name is that of a constructor', 'constructor[eq]=1', 'constructor[eq]', 'unknown_parameter'],
    ['when it has no name', '=1', '', 'unknown_parameter'],
    ['when the operator does not exist', 'stock[foo]=1', 'stock[foo]', 'invalid_operator'],
    ['when the kind lacks the operator', 'isNew[gt]=true', 'isNew[gt]', 'invalid_operator'],
    ['when json is compared', 'meta=1', 'meta', 'unknown_parameter'],
    ['when the operator is empty', 'stock[]=1', 'stock[]', 'invalid_operator'],
    ['when brackets are open', 'stock[gt=1', 'stock[gt', 'unknown_parameter'],
    ['when the value is no number', 'stock=ten', 'stock', 'invalid_integer'],
    ['when the value is no choice', 'state=lost', 'state', 'invalid_choice'],
    ['when a choice is empty', 'state=', 'state', 'invalid_choice'],
    ['when one of a list is wrong', 'stock[in]=1,,2', 'stock[in]', 'invalid_integer'],
    ['when between has one value', 'stock[between]=1', 'stock[between]', 'invalid_pair'],
    ['when between has three values', 'stock[between]=1,2,3', 'stock[between]', 'invalid_pair'],
    ['when null is neither true nor false', 'soldAt[null]=yes', 'soldAt[null]', 'invalid_boolean'],
    ['when a value has a control character', 'name=a%00b', 'name', 'control_character'],
    ['when a value is too long', `name=${long}`, 'name', 'too_long'],
    ['when a value of a list is too long', `name[in]=a,${long}`, 'name[in]', 'too_long'],
    ['when a list is too long', `stock[in]=${Array(101).fill(1).join()}`, 'stock[in]', 'too_many_values'],
    ['when the percent-encoding is broken', 'name=%E0%A4%A', 'name', 'invalid_encoding'],
    ['when the percent-encoding is not UTF-8', 'name=%FF', 'name', 'invalid_encoding'],
    ['when it is one too many', Array(51).fill('stock=1').join('&'), 'stock', 'too_many_terms'],
  ]
  for (const [title, query, parameter, code] of rows) {
    it(title, () => {
      const faults = faultsOf(() => parse(query))
      assert.deepEqual(
        faults.map((fault) => [fault.parameter, fault.code]),
        [[parameter, code]],
      )
    })
  }

  it('allows as many as the budget', () => {
    const where = parse(Array(50).fill('stock=1').join('&'))
    assert.equal(where.kind === 'and' && where.of.length, 50)
  })
  it('allows lists as long as the budget', () => {
    assert.equal(parse(`stock[in]=${Array(100).fill(1).join()}`).kind, 'compare')
  })
  it('suggests the name that was meant', () => {
    assert.match(faultsOf(() => parse('stat=open'))[0]!.detail, /did you mean state\?/)
    assert.match(faultsOf(() => parse('limits=3'))[0]!.detail, /did you mean limit\?/)
  })
  it('suggests no name the caller may not see', () => {
    assert.doesNotMatch(faultsOf(() => parse('prise=1', anonymous))[0]!.detail, /mean/)
    assert.match(faultsOf(() => parse('prise=1', ann))[0]!.detail, /did you mean price\?/)
  })
  it('names every fault at once', () => {
    const faults = faultsOf(() =>
      parse('stock=a&color=red&sort=&limit=0&where=[&fields=x&expand=y&page=1&offset=2'),
    )
    assert.deepEqual(faults.map(({ parameter }) => parameter).sort(), [
      'color',
      'expand',
      'fields',
      'limit',
      'offset',
      'page',
      'sort',
      'stock',
      'where',
    ])
  })
  it('names at most fifty faults', () => {
    assert.equal(faultsOf(() => parse('a&'.repeat(1000))).length, 50)
  })
  it('refuses a query longer than 8 KiB as a whole', () => {
    assert.deepEqual(
      faultsOf(() => parse('stock=1&'.repeat(1025))).map(({ code }) => code),
      ['query_too_long'],
    )
  })
})

it('conditions of or in where are combined', () => {
  const where = encodeURIComponent('{"or":[{"state":"open"},{"price":{"lt":5}}]}')
  assert.deepEqual(
    parse(`where=${where}`),
    or(compare('state', 'eq', 'open'), compare('price', 'lt', '5.00', 'decimal')),
  )
})
