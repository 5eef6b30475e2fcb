// A shop with rows that refer to each other, of which not everyone may read all.
import assert from 'node:assert/strict'
import { insertRows } from './insert-rows.ts'
import { askList } from './page-walk.ts'
import { openShop, type Question } from './shop.ts'

/** Two stores, two tagged items in one of them, and of ada and bob a note each and posts open and shut. */
export async function openStockedShop() {
  const shop = await openShop()
  await shop.ask('PATCH', '/users/me', { as: 'bob', body: { nickname: 'Bobby' } })

  const [main, empty] = [
    await shop.make('stores', { name: 'Main' }),
    await shop.make('stores', { name: 'Empty' }),
  ]
  const nail = await shop.make('items', { name: 'Nail', price: '1', cost: 0.5, storeId: main.id }, 'root')
  shop.wait(0.1)
  const saw = await shop.make(
    'items',
    { name: 'Saw', price: '20', cost: 12.25, stock: 5, storeId: main.id },
    'root',
  )
  for (const id of ['metal', 'sharp']) await shop.make('tags', { id, label: id })
  await insertRows(shop, 'itemsTags', [
    { itemId: saw.id, tagId: 'metal' },
    { itemId: saw.id, tagId: 'sharp' },
    { itemId: nail.id, tagId: 'metal' },
  ])

  const adasNote = await shop.make('notes', { text: 'of ada', pin: 'pin-1234' }, 'ada')
  const bobsNote = await shop.make('notes', { text: 'of bob', pin: 'pin-1234' }, 'bob')
  const posts: Record<string, any> = {}
  for (const [title, as, values] of [
    ['A open', 'ada', { isPublic: true, noteId: adasNote.id }],
    ['A shut', 'ada', { mood: 'wild' }],
    ['B open', 'bob', { isPublic: true, noteId: bobsNote.id, mood: 'wild' }],
    ['B shut', 'bob', {}],
  ] as const) {
    posts[title] = await shop.make('posts', { title, ...values }, as)
  }

  const read = async (url: string, question: Question = {}): Promise<any> => {
    const answer = await shop.ask('GET', url, question)
    assert.equal(answer.status, 200, answer.text)
    return answer.json
  }
  const rowsOf = async (url: string, question: Question = {}): Promise<any[]> =>
    (await askList(shop, url, question)).json.data
  return { shop, main, empty, nail, saw, adasNote, bobsNote, posts, read, rowsOf }
}
