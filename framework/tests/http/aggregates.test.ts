// `?aggregate=…&groupBy=…`: rows taken together, of no more rows and fields than the caller may see.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import {
  anyOf,
  anyone,
  defineRepresentation,
  field,
  hasMany,
  hasRole,
  isOwner,
  resource,
  signedIn,
} from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'
import { createDocumentReader } from '../../src/tooling/testing/document-reader.ts'

const users = resource('users', { fields: { name: field.text() }, access: anyone() })
const stores = resource('stores', {
  fields: { name: field.text() },
  access: anyone(),
  relations: { items: hasMany('items', 'storeId') },
})
const items = resource('items', {
  fields: {
    name: field.text(),
    state: field.choice('open', 'sold').optional(),
    price: field.decimal().optional().visible(signedIn()),
    rate: field.decimal({ scale: 3 }).asNumber().default('0.125'),
    cost: field.decimal().default('1.00').visible(hasRole('admin')),
    note: field.integer().default(1).visible(isOwner('ownerId')),
    stock: field.integer().default(1),
    soldAt: field.timestamp().optional(),
    storeId: field.reference('stores'),
    kind: field.text().default('x').visible(hasRole('admin')),
    ownerId: field.owner('users'),
  },
  access: anyone(),
  filter: ['price', 'name', 'state', 'store.name', 'cost'],
  sort: ['name'],
  search: ['name'],
  aggregate: [
    'count',
    'sum:price',
    'avg:price',
    'min:price',
    'max:price',
    'sum:stock',
    'sum:rate',
    'max:soldAt',
    'sum:cost',
    'sum:note',
  ],
  groupBy: ['storeId', 'state', 'name', 'stock', 'kind', 'note'],
})
const diaries = resource('diaries', {
  fields: { size: field.integer(), topic: field.text(), ownerId: field.owner('users') },
  access: {
    list: anyOf(isOwner('ownerId'), hasRole('admin')),
    read: anyOf(isOwner('ownerId'), hasRole('admin')),
    create: signedIn(),
  },
  aggregate: ['count', 'sum:size'],
  groupBy: ['topic', 'ownerId'],
})
const plain = resource('plain', { fields: { text: field.text() }, access: anyone() })
const totals = resource('totals', {
  fields: { size: field.integer() },
  access: anyone(),
  aggregate: ['count', 'sum:size'],
})

const lines = defineRepresentation({ mediaType: 'text/plain', page: ({ rows }) => String(rows.length) })
const app = await createTestApi({
  resources: [users, stores, items, diaries, plain, totals],
  representations: [lines],
})
after(() => app.close())
const [ada, bob] = await Promise.all(['ada', 'bob'].map((name) => app.anonymous.users.create({ name })))
const asAda = app.as({ id: ada!.id })
const asBob = app.as({ id: bob!.id })
const asRoot = app.as({ id: bob!.id, roles: ['admin'] })
type Asker = Pick<typeof asAda, 'request'>

const first = await app.anonymous.stores.create({ name: 'first' })
const second = await app.anonymous.stores.create({ name: 'second' })
for (const [name, state, price, storeId] of [
  ['green tea', 'open', '10.00', first.id],
  ['black tea', 'sold', '2.50', first.id],
  ['cup', 'open', null, first.id],
  ['pot', null, '0.05', second.id],
] as const) {
  await asAda.items.create({ name, state, price, storeId })
}

interface Body {
  readonly data: readonly Readonly<Record<string, any>>[]
  readonly page?: Readonly<Record<string, any>>
  readonly errors: readonly {
    readonly parameter?: string
    readonly pointer?: string
    readonly code: string
    readonly detail: string
  }[]
}
const ask = async (url: string, by: Asker = asAda) => {
  const { status, body } = await by.request<Body>('GET', url)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}
const groups = async (query: string, by?: Asker) => (await ask(`/items?${query}`, by)).data
const refusals = async (query: string, by: Asker = asAda) => {
  const { status, body } = await by.request<Body>('GET', `/items?${query}`)
  assert.equal(status, 400, JSON.stringify(body))
  return body.errors.map(({ parameter, code }) => `${parameter} ${code}`)
}

