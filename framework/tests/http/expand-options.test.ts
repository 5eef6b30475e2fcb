// Expansions of which only some rows are wanted, in an order of their own: by the rules of the lists of their resource.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  anyOf,
  anyone,
  field,
  fieldEquals,
  hasMany,
  hasRole,
  isOwner,
  isSelf,
  manyToMany,
  resource,
  signedIn,
} from '../../src/index.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createTestApi } from '../../src/testing.ts'
import { insertRows } from './insert-rows.ts'
import { createDocumentReader } from '../../src/tooling/testing/document-reader.ts'

const cities = resource('cities', {
  fields: { name: field.text().unique() },
  access: anyone(),
  relations: { shops: hasMany('shops', 'cityId') },
  expand: ['shops'],
})
const shops = resource('shops', {
  fields: { name: field.text().unique(), cityId: field.reference('cities') },
  access: anyone(),
  relations: { items: hasMany('items', 'shopId'), members: hasMany('people', 'shopId') },
  sort: ['name'],
  expand: ['items', 'members', 'city'],
})
const items = resource('items', {
  fields: {
    name: field.text().indexed(),
    price: field.decimal().indexed().optional(),
    cost: field.decimal().indexed().default('1.00').visible(hasRole('admin')),
    isPublic: field.boolean().default(true).indexed(),
    shopId: field.reference('shops'),
    ownerId: field.owner('people').optional(),
  },
  access: {
    read: anyOf(fieldEquals('isPublic', true), isOwner('ownerId'), hasRole('admin')),
    update: signedIn(),
  },
  relations: { tags: manyToMany('tags', { through: 'itemsTags' }) },
  filter: ['name', 'price', 'cost', 'isPublic', 'shop.name', 'tags.label'],
  sort: ['name', 'price', 'cost'],
  expand: ['shop', 'tags'],
  limits: { pageSize: 2, maxPageSize: 5 },
})
const tags = resource('tags', {
  id: 'text',
  fields: { label: field.text().indexed() },
  access: anyone(),
  filter: ['label'],
  sort: ['label'],
})
/** Of others everyone sees the name alone. */
const people = resource('people', {
  fields: {
    name: field.text().indexed(),
    email: field.text().indexed(),
    shopId: field.reference('shops').optional(),
  },
  access: { read: anyOf(isSelf(), hasRole('admin')) },
  summary: { fields: ['id', 'name'], access: anyone() },
  filter: ['name', 'email'],
  sort: ['name', 'email'],
})

let statements = 0
const app = await createTestApi({
  resources: [cities, shops, items, tags, people],
  store: openTestStore({ onStatement: () => statements++ }),
})
after(() => app.close().then(() => app.api.context.store.close()))

let ann: string
let itemId: string

before(async () => {
  const insert = (name: string, rows: Parameters<typeof insertRows>[2]) => insertRows(app, name, rows)
  const [city] = await insert('cities', [{ name: 'Basel' }])
  const [tea, bread] = await insert('shops', [
    { name: 'tea', cityId: city },
    { name: 'bread', cityId: city },
  ])
  ;[ann = ''] = await insert('people', [
    { name: 'Ann', email: 'z@example.org', shopId: tea },
    { name: 'Bob', email: 'a@example.org', shopId: tea },
  ])
  const prices = ['3.00', '20.00', '1.50', null, '9.00', '10.00', '8.00']
  const made = await insert('items', [
    ...prices.map((price, index) => ({ name: `i${index}`, price, cost: `${9 - index}.00`, shopId: tea })),
    { name: 'hidden', price: '0.10', isPublic: false, ownerId: ann, shopId: tea },
    { name: 'roll', price: '1.00', shopId: bread },
  ])
  itemId = made[0]!
  await insert('tags', [
    { id: 'b', label: 'blue' },
    { id: 'r', label: 'red' },
  ])
  await insert('itemsTags', [
    { itemId, tagId: 'b' },
    { itemId, tagId: 'r' },
    { itemId: made[1], tagId: 'r' },
  ])
})

type Who = 'anonymous' | 'ann' | 'root'
const as = (who: Who) =>
  who === 'anonymous'
    ? app.anonymous
    : who === 'ann'
      ? app.as({ id: ann })
      : app.as({ id: '019b0000-0000-7000-8000-000000000009', roles: ['admin'] })

