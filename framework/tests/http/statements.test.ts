// What each request costs the database, statement by statement.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { insertRows } from './insert-rows.ts'
import { alone, onStore } from './lone-write.ts'
import { openShop, type Question } from './shop.ts'

let run: string[] = []
const shop = await openShop({ onStatement: (sql) => run.push(sql) })
const store = await shop.make('stores', { name: 'Main' })
await insertRows(
  shop,
  'items',
  Array.from({ length: 30 }, (_, index) => ({ name: `n${index}`, price: '1', storeId: store.id })),
)
let named = 0
const make = {
  items: () => shop.make('items', { name: `Item ${++named}`, price: '5', stock: 9, storeId: store.id }),
  notes: () => shop.make('notes', { text: 'x' }),
  posts: async () => {
    const { id } = await shop.make('notes', { text: 'x' })
    return shop.make('posts', { title: 'x', isPublic: true, noteId: id })
  },
  orders: () => shop.make('orders', { what: 'x' }),
  accounts: () => shop.make('accounts', { owner: 'x' }),
  stores: async () => store,
}

/** The statement every request of a signed-in caller begins with: who they are now, whatever their token says. */
run = []
await shop.ask('GET', '/auth/whoami', { as: 'ada' })
const [whoAsks] = run.splice(0)

/** The statements of one request, each by its first word, but for the one that looks up the caller. */
async function count(
  method: string,
  url: string,
  question: Question,
): Promise<[status: number, words: string]> {
  // Signed in before.
  await shop.headersOf(question)
  run = []
  const { status } = await shop.ask(method, url, question)
  const [first, ...rest] = run
  const own = first === whoAsks ? rest : run
  return [status, own.map((sql) => sql.split(' ', 1)[0]).join(' ')]
}

const json = (body: object): Question => ({ as: 'ada', body })
const ada: Question = { as: 'ada' }
const query: Question = {
  body: {
    where: { or: [{ store: { any: { name: 'Main' } } }, { store: { none: {} } }] },
    expand: [{ path: 'tags', limit: 1 }],
    sort: ['-price'],
  },
}
const inHal: Question = { as: 'ada', headers: { accept: 'application/hal+json' } }
const free = '/drafts/01999999-0000-7000-8000-000000000000'

type Row = [title: string, method: string, url: string, question: Question, status: number, words: string]

function pin(rows: readonly Row[]): void {
  for (const [title, method, url, question, status, words] of rows) {
    it(`${title}: ${words || 'none'}`, async () => {
      const resource = /^\/(\w+)\/\{id\}/.exec(url)?.[1] as keyof typeof make | undefined
      const id = resource === undefined ? '' : (await make[resource]()).id
      const address = url.replace('{id}', id)
      assert.deepEqual(await count(method, address, question), [status, words])
      if (method !== 'GET') return
      assert.deepEqual(await count('HEAD', address, question), [status, words], 'HEAD')
    })
  }
}

describe('a row is read with one statement', () => {
  pin([
    ['for anyone', 'GET', '/items/{id}', {}, 200, 'SELECT'],
    ['for a caller', 'GET', '/notes/{id}', ada, 200, 'SELECT'],
    ['with chosen fields', 'GET', '/items/{id}?fields=id,title', {}, 200, 'SELECT'],
    ['with one relation', 'GET', '/items/{id}?expand=store', {}, 200, 'SELECT'],
    ['with many rows of a relation', 'GET', '/stores/{id}?expand=items', {}, 200, 'SELECT'],
    ['with three levels of relations', 'GET', '/items/{id}?expand=store.items.tags,tags', {}, 200, 'SELECT'],
    ['with a summary', 'GET', '/posts/{id}?expand=owner,note.owner', { as: 'bob' }, 200, 'SELECT'],
    [
      'when it is known',
      'GET',
      '/notes/{id}',
      { ...ada, headers: { 'if-none-match': '"1"' } },
      304,
      'SELECT',
    ],
    ['when it is hidden', 'GET', '/notes/{id}', { as: 'bob' }, 404, 'SELECT'],
    ['when it is absent', 'GET', '/notes/01999999-0000-7000-8000-000000000000', ada, 404, 'SELECT'],
    ['when it changed', 'GET', '/notes/{id}', { ...ada, headers: { 'if-match': '"2"' } }, 412, 'SELECT'],
    ['with every link in HAL', 'GET', '/posts/{id}?expand=note', inHal, 200, 'SELECT'],
    ['in XML', 'GET', '/items/{id}?expand=store', { headers: { accept: 'application/xml' } }, 200, 'SELECT'],
    ['for its methods', 'OPTIONS', '/notes/{id}', ada, 204, 'SELECT'],
  ])
})

