// A filter or an order tells of values: nobody learns by them what they could not read.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { inWhere } from './filtered-items.ts'
import { insertRows } from './insert-rows.ts'
import { askList } from './page-walk.ts'
import { faultsOf, openShop, type Caller, type Question } from './shop.ts'

const shop = await openShop()
const { ada, bob } = shop.ids

async function titles(resource: string, query: string, question: Question, name = 'title'): Promise<string> {
  const { json } = await askList(shop, `/${resource}?total=exact&${query}`, question)
  assert.equal(json.page.total, json.data.length)
  const found = json.data.map((row: any) => row[name])
  return found.toSorted().join(' ')
}

async function refusalOf(url: string, question: Question) {
  const answer = await shop.ask('GET', url, question)
  assert.equal(answer.status, 400, answer.text)
  return faultsOf(answer)
}

before(async () => {
  const store = await shop.make('stores', { name: 'Main' })
  await shop.make('items', { name: 'cheap', price: '1', cost: 0.5, storeId: store.id }, 'root')
  const [adas, bobs] = await insertRows(shop, 'notes', [
    { text: 'secret of ada', ownerId: ada },
    { text: 'secret of bob', ownerId: bob },
  ])
  await insertRows(shop, 'posts', [
    { title: 'A1', isPublic: true, mood: 'calm', noteId: adas, ownerId: ada },
    { title: 'A2', isPublic: false, mood: 'wild', noteId: bobs, ownerId: ada },
    { title: 'B1', isPublic: true, mood: 'wild', noteId: adas, ownerId: bob },
    { title: 'B2', isPublic: false, mood: 'calm', noteId: bobs, ownerId: bob },
    { title: 'B3', isPublic: true, mood: 'calm', ownerId: bob },
  ])
})

describe('a field the caller may not see', () => {
  const queries = [
    ['cost=0.5', 'cost unknown_parameter'],
    ['cost[gt]=0', 'cost[gt] unknown_parameter'],
    ['cost[null]=false', 'cost[null] unknown_parameter'],
    [inWhere({ cost: 0.5 }), 'where unknown_field'],
    [inWhere({ not: { cost: { lt: 1 } } }), 'where unknown_field'],
    ['sort=cost', 'sort unknown_field'],
    ['sort=price,-cost', 'sort unknown_field'],
    ['fields=id,cost', 'fields unknown_field'],
  ] as const
  for (const [query, fault] of queries) {
    for (const as of ['anonymous', 'ada'] as const) {
      it(`is refused with 400 to ${as}: ${decodeURIComponent(query)}`, async () => {
        assert.deepEqual(await refusalOf(`/items?${query}`, { as }), [fault])
      })
    }
    it(`is taken from an admin: ${decodeURIComponent(query)}`, async () => {
      await askList(shop, `/items?${query}`, { as: 'root' })
    })
  }
  it('is refused as one that does not exist', async () => {
    const detailOf = async (name: string) => {
      const { json } = await shop.ask('GET', `/items?${name}=1`, { as: 'ada' })
      return json.errors[0].detail
    }
    assert.equal(await detailOf('cost'), await detailOf('cort'))
  })
  it('is suggested to nobody', async () => {
    const { json } = await shop.ask('GET', '/items?cots=1&sort=cots', { as: 'ada' })
    assert.doesNotMatch(JSON.stringify(json.errors), /cost/)
  })
  for (const [resource, name] of [
    ['notes', 'pin'],
    ['orders', 'secretNote'],
    ['users', 'password'],
  ] as const) {
    it(`never is a filter when it is write-only: ${resource} ${name}`, async () => {
      const asked = await refusalOf(`/${resource}?${name}=1&sort=${name}&fields=${name}`, { as: 'root' })
      assert.deepEqual(asked.toSorted(), [
        'fields unknown_field',
        `${name} unknown_parameter`,
        'sort unknown_field',
      ])
    })
  }
})

describe('a field seen on some rows', () => {
  const found: [query: string, as: Caller, titles: string][] = [
    ['mood=calm', 'ada', 'A1'],
    ['mood=wild', 'ada', 'A2'],
    ['mood=calm', 'bob', 'B2 B3'],
    ['mood[ne]=calm', 'ada', 'A2'],
    ['mood[nin]=calm,sad', 'ada', 'A2'],
    ['mood[null]=false', 'ada', 'A1 A2'],
    ['mood[contains]=a', 'bob', 'B2 B3'],
    [inWhere({ or: [{ mood: 'wild' }, { title: 'B3' }] }), 'ada', 'A2 B3'],
    // What others' moods are changes nothing of this.
    [inWhere({ not: { mood: 'calm' } }), 'ada', 'A2 B1 B3'],
    [inWhere({ not: { mood: 'wild' } }), 'ada', 'A1 B1 B3'],
  ]
  for (const [query, as, expected] of found) {
    it(`is compared on those alone: ${as}, ${decodeURIComponent(query)}`, async () => {
      assert.equal(await titles('posts', query, { as }), expected)
    })
  }
  it('is no order', async () => {
    assert.deepEqual(await refusalOf('/posts?sort=mood', { as: 'ada' }), ['sort unknown_field'])
  })
  it('is unknown to whom it is never shown', async () => {
    assert.deepEqual(await refusalOf('/posts?mood=calm', {}), ['mood unknown_parameter'])
  })
})

