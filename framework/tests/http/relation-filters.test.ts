// Filters across relations: any and none of the related rows, as far as the caller may see them.
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
  manyToMany,
  resource,
  signedIn,
} from '../../src/index.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createTestApi } from '../../src/testing.ts'
import { insertRows } from './insert-rows.ts'

const people = resource('people', {
  fields: { name: field.text().ignoreCase(), age: field.integer().optional() },
  access: { read: anyone(), create: nobodyButAdmins() },
  summary: { fields: ['id', 'name'], access: anyone() },
  relations: { books: hasMany('books', 'ownerId'), secrets: hasMany('secrets', 'personId') },
  filter: ['name', 'books.title', 'books.price', 'books.note', 'books.soldAt', 'secrets.word'],
  sort: ['name'],
  expand: ['books', 'secrets'],
})
function nobodyButAdmins() {
  return hasRole('admin')
}
const books = resource('books', {
  fields: {
    title: field.text(),
    price: field.decimal(),
    isPublic: field.boolean().default(true),
    soldAt: field.timestamp().optional(),
    note: field.text().optional().visible(isOwner('ownerId')),
    ownerId: field.owner('people'),
  },
  access: { read: anyOf(fieldEquals('isPublic', true), isOwner('ownerId'), hasRole('admin')) },
  relations: { tags: manyToMany('tags', { through: 'booksTags' }) },
  filter: ['title', 'owner.name', 'owner.age', 'tags.label', 'tags.weight'],
  sort: ['title', 'price'],
  expand: ['tags', 'owner'],
})
const tags = resource('tags', {
  id: 'text',
  fields: { label: field.text(), weight: field.integer().default(1), isOpen: field.boolean().default(true) },
  access: { list: anyOf(fieldEquals('isOpen', true), hasRole('admin')), read: anyone() },
})
/** Whose secret it is, its keepers alone see. */
const secrets = resource('secrets', {
  fields: { word: field.text(), personId: field.reference('people').visible(hasRole('admin')) },
  access: signedIn(),
})

let statements = 0
const app = await createTestApi({
  resources: [people, books, tags, secrets],
  store: openTestStore({ onStatement: () => statements++ }),
})
after(() => app.close().then(() => app.api.context.store.close()))

const letters = new Map<string, string>()
let ids: Record<string, string>

before(async () => {
  const insert = (name: string, rows: Parameters<typeof insertRows>[2]) => insertRows(app, name, rows)
  const names = ['Ann', 'Bob', 'Cid']
  const [ann, bob, cid] = (await insert('people', [
    { name: 'Ann', age: 30 },
    { name: 'Bob', age: 40 },
    { name: 'Cid' },
  ])) as [string, string, string]
  ids = { ann, bob, cid }
  for (const [index, id] of [ann, bob, cid].entries()) letters.set(id, names[index]!)
  const titles = ['A1', 'A2', 'B1', 'B2']
  const made = await insert('books', [
    { title: 'A1', price: '5.00', ownerId: ann, note: 'first' },
    { title: 'A2', price: '50.00', ownerId: ann, isPublic: false, note: 'hidden' },
    { title: 'B1', price: '9.00', ownerId: bob, soldAt: '2030-01-01T00:00:00.000Z' },
    { title: 'B2', price: '10.00', ownerId: bob },
  ])
  for (const [index, id] of made.entries()) letters.set(id, titles[index]!)
  await insert('tags', [
    { id: 'red', label: 'red', weight: 1 },
    { id: 'big', label: 'big', weight: 2 },
    { id: 'shut', label: 'shut', weight: 3, isOpen: false },
  ])
  const link = (index: number, tagId: string) => ({ bookId: made[index]!, tagId })
  await insert('booksTags', [link(0, 'red'), link(0, 'big'), link(1, 'red'), link(2, 'big'), link(2, 'shut')])
  await insert('secrets', [{ word: 'sesame', personId: cid }])
})

type Who = 'anonymous' | 'ann' | 'bob' | 'root'
const as = (who: Who) => {
  if (who === 'anonymous') return app.anonymous
  return who === 'root' ? app.as({ id: ids['cid']!, roles: ['admin'] }) : app.as({ id: ids[who]! })
}