describe('a list is read with one statement', () => {
  const where = encodeURIComponent('{"or":[{"stock":0},{"not":{"store.name":"x"}}]}')
  pin([
    ['as it is', 'GET', '/items', {}, 200, 'SELECT'],
    ['for a caller', 'GET', '/notes', ada, 200, 'SELECT'],
    [
      'filtered and sorted',
      'GET',
      '/items?stock[gte]=0&name[contains]=n&sort=-price,name',
      {},
      200,
      'SELECT',
    ],
    ['with a where', 'GET', `/items?where=${where}`, {}, 200, 'SELECT'],
    ['filtered by related rows', 'GET', '/items?store.name=Main', {}, 200, 'SELECT'],
    ['with relations of every row', 'GET', '/items?expand=store.items,tags', {}, 200, 'SELECT'],
    [
      'with some relations of every row',
      'GET',
      '/stores?expand=items.tags&expand[items][sort]=-price&expand[items][limit]=3&expand[items][where]={"stock":0}',
      {},
      200,
      'SELECT',
    ],
    ['by QUERY', 'QUERY', '/items', query, 200, 'SELECT'],
    ['by number', 'GET', '/items?page=2', {}, 200, 'SELECT'],
    ['by offset', 'GET', '/items?offset=7', {}, 200, 'SELECT'],
    ['counted, with one more', 'GET', '/items?total=exact', {}, 200, 'SELECT SELECT'],
    ['counted by number, with one more', 'GET', '/items?page=2&total=exact', {}, 200, 'SELECT SELECT'],
    ['with every link in HAL', 'GET', '/posts', inHal, 200, 'SELECT'],
    ['as a table', 'GET', '/items?expand=store', { headers: { accept: 'text/csv' } }, 200, 'SELECT'],
    ['when it is known', 'GET', '/items', { headers: { 'if-none-match': '*' } }, 304, 'SELECT'],
  ])
  it('on the way along its cursors: SELECT', async () => {
    const [next, prev] = ['next', 'prev'] as const
    const first = (await shop.ask('GET', '/items?limit=10&sort=soldAt')).json.page[next]
    assert.deepEqual(await count('GET', first, {}), [200, 'SELECT'])
    const back = (await shop.ask('GET', first)).json.page[prev]
    assert.deepEqual(await count('GET', back, {}), [200, 'SELECT'])
  })
})

describe('a write takes one statement, and one for the row before', () => {
  pin([
    ['a new row', 'POST', '/notes', json({ text: 'x' }), 201, alone('INSERT')],
    [
      'a new row, shown with others',
      'POST',
      '/notes?expand=owner',
      json({ text: 'x' }),
      201,
      alone('INSERT'),
    ],
    ['PATCH', 'PATCH', '/notes/{id}', json({ text: 'y' }), 200, `SELECT ${alone('UPDATE')}`],
    [
      'PATCH with If-Match',
      'PATCH',
      '/accounts/{id}',
      { ...json({ owner: 'y' }), headers: { 'if-match': '"1"' } },
      200,
      `SELECT ${alone('UPDATE')}`,
    ],
    [
      'PATCH, shown with others',
      'PATCH',
      '/notes/{id}?expand=owner',
      json({}),
      200,
      `SELECT ${alone('UPDATE')}`,
    ],
    ['PUT', 'PUT', '/notes/{id}', json({ text: 'y' }), 200, `SELECT ${alone('UPDATE')}`],
    ['PUT to a free id', 'PUT', free, json({ title: 'x' }), 201, `SELECT ${alone('INSERT')}`],
    ['PUT to the id then', 'PUT', free, json({ title: 'y' }), 200, `SELECT ${alone('UPDATE')}`],
    ['DELETE', 'DELETE', '/notes/{id}', ada, 204, `SELECT ${alone('DELETE')}`],
    [
      'a new row, seen by a hook',
      'POST',
      '/orders',
      json({ what: 'x' }),
      201,
      onStore('BEGIN INSERT SELECT COMMIT'),
    ],
    [
      'PATCH, seen by a hook',
      'PATCH',
      '/orders/{id}',
      json({ count: 2 }),
      200,
      onStore('SELECT BEGIN UPDATE SELECT COMMIT'),
    ],
  ])
})