describe('an aggregate', () => {
  it('is of all rows', async () => {
    const body = await ask(
      '/items?aggregate=count,sum:price,avg:price,min:price,max:price,sum:stock,sum:rate,max:soldAt',
    )
    assert.deepEqual(body, {
      data: [
        {
          count: 4,
          sum: { price: '12.55', stock: 4, rate: 0.5 },
          avg: { price: '4.183333' },
          min: { price: '0.05' },
          max: { price: '10.00', soldAt: null },
        },
      ],
    })
  })

  it('or of groups, in their order', async () => {
    assert.deepEqual(await ask('/items?aggregate=count,sum:price&groupBy=state'), {
      data: [
        { state: 'open', count: 2, sum: { price: '10.00' } },
        { state: 'sold', count: 1, sum: { price: '2.50' } },
        { state: null, count: 1, sum: { price: '0.05' } },
      ],
    })
    assert.deepEqual(
      await groups('aggregate=count&groupBy=storeId,stock'),
      [first.id, second.id]
        .toSorted()
        .map((storeId) => ({ storeId, stock: 1, count: storeId === first.id ? 3 : 1 })),
    )
  })

  it('of those that pass filters, where and search', async () => {
    assert.deepEqual(await groups('aggregate=count&price[gte]=1'), [{ count: 2 }])
    assert.deepEqual(await groups('aggregate=count&where={"or":[{"name":"cup"},{"store.name":"second"}]}'), [
      { count: 2 },
    ])
    assert.deepEqual(await groups('aggregate=sum:price&groupBy=state&q=tea'), [
      { state: 'open', sum: { price: '10.00' } },
      { state: 'sold', sum: { price: '2.50' } },
    ])
    assert.deepEqual(await groups('aggregate=count,sum:price&q=coffee'), [{ count: 0, sum: { price: null } }])
    assert.deepEqual(await groups('aggregate=count&groupBy=state&q=coffee'), [])
  })

  it('of the rows below another one', async () => {
    const { data } = await ask(`/stores/${first.id}/items?aggregate=count,sum:price`)
    assert.deepEqual(data, [{ count: 3, sum: { price: '12.50' } }])
  })

  it('can be asked for by QUERY', async () => {
    const body = {
      aggregate: ['count', 'sum:price'],
      groupBy: ['state'],
      where: { name: { ne: 'cup' } },
      limit: 1,
    }
    const answer = await asAda.request<Body>('QUERY', '/items', { body })
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body.data, [{ state: 'open', count: 1, sum: { price: '10.00' } }])
    const wrong = await asAda.request<Body>('QUERY', '/items', { body: { aggregate: ['sum:name'] } })
    assert.equal(wrong.status, 400)
    assert.deepEqual(
      wrong.body.errors.map(({ pointer, code }) => [pointer, code]),
      [['/aggregate', 'unknown_field']],
    )
  })

  it('may be of nothing but all rows', async () => {
    for (let index = 0; index < 2; index++)
      await app.anonymous.totals.create({ size: Number.MAX_SAFE_INTEGER })
    const { data } = await ask('/totals?aggregate=count,sum:size')
    assert.deepEqual(data, [{ count: 2, sum: { size: '18014398509481982' } }])
    const { status } = await asAda.request('GET', '/totals?aggregate=count&groupBy=size')
    assert.equal(status, 400)
  })

  it('has a tag, links and the cache directives of the list', async () => {
    const { headers } = await asAda.request('GET', '/items?aggregate=count')
    const list = await asAda.request('GET', '/items')
    assert.equal(headers['cache-control'], list.headers['cache-control'])
    assert.equal(headers['vary'], list.headers['vary'])
    assert.equal(headers['link'], '</items?aggregate=count&offset=0>; rel="first"')
    const tag = { 'if-none-match': headers['etag']! }
    assert.equal((await asAda.request('GET', '/items?aggregate=count', { headers: tag })).status, 304)
    const { id } = await asAda.items.create({ name: 'more', storeId: second.id })
    assert.equal((await asAda.request('GET', '/items?aggregate=count', { headers: tag })).status, 200)
    await asAda.items.delete(id)
  })
})

describe('pages of groups', () => {
  it('are there where one does not hold them all', async () => {
    const { data, page } = await ask('/items?aggregate=count&groupBy=name&limit=3')
    assert.deepEqual(
      data.map(({ name }) => name),
      ['black tea', 'cup', 'green tea'],
    )
    const base = '/items?aggregate=count&groupBy=name&limit=3'
    assert.deepEqual(page, { limit: 3, next: `${base}&offset=3`, prev: null, first: `${base}&offset=0` })
    const next = await ask(page!['next'])
    assert.deepEqual(
      [next.data, next.page!['next'], next.page!['prev']],
      [[{ name: 'pot', count: 1 }], null, `${base}&offset=0`],
    )
    const numbered = await ask(`${base}&page=2`)
    assert.deepEqual([numbered.data, numbered.page!['prev']], [next.data, `${base}&page=1`])
    assert.equal('page' in (await ask('/items?aggregate=count&groupBy=name&limit=4')), false)
  })
  it('have up to a thousand', async () => {
    assert.equal((await ask('/items?aggregate=count&limit=1000')).data.length, 1)
    assert.deepEqual(await refusals('aggregate=count&limit=1001'), ['limit out_of_range'])
    assert.deepEqual(await refusals('limit=1000'), ['limit out_of_range'])
  })
})