const inWhere = (where: object) => `where=${encodeURIComponent(JSON.stringify(where))}`
/** What a list finds, which is counted as well; by QUERY it is the same. */
async function find(path: string, query: string | object, who: Who): Promise<string> {
  const url = typeof query === 'string' ? query : inWhere(query)
  const { status, body, text } = await as(who).request<any>('GET', `${path}?total=exact&${url}`)
  assert.equal(status, 200, text)
  assert.equal(body.page.total, body.data.length)
  if (typeof query === 'object') {
    const asked = await as(who).request<any>('QUERY', path, { body: { where: query } })
    assert.deepEqual(asked.body.data, body.data)
  }
  return body.data
    .map(({ id }: { id: string }) => letters.get(id))
    .toSorted()
    .join(' ')
}
async function refuse(path: string, query: string | object, who: Who): Promise<string[]> {
  const url = typeof query === 'string' ? query : inWhere(query)
  const { status, body } = await as(who).request<any>('GET', `${path}?${url}`)
  assert.equal(status, 400)
  return body.errors.map(({ parameter, code, detail }: any) => `${parameter} ${code} ${detail}`)
}

type Found = [path: string, query: string | object, who: Who, found: string]

function table(cases: readonly Found[]): void {
  for (const [path, query, who, found] of cases) {
    const title = typeof query === 'string' ? query : JSON.stringify(query)
    it(`${path} ${title} as ${who}: ${found || 'none'}`, async () =>
      assert.equal(await find(path, query, who), found))
  }
}

describe('a filter through many rows', () => {
  table([
    ['/people', 'books.title=B1', 'anonymous', 'Bob'],
    ['/people', 'books.price[lt]=10', 'anonymous', 'Ann Bob'],
    ['/people', 'books.price[between]=9,10', 'anonymous', 'Bob'],
    ['/people', 'books.title[in]=A1,B2', 'anonymous', 'Ann Bob'],
    ['/people', 'books.soldAt[null]=true', 'anonymous', 'Ann Bob'],
    ['/people', 'books.soldAt[null]=false', 'anonymous', 'Bob'],
    ['/people', 'books.title[startsWith]=b&name=BOB', 'anonymous', 'Bob'],
    // Each filter may be met by another row; in `any` it is one and the same.
    ['/people', 'books.title=B1&books.price=10', 'anonymous', 'Bob'],
    ['/people', { books: { any: { title: 'B1', price: '10' } } }, 'anonymous', ''],
    ['/people', { books: { any: { title: 'B1', price: '9' } } }, 'anonymous', 'Bob'],
    ['/people', { 'books.title': 'B1', 'books.price': '10' }, 'anonymous', 'Bob'],
  ])
})

describe('a filter through links', () => {
  table([
    ['/books', 'tags.label=red', 'anonymous', 'A1'],
    ['/books', 'tags.label=red', 'ann', 'A1 A2'],
    ['/books', 'tags.label=big', 'anonymous', 'A1 B1'],
    ['/books', 'tags.label=red&tags.label=big', 'anonymous', 'A1'],
    ['/books', { tags: { any: { label: 'red', weight: 2 } } }, 'anonymous', ''],
    ['/books', { tags: { none: { label: 'red' } } }, 'anonymous', 'B1 B2'],
    ['/books', { tags: { any: {} } }, 'anonymous', 'A1 B1'],
    ['/books', { tags: { none: {} } }, 'anonymous', 'B2'],
    ['/books', { tags: { any: { label: 'red' }, none: { label: 'big' } } }, 'ann', 'A2'],
  ])
})

describe('any and none', () => {
  table([
    ['/people', { books: { any: {} } }, 'anonymous', 'Ann Bob'],
    ['/people', { books: { none: {} } }, 'anonymous', 'Cid'],
    ['/people', { books: { none: { price: { gte: 10 } } } }, 'anonymous', 'Ann Cid'],
    ['/people', { not: { books: { any: { title: 'B1' } } } }, 'anonymous', 'Ann Cid'],
    ['/people', { not: { books: { none: { title: 'B1' } } } }, 'anonymous', 'Bob'],
    ['/people', { or: [{ name: 'cid' }, { books: { any: { title: 'A1' } } }] }, 'anonymous', 'Ann Cid'],
    ['/people', { books: { any: { not: { title: 'A1' } } } }, 'anonymous', 'Bob'],
    [
      '/people',
      { books: { any: { or: [{ title: 'A1' }, { soldAt: { ne: null } }] } } },
      'anonymous',
      'Ann Bob',
    ],
    ['/people', { books: { none: { soldAt: null } } }, 'anonymous', 'Cid'],
    ['/books', { owner: { any: { name: 'ann' } } }, 'anonymous', 'A1'],
    ['/books', { owner: { none: { name: 'ann' } } }, 'anonymous', 'B1 B2'],
    ['/books', { owner: { any: { name: 'bob', age: { gt: 39 } } } }, 'anonymous', 'B1 B2'],
  ])
})

