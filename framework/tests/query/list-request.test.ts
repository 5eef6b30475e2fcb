import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compare } from '../../src/declaration/condition/condition.ts'
import type { SortKey } from '../../src/declaration/resource/query.ts'
import { parseListQuery } from '../../src/protocol/query/list-request.ts'
import { faultsOf } from './refused.ts'
import { ann, anonymous, admin, contextOf, modelOf } from './shop.ts'

const parse = (query: string, context = contextOf()) => parseListQuery(modelOf('items'), query, context)
const refused = (query: string, context = contextOf()) =>
  faultsOf(() => parse(query, context)).map(({ parameter, code }) => [parameter, code])
const keys = (sort: readonly SortKey[]) =>
  sort.map(({ property, descending }) => (descending ? '-' : '') + property).join()

describe('a list without parameters', () => {
  const { query, paging, total, page } = parse('')
  it('is newest first', () => assert.equal(keys(query.sort), '-createdAt,-id'))
  it('begins at the first row', () => assert.deepEqual(query.start, { kind: 'first' }))
  it('has the declared page size', () => assert.equal(query.limit, 10))
  it('pages by cursor and counts nothing', () =>
    assert.deepEqual([paging, page, total], ['cursor', undefined, 'none']))
  it('is narrowed by its scope', () => {
    const scope = compare('stock', 'gt', 0)
    assert.equal(parse('', { ...contextOf(), scope }).query.where, scope)
  })
})

describe('sort', () => {
  for (const [text, expected] of [
    ['name', 'name,id'],
    ['-name', '-name,-id'],
    ['-createdAt,name', '-createdAt,name,id'],
    ['name,-id', 'name,-id'],
    ['-id,name', '-id'],
    ['%2Dprice', '-price,-id'],
  ] as const) {
    it(`${text} is ${expected}`, () => assert.equal(keys(parse(`sort=${text}`).query.sort), expected))
  }
  for (const [title, query, code] of [
    ['an undeclared name', 'sort=color', 'unknown_field'],
    ['a declared field that lists are not sorted by', 'sort=shelfLife', 'unknown_field'],
    ['an empty one', 'sort=', 'unknown_field'],
    ['two signs', 'sort=--name', 'unknown_field'],
    ['a name twice', 'sort=name,-name', 'duplicate_field'],
    ['too many keys', 'sort=name,price,createdAt,weight,stock,id', 'too_many_values'],
    ['a repeated parameter', 'sort=name&sort=price', 'repeated_parameter'],
  ] as const) {
    it(`refuses ${title}`, () => assert.deepEqual(refused(query), [['sort', code]]))
  }
  it('refuses a field the caller does not see', () =>
    assert.deepEqual(refused('sort=price', contextOf(anonymous)), [['sort', 'unknown_field']]))
  it('refuses a field seen on some rows only', () => {
    assert.deepEqual(refused('sort=note', contextOf(ann)), [['sort', 'unknown_field']])
    assert.equal(keys(parse('sort=note', contextOf(admin)).query.sort), 'note,id')
  })
})

describe('paging', () => {
  it('takes a limit', () => assert.equal(parse('limit=50').query.limit, 50))
  it('by number skips whole pages', () => {
    const { query, paging, page } = parse('page=3&limit=5')
    assert.deepEqual([query.start, paging, page], [{ kind: 'offset', offset: 10 }, 'page', 3])
  })
  it('by offset skips rows', () => {
    const { query, paging } = parse('offset=0')
    assert.deepEqual([query.start, paging], [{ kind: 'offset', offset: 0 }, 'offset'])
  })
  for (const total of ['exact', 'estimated']) {
    it(`counts ${total} totals`, () => assert.equal(parse(`total=${total}`).total, total))
  }
  for (const [title, query, expected] of [
    ['limit 0', 'limit=0', [['limit', 'out_of_range']]],
    ['a limit above the greatest', 'limit=51', [['limit', 'out_of_range']]],
    ['a negative limit', 'limit=-1', [['limit', 'out_of_range']]],
    ['a limit with a fraction', 'limit=1.0', [['limit', 'out_of_range']]],
    ['an empty limit', 'limit=', [['limit', 'out_of_range']]],
    ['a limit with a leading zero', 'limit=01', [['limit', 'out_of_range']]],
    ['a repeated limit', 'limit=1&limit=1', [['limit', 'repeated_parameter']]],
    ['page 0', 'page=0', [['page', 'invalid_integer']]],
    ['a page that is no number', 'page=two', [['page', 'invalid_integer']]],
    ['a page too far', 'page=1000002', [['page', 'out_of_range']]],
    ['a negative offset', 'offset=-1', [['offset', 'invalid_integer']]],
    ['an offset too far', 'offset=10000001', [['offset', 'out_of_range']]],
    [
      'page and offset',
      'page=1&offset=1',
      [
        ['page', 'mixed_paging'],
        ['offset', 'mixed_paging'],
      ],
    ],
    [
      'two cursors',
      'after=a&before=b',
      [
        ['after', 'mixed_paging'],
        ['before', 'mixed_paging'],
      ],
    ],
    [
      'a cursor and a page',
      'after=a&page=1',
      [
        ['after', 'mixed_paging'],
        ['page', 'mixed_paging'],
      ],
    ],
    ['an unknown total', 'total=yes', [['total', 'invalid_choice']]],
    ['a cursor that is none', 'after=abc', [['after', 'invalid_cursor']]],
    ['an empty cursor', 'before=', [['before', 'invalid_cursor']]],
  ] as const) {
    it(`refuses ${title}`, () => assert.deepEqual(refused(query), expected))
  }
  it('allows the last page that can be reached', () => assert.equal(parse('page=1000001').page, 1_000_001))
})
