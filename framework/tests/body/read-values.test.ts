import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Problem } from '../../src/kernel/problem/problem.ts'
import { createValuesReader, type CurrentRow, type WriteMode } from '../../src/protocol/body/read-values.ts'
import { modelOf } from './shop.ts'

type Name = Parameters<typeof modelOf>[0]

const at = '2026-03-01T12:00:00.000Z'
/** A row as an administrator sees it. */
const whole: CurrentRow = {
  id: '0190a000-0000-7000-8000-00000000000a',
  name: 'old',
  price: '2.50',
  state: 'sold',
  stock: 3,
  soldAt: at,
  views: 9,
  cost: '4.00',
  weight: 1.5,
  createdAt: at,
  updatedAt: at,
  label: '<old>',
}
/** As everybody else sees it. */
const { cost: _cost, weight: _weight, ...part } = whole

const read = (mode: WriteMode, body: unknown, current?: CurrentRow, name: Name = 'items') =>
  createValuesReader(modelOf(name), mode)(body, current)

/** The faults a body is refused with. */
function faultsOf(call: () => unknown): string[] {
  try {
    call()
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'VALIDATION_FAILED') throw error
    return (error.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)
  }
  return []
}

const required = { name: 'a', weight: 2 }
const made = {
  name: 'a',
  price: null,
  state: 'open',
  stock: 7,
  soldAt: null,
  views: 0,
  pin: null,
  cost: '1.00',
  weight: 2,
}

describe('a body becomes the values of a new row', () => {
  const rows: readonly (readonly [title: string, body: object, values: object])[] = [
    ['with its defaults', required, made],
    ['in one form', { ...required, name: 'e\u0301', price: 2.5 }, { ...made, name: 'é', price: '2.50' }],
    ['with what is null', { ...required, price: null }, made],
    ['with what is handed on', { ...required, hint: 'x', pin: 'y' }, { ...made, hint: 'x', pin: 'y' }],
  ]
  for (const [title, body, values] of rows) it(title, () => assert.deepEqual(read('create', body), values))

  it('without what is unknown, where declared', () => {
    assert.deepEqual(read('create', { name: 'a', other: 1 }, undefined, 'loose'), { name: 'a', views: null })
  })
  it('with an id, where clients choose it', () => {
    assert.deepEqual(read('create', { id: 'k', name: 'a' }, undefined, 'keyed'), { id: 'k', name: 'a' })
  })
  it('with the id of the address, where it is placed', () => {
    assert.deepEqual(read('place', { id: 'k', name: 'a' }, { id: 'k' }, 'keyed'), { name: 'a' })
    assert.deepEqual(read('place', { name: 'a' }, { id: 'k' }, 'keyed'), { name: 'a' })
  })
})

describe('a new row is refused', () => {
  const rows: readonly (readonly [title: string, body: unknown, faults: readonly string[]])[] = [
    ['as no object', [], [' wrong_type']],
    ['as null', null, [' wrong_type']],
    ['as text', 'x', [' wrong_type']],
    ['without what it must have', {}, ['/name required', '/weight required']],
    [
      'for every fault at once',
      {
        name: 'toolong',
        price: '0.001',
        state: 'x',
        stock: '1',
        hint: 'too long',
        soldAt: '2016-12-31T23:59:60Z',
        a: 1,
      },
      [
        '/weight required',
        '/name too_long',
        '/state not_a_choice',
        '/stock wrong_type',
        '/hint too_long',
        '/a unknown_member',
        '/price too_many_places',
        '/soldAt invalid_timestamp',
      ],
    ],
    [
      'for null where something must be',
      { name: null, weight: null },
      ['/name wrong_type', '/weight wrong_type'],
    ],
    ['for a default turned null', { ...required, state: null }, ['/state wrong_type', '/state not_a_choice']],
    ['for a read-only member', { ...required, views: 0 }, ['/views read_only']],
    ['for a computed member', { ...required, label: '<a>' }, ['/label read_only']],
    ['for its times', { ...required, createdAt: at }, ['/createdAt read_only']],
    ['for its id', { ...required, id: whole['id'] }, ['/id read_only']],
    ['for __proto__', JSON.parse('{"name":"a","weight":1,"__proto__":{}}'), ['/__proto__ unknown_member']],
  ]
  for (const [title, body, faults] of rows) {
    it(title, () => assert.deepEqual(faultsOf(() => read('create', body)).toSorted(), [...faults].toSorted()))
  }
  it('for a read-only member even where unknown ones are passed over', () => {
    assert.deepEqual(
      faultsOf(() => read('create', { name: 'a', views: 1 }, undefined, 'loose')),
      ['/views read_only'],
    )
  })
  it('for another id than that of the address', () => {
    assert.deepEqual(
      faultsOf(() => read('place', { id: 'other', name: 'a' }, { id: 'k' }, 'keyed')),
      ['/id read_only'],
    )
  })
})