describe('rows that are hidden are as if they were not there', () => {
  table([
    ['/people', 'books.title=A2', 'anonymous', ''],
    ['/people', 'books.title=A2', 'bob', ''],
    ['/people', 'books.title=A2', 'ann', 'Ann'],
    ['/people', 'books.title=A2', 'root', 'Ann'],
    ['/people', { books: { none: { title: 'A2' } } }, 'bob', 'Ann Bob Cid'],
    ['/people', { books: { none: { title: 'A2' } } }, 'ann', 'Bob Cid'],
    ['/people', { books: { any: { not: { title: 'A1' } } } }, 'bob', 'Bob'],
    ['/people', { books: { any: { not: { title: 'A1' } } } }, 'ann', 'Ann Bob'],
    ['/people', { not: { 'books.title': 'A2' } }, 'bob', 'Ann Bob Cid'],
    ['/people', { books: { any: { price: { gt: 20 } } } }, 'anonymous', ''],
    // The list of tags has a rule of its own.
    ['/books', 'tags.label=shut', 'ann', ''],
    ['/books', 'tags.label=shut', 'root', 'B1'],
    ['/books', { tags: { none: { label: 'shut' } } }, 'ann', 'A1 A2 B1 B2'],
    // A field that is seen on some rows only.
    ['/people', 'books.note=first', 'ann', 'Ann'],
    ['/people', 'books.note=first', 'bob', ''],
    ['/people', { books: { any: { not: { note: 'first' } } } }, 'ann', 'Ann Bob'],
    ['/people', { books: { none: { note: 'first' } } }, 'bob', 'Ann Bob Cid'],
    // Who cannot see whose a secret is does not learn it from the other side.
    ['/people', 'secrets.word=sesame', 'root', 'Cid'],
  ])

  const asIfUndeclared: [path: string, query: string | object, who: Who, fault: RegExp][] = [
    ['/people', 'secrets.word=sesame', 'ann', /^secrets\.word unknown_parameter/],
    ['/people', { 'secrets.word': 'sesame' }, 'ann', /unknown_field/],
    ['/people', { secrets: { none: { word: 'sesame' } } }, 'ann', /unknown_field|invalid_/],
    ['/people', { secrets: { any: {} } }, 'anonymous', /unknown_field|invalid_/],
    ['/people', { books: { any: { note: 'x' } } }, 'anonymous', /unknown_field/],
    ['/people', { books: { any: { isPublic: false } } }, 'ann', /unknown_field/],
    ['/people', { books: { any: { 'owner.name': 'ann' } } }, 'ann', /unknown_field/],
    ['/people', { books: { any: { tags: { any: {} } } } }, 'ann', /unknown_field/],
  ]
  for (const [path, query, who, fault] of asIfUndeclared) {
    it(`${path} ${JSON.stringify(query)} as ${who} is refused`, async () => {
      const [first] = await refuse(path, query, who)
      assert.match(first!, fault)
    })
  }
  it('as one that does not exist', async () => {
    const details = async (name: string) =>
      (await refuse('/people', { [name]: { any: { word: 'sesame' } } }, 'ann')).join().replaceAll(name, '…')
    assert.equal(await details('secrets'), await details('nothing'))
  })
  it('in expansions as well', async () => {
    const secretsOf = async (who: Who) =>
      (await as(who).request<any>('GET', '/people?expand=secrets&sort=name')).body.data.map(
        (each: any) => each.secrets.length,
      )
    assert.deepEqual(await secretsOf('ann'), [0, 0, 0])
    assert.deepEqual(await secretsOf('root'), [0, 0, 1])
  })
  it('to a credential without the scope', async () => {
    const narrow = app.as({ id: ids['ann']!, scopes: ['people:read'] })
    const { status, body } = await narrow.request<any>('GET', '/people?books.title=A1')
    assert.deepEqual([status, body.errors[0].code], [400, 'unknown_parameter'])
  })
})

