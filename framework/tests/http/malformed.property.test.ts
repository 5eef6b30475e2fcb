// Whatever is sent to whatever address: an answer below 500, and one that the OpenAPI document knows.
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import * as fc from 'fast-check'
import { openShop, type Caller, type Question } from './shop.ts'

const shop = await openShop()
const store = await shop.make('stores', { name: 'Main' })
const item = await shop.make('items', { name: 'One', price: '1', storeId: store.id, stock: 9 })
const note = await shop.make('notes', { text: 'One' })
const order = await shop.make('orders', { what: 'One' })
await shop.make('tags', { id: 'red', label: 'Red' })

afterEach(() => assert.deepEqual(shop.failures.splice(0), []))

const caller = fc.constantFrom<Caller[]>('anonymous', 'ada', 'root')

const resources = [
  'stores',
  'tags',
  'items',
  'notes',
  'posts',
  'accounts',
  'drafts',
  'orders',
  'contracts',
] as const
const members = [...shop.api.context.models.values()].flatMap(({ properties, transient, computed }) => [
  ...properties.keys(),
  ...transient.keys(),
  ...computed.map(({ name }) => name),
])

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme-composite', maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '\u2028',
    '__proto__',
    'constructor',
    'e\u0301',
    '-0',
    '1e999',
    'null',
    '%00',
    "'; --",
    '2026-02-30',
    'P1D',
    'PT1.5S',
    'a@b.de',
    'http://a/',
    'AA==',
    'red',
    'onSale',
    '12.345',
    '9'.repeat(30),
  ),
)
const oddNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, 1, -1, 0.1, 1e-30, 1e300, 2 ** 53, -(2 ** 53), 2 ** 63),
)
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    oddText,
    oddNumber,
    fc.boolean(),
    fc.constantFrom<unknown[]>(null, item.id, note.id, shop.ids.ada, store.id),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(oddText, tie('value'), { maxKeys: 4, noNullPrototype: false }),
  ),
})).value
const member = fc.tuple(
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...members) }, { weight: 1, arbitrary: oddText }),
  value,
)
/** JSON of an object, whose members may have any name: `__proto__` as well, which no literal of code has. */
const object = fc
  .uniqueArray(member, { selector: ([name]) => name, maxLength: 12 })
  .map(
    (entries) =>
      `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${JSON.stringify(each)}`).join(',')}}`,
  )
const body = fc.oneof(
  { weight: 9, arbitrary: object },
  { weight: 1, arbitrary: value.map((each) => JSON.stringify(each)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 50 }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)) },
)
/** Valid values of each resource, one of which a request may spoil. */
const valid: Readonly<Record<string, Record<string, unknown>>> = {
  stores: { name: 'Other' },
  tags: { id: 'blue', label: 'Blue' },
  items: { name: 'Two', price: '2.50', storeId: store.id },
  notes: { text: 'Two' },
  posts: { title: 'Two' },
  accounts: { owner: 'ada' },
  drafts: { title: 'Two' },
  orders: { what: 'Two' },
  contracts: { number: 'c2' },
}
const spoilt = fc
  .tuple(fc.constantFrom(...resources), fc.dictionary(fc.constantFrom(...members), value, { maxKeys: 2 }))
  .map(([resource, changes]) => ({ resource, body: JSON.stringify({ ...valid[resource], ...changes }) }))

const id = fc.constantFrom(
  item.id,
  note.id,
  order.id,
  String(store.id),
  'red',
  'me',
  'nope',
  '%00',
  '01999999-0000-7000-8000-000000000000',
)
const writes = fc
  .tuple(fc.constantFrom(...resources), id)
  .chain(([resource, key]) =>
    fc.constantFrom<[string, string][]>(
      ['POST', `/${resource}`],
      ['PUT', `/${resource}/${key}`],
      ['PATCH', `/${resource}/${key}`],
      ['POST', `/items/${key}/sell`],
      ['POST', `/items/${key}/quote`],
      ['POST', '/orders/import'],
      ['POST', '/orders/stats'],
      ['POST', '/auth/login'],
    ),
  )

/** Bodies of QUERY, of which some parts are right. */
const whereName = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom('and', 'or', 'not', 'any', 'none', 'eq', 'in', 'null', 'store', 'tags'),
  },
  { weight: 3, arbitrary: fc.constantFrom('store.name', 'name', 'price', 'stock', 'text', 'owner') },
  oddText,
)
const where = fc.letrec<{ where: unknown }>((tie) => ({
  where: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    value,
    fc.array(tie('where'), { maxLength: 3 }),
    fc.dictionary(whereName, tie('where'), { maxKeys: 3 }),
  ),
})).where
const listed = fc.array(fc.oneof(fc.constantFrom('name', '-price', 'store', 'tags', 'id', 'owner'), value), {
  maxLength: 3,
})
const expansion = fc.record(
  {
    path: fc.oneof(fc.constantFrom('tags', 'store', 'items', 'owner'), value),
    where,
    sort: listed,
    limit: value,
  },
  { requiredKeys: [] },
)
const queries = fc.record(
  {
    where,
    sort: listed,
    fields: listed,
    expand: fc.oneof(
      fc.array(fc.oneof(expansion, fc.constantFrom('tags', 'store')), { maxLength: 3 }),
      value,
    ),
    limit: fc.oneof(fc.integer({ min: -1, max: 101 }), value),
    after: value,
    page: value,
    total: fc.oneof(fc.constantFrom('exact', 'estimated'), value),
    q: value,
  },
  { requiredKeys: [] },
)

const plainQueries = fc.record(
  {
    where: fc.constantFrom({}, { not: {} }, { createdAt: null }),
    limit: fc.integer({ min: 1, max: 100 }),
    fields: fc.constantFrom([], ['id']),
  },
  { requiredKeys: [] },
)

const runs = { seed: 90, numRuns: 400, endOnFailure: true }

/** Asks, which checks the answer by the document; refusals are problems. */
async function ask(method: string, url: string, question: Question) {
  const answer = await shop.ask(method, url, question)
  assert.ok(answer.status < 500, answer.text)
  if (answer.status >= 400 && method !== 'HEAD') assert.equal(answer.json.status, answer.status)
  return answer
}

describe('random', () => {
  const headers = { 'content-type': 'application/json' }
  it('bodies never make the server fail', async () => {
    await fc.assert(
      fc.asyncProperty(writes, body, caller, async ([method, url], sent, as) => {
        await ask(method, url, { as, body: sent, headers })
      }),
      runs,
    )
  })
  it('queries never make the server fail', async () => {
    const statuses = new Set<number>()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...resources),
        fc.oneof(queries, plainQueries),
        caller,
        async (resource, sent, as) => {
          const answer = await ask('QUERY', `/${resource}`, { as, body: JSON.stringify(sent), headers })
          statuses.add(answer.status)
        },
      ),
      runs,
    )
    for (const status of [200, 400, 401]) assert.ok(statuses.has(status), `${status} never came`)
  })
  it('values never make the server fail', async () => {
    const statuses = new Set<number>()
    await fc.assert(
      fc.asyncProperty(spoilt, caller, async ({ resource, body: sent }, as) => {
        const answer = await ask('POST', `/${resource}`, { as, body: sent, headers })
        statuses.add(answer.status)
        if (answer.status !== 201 || as === 'anonymous') return
        const address = answer.headers['location']!
        const read = await ask('GET', address, { as })
        assert.ok(read.status === 404 || read.text === answer.text)
        await ask('PATCH', address, { as, body: sent, headers: { ...headers, 'if-match': '*' } })
        await ask('DELETE', address, { as, headers: { 'if-match': '*' } })
      }),
      runs,
    )
    for (const status of [201, 401, 403, 422]) assert.ok(statuses.has(status), `${status} never came`)
  })

  const names = [
    'limit',
    'after',
    'page',
    'offset',
    'sort',
    'fields',
    'expand',
    'where',
    'total',
    'q',
    ...members,
  ]
  const name = fc.oneof(
    fc.constantFrom(...names),
    fc
      .tuple(
        fc.constantFrom(...members),
        fc.constantFrom('eq', 'in', 'between', 'contains', 'null', 'lt', 'x', ''),
      )
      .map(([field, operator]) => `${field}[${operator}]`),
    oddText.map((text) => encodeURIComponent(text.toWellFormed())),
  )
  const parameter = fc
    .tuple(
      name,
      fc.oneof(
        oddText,
        oddNumber.map(String),
        fc.constantFrom(...members),
        object,
        fc.constantFrom('-name,stock', 'store.name', 'id,', ',', 'a,b'),
      ),
    )
    .map(([left, right]) => `${left}=${encodeURIComponent(right.toWellFormed())}`)
  const query = fc.oneof(
    fc.array(parameter, { maxLength: 5 }).map((parts) => parts.join('&')),
    fc.stringMatching(/^[!-~]{0,60}$/),
  )
  const reads = fc.oneof(
    fc.constantFrom(...resources).map((resource) => `/${resource}`),
    id.map((key) => `/items/${key}`),
    fc.constantFrom('/users/me', '/auth/whoami', '/livez', '/users'),
  )
  it('queries never make the server fail', async () => {
    await fc.assert(
      fc.asyncProperty(reads, query, caller, async (url, parameters, as) => {
        await ask('GET', `${url}?${parameters}`, { as })
      }),
      runs,
    )
  })

  const header = fc.constantFrom(
    'accept',
    'if-match',
    'if-none-match',
    'if-modified-since',
    'if-unmodified-since',
    'prefer',
    'range',
    'content-type',
    'content-encoding',
    'accept-language',
    'origin',
    'cookie',
    'forwarded',
    'x-forwarded-for',
    'x-request-id',
    'access-control-request-method',
  )
  const headerValue = fc.oneof(
    fc.stringMatching(/^[ -~]{0,40}$/),
    fc.constantFrom(
      '*',
      '"1"',
      'W/"1"',
      '"',
      '*/*;q=2',
      'application/json;q=0',
      ';',
      ',',
      ',,',
      'bytes=0-',
      'null',
    ),
  )
  // Not DELETE: the callers must stay.
  const method = fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'TRACE')
  it('headers never make the server fail', async () => {
    await fc.assert(
      fc.asyncProperty(
        method,
        reads,
        fc.dictionary(header, headerValue, { maxKeys: 3 }),
        caller,
        async (verb, url, sent, as) => {
          await ask(verb, url, { as, headers: sent, ...(verb.startsWith('P') && { body: '{"stock":1}' }) })
        },
      ),
      runs,
    )
  })
  it('credentials never make the server fail', async () => {
    const credentials = fc
      .tuple(fc.constantFrom('Bearer ', 'Basic ', 'bearer\t', 'Bearer', ''), headerValue)
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(reads, credentials, async (url, authorization) => {
        await ask('GET', url, { headers: { authorization } })
      }),
      runs,
    )
  })
})
