// What a value may be, field by field: each fault is a 422 that names its place and its code, all of them at once.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { faultsOf, openShop, type Caller } from './shop.ts'

const shop = await openShop()
const store = await shop.make('stores', { name: 'Main' })
let named = 0
const whole = (values: object) => ({ name: `Item ${++named}`, price: '5', storeId: store.id, ...values })
const post = (resource: string, body: unknown, as: Caller = 'ada') =>
  shop.ask('POST', `/${resource}`, { as, body })
const text = (length: number, character = 'x') => character.repeat(length)

/** A member's values that are refused, with the fault's code; a place other than the member comes third. */
type Refused = readonly [value: unknown, code: string, pointer?: string]

const refused: Readonly<Record<string, readonly Refused[]>> = {
  // Text of 1 to 80 characters.
  name: [
    [null, 'wrong_type'],
    [1, 'wrong_type'],
    [true, 'wrong_type'],
    [['x'], 'wrong_type'],
    [{}, 'wrong_type'],
    ['', 'too_short'],
    [text(81), 'too_long'],
    [text(81, '😀'), 'too_long'],
    ['a\nb', 'control_character'],
    ['a\tb', 'control_character'],
    ['a\0b', 'control_character'],
    ['a\u007fb', 'control_character'],
    ['a\u0085b', 'control_character'],
    ['a\u2028b', 'control_character'],
    ['a\ud800b', 'control_character'],
    ['\udc00\ud800', 'control_character'],
  ],
  notes: [
    ['a\0b', 'control_character'],
    ['a\vb', 'control_character'],
    ['a\u2029b', 'control_character'],
    ['\udfff', 'control_character'],
    [text(201), 'too_long'],
  ],
  code: [
    ['', 'wrong_form'],
    ['ab1', 'wrong_form'],
    [' AB1', 'wrong_form'],
    ['AB1\n', 'wrong_form'],
    ['AB12345678901', 'too_long'],
  ],
  price: [
    [null, 'wrong_type'],
    [true, 'wrong_type'],
    [{}, 'wrong_type'],
    ['', 'invalid_decimal'],
    ['five', 'invalid_decimal'],
    ['1,5', 'invalid_decimal'],
    ['1e2', 'invalid_decimal'],
    ['+1', 'invalid_decimal'],
    ['.5', 'invalid_decimal'],
    ['5.', 'invalid_decimal'],
    [' 5', 'invalid_decimal'],
    ['0x10', 'invalid_decimal'],
    ['\u0663', 'invalid_decimal'],
    ['NaN', 'invalid_decimal'],
    ['Infinity', 'invalid_decimal'],
    ['-0.01', 'too_small'],
    [-1, 'too_small'],
    ['1.001', 'too_many_places'],
    ['1.0001', 'too_many_places'],
    [1.005, 'too_many_places'],
    [1e-7, 'too_many_places'],
    [1e-30, 'too_many_places'],
    [5e-324, 'too_many_places'],
    ['10000000000000000', 'too_large'],
    [1e300, 'too_large'],
    [2 ** 53, 'inexact_number'],
    [123456789012345.67, 'inexact_number'],
    [text(65, '1'), 'too_long'],
  ],
  state: [
    [null, 'wrong_type'],
    [1, 'wrong_type'],
    ['', 'not_a_choice'],
    ['onsale', 'not_a_choice'],
    ['onSale ', 'not_a_choice'],
  ],
  isListed: [
    [null, 'wrong_type'],
    ['true', 'wrong_type'],
    [1, 'wrong_type'],
    [[], 'wrong_type'],
  ],
  soldAt: [
    [1_700_000_000, 'wrong_type'],
    ['', 'wrong_form'],
    ['now', 'wrong_form'],
    ['2027-01-15', 'wrong_form'],
    ['2027-01-15 12:00:00Z', 'wrong_form'],
    ['2027-01-15T12:00:00', 'wrong_form'],
    ['2027-01-15T12:00Z', 'wrong_form'],
    ['2027-02-30T12:00:00Z', 'wrong_form'],
    ['2027-01-15T24:00:00Z', 'wrong_form'],
    ['2027-01-15T12:00:00+25:00', 'wrong_form'],
    ['2027-06-30T23:59:60Z', 'invalid_timestamp'],
    ['0000-01-01T00:00:00Z', 'invalid_timestamp'],
    ['9999-12-31T23:59:59-00:01', 'invalid_timestamp'],
    [`2027-01-15T12:00:00.${text(60, '0')}Z`, 'too_long'],
  ],
  madeOn: [
    [20270115, 'wrong_type'],
    ['2027-1-15', 'wrong_form'],
    ['2027-02-29', 'wrong_form'],
    ['2027-01-15T00:00:00Z', 'wrong_form'],
    ['0000-01-01', 'invalid_date'],
  ],
  shelfLife: [
    [90, 'wrong_type'],
    ['', 'invalid_duration'],
    ['P', 'invalid_duration'],
    ['PT', 'invalid_duration'],
    ['90s', 'invalid_duration'],
    ['pt90s', 'invalid_duration'],
    ['P1Y', 'invalid_duration'],
    ['P1M', 'invalid_duration'],
    ['PT1.5H', 'invalid_duration'],
    ['PT1.0001S', 'invalid_duration'],
    ['P99999999999999W', 'invalid_duration'],
  ],
  weight: [
    ['1', 'wrong_type'],
    [true, 'wrong_type'],
    [-0.1, 'too_small'],
  ],
  stock: [
    [null, 'wrong_type'],
    ['1', 'wrong_type'],
    [1.5, 'wrong_type'],
    [-1, 'too_small'],
    [1_000_001, 'too_large'],
    [2 ** 53, 'too_large'],
  ],
  sizes: [
    [null, 'wrong_type'],
    ['S', 'wrong_type'],
    [{ 0: 'S' }, 'wrong_type'],
    [['S', 'M', 'L', 'X', 'XL'], 'too_many'],
    [[1], 'wrong_type', '/sizes/0'],
    [['S', null], 'wrong_type', '/sizes/1'],
    [['S', ''], 'too_short', '/sizes/1'],
    [['S', 'XXXXXL'], 'too_long', '/sizes/1'],
    [['S', 'M', 'a\nb'], 'control_character', '/sizes/2'],
  ],
  batch: [
    [1, 'wrong_type'],
    ['', 'wrong_form'],
    ['01999999000070008000000000000000', 'wrong_form'],
    ['{01999999-0000-7000-8000-000000000000}', 'wrong_form'],
    ['urn:uuid:01999999-0000-7000-8000-000000000000', 'wrong_form'],
  ],
  homepage: [
    [1, 'wrong_type'],
    ['', 'wrong_form'],
    ['example.org', 'wrong_form'],
    ['//example.org/', 'wrong_form'],
    ['http://a b/', 'wrong_form'],
    ['http://a/%zz', 'wrong_form'],
    ['ftp://example.org/', 'invalid_url'],
    ['javascript:alert(1)', 'invalid_url'],
    ['data:text/html,x', 'invalid_url'],
    ['http:', 'invalid_url'],
    ['http:///path', 'invalid_url'],
    [`http://example.org/${text(2048)}`, 'too_long'],
  ],
  contact: [
    [1, 'wrong_type'],
    ['', 'wrong_form'],
    ['ada', 'wrong_form'],
    ['ada@', 'wrong_form'],
    ['@example.org', 'wrong_form'],
    ['a@b@example.org', 'wrong_form'],
    ['a b@example.org', 'wrong_form'],
    ['Ada <ada@example.org>', 'wrong_form'],
    [`${text(60)}@${text(60)}.${text(60)}.${text(60)}.${text(60)}`, 'too_long'],
  ],
  picture: [
    [[1], 'wrong_type'],
    ['!!', 'invalid_base64'],
    ['AAA', 'invalid_base64'],
    ['AA-_', 'invalid_base64'],
    ['AAAA\n', 'invalid_base64'],
    [text(20, 'A'), 'too_long'],
  ],
  storeId: [
    [null, 'wrong_type'],
    ['1', 'wrong_type'],
    [1.5, 'wrong_type'],
    [{ id: 1 }, 'wrong_type'],
    [0, 'too_small'],
    [-1, 'too_small'],
    [2 ** 53, 'too_large'],
    [4711, 'unknown_reference'],
  ],
}