describe('an action looks again when nothing can change, and at what it made', () => {
  pin([
    [
      'that writes',
      'POST',
      '/notes/{id}/lock',
      ada,
      200,
      onStore('SELECT BEGIN SELECT UPDATE SELECT COMMIT'),
    ],
    [
      'that answers nothing',
      'POST',
      '/items/{id}/hide',
      ada,
      204,
      onStore('SELECT BEGIN SELECT UPDATE COMMIT'),
    ],
    [
      'that only computes',
      'POST',
      '/items/{id}/quote',
      json({ count: 1 }),
      200,
      onStore('SELECT BEGIN SELECT COMMIT'),
    ],
    ['beside the rows', 'POST', '/orders/stats', json({}), 200, onStore('BEGIN SELECT SELECT COMMIT')],
  ])
})

describe('a refusal costs no more than it must', () => {
  const scoped = { ...ada, scopes: 'items:read' }
  pin([
    ['unknown address', 'GET', '/nothing', {}, 404, ''],
    ['unknown method', 'DELETE', '/items', {}, 405, ''],
    ['nobody signed in', 'GET', '/notes', {}, 401, ''],
    ['bad token', 'GET', '/items', { headers: { authorization: 'Bearer x' } }, 401, ''],
    ['missing scope', 'GET', '/notes', scoped, 403, ''],
    ['unacceptable format', 'GET', '/items', { headers: { accept: 'image/png' } }, 406, ''],
    ['unknown parameter', 'GET', '/items?colour=red', {}, 400, ''],
    ['malformed tag', 'GET', '/items', { headers: { 'if-none-match': 'x' } }, 400, ''],
    [
      'bad JSON',
      'PATCH',
      '/notes/{id}',
      { ...ada, body: '{', headers: { 'content-type': 'application/json' } },
      400,
      '',
    ],
    ['no id at all', 'GET', '/items/nope', {}, 404, ''],
    ['no id at all to write', 'PATCH', '/notes/nope', json({}), 404, ''],
    ['caller who may not delete', 'DELETE', '/items/{id}', ada, 403, 'SELECT'],
    ['caller who may not list', 'GET', '/users', ada, 403, ''],
    ["another's row", 'PATCH', '/notes/{id}', { as: 'bob', body: {} }, 404, 'SELECT'],
    ['wrong values', 'PATCH', '/notes/{id}', json({ text: 5 }), 422, 'SELECT'],
    ['wrong values of a new row', 'POST', '/notes', json({ text: 5 }), 422, ''],
    ['stale tag', 'PATCH', '/notes/{id}', { ...json({}), headers: { 'if-match': '"9"' } }, 412, 'SELECT'],
    ['no tag', 'PATCH', '/accounts/{id}', json({}), 428, 'SELECT'],
    ['taken value', 'POST', '/stores', json({ name: 'Main' }), 409, alone('INSERT', 'ROLLBACK')],
    [
      'unknown reference, looked for',
      'POST',
      '/items',
      json({ name: 'x', price: 1, storeId: 4711 }),
      422,
      onStore('BEGIN INSERT SELECT ROLLBACK'),
    ],
    ['row in use', 'DELETE', '/stores/{id}', { as: 'root' }, 409, `SELECT ${alone('DELETE', 'ROLLBACK')}`],
  ])
})

describe('who asks', () => {
  it('costs one statement, however much is asked', async () => {
    for (const url of ['/items', '/items?expand=store.items,tags&total=exact', '/posts?owner.username=bob']) {
      run = []
      await shop.ask('GET', url, { as: 'bob' })
      assert.equal(run.filter((sql) => sql === whoAsks).length, 1)
    }
  })
  it('costs nothing where nobody is signed in', async () => {
    run = []
    await shop.ask('GET', '/items')
    assert.equal(run.includes(whoAsks!), false)
  })
})