describe('an aggregate is refused', () => {
  const rows: readonly [query: string, faults: readonly string[]][] = [
    ['aggregate=', ['aggregate unknown_field']],
    ['aggregate=median:price', ['aggregate unknown_field']],
    ['aggregate=max:stock', ['aggregate unknown_field']],
    ['aggregate=count,,', ['aggregate unknown_field', 'aggregate unknown_field']],
    ['aggregate=count,count', ['aggregate duplicate_field']],
    ['aggregate=count&aggregate=count', ['aggregate repeated_parameter']],
    ['aggregate=count&groupBy=price', ['groupBy unknown_field']],
    ['aggregate=count&groupBy=', ['groupBy unknown_field']],
    ['aggregate=count&groupBy=store.name', ['groupBy unknown_field']],
    ['aggregate=count&groupBy=state,state', ['groupBy duplicate_field']],
    ['groupBy=state', ['groupBy missing_aggregate']],
    ['aggregate=count&sort=name', ['sort not_with_aggregate']],
    ['aggregate=count&fields=name&expand=store', ['fields not_with_aggregate', 'expand not_with_aggregate']],
    ['aggregate=count&expand[store][limit]=5', ['expand[store][limit] not_expanded']],
    ['aggregate=count&total=exact', ['total not_with_aggregate']],
    ['aggregate=count&after=x&before=y', ['after not_with_aggregate', 'before not_with_aggregate']],
    ['aggregate=count&page=1&offset=0', ['page mixed_paging', 'offset mixed_paging']],
    ['aggregate=count&offset=-1', ['offset invalid_integer']],
    ['aggregate=count&color=red', ['color unknown_parameter']],
    [`aggregate=${Array.from({ length: 21 }, () => 'count').join()}`, ['aggregate too_many_values']],
    ['aggregate=count&groupBy=state,name,stock,storeId,state,name', ['groupBy too_many_values']],
    ['aggregate=__proto__', ['aggregate unknown_field']],
    ['aggregate=sum:constructor&groupBy=toString', ['aggregate unknown_field', 'groupBy unknown_field']],
  ]
  for (const [query, faults] of rows) {
    it(query.slice(0, 60), async () => assert.deepEqual(await refusals(query), faults))
  }
  it('where none is declared', async () => {
    const { status, body } = await asAda.request<Body>('GET', '/plain?aggregate=count&groupBy=text')
    assert.deepEqual(
      [status, body.errors.map(({ code }) => code)],
      [400, ['unknown_parameter', 'unknown_parameter']],
    )
  })
})

describe('an aggregate tells of nothing that its caller may not see', () => {
  it('of fields', async () => {
    assert.deepEqual(await refusals('aggregate=sum:price', app.anonymous), ['aggregate unknown_field'])
    assert.deepEqual(await refusals('aggregate=sum:cost'), ['aggregate unknown_field'])
    assert.deepEqual(await groups('aggregate=sum:cost', asRoot), [{ sum: { cost: '4.00' } }])
    assert.deepEqual(await refusals('aggregate=count&groupBy=kind'), ['groupBy unknown_field'])
    assert.deepEqual(await groups('aggregate=count&groupBy=kind', asRoot), [{ kind: 'x', count: 4 }])
    assert.deepEqual(await refusals('aggregate=count&cost=1'), ['cost unknown_parameter'])
  })
  it('of fields shown for some rows only', async () => {
    assert.deepEqual(await refusals('aggregate=sum:note&groupBy=note'), [
      'aggregate unknown_field',
      'groupBy unknown_field',
    ])
  })
  it('not even by their names', async () => {
    const { body } = await app.anonymous.request<Body>('GET', '/items?aggregate=x&groupBy=x')
    const details = body.errors.map(({ detail }) => detail).join()
    for (const name of ['price', 'cost', 'note', 'kind']) assert.equal(details.includes(name), false, name)
  })
  it('of rows', async () => {
    await asAda.diaries.create({ size: 1, topic: 'tea' })
    await asAda.diaries.create({ size: 2, topic: 'tea' })
    await asBob.diaries.create({ size: 10, topic: 'secret' })
    const look = async (by: Asker) => (await ask('/diaries?aggregate=count,sum:size&groupBy=topic', by)).data
    assert.deepEqual(await look(asAda), [{ topic: 'tea', count: 2, sum: { size: 3 } }])
    assert.deepEqual(await look(asBob), [{ topic: 'secret', count: 1, sum: { size: 10 } }])
    assert.equal((await look(asRoot)).length, 2)
    assert.equal((await app.anonymous.request('GET', '/diaries?aggregate=count')).status, 401)
    const other = app.as({ id: ada!.id, scopes: ['items:read'] })
    assert.equal((await other.request('GET', '/diaries?aggregate=count')).status, 403)
  })
})