const show = (value: unknown) => {
  const json = JSON.stringify(value)
  return json.length > 40 ? `${json.slice(0, 30)}… (${json.length})` : json
}

const item = await shop.make('items', whole({}))

for (const [member, cases] of Object.entries(refused)) {
  describe(`${member} refuses`, () => {
    for (const [value, code, pointer = `/${member}`] of cases) {
      it(`${show(value)} as ${code}`, async () => {
        const body = whole({ [member]: value })
        for (const answer of [
          await post('items', body),
          await shop.ask('PUT', `/items/${item.id}`, { as: 'ada', body }),
          await shop.ask('PATCH', `/items/${item.id}`, { as: 'ada', body: { [member]: value } }),
        ]) {
          assert.equal(answer.status, 422, answer.text)
          assert.equal(answer.json.code, 'VALIDATION_FAILED')
          const codes = faultsOf(answer)
          assert.ok(codes.includes(`${pointer} ${code}`), codes.join(', '))
        }
      })
    }
  })
}

describe('faults are all named at once', () => {
  const wrong = {
    name: '',
    price: 'x',
    state: 'y',
    stock: -1,
    sizes: ['', 'a\nb'],
    soldAt: 'z',
    isListed: 0,
    colour: 1,
  }
  const faults = [
    '/name too_short',
    '/price invalid_decimal',
    '/state not_a_choice',
    '/stock too_small',
    '/sizes/0 too_short',
    '/soldAt wrong_form',
    '/isListed wrong_type',
    '/colour unknown_member',
  ]
  it('in a POST, with what is missing', async () => {
    const answer = await post('items', wrong)
    assert.equal(answer.status, 422)
    assert.deepEqual(faultsOf(answer).toSorted(), [...faults, '/storeId required'].toSorted())
  })
  it('in a PUT, with what is missing', async () => {
    const answer = await shop.ask('PUT', `/items/${item.id}`, { as: 'ada', body: wrong })
    assert.deepEqual(faultsOf(answer).toSorted(), [...faults, '/storeId required'].toSorted())
  })
  it('in a PATCH', async () => {
    const answer = await shop.ask('PATCH', `/items/${item.id}`, { as: 'ada', body: wrong })
    assert.deepEqual(faultsOf(answer).toSorted(), faults.toSorted())
  })
  it('in an action', async () => {
    const body = { note: 'a\nb', colour: 1 }
    const answer = await shop.ask('POST', `/items/${item.id}/quote`, { body })
    assert.deepEqual(faultsOf(answer).toSorted(), [
      '/colour unknown_member',
      '/count required',
      '/note control_character',
    ])
  })
  it('with read-only members', async () => {
    const body = { text: '', ownerId: shop.ids.bob, createdAt: 'never', nope: 1 }
    const answer = await post('notes', body)
    const wanted = ['/createdAt read_only', '/nope unknown_member', '/ownerId read_only', '/text too_short']
    assert.deepEqual(faultsOf(answer).toSorted(), wanted)
  })
  it('for every element of a list', async () => {
    const answer = await post('items', whole({ sizes: ['a\0', 'ok', '\ud800'] }))
    assert.deepEqual(faultsOf(answer), ['/sizes/0 control_character', '/sizes/2 control_character'])
  })
  it('in sentences for people', async () => {
    const { json } = await post('items', whole({ price: '1.001' }))
    assert.deepEqual(json.errors, [
      { pointer: '/price', code: 'too_many_places', detail: 'must have at most 2 decimal places' },
    ])
  })
})
