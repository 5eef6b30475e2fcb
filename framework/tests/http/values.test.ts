// Values that are taken in: in which form they come out again, and that this form can go in again.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { faultsOf, openShop } from './shop.ts'

const shop = await openShop()
const store = await shop.make('stores', { name: 'Main' })
let named = 0
const whole = (values: object) => ({ name: `Item ${++named}`, price: '5', storeId: store.id, ...values })
const text = (length: number, character = 'x') => character.repeat(length)
const show = (value: unknown) => {
  const json = JSON.stringify(value)
  return json.length > 40 ? `${json.slice(0, 30)}… (${json.length})` : json
}

/** What goes in and what comes out; the same where there is no third. */
const accepted: Readonly<Record<string, readonly (readonly [sent: unknown, shown?: unknown])[]>> = {
  name: [
    ['x'],
    [text(80)],
    [text(80, '😀')],
    [' spaces stay '],
    ['e\u0301', '\u00e9'],
    ['\u1e0b\u0323', '\u1e0d\u0307'],
    ['ﬁ Ⅳ ²'],
  ],
  notes: [[null], [''], ['a\r\n\tb'], ['e\u0301\n', '\u00e9\n'], ['👨‍👩‍👧 \u202e\ufeff']],
  code: [['AB1'], ['ÄÖ12345']],
  price: [
    ['0', '0.00'],
    ['-0', '0.00'],
    ['-0.00', '0.00'],
    [0, '0.00'],
    ['1.2', '1.20'],
    ['1.200', '1.20'],
    ['0007', '7.00'],
    [0.1, '0.10'],
    [1e2, '100.00'],
    [1.1e1, '11.00'],
    [12345678901234.5, '12345678901234.50'],
    ['9007199254740993', '9007199254740993.00'],
    ['9999999999999999.99', '9999999999999999.99'],
  ],
  state: [['draft'], ['onSale'], ['gone']],
  isListed: [[true], [false]],
  soldAt: [
    [null],
    ['2027-01-15T12:00:00Z', '2027-01-15T12:00:00.000Z'],
    ['2027-01-15T12:00:00.1239Z', '2027-01-15T12:00:00.123Z'],
    ['2027-01-15t14:30:00+02:30', '2027-01-15T12:00:00.000Z'],
    ['2028-02-29T23:59:59-00:00', '2028-02-29T23:59:59.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ],
  madeOn: [[null], ['2028-02-29'], ['0001-01-01'], ['9999-12-31']],
  shelfLife: [
    ['PT90S'],
    ['PT0S'],
    ['PT1M30S', 'PT90S'],
    ['P1W', 'PT604800S'],
    ['P1DT1H', 'PT90000S'],
    ['PT1.5S', 'PT1.5S'],
    ['PT0.050S', 'PT0.05S'],
    ['-PT90S', '-PT90S'],
    ['-PT0S', 'PT0S'],
  ],
  weight: [[null], [0], [-0, 0], [0.1], [5e-324], [1.7976931348623157e308]],
  stock: [[0], [-0, 0], [1_000_000]],
  sizes: [
    [[]],
    [['S']],
    [
      ['S', 'S', 'e\u0301'],
      ['S', 'S', '\u00e9'],
    ],
  ],
  details: [[null], [0], [''], ['\0 \ud800'], [[[], {}]], [{ b: 1, a: [null, true] }], [9007199254740991]],
  batch: [
    [null],
    ['01999999-0000-7000-8000-0000000000Ab', '01999999-0000-7000-8000-0000000000ab'],
    [text(8, '0') + '-0000-0000-0000-' + text(12, '0')],
  ],
  homepage: [['http://a/'], ['HTTPS://example.org:8443/a%20b?c=d#e'], ['http://[::1]/']],
  contact: [['ada@example.org'], ["Ada.O'Love+x@EXAMPLE.org"], ['a@b']],
  picture: [[''], ['AA=='], [text(16, 'A')]],
}

for (const [member, cases] of Object.entries(accepted)) {
  describe(`${member} accepts`, () => {
    for (const [sent, shown = sent] of cases) {
      it(show(sent), async () => {
        const body = whole({ [member]: sent })
        const made = await shop.ask('POST', '/items', { as: 'ada', body })
        assert.equal(made.status, 201, made.text)
        assert.deepEqual(made.json[member], shown)
        const read = await shop.ask('GET', `/items/${made.json.id}`)
        assert.equal(read.text, made.text)
        // What comes out can go in again, and is the same then.
        const { title, ...again } = made.json
        const kept = await shop.ask('PUT', `/items/${made.json.id}`, { as: 'ada', body: { ...again, title } })
        assert.equal(kept.status, 200, kept.text)
        assert.deepEqual(kept.json[member], shown)
        await shop.ask('DELETE', `/items/${made.json.id}`, { as: 'root' })
      })
    }
  })
}

describe('numbers beyond all numbers', () => {
  const send = (member: string, number: string) => {
    const { [member]: _, ...rest } = whole({}) as Record<string, unknown>
    const body = `${JSON.stringify(rest).slice(0, -1)},"${member}":${number}}`
    return shop.ask('POST', '/items', { as: 'ada', body, headers: { 'content-type': 'application/json' } })
  }
  const digits = text(5000, '9')
  for (const [member, pointer = `/${member}`] of [
    ['stock'],
    ['weight'],
    ['price'],
    ['storeId'],
    ['details'],
  ]) {
    for (const number of ['1e400', '-1e400', digits]) {
      it(`are refused: ${member} ${number.slice(0, 10)}`, async () => {
        const answer = await send(member!, number)
        assert.equal(answer.status, 422, answer.text)
        assert.ok(
          faultsOf(answer).every((fault) => fault.startsWith(pointer)),
          answer.text,
        )
      })
    }
  }
  it('are refused deep inside, by their place', async () => {
    const answer = await send('details', '{"a":[1,{"b/c":1e400}],"d":-1e400}')
    assert.deepEqual(faultsOf(answer), ['/details/a/1/b~1c too_large', '/details/d too_large'])
  })
  it('are refused in decimals by their text', async () => {
    assert.deepEqual(faultsOf(await send('price', `"${digits}"`)), ['/price too_long'])
  })
  it('are rounded when they are only too fine', async () => {
    assert.equal((await send('weight', `0.${digits}`)).json.weight, 1)
    assert.equal((await send('weight', '1e-400')).json.weight, 0)
  })
})