describe('an aggregate is written down', () => {
  const url = '/items?aggregate=count,sum:price&groupBy=state'
  const look = async (accept: string, at = url) => {
    const { status, headers, text } = await asAda.request('GET', at, { headers: { accept } })
    return { status, type: headers['content-type']?.split(';')[0], text }
  }
  it('as CSV, with a column for each value', async () => {
    assert.deepEqual(await look('text/csv'), {
      status: 200,
      type: 'text/csv',
      text: 'state,count,sum.price\r\nopen,2,10.00\r\nsold,1,2.50\r\n,1,0.05\r\n',
    })
    assert.equal((await look('text/csv', `${url}&q=nothing`)).text, 'state,count,sum.price\r\n')
  })
  it('as XML', async () => {
    const { status, type, text } = await look('application/xml')
    assert.deepEqual([status, type], [200, 'application/xml'])
    assert.match(
      text,
      /<items [^>]*><group><state>open<\/state><count>2<\/count><sum><price>10.00<\/price><\/sum><\/group>/,
    )
    assert.match((await look('application/xml', `${url}&limit=1`)).text, /<page><limit>1<\/limit>/)
  })
  it('as HAL, which is JSON', async () => {
    const { status, type, text } = await look('application/hal+json')
    assert.deepEqual([status, type, JSON.parse(text).data.length], [200, 'application/hal+json', 3])
  })
  it('not as what only writes rows', async () => {
    assert.equal((await look('text/plain')).status, 406)
    assert.equal((await look('text/plain', '/items')).status, 200)
    assert.equal((await look('text/plain, application/json;q=0.5')).type, 'application/json')
  })
})

describe('the document', () => {
  const document = app.api.document()
  const { paths, components } = document
  const { resolve } = createDocumentReader(document)
  const parametersOf = (path: string) =>
    paths[path]!.get!.parameters!.map((each): { name?: string; schema?: any } => resolve(each)).filter(
      ({ name }) => ['aggregate', 'groupBy'].includes(name ?? ''),
    )
  it('has the parameters where something is declared', () => {
    const [aggregate, groupBy] = parametersOf('/items')
    assert.deepEqual([aggregate!.schema.items.enum.length, groupBy!.schema.items.enum.length], [10, 6])
    assert.deepEqual(
      parametersOf('/totals').map(({ name }) => name),
      ['aggregate'],
    )
    assert.deepEqual(parametersOf('/plain'), [])
    assert.equal('PlainAggregates' in components.schemas, false)
  })
  it('has a schema of what is answered', () => {
    const { data } = (components.schemas['ItemAggregates'] as any).properties
    assert.deepEqual(Object.keys(data.items.properties), [
      'storeId',
      'state',
      'name',
      'stock',
      'kind',
      'note',
      'count',
      'sum',
      'avg',
      'min',
      'max',
    ])
    assert.deepEqual(data.items.properties.avg.properties.price, {
      type: ['string', 'null'],
      pattern: '^-?\\d+\\.\\d{6}$',
    })
  })
})

describe('what shared caches may keep', async () => {
  const open = resource('open', {
    fields: { size: field.integer(), cost: field.integer().default(1).visible(signedIn()) },
    access: anyone(),
    cache: 'public, max-age=60',
    aggregate: ['count', 'sum:size', 'sum:cost'],
  })
  const shared = await createTestApi({ resources: [open] })
  after(() => shared.close())
  await shared.anonymous.open.create({ size: 5 })
  const look = async (query: string, by: Asker) => {
    const { status, headers } = await by.request('GET', `/open?${query}`)
    return [status, headers['cache-control']?.split(',')[0]]
  }
  it('has groups among it, where everybody is answered the same', async () => {
    assert.deepEqual(await look('aggregate=count,sum:size', shared.anonymous), [200, 'public'])
    assert.deepEqual(await look('aggregate=sum:cost', shared.as({ id: ada!.id })), [200, 'private'])
  })
})
