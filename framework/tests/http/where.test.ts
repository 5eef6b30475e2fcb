import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { all, inWhere, openItems } from './filtered-items.ts'

const { shop, find, refuse } = await openItems()

describe('several filters', () => {
  it('must all hold', async () => {
    assert.equal(await find('state=draft&isListed=true&price[gt]=1'), 'd')
  })
  it('on one field must all hold', async () => {
    assert.equal(await find('name[contains]=apple&name[contains]=pie'), 'b')
    assert.equal(await find('stock[gte]=1&stock[lt]=10'), 'bc')
    assert.equal(await find('state=draft&state=gone'), '')
  })
  it('must hold beside where', async () => {
    assert.equal(await find(`state=draft&${inWhere({ price: { gt: '1' } })}`), 'df')
  })
})

describe('where', () => {
  const found: [title: string, where: unknown, letters: string][] = [
    ['an empty object finds all', {}, all],
    ['members must all hold', { state: 'draft', isListed: true }, 'ad'],
    ['operators must all hold', { stock: { gte: 1, lt: 10 } }, 'bc'],
    ['or takes either', { or: [{ state: 'gone' }, { price: { lt: '1' } }] }, 'ce'],
    ['and takes both', { and: [{ state: 'draft' }, { isListed: true }] }, 'ad'],
    ['or of nothing finds nothing', { or: [] }, ''],
    ['and of nothing finds all', { and: [] }, all],
    ['not of nothing finds nothing', { not: {} }, ''],
    ['not turns round the whole', { not: { state: 'draft', isListed: true } }, 'bcef'],
    ['not of not is plain', { not: { not: { state: 'gone' } } }, 'c'],
    ['groups nest', { or: [{ and: [{ stock: 9 }, { not: { isListed: true } }] }, { name: 'Apple' }] }, 'ac'],
    ['groups and members must all hold', { state: 'draft', or: [{ stock: 10 }, { stock: 9 }] }, 'd'],
    ['null is absence', { soldAt: null }, 'aef'],
    ['null beside eq is absence', { soldAt: { eq: null } }, 'aef'],
    ['ne null is presence', { soldAt: { ne: null } }, 'bcd'],
    ['not null is presence', { not: { soldAt: null } }, 'bcd'],
    ['absent values are not less', { not: { weight: { lt: 5 } } }, 'bcd'],
    ['decimals may be numbers', { price: { gte: 9, lt: 10.5 } }, 'bc'],
    ['decimals may be less than any', { price: { gt: -1 } }, all],
    ['lists may have commas inside', { name: { in: ['apple pie, warm', 'x'] } }, 'b'],
    ['nothing is in an empty list', { name: { in: [] } }, ''],
    ['all is outside an empty list', { name: { nin: [] } }, all],
    ['relations have dots', { 'store.name': 'Main' }, 'ab'],
    ['relations stand in groups', { or: [{ 'store.name': 'Main' }, { stock: 9 }] }, 'abc'],
    ['relations are turned round', { not: { 'store.name': { startsWith: 'Side' } } }, 'ab'],
  ]
  for (const [title, where, expected] of found) {
    it(title, async () => assert.equal(await find(inWhere(where)), expected))
  }

  const nest = (depth: number): unknown => (depth === 1 ? { stock: 9 } : { not: nest(depth - 1) })
  const terms = (count: number) => ({ or: Array.from({ length: count }, () => ({ stock: 9 })) })
  const groups = (count: number) => ({ or: Array.from({ length: count }, () => ({})) })
  const bounds: [title: string, where: (size: number) => unknown, most: number, code: string][] = [
    ['levels', nest, 8, 'too_deep'],
    ['comparisons', terms, 50, 'too_many_terms'],
    ['elements of or', groups, 100, 'too_many_values'],
    ['values in a list', (size) => ({ stock: { in: Array(size).fill(9) } }), 100, 'too_many_values'],
    ['characters of a text', (size) => ({ name: 'x'.repeat(size) }), 1000, 'too_long'],
  ]
  for (const [title, where, most, code] of bounds) {
    it(`takes ${most} ${title}, not one more`, async () => {
      assert.equal((await shop.ask('GET', `/items?${inWhere(where(most))}`)).status, 200)
      assert.deepEqual(await refuse(inWhere(where(most + 1))), [`where ${code}`])
    })
  }
  it('shares its budget with the filters beside it', async () => {
    const beside = (count: number) => `${'stock=9&'.repeat(count)}${inWhere(terms(25))}`
    assert.equal(await find(beside(25)), 'c')
    assert.deepEqual(await refuse(beside(26)), ['where too_many_terms'])
  })
  it('is bound by the length of the query', async () => {
    assert.deepEqual(await refuse(`name=${'x'.repeat(900)}&`.repeat(10)), [' query_too_long'])
  })

  const malformed: [title: string, text: string, code: string][] = [
    ['no JSON', '{', 'invalid_json'],
    ['nothing', '', 'invalid_json'],
    ['a list', '[]', 'invalid_where'],
    ['null', 'null', 'invalid_where'],
    ['or without a list', '{"or":{}}', 'invalid_where'],
    ['not with a list', '{"not":[]}', 'invalid_where'],
    ['a field without an operator', '{"stock":{}}', 'invalid_where'],
    ['a list as a value', '{"stock":[1]}', 'invalid_type'],
    ['a number as text', '{"stock":"9"}', 'invalid_type'],
    ['a boolean as text', '{"isListed":"true"}', 'invalid_type'],
    ['a text as a number', '{"name":5}', 'invalid_type'],
    ['null in a list', '{"stock":{"in":[null]}}', 'invalid_type'],
    ['more than null', '{"stock":{"gt":null}}', 'invalid_type'],
    ['an undeclared field', '{"colour":1}', 'unknown_field'],
    ['a field that is no filter', '{"homepage":"x"}', 'unknown_field'],
    ['a member named __proto__', '{"__proto__":{"eq":1}}', 'unknown_field'],
    ['a NUL', '{"name":"\\u0000"}', 'control_character'],
    ['half a character', '{"name":"\\ud800"}', 'control_character'],
  ]
  for (const [title, text, code] of malformed) {
    it(`is refused with 400 when it is ${title}`, async () => {
      assert.deepEqual(await refuse(`where=${encodeURIComponent(text)}`), [`where ${code}`])
    })
  }
  it('may stand once', async () => {
    assert.deepEqual(await refuse('where={}&where={}'), ['where repeated_parameter'])
  })
})
