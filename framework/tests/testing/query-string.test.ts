import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { parseListQuery } from '../../src/protocol/query/list-request.ts'
import { toQueryBody, toQueryString, type AnyListOptions } from '../../src/tooling/client/query-string.ts'
import { contextOf, modelOf } from '../query/shop.ts'

describe('the query of a URL', () => {
  const rows: readonly (readonly [title: string, options: AnyListOptions, query: string])[] = [
    ['is nothing where nothing is said', {}, ''],
    ['leaves out what is undefined', { filter: { a: undefined }, limit: undefined } as never, ''],
    ['leaves out empty lists', { fields: [], expand: [], sort: [] }, ''],
    ['has pages', { limit: 5, page: 2, total: 'exact' }, '?limit=5&page=2&total=exact'],
    ['has an offset of nothing', { offset: 0 }, '?offset=0'],
    [
      'has lists',
      { sort: ['-a', 'b'], fields: ['id', 'c.d'], expand: ['c'] },
      '?sort=-a%2Cb&fields=id%2Cc.d&expand=c',
    ],
    ['has a plain filter', { filter: { state: 'open' } }, '?state=open'],
    ['has falsy filters', { filter: { a: 0, b: false, c: '' } }, '?a=0&b=false&c='],
    ['asks for absence', { filter: { a: null } }, '?a%5Bnull%5D=true'],
    ['asks for presence', { filter: { a: { null: false } } }, '?a%5Bnull%5D=false'],
    ['has operators', { filter: { a: { gte: 1, lt: 5 } } }, '?a%5Bgte%5D=1&a%5Blt%5D=5'],
    ['has eq as a plain filter', { filter: { a: { eq: 'x' } } }, '?a=x'],
    ['has lists of values', { filter: { a: { in: ['x', 'y'] } } }, '?a%5Bin%5D=x%2Cy'],
    [
      'says of commas in where',
      { filter: { a: { in: ['x,y'] } } },
      '?where=%7B%22a%22%3A%7B%22in%22%3A%5B%22x%2Cy%22%5D%7D%7D',
    ],
    [
      'says of no values in where',
      { filter: { a: { in: [] } } },
      '?where=%7B%22a%22%3A%7B%22in%22%3A%5B%5D%7D%7D',
    ],
    ['escapes what it is given', { filter: { a: 'x&y=z#?+ é' } }, '?a=x%26y%3Dz%23%3F%2B+%C3%A9'],
    [
      'says which rows are embedded',
      { expand: ['c'], embed: { c: { where: { a: 1 }, sort: ['-b', 'a'], limit: 2 }, d: { sort: [] } } },
      '?expand=c&expand%5Bc%5D%5Bwhere%5D=%7B%22a%22%3A1%7D&expand%5Bc%5D%5Bsort%5D=-b%2Ca&expand%5Bc%5D%5Blimit%5D=2',
    ],
    ['takes a cursor', { after: 'abc' }, '?after=abc'],
    ['takes a link to a page', { after: '/todos?limit=2&after=abc' }, '?after=abc'],
    ['takes a link with an origin', { before: 'https://x.y/todos?before=a%2Bb' }, '?before=a%2Bb'],
  ]
  for (const [title, options, query] of rows) it(title, () => assert.equal(toQueryString(options), query))

  it('joins what stands in where', () => {
    const query = toQueryString({ where: { b: 1 }, filter: { a: { in: ['x,y'] } } })
    assert.deepEqual(JSON.parse(new URLSearchParams(query).get('where')!), {
      and: [{ b: 1 }, { a: { in: ['x,y'] } }],
    })
  })
})

describe('the body of a QUERY', () => {
  const rows: readonly (readonly [title: string, options: AnyListOptions, body: object])[] = [
    ['is empty where nothing is said', {}, {}],
    ['leaves out what is undefined', { filter: { a: undefined }, limit: undefined } as never, {}],
    [
      'has what was said',
      { limit: 5, sort: ['-a'], fields: ['id'] },
      { limit: 5, sort: ['-a'], fields: ['id'] },
    ],
    ['has filters as a condition', { filter: { a: 1, b: null } }, { where: { a: 1, b: null } }],
    [
      'joins filters and where',
      { filter: { a: 1 }, where: { b: 2 } },
      { where: { and: [{ b: 2 }, { a: 1 }] } },
    ],
    ['takes the cursor of a link', { after: '/todos?limit=2&after=abc' }, { after: 'abc' }],
    [
      'says which rows are embedded',
      { expand: ['c', 'd'], embed: { c: { limit: 2 } } },
      { expand: [{ path: 'c', limit: 2 }, 'd'] },
    ],
  ]
  for (const [title, options, body] of rows) it(title, () => assert.deepEqual(toQueryBody(options), body))
})

describe('filters of the client', () => {
  const text = fc.oneof(
    fc.constantFrom('', ',', 'a,b', '&', '=', '%', '[in]', '+', ' ', '"', '\\', 'null', 'é', '😀'),
    fc.stringMatching(/^[ -~]{0,8}$/),
  )
  const number = fc.integer({ min: -5, max: 5 })
  const filters = fc.record(
    {
      name: fc.oneof(
        text,
        fc.record(
          {
            eq: text,
            ne: text,
            in: fc.array(text, { maxLength: 3 }),
            contains: text,
            between: fc.tuple(text, text),
          },
          { requiredKeys: [] },
        ),
      ),
      stock: fc.oneof(
        number,
        fc.record({ gte: number, nin: fc.array(number, { maxLength: 3 }) }, { requiredKeys: [] }),
      ),
      weight: fc.oneof(fc.constant(null), fc.record({ null: fc.boolean() })),
      isNew: fc.boolean(),
      'seller.username': text,
    },
    { requiredKeys: [] },
  )
  const conditionOf = (options: AnyListOptions) =>
    parseListQuery(modelOf('items'), toQueryString(options).slice(1), contextOf()).query.where
  /** In `where` nothing has to be split or escaped. */
  const toWhere = (filter: Readonly<Record<string, unknown>>) =>
    Object.entries(filter).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([operator, operand]) => ({ [name]: { [operator]: operand as unknown } }))
        : [{ [name]: value }],
    )

  it('mean what they mean in where', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const [plain, spelled] = [conditionOf({ filter }), conditionOf({ where: { and: toWhere(filter) } })]
        assert.deepEqual(partsOf(plain), partsOf(spelled))
      }),
      { numRuns: 500 },
    )
  })
})

/** What must hold, in any order: filters and `where` stand in different places. */
const partsOf = (condition: ReturnType<typeof parseListQuery>['query']['where']): string[] =>
  (condition.kind === 'and' ? condition.of : [condition]).map((part) => JSON.stringify(part)).toSorted()
