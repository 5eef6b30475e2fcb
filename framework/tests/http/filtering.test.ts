import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { all, inWhere, mainId, one, openItems, sideId, three } from './filtered-items.ts'
import { faultsOf } from './shop.ts'
import { createDocumentReader } from '../../src/tooling/testing/document-reader.ts'

const { shop, ids, find, refuse } = await openItems()

type Value = string | number | boolean | readonly (string | number | boolean)[]
type Case = readonly [operator: string, value: Value, found: string]

const cases: Record<string, Case[]> = {
  name: [
    ['eq', 'Apple', 'a'],
    ['eq', 'apple', ''],
    ['eq', '', ''],
    ['eq', '100% Cotton', 'c'],
    ['eq', '100%', ''],
    ['eq', String.raw`o'brien \ "x"`, 'f'],
    ['eq', "' OR 1=1 --", ''],
    ['eq', 'U\u0308ni\u0308code 😀', 'e'],
    ['ne', 'Apple', 'bcdef'],
    ['in', ['Apple', '100_ Cotton', 'nothing'], 'ad'],
    ['nin', ['Apple', '100_ Cotton'], 'bcef'],
    ['null', true, ''],
    ['null', false, all],
    ['lt', 'Apple', 'cd'],
    ['lte', 'Apple', 'acd'],
    ['gt', 'apple', 'bef'],
    ['gte', 'Apple', 'abef'],
    ['between', ['100', 'B'], 'acd'],
    ['between', ['B', '100'], ''],
    ['contains', 'PPLE', 'ab'],
    ['contains', '%', 'c'],
    ['contains', '_', 'd'],
    ['contains', '100_', 'd'],
    ['contains', '\\', 'f'],
    ['contains', '\\ "', 'f'],
    ['contains', '', all],
    ['contains', '😀', 'e'],
    ['contains', 'ünï', ''],
    ['startsWith', 'app', 'ab'],
    ['startsWith', '100%', 'c'],
    ['startsWith', '%', ''],
    ['startsWith', 'brien', ''],
    ['endsWith', 'COTTON', 'cd'],
    ['endsWith', '_ cotton', 'd'],
    ['endsWith', 'apple', 'a'],
  ],
  price: [
    ['eq', '9', 'b'],
    ['eq', '9.00', 'b'],
    ['eq', '009.0', 'b'],
    ['eq', '9999999999999999.99', 'f'],
    ['eq', '9999999999999999.98', ''],
    ['ne', '10.5', 'abcef'],
    ['in', ['1', '10.50', '7'], 'ad'],
    ['nin', ['1', '10.50', '7'], 'bcef'],
    ['null', true, ''],
    ['null', false, all],
    ['lt', '10', 'abe'],
    ['lte', '10', 'abce'],
    ['gt', '9.00', 'cdf'],
    ['gt', '-1', all],
    ['gte', '9.00', 'bcdf'],
    ['between', ['1', '10'], 'abc'],
    ['between', ['-5', '0'], 'e'],
  ],
  cost: [
    ['eq', '5', 'b'],
    ['ne', '5', 'acdef'],
    ['in', ['5', '10'], 'bc'],
    ['nin', ['5'], 'acdef'],
    ['null', true, 'adef'],
    ['null', false, 'bc'],
    ['lt', '10', 'b'],
    ['lte', '10', 'bc'],
    ['gt', '5', 'c'],
    ['gte', '5', 'bc'],
    ['between', ['5', '9.99'], 'b'],
  ],
  state: [
    ['eq', 'onSale', 'be'],
    ['ne', 'draft', 'bce'],
    ['in', ['onSale', 'gone'], 'bce'],
    ['nin', ['onSale', 'gone'], 'adf'],
    ['null', true, ''],
    ['null', false, all],
  ],
  isListed: [
    ['eq', true, 'abde'],
    ['eq', false, 'cf'],
    ['ne', true, 'cf'],
    ['in', [true, false], all],
    ['nin', [true], 'cf'],
    ['null', true, ''],
    ['null', false, all],
  ],
  soldAt: [
    ['eq', '2027-01-01T00:00:00Z', 'b'],
    ['eq', '2027-01-01T01:00:00+01:00', 'b'],
    ['ne', '2027-01-01T00:00:00Z', 'acdef'],
    ['in', ['2027-01-01T00:00:00.001Z', '2026-06-01T08:00:00Z'], 'cd'],
    ['nin', ['2027-01-01T00:00:00.001Z'], 'abdef'],
    ['null', true, 'aef'],
    ['null', false, 'bcd'],
    ['lt', '2027-01-01T00:00:00Z', 'd'],
    ['lte', '2027-01-01T00:00:00Z', 'bd'],
    ['gt', '2027-01-01T00:00:00Z', 'c'],
    ['gte', '2027-01-01T00:00:00Z', 'bc'],
    ['between', ['2026-06-01T08:00:00Z', '2027-01-01T00:00:00Z'], 'bd'],
  ],
  madeOn: [
    ['eq', '2027-01-01', 'b'],
    ['ne', '2027-01-01', 'acdef'],
    ['in', ['2026-12-31', '2027-01-01'], 'ab'],
    ['nin', ['2026-12-31', '2027-01-01'], 'cdef'],
    ['null', true, 'cef'],
    ['null', false, 'abd'],
    ['lt', '2027-01-01', 'a'],
    ['lte', '2027-01-01', 'ab'],
    ['gt', '2027-01-01', 'd'],
    ['gte', '2027-01-01', 'bd'],
    ['between', ['2026-12-31', '2027-01-01'], 'ab'],
  ],
  shelfLife: [
    ['eq', 'PT9S', 'a'],
    ['eq', 'PT24H1S', 'd'],
    ['ne', 'PT9S', 'bcdef'],
    ['in', ['PT9S', 'PT0M10S'], 'ab'],
    ['nin', ['PT9S', 'PT10S'], 'cdef'],
    ['null', true, 'ce'],
    ['null', false, 'abdf'],
    ['lt', 'PT10S', 'af'],
    ['lte', 'PT10S', 'abf'],
    ['gt', 'PT9S', 'bd'],
    ['gte', 'PT9S', 'abd'],
    ['between', ['PT9S', 'P1D'], 'ab'],
  ],
  weight: [
    ['eq', 0.1, 'e'],
    ['eq', 1e21, 'd'],
    ['eq', 0, 'f'],
    ['ne', 0.1, 'abcdf'],
    ['in', [0.5, 10], 'ab'],
    ['nin', [0.5, 10], 'cdef'],
    ['null', true, 'c'],
    ['null', false, 'abdef'],
    ['lt', 0.5, 'ef'],
    ['lte', 0.5, 'aef'],
    ['gt', 9.5, 'bd'],
    ['gte', 10, 'bd'],
    ['between', [0.1, 0.5], 'ae'],
  ],
  stock: [
    ['eq', 9, 'c'],
    ['eq', -1, ''],
    ['ne', 0, 'bcde'],
    ['in', [9, 10], 'cd'],
    ['nin', [0, 9], 'bde'],
    ['null', true, ''],
    ['null', false, all],
    ['lt', 10, 'abcf'],
    ['lte', 10, 'abcdf'],
    ['gt', 9, 'de'],
    ['gte', 9, 'cde'],
    ['gt', 5_000_000, ''],
    ['between', [1, 9], 'bc'],
  ],
  batch: [
    ['eq', one, 'a'],
    ['eq', one.toUpperCase(), 'a'],
    ['ne', one, 'bcdef'],
    ['in', [one, three], 'ad'],
    ['nin', [one, three], 'bcef'],
    ['null', true, 'cef'],
    ['null', false, 'abd'],
  ],
  contact: [
    ['eq', 'ann@example.com', 'a'],
    ['ne', 'ANN@example.com', 'bcdef'],
    ['in', ['ANN@EXAMPLE.COM', 'Bob@example.com'], 'ab'],
    ['nin', ['ANN@EXAMPLE.COM'], 'bcdef'],
    ['null', true, 'cef'],
    ['null', false, 'abd'],
    ['lt', 'B', 'a'],
    ['lte', 'BOB@example.com', 'ab'],
    ['gt', 'BOB@example.com', 'd'],
    ['gte', 'BOB@example.com', 'bd'],
    ['between', ['a', 'C'], 'ab'],
    ['contains', 'EXAMPLE.', 'abd'],
    ['startsWith', 'ann', 'a'],
    ['endsWith', '.ORG', 'd'],
  ],
  storeId: [
    ['eq', mainId, 'ab'],
    ['ne', mainId, 'cdef'],
    ['in', [mainId, sideId], all],
    ['nin', [mainId], 'cdef'],
    ['null', true, ''],
    ['null', false, all],
    ['lt', sideId, 'ab'],
    ['lte', mainId, 'ab'],
    ['gt', mainId, 'cdef'],
    ['gte', sideId, 'cdef'],
    ['between', [mainId, sideId], all],
  ],
  'store.name': [
    ['eq', 'Main', 'ab'],
    ['eq', 'main', ''],
    ['ne', 'Main', 'cdef'],
    ['in', ['Main', 'Other'], 'ab'],
    ['nin', ['Main', 'Other'], 'cdef'],
    ['null', true, ''],
    ['null', false, all],
    ['lt', 'N', 'ab'],
    ['lte', 'Main', 'ab'],
    ['gt', 'Main', 'cdef'],
    ['gte', 'Side', 'cdef'],
    ['between', ['A', 'N'], 'ab'],
    ['contains', 'AI', 'ab'],
    ['startsWith', 'side', 'cdef'],
    ['endsWith', '0%', 'cdef'],
    ['endsWith', '_', ''],
  ],
  sizes: [
    ['null', true, ''],
    ['null', false, all],
  ],
  createdAt: [
    ['eq', '2027-01-15T12:02:00Z', 'c'],
    ['ne', '2027-01-15T12:02:00Z', 'abdef'],
    ['in', ['2027-01-15T12:00:00Z', '2027-01-15T12:02:00Z'], 'ac'],
    ['nin', ['2027-01-15T12:00:00Z', '2027-01-15T12:02:00Z'], 'bdef'],
    ['null', true, ''],
    ['null', false, all],
    ['lt', '2027-01-15T12:02:00Z', 'ab'],
    ['lte', '2027-01-15T12:02:00Z', 'abc'],
    ['gt', '2027-01-15T12:02:00Z', 'def'],
    ['gte', '2027-01-15T13:02:00+01:00', 'cdef'],
    ['between', ['2027-01-15T12:01:00Z', '2027-01-15T12:03:00Z'], 'bcd'],
  ],
}