describe('a body becomes the change of a row', () => {
  const rows: readonly (readonly [title: string, body: object, values: object])[] = [
    ['of nothing', {}, {}],
    ['of what it names alone', { name: 'b' }, { name: 'b' }],
    ['that empties', { price: null }, { price: null }],
    ['in one form', { soldAt: '2026-03-01T13:00:00+01:00' }, { soldAt: at }],
    [
      'without what is sent back unchanged',
      { ...whole, name: 'b' },
      { ...pick('price', 'state', 'stock', 'soldAt', 'cost', 'weight'), name: 'b' },
    ],
    [
      'without read-only members in another form',
      { createdAt: '2026-03-01T13:00:00+01:00', id: String(whole['id']).toUpperCase() },
      {},
    ],
  ]
  for (const [title, body, values] of rows)
    it(title, () => assert.deepEqual(read('update', body, whole), values))
})

describe('a change is refused', () => {
  const rows: readonly (readonly [title: string, body: unknown, faults: readonly string[]])[] = [
    ['as no object', 'x', [' wrong_type']],
    ['for a changed read-only member', { views: 10 }, ['/views read_only']],
    ['for an emptied read-only member', { createdAt: null }, ['/createdAt wrong_type']],
    ['for a changed computed member', { label: 'x' }, ['/label read_only']],
    ['for a changed id', { id: '0190a000-0000-7000-8000-00000000000b' }, ['/id read_only']],
    ['for an unknown member', { other: 1 }, ['/other unknown_member']],
    ['for an emptied required member', { name: null }, ['/name wrong_type']],
    [
      'for each of its faults',
      { name: '', price: 'x', views: 1 },
      ['/name too_short', '/price invalid_decimal', '/views read_only'],
    ],
  ]
  for (const [title, body, faults] of rows) {
    it(title, () =>
      assert.deepEqual(faultsOf(() => read('update', body, whole)).toSorted(), [...faults].toSorted()),
    )
  }
})

describe('a body becomes a whole row', () => {
  it('that takes the defaults of what is left out', () => {
    assert.deepEqual(read('replace', { name: 'b', weight: 2 }, whole), {
      name: 'b',
      price: null,
      state: 'open',
      stock: 7,
      soldAt: null,
      cost: '1.00',
      weight: 2,
    })
  })
  it('that keeps what the caller does not see', () => {
    const values = read('replace', { name: 'b' }, part)
    assert.deepEqual(
      Object.keys(values).filter((name) => name === 'cost' || name === 'weight'),
      [],
    )
  })
  it('that keeps what is never shown, unless it is sent', () => {
    assert.equal('pin' in read('replace', { name: 'b' }, part), false)
    assert.equal(read('replace', { name: 'b', pin: null }, part)['pin'], null)
  })
  it('from what a GET gave', () => {
    assert.deepEqual(read('replace', part, part), pick('name', 'price', 'state', 'stock', 'soldAt'))
    assert.deepEqual(
      read('replace', whole, whole),
      pick('name', 'price', 'state', 'stock', 'soldAt', 'cost', 'weight'),
    )
  })

  const refused: readonly (readonly [
    title: string,
    body: unknown,
    current: CurrentRow,
    faults: readonly string[],
  ])[] = [
    ['without what it must have', {}, part, ['/name required']],
    ['without what its callers see', { name: 'b' }, whole, ['/weight required']],
    ['as no object', [], whole, [' wrong_type']],
    ['with a changed read-only member', { name: 'b', weight: 1, views: 1 }, whole, ['/views read_only']],
  ]
  for (const [title, body, current, faults] of refused) {
    it(`is refused ${title}`, () =>
      assert.deepEqual(
        faultsOf(() => read('replace', body, current)),
        faults,
      ))
  }
})

/** These members of the whole row. */
function pick(...names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, whole[name]]))
}