const json = (value: unknown) => encodeURIComponent(JSON.stringify(value))

async function read(url: string, who: Who = 'anonymous'): Promise<any> {
  const { status, body, text } = await as(who).request<any>('GET', url)
  assert.equal(status, 200, text)
  return body
}

/** Names of what is embedded in the shop that sells tea. */
async function embedded(query: string, who: Who = 'anonymous', relation = 'items'): Promise<string> {
  const { data } = await read(`/shops?sort=-name&expand=${relation}&${query}`, who)
  return data[0][relation].map(({ name }: any) => name).join(' ')
}

async function refuse(url: string, who: Who = 'anonymous'): Promise<string[]> {
  const { status, body } = await as(who).request<any>('GET', url)
  assert.equal(status, 400)
  return body.errors.map(({ parameter, code }: any) => `${parameter} ${code}`)
}

describe('embedded rows', () => {
  const cases: [query: string, who: Who, names: string][] = [
    ['expand[items][sort]=name', 'anonymous', 'i0 i1 i2 i3 i4'],
    ['expand[items][sort]=-name', 'anonymous', 'i6 i5 i4 i3 i2'],
    ['expand[items][sort]=-price&expand[items][limit]=3', 'anonymous', 'i1 i5 i4'],
    ['expand[items][sort]=price&expand[items][limit]=2', 'anonymous', 'i2 i0'],
    ['expand[items][sort]=price&expand[items][limit]=2', 'ann', 'hidden i2'],
    ['expand[items][limit]=1&expand[items][sort]=name', 'anonymous', 'i0'],
    [
      `expand[items][where]=${json({ price: { gte: '9' } })}&expand[items][sort]=price`,
      'anonymous',
      'i4 i5 i1',
    ],
    [`expand[items][where]=${json({ price: null })}`, 'anonymous', 'i3'],
    [`expand[items][where]=${json({ or: [{ name: 'i1' }, { name: 'hidden' }] })}`, 'anonymous', 'i1'],
    [
      `expand[items][where]=${json({ or: [{ name: 'i1' }, { name: 'hidden' }] })}&expand[items][sort]=name`,
      'root',
      'hidden i1',
    ],
    [`expand[items][where]=${json({ 'shop.name': 'bread' })}`, 'anonymous', ''],
    [
      `expand[items][where]=${json({ tags: { any: { label: 'red' } } })}&expand[items][sort]=name`,
      'anonymous',
      'i0 i1',
    ],
    [`expand[items][where]=${json({ cost: { lte: 3 } })}&expand[items][sort]=cost`, 'root', 'hidden i6'],
    [`expand[items][where]=${json({})}&expand[items][limit]=1&expand[items][sort]=name`, 'anonymous', 'i0'],
  ]
  for (const [query, who, names] of cases) {
    it(`${decodeURIComponent(query)} to ${who}: ${names}`, async () =>
      assert.equal(await embedded(query, who), names))
  }
  it('are the same by QUERY', async () => {
    const { body } = await app.anonymous.request<any>('QUERY', '/shops', {
      body: {
        sort: ['-name'],
        expand: ['city', { path: 'items', where: { price: { gte: 9 } }, sort: ['-price'], limit: 2 }],
        limit: 1,
      },
    })
    assert.deepEqual(
      body.data[0].items.map(({ name }: any) => name),
      ['i1', 'i5'],
    )
    assert.equal(body.data[0].city.name, 'Basel')
    const next = await read(body.page.next)
    assert.deepEqual(
      next.data.map(({ name, items: of }: any) => [name, of]),
      [['bread', []]],
    )
  })
  it('keep their options on every page', async () => {
    const first = await read('/shops?sort=-name&limit=1&expand=items&expand[items][limit]=1')
    assert.match(first.page.next, /expand%5Bitems%5D%5Blimit%5D=1/)
    const second = await read(first.page.next)
    assert.equal(second.data[0].items.length, 1)
    // A cursor is bound to which rows there are, not to what is shown of them.
    await read(first.page.next.replaceAll('expand%5Bitems%5D%5Blimit%5D=1', 'expand%5Bitems%5D%5Blimit%5D=2'))
  })
  it('of embedded rows have a path', async () => {
    const { data } = await read(
      '/cities?expand=shops.items&expand[shops][sort]=name&expand[shops.items][limit]=1&expand[shops.items][sort]=-name',
    )
    assert.deepEqual(
      data[0].shops.map((shop: any) => [shop.name, shop.items.map(({ name }: any) => name)]),
      [
        ['bread', ['roll']],
        ['tea', ['i6']],
      ],
    )
  })
  it('that a dotted field implies have options too', async () => {
    const { data } = await read(
      '/shops?sort=-name&fields=name,items.name&expand[items][sort]=name&expand[items][limit]=2',
    )
    assert.deepEqual(data[0], { name: 'tea', items: [{ name: 'i0' }, { name: 'i1' }] })
  })
  it('of links have options', async () => {
    const body = await read(`/items/${itemId}?expand=tags&expand[tags][sort]=-label&expand[tags][limit]=1`)
    assert.deepEqual(
      body.tags.map(({ id }: any) => id),
      ['r'],
    )
  })
  it('have options on answers to writes', async () => {
    const answer = await as('ann').request<any>(
      'PATCH',
      `/items/${itemId}?expand=tags&expand[tags][where]=${json({ label: 'blue' })}`,
      { body: {}, headers: { 'content-type': 'application/merge-patch+json' } },
    )
    assert.deepEqual(
      answer.body.tags.map(({ id }: any) => id),
      ['b'],
    )
  })
  it('cost one statement still', async () => {
    statements = 0
    await embedded(
      `expand[items][where]=${json({ price: { gt: 1 } })}&expand[items][sort]=-price&expand[items][limit]=2`,
    )
    assert.equal(statements, 1)
  })
})