describe('what is wrong with a relation in where', () => {
  const cases: [where: object, fault: string][] = [
    [{ books: {} }, 'where invalid_where /books must be an object with any or none'],
    [{ books: 'A1' }, 'where invalid_where /books must be an object with any or none'],
    [{ books: [] }, 'where invalid_where /books must be an object with any or none'],
    [{ books: { all: {} } }, 'where invalid_operator /books/all must be one of any, none'],
    [{ books: { any: 'A1' } }, 'where invalid_where /books/any must be an object'],
    [{ books: { any: { color: 1 } } }, 'where unknown_field /books/any/color is no field to filter by'],
    [{ books: { none: { price: 'x' } } }, 'where invalid_decimal /books/none/price must be a decimal number'],
  ]
  for (const [where, fault] of cases)
    it(JSON.stringify(where), async () => {
      const [first] = await refuse('/people', where, 'ann')
      assert.ok(first!.startsWith(fault), first)
    })
  it('stands in the budgets of depth and of comparisons', async () => {
    const nest = (depth: number): object => (depth === 1 ? { title: 'x' } : { not: nest(depth - 1) })
    assert.equal(
      await find('/people', { books: { none: nest(7) } }, 'ann'),
      await find('/people', { books: { none: nest(5) } }, 'ann'),
    )
    assert.match((await refuse('/people', { books: { any: nest(8) } }, 'ann'))[0]!, /too_deep/)
    const many = (count: number) => ({
      or: Array.from({ length: count }, () => ({ books: { any: { title: 'x' } } })),
    })
    assert.equal(await find('/people', many(25), 'ann'), '')
    assert.match((await refuse('/people', many(26), 'ann'))[0]!, /too_many_terms/)
  })
})

describe('lists with relation filters', () => {
  it('page by cursor', async () => {
    const first = await app.anonymous.people.list({
      filter: { 'books.price': { lt: '20' } },
      sort: ['name'],
      limit: 1,
    })
    assert.deepEqual(
      first.data.map(({ name }) => name),
      ['Ann'],
    )
    const second = await app.anonymous.request<any>('GET', first.page.next!)
    assert.deepEqual(
      second.body.data.map(({ name }: any) => name),
      ['Bob'],
    )
    assert.equal(second.body.page.next, null)
    const mixed = first.page.next!.replace('books.price', 'books.title')
    assert.equal((await app.anonymous.request('GET', mixed)).status, 400)
  })
  it('are one statement', async () => {
    statements = 0
    await app.anonymous.people.list({
      where: { books: { any: { price: { gt: '1' } }, none: { title: 'x' } } },
      expand: ['books'],
    })
    assert.equal(statements, 1)
  })
  it('are asked for by the typed client, by QUERY too', async () => {
    const { data } = await app.anonymous.people.query({
      filter: { name: 'ann' },
      where: { books: { any: { or: [{ title: 'A1' }, { title: 'B1' }] } } },
      fields: ['name'],
    })
    assert.deepEqual(data, [{ name: 'Ann' }])
    const page = await app.anonymous.people.query({ sort: ['name'], limit: 1 })
    const next = await app.anonymous.people.query({ sort: ['name'], limit: 1, after: page.page.next! })
    assert.deepEqual(
      next.data.map(({ name }) => name),
      ['Bob'],
    )
  })
  it('show of relations what the typed client asks for', async () => {
    const options = {
      filter: { name: 'bob' },
      expand: ['books'],
      embed: { books: { where: { title: { ne: 'B1' } }, sort: ['-title'], limit: 5 } },
    } as const
    for (const page of [await app.anonymous.people.list(options), await app.anonymous.people.query(options)])
      assert.deepEqual(
        page.data.map(({ books: shown }) => shown.map(({ title }) => title)),
        [['B2']],
      )
  })
  it('are in the document', () => {
    const { parameters } = app.api.document().paths['/people']!.get as any
    const one = parameters.find(({ name }: any) => name === 'books.price[lt]')
    assert.equal(one.description, 'Rows with one of books whose price is less than the value.')
    assert.match(parameters.find(({ name }: any) => name === 'where').description, /any: condition, none/)
  })
})