describe('a field of a related row', () => {
  const found: [resource: string, query: string, question: Question, titles: string][] = [
    ['posts', 'owner.username=bob', { as: 'ada' }, 'B1 B3'],
    ['posts', 'owner.username=BOB', { as: 'ada' }, 'B1 B3'],
    ['posts', 'owner.username[ne]=bob', { as: 'ada' }, 'A1 A2'],
    ['posts', 'owner.username[in]=ada,root', { as: 'bob' }, 'A1'],
    ['posts', 'owner.username[startsWith]=b', { as: 'bob' }, 'B1 B2 B3'],
    ['posts', inWhere({ not: { 'owner.username': 'bob' } }), { as: 'ada' }, 'A1 A2'],
    // Only where the note itself may be read.
    ['posts', 'note.text[contains]=secret', { as: 'ada' }, 'A1 B1'],
    ['posts', 'note.text[contains]=secret', { as: 'bob' }, 'B2'],
    ['posts', 'note.text[ne]=x', { as: 'ada' }, 'A1 B1'],
    ['posts', 'note.text[null]=false', { as: 'bob' }, 'B2'],
    ['posts', inWhere({ 'note.text': { startsWith: 'secret of a' } }), { as: 'bob' }, ''],
    ['posts', inWhere({ not: { 'note.text': 'secret of bob' } }), { as: 'ada' }, 'A1 A2 B1 B3'],
    ['posts', inWhere({ not: { 'note.text': 'other' } }), { as: 'ada' }, 'A1 A2 B1 B3'],
  ]
  for (const [resource, query, question, expected] of found) {
    it(`is compared where it may be read: ${question.as}, ${decodeURIComponent(query)}`, async () => {
      assert.equal(await titles(resource, query, question), expected)
    })
  }
  it('finds rows of a store by its name', async () => {
    assert.equal(await titles('items', 'store.name=Main', {}, 'name'), 'cheap')
    assert.equal(await titles('items', 'store.name=main', {}, 'name'), '')
  })
  it('finds notes by who owns them', async () => {
    assert.equal(await titles('notes', 'owner.username=ada', { as: 'root' }, 'text'), 'secret of ada')
    assert.equal(await titles('notes', 'owner.username=bob', { as: 'ada' }, 'text'), '')
  })

  const refused: [title: string, url: string, question: Question][] = [
    ['a person, to anonymous callers', '/posts?owner.username=bob', {}],
    ['a note, to anonymous callers', '/posts?note.text=x', {}],
    ['a note, without the scope of notes', '/posts?note.text=x', { as: 'ada', scopes: 'posts:read' }],
    ['a store, without the scope of stores', '/items?store.name=x', { as: 'ada', scopes: 'items:read' }],
    ['an undeclared field', '/posts?owner.nickname=x', { as: 'ada' }],
    ['a secret', '/posts?owner.password=x', { as: 'root' }],
    ['a write-only field', '/posts?note.pin=1', { as: 'root' }],
  ]
  for (const [title, url, question] of refused) {
    it(`is refused with 400: ${title}`, async () => {
      const name = /\?([^=]+)/.exec(url)![1]
      assert.deepEqual(await refusalOf(url, question), [`${name} unknown_parameter`])
    })
  }
  it('is no order', async () => {
    assert.deepEqual(await refusalOf('/posts?sort=owner.username', { as: 'ada' }), ['sort unknown_field'])
  })
})

describe('filters of people', () => {
  const found: [query: string, names: string][] = [
    ['username=ADA', 'ada'],
    ['username[in]=Ada,BOB', 'ada bob'],
    ['username[ne]=ROOT', 'ada bob'],
    ['username[gt]=ADA', 'bob root'],
    ['isActive=false', ''],
    ['isActive=true&username[contains]=O', 'bob root'],
  ]
  for (const [query, expected] of found) {
    it(`disregard case: ${query}`, async () => {
      assert.equal(await titles('users', query, { as: 'root' }, 'username'), expected)
    })
  }
})