describe('rows shown by their summary', () => {
  const members = (query: string, who: Who) => embedded(query, who, 'members')
  it('are filtered by its fields', async () => {
    assert.equal(await members(`expand[members][where]=${json({ name: 'Bob' })}`, 'anonymous'), 'Bob')
    assert.equal(await members(`expand[members][where]=${json({ name: { ne: 'Bob' } })}`, 'ann'), 'Ann')
  })
  it('are not found by what the summary hides', async () => {
    const byMail = (email: unknown) => `expand[members][where]=${json({ email })}`
    assert.equal(await members(byMail('a@example.org'), 'anonymous'), '')
    assert.equal(await members(byMail('a@example.org'), 'ann'), '')
    assert.equal(await members(byMail('z@example.org'), 'ann'), 'Ann')
    assert.equal(await members(byMail('a@example.org'), 'root'), 'Bob')
    // The same for every value: nothing is learnt by asking.
    for (const email of ['a@example.org', 'nobody@example.org'])
      assert.equal(
        await members(
          `expand[members][where]=${json({ not: { email } })}&expand[members][sort]=name`,
          'anonymous',
        ),
        'Ann Bob',
      )
  })
  it('are not ordered by what the summary hides', async () => {
    const url = '/shops?expand=members&expand[members][sort]=email'
    assert.deepEqual(await refuse(url), ['expand[members][sort] unknown_field'])
    assert.deepEqual(await refuse(url, 'ann'), ['expand[members][sort] unknown_field'])
    assert.equal(await members('expand[members][sort]=email', 'root'), 'Bob Ann')
    assert.equal(await members('expand[members][sort]=-name', 'anonymous'), 'Bob Ann')
  })
})

