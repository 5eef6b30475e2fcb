import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseListQuery } from '../../src/protocol/query/list-request.ts'
import { toLinkHeader, toPageLinks, type PageEnds } from '../../src/protocol/query/page-links.ts'
import { contextOf, modelOf } from './shop.ts'

const middle: PageEnds = { first: ['a', 'x'], last: ['b', 'y'], hasNext: true, hasPrevious: true }
const linksOf = (query: string, ends: Partial<PageEnds> = {}) => {
  const request = parseListQuery(modelOf('items'), query, contextOf())
  return toPageLinks('/v1/items', modelOf('items'), request, { ...middle, ...ends }, contextOf())
}
const startOf = (url: string) =>
  parseListQuery(modelOf('items'), url.split('?')[1] ?? '', contextOf()).query.start

describe('links of a page by cursor', () => {
  it('lead to both sides of the page', () => {
    const { next, prev, first } = linksOf('sort=name')
    assert.deepEqual(startOf(next!), { kind: 'after', position: ['b', 'y'] })
    assert.deepEqual(startOf(prev!), { kind: 'before', position: ['a', 'x'] })
    assert.equal(first, '/v1/items?sort=name')
  })
  it('keep every parameter as it was sent', () => {
    const { first, next } = linksOf('stock%5Bgt%5D=1&state=open&total=exact&fields=id,name')
    assert.equal(first, '/v1/items?stock%5Bgt%5D=1&state=open&total=exact&fields=id,name')
    assert.ok(next!.startsWith(`${first}&after=`))
  })
  it('escape brackets, which may not stand in a query', () => {
    assert.equal(linksOf('stock[gt]=1').first, '/v1/items?stock%5Bgt%5D=1')
  })
  it('drop the cursor they came by', () => {
    const { next } = linksOf('')
    assert.equal(linksOf(next!.split('?')[1]!).first, '/v1/items')
  })
  it('are null at the ends', () => {
    const { next, prev } = linksOf('', { hasNext: false, hasPrevious: false })
    assert.deepEqual([next, prev], [null, null])
  })
  it('are null on an empty first page', () => {
    const { next, prev } = linksOf('', { first: undefined, last: undefined })
    assert.deepEqual([next, prev], [null, null])
  })
})

describe('links of a page by number', () => {
  it('count pages', () => {
    assert.deepEqual(linksOf('page=2&limit=5', { total: 12 }), {
      next: '/v1/items?limit=5&page=3',
      prev: '/v1/items?limit=5&page=1',
      first: '/v1/items?limit=5&page=1',
      last: '/v1/items?limit=5&page=3',
    })
  })
  it('have no last page where rows were not counted', () => assert.equal('last' in linksOf('page=1'), false))
  it('have a first page as the last of nothing', () => {
    const links = linksOf('page=1', { total: 0, hasNext: false })
    assert.deepEqual(links, { next: null, prev: null, first: '/v1/items?page=1', last: '/v1/items?page=1' })
  })
  it('lead back from beyond the end', () => {
    assert.equal(linksOf('page=9', { total: 12, hasNext: false }).prev, '/v1/items?page=2')
  })
  it('end where pages can no longer be asked for', () => {
    assert.equal(linksOf('page=1000001').next, null)
  })
})

describe('links of a page by offset', () => {
  it('step by the limit', () => {
    const { next, prev, first } = linksOf('offset=20&limit=5')
    assert.deepEqual(
      [next, prev, first],
      ['/v1/items?limit=5&offset=25', '/v1/items?limit=5&offset=15', '/v1/items?limit=5&offset=0'],
    )
  })
  it('do not step before the beginning', () => {
    assert.equal(linksOf('offset=3&limit=5').prev, '/v1/items?limit=5&offset=0')
    assert.equal(linksOf('offset=0').prev, null)
  })
})

describe('the Link header', () => {
  it('names every link there is', () => {
    assert.equal(
      toLinkHeader({ next: '/items?page=2', prev: null, first: '/items?page=1', last: '/items?page=2' }),
      '</items?page=2>; rel="next", </items?page=1>; rel="first", </items?page=2>; rel="last"',
    )
  })
  it('cannot be broken out of by a parameter', () => {
    const header = toLinkHeader(linksOf('name=>;rel="x",<é 😀', { hasNext: false, hasPrevious: false }))
    assert.equal(header, '</v1/items?name=%3E;rel=%22x%22,%3C%C3%A9%20%F0%9F%98%80>; rel="first"')
  })
})