for (const [field, tried] of Object.entries(cases)) {
  describe(`a filter on ${field}`, () => {
    for (const [operator, value, found] of tried) {
      const values = [value].flat()
      it(`${operator} ${JSON.stringify(value)} finds ${found || 'nothing'}`, async () => {
        // A list in a URL has no commas inside its values.
        const text = values.map((each) => encodeURIComponent(String(each))).join(',')
        assert.equal(await find(`${field}[${operator}]=${text}`), found, 'in the URL')
        assert.equal(await find(inWhere({ [field]: { [operator]: value } })), found, 'in where')
        if (operator !== 'eq') return
        assert.equal(await find(`${field}=${text}`), found, 'without an operator')
        assert.equal(await find(inWhere({ [field]: value })), found, 'in where without an operator')
      })
      it(`not ${operator} ${JSON.stringify(value)} finds the others`, async () => {
        const others = [...all].filter((letter) => !found.includes(letter)).join('')
        assert.equal(await find(inWhere({ not: { [field]: { [operator]: value } } })), others)
      })
    }
  })
}

/** Every filter the document knows of. */
const documented = new Set<string>()
const document = shop.api.document()
const { resolve } = createDocumentReader(document)
for (const parameter of document.paths['/items']!.get!.parameters!) {
  const name = String(resolve(parameter)['name'])
  const [, field = '', operator = 'eq'] = /^([^[]+)(?:\[(\w+)\])?$/.exec(name) ?? []
  if (field in cases) documented.add(`${field} ${operator}`)
}

it('each documented filter is tried above', () => {
  const tried = Object.entries(cases).flatMap(([field, each]) =>
    each.map(([operator]) => `${field} ${operator}`),
  )
  assert.deepEqual([...documented].toSorted(), [...new Set(tried)].toSorted())
})

describe('an operator the kind lacks', () => {
  const operators = ['lt', 'lte', 'gt', 'gte', 'in', 'nin', 'contains', 'startsWith', 'endsWith', 'between']
  for (const field of Object.keys(cases)) {
    for (const operator of [...operators, 'like', 'EQ', '']) {
      if (documented.has(`${field} ${operator}`)) continue
      it(`is refused with 400: ${field}[${operator}]`, async () => {
        assert.deepEqual(await refuse(`${field}[${operator}]=1`), [`${field}[${operator}] invalid_operator`])
        const where = inWhere({ [field]: { [operator]: 1 } })
        assert.deepEqual(await refuse(where), ['where invalid_operator'])
      })
    }
  }
})

describe('a wrong value', () => {
  const wrong: [parameter: string, value: string, code: string][] = [
    ['price', 'cheap', 'invalid_decimal'],
    ['price', '', 'invalid_decimal'],
    ['price', '1e3', 'invalid_decimal'],
    ['price', '1,5', 'invalid_decimal'],
    ['price[gte]', '1.005', 'too_many_places'],
    ['price[between]', '1', 'invalid_pair'],
    ['price[between]', '1,2,3', 'invalid_pair'],
    ['price[between]', '1,x', 'invalid_decimal'],
    ['stock', '1.5', 'invalid_integer'],
    ['stock', 'NaN', 'invalid_integer'],
    ['stock', '01', 'invalid_integer'],
    ['stock', '9007199254740993', 'invalid_integer'],
    ['stock[in]', '1,,2', 'invalid_integer'],
    ['weight', 'heavy', 'invalid_number'],
    ['weight', 'Infinity', 'invalid_number'],
    ['weight', '1e999', 'invalid_number'],
    ['weight', '0x10', 'invalid_number'],
    ['isListed', '1', 'invalid_boolean'],
    ['isListed', 'TRUE', 'invalid_boolean'],
    ['isListed', '', 'invalid_boolean'],
    ['state', 'sold', 'invalid_choice'],
    ['state[in]', 'draft,sold', 'invalid_choice'],
    ['soldAt', 'yesterday', 'invalid_timestamp'],
    ['soldAt', '2027-01-01', 'invalid_timestamp'],
    ['soldAt[lt]', '2027-02-30T00:00:00Z', 'invalid_timestamp'],
    ['soldAt[lt]', '2027-01-01T00:00:00', 'invalid_timestamp'],
    ['madeOn', '2027-02-29', 'invalid_date'],
    ['madeOn', '01.02.2027', 'invalid_date'],
    ['shelfLife', '1h', 'invalid_duration'],
    ['shelfLife', 'P1M', 'invalid_duration'],
    ['batch', '123', 'invalid_uuid'],
    ['storeId', 'main', 'invalid_integer'],
    ['soldAt[null]', 'maybe', 'invalid_boolean'],
    ['name', 'a%00b', 'control_character'],
    ['name[contains]', '%0A', 'control_character'],
    ['contact', 'a%07', 'control_character'],
    ['name', '%FF', 'invalid_encoding'],
    ['name', '%zz', 'invalid_encoding'],
    ['name', 'x'.repeat(1001), 'too_long'],
    ['name[in]', `a,${'x'.repeat(1001)}`, 'too_long'],
    ['stock[in]', Array(101).fill(1).join(), 'too_many_values'],
  ]
  for (const [parameter, value, code] of wrong) {
    it(`is refused with 400 naming it: ${parameter}=${value.slice(0, 30)}`, async () => {
      assert.deepEqual(await refuse(`${parameter}=${value}`), [`${parameter} ${code}`])
    })
  }
  it('is named with every other one', async () => {
    const faults = await refuse('price=x&stock=y&name[like]=z&colour=red&sort=size')
    assert.deepEqual(faults.toSorted(), [
      'colour unknown_parameter',
      'name[like] invalid_operator',
      'price invalid_decimal',
      'sort unknown_field',
      'stock invalid_integer',
    ])
  })
})

describe('a parameter that is none', () => {
  const unknown = [
    'colour',
    'homepage',
    'title',
    'sizes',
    'password',
    'id',
    '__proto__',
    'constructor',
    'Name',
    'q',
  ]
  for (const name of unknown) {
    it(`is refused with 400: ${name}`, async () => {
      assert.deepEqual(await refuse(`${name}=1`), [`${name} unknown_parameter`])
    })
  }
  it('is refused on a row too', async () => {
    const answer = await shop.ask('GET', `/items/${ids[0]}?state=draft`)
    assert.deepEqual([answer.status, faultsOf(answer)], [400, ['state unknown_parameter']])
  })
})