describe('options that are refused', () => {
  const cases: [query: string, faults: string[]][] = [
    ['expand[items][limit]=1', ['expand[items][limit] not_expanded']],
    ['expand=city&expand[items][sort]=name', ['expand[items][sort] not_expanded']],
    ['expand=city&expand[city][sort]=name', ['expand[city][sort] not_expanded']],
    ['expand=items&expand[nope][limit]=1', ['expand[nope][limit] not_expanded']],
    ['expand=items&expand[items.tags][limit]=1', ['expand[items.tags][limit] not_expanded']],
    ['expand=items&expand[items][limit]=0', ['expand[items][limit] out_of_range']],
    ['expand=items&expand[items][limit]=6', ['expand[items][limit] out_of_range']],
    ['expand=items&expand[items][limit]=', ['expand[items][limit] out_of_range']],
    [
      'expand=items&expand[items][limit]=1&expand[items][limit]=1',
      ['expand[items][limit] repeated_parameter'],
    ],
    ['expand=items&expand[items][sort]=color', ['expand[items][sort] unknown_field']],
    ['expand=items&expand[items][sort]=cost', ['expand[items][sort] unknown_field']],
    ['expand=items&expand[items][sort]=name,name', ['expand[items][sort] duplicate_field']],
    ['expand=items&expand[items][where]=x', ['expand[items][where] invalid_json']],
    ['expand=items&expand[items][where]=[]', ['expand[items][where] invalid_where']],
    [`expand=items&expand[items][where]=${json({ cost: 1 })}`, ['expand[items][where] unknown_field']],
    [`expand=items&expand[items][where]=${json({ shopId: 'x' })}`, ['expand[items][where] unknown_field']],
    ['expand=items&expand[items][after]=x', ['expand[items][after] unknown_parameter']],
    ['expand=items&expand[items]=x', ['expand[items] unknown_parameter']],
    ['expand=items&expand[]=x', ['expand[] unknown_parameter']],
    ['expand=items&expand[items][__proto__]=x', ['expand[items][__proto__] unknown_parameter']],
    ['expand=items&expand[__proto__][limit]=1', ['expand[__proto__][limit] not_expanded']],
  ]
  for (const [query, faults] of cases)
    it(decodeURIComponent(query), async () => assert.deepEqual(await refuse(`/shops?${query}`), faults))

  it('share the budget of comparisons with the filters of the list', async () => {
    const many = (count: number) => json({ or: Array.from({ length: count }, () => ({ name: 'x' })) })
    await read(`/items?where=${many(25)}`)
    const url = (count: number) =>
      `/items?name=x&where=${many(24)}&expand=tags&expand[tags][where]=${many(count).replaceAll('name', 'label')}`
    await read(url(25))
    assert.deepEqual(await refuse(url(26)), ['expand[tags][where] too_many_terms'])
  })

  const bodies: [expand: unknown, faults: string[]][] = [
    ['items', ['/expand invalid_type']],
    [[1], ['/expand/0 invalid_type']],
    [[{}], ['/expand/0 invalid_type']],
    [[{ path: 'items', after: 'x' }], ['/expand/0/after unknown_member']],
    [['city', { path: 'items', limit: '5' }], ['/expand/1/limit invalid_type']],
    [['city', { path: 'items', limit: 0 }], ['/expand/1/limit out_of_range']],
    [[{ path: 'items', sort: 'name' }], ['/expand/0/sort invalid_type']],
    [[{ path: 'items', sort: ['nope'] }], ['/expand/0/sort unknown_field']],
    [[{ path: 'items', where: { price: 'x' } }], ['/expand/0/where/price invalid_decimal']],
    [[{ path: 'city', limit: 1 }], ['/expand/0/limit not_expanded']],
    [[{ path: 'nope', limit: 1 }], ['/expand unknown_relation', '/expand/0/limit not_expanded']],
    [
      [
        { path: 'items', limit: 1 },
        { path: 'items', limit: 2 },
      ],
      ['/expand/1/limit repeated_parameter'],
    ],
    [[['items']], ['/expand/0 invalid_type']],
    [[null], ['/expand/0 invalid_type']],
  ]
  for (const [expand, faults] of bodies)
    it(`in a body: ${JSON.stringify(expand)}`, async () => {
      const { status, body } = await app.anonymous.request<any>('QUERY', '/shops', { body: { expand } })
      assert.equal(status, 400)
      assert.deepEqual(
        body.errors.map(({ pointer, code }: any) => `${pointer} ${code}`),
        faults,
      )
    })
})

it('the document has the options of each relation', () => {
  const document = app.api.document()
  const { resolve } = createDocumentReader(document)
  const names = document.paths['/shops']!.get!.parameters!.map((each) =>
    String(resolve(each)['name']),
  ).filter((name) => name.startsWith('expand['))
  assert.deepEqual(names, [
    'expand[items][where]',
    'expand[items][sort]',
    'expand[items][limit]',
    'expand[members][where]',
    'expand[members][sort]',
    'expand[members][limit]',
  ])
})
