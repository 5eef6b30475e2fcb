// What is shown of rows: the fields that are chosen, and related rows.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { insertRows } from './insert-rows.ts'
import { faultsOf } from './shop.ts'
import { openStockedShop } from './stocked-shop.ts'

const { shop, main, empty, nail, saw, adasNote, posts, read, rowsOf } = await openStockedShop()

describe('fields', () => {
  const shown: [query: string, expected: object][] = [
    ['id', { id: saw.id }],
    ['name,price', { name: 'Saw', price: '20.00' }],
    ['price,name', { name: 'Saw', price: '20.00' }],
    ['name,name', { name: 'Saw' }],
    ['title', { title: 'Saw (20.00)' }],
    ['createdAt', { createdAt: saw.createdAt }],
    ['soldAt', { soldAt: null }],
    ['store.name', { store: { name: 'Main' } }],
    ['name,store.name,store.id', { name: 'Saw', store: { id: main.id, name: 'Main' } }],
    ['tags.label', { tags: [{ label: 'metal' }, { label: 'sharp' }] }],
    ['store.items.title', { store: { items: [{ title: 'Saw (20.00)' }, { title: 'Nail (1.00)' }] } }],
  ]
  for (const [query, expected] of shown) {
    it(`show exactly ${query}`, async () => {
      const sorted = (row: any) => ({
        ...row,
        ...(row.tags && { tags: row.tags.toSorted((a: any, b: any) => (a.label < b.label ? -1 : 1)) }),
      })
      assert.deepEqual(sorted(await read(`/items/${saw.id}?fields=${query}`)), expected)
      const [listed] = await rowsOf(`/items?name=Saw&fields=${query}`)
      assert.deepEqual(sorted(listed), expected)
    })
  }
  it('choose what writes answer with', async () => {
    const note = await shop.make('notes?fields=id', { text: 'x' })
    assert.deepEqual(Object.keys(note), ['id'])
    const url = `/notes/${note.id}`
    const put = await shop.ask('PUT', `${url}?fields=text`, { as: 'ada', body: { text: 'y' } })
    assert.deepEqual(put.json, { text: 'y' })
    const patch = await shop.ask('PATCH', `${url}?fields=owner.username`, { as: 'ada', body: { text: 'z' } })
    assert.deepEqual(patch.json, { owner: { username: 'ada' } })
    const lock = await shop.ask('POST', `${url}/lock?fields=isLocked`, { as: 'ada' })
    assert.deepEqual(lock.json, { isLocked: true })
    await shop.ask('DELETE', url, { as: 'ada' })
  })
  it('stand in their declared order', async () => {
    const { json } = await shop.ask('GET', `/notes/${adasNote.id}`, { as: 'ada' })
    const declared = ['id', 'text', 'topic', 'isLocked', 'copiedFrom', 'ownerId', 'createdAt', 'updatedAt']
    assert.deepEqual(Object.keys(json), declared)
    const chosen = await read(`/notes/${adasNote.id}?fields=updatedAt,text,id`, { as: 'ada' })
    assert.deepEqual(Object.keys(chosen), ['id', 'text', 'updatedAt'])
  })

  const refused: [query: string, fault: string][] = [
    ['fields=', 'fields unknown_field'],
    ['fields=id,', 'fields unknown_field'],
    ['fields=colour', 'fields unknown_field'],
    ['fields=cost', 'fields unknown_field'],
    ['fields=store', 'fields unknown_field'],
    ['fields=store.colour', 'fields unknown_field'],
    ['fields=store.', 'fields unknown_field'],
    ['fields=.name', 'fields unknown_relation'],
    ['fields=owner.username', 'fields unknown_relation'],
    ['fields=__proto__', 'fields unknown_field'],
    ['fields=constructor.name', 'fields unknown_relation'],
    ['fields=id&fields=name', 'fields repeated_parameter'],
    ['fields=store.items.store.items.name', 'fields too_deep'],
    ['expand=', 'expand unknown_relation'],
    ['expand=colour', 'expand unknown_relation'],
    ['expand=storeId', 'expand unknown_relation'],
    ['expand=store,', 'expand unknown_relation'],
    ['expand=store.name', 'expand unknown_relation'],
    ['expand=store&expand=tags', 'expand repeated_parameter'],
    ['expand=store.items.store.items', 'expand too_deep'],
    [`expand=${Array(21).fill('store').join()}`, 'expand too_many_values'],
  ]
  for (const [query, fault] of refused) {
    it(`are refused with 400: ${query.slice(0, 40)}`, async () => {
      for (const url of [`/items?${query}`, `/items/${saw.id}?${query}`]) {
        const answer = await shop.ask('GET', url)
        assert.equal(answer.status, 400, answer.text)
        assert.deepEqual([...new Set(faultsOf(answer))], [fault])
      }
    })
  }
  it('refused all at once name each', async () => {
    const answer = await shop.ask('GET', `/items/${saw.id}?fields=id,one,two&expand=three&four=4`)
    assert.deepEqual(faultsOf(answer).toSorted(), [
      'expand unknown_relation',
      'fields unknown_field',
      'fields unknown_field',
      'four unknown_parameter',
    ])
  })
  const rowless: [method: string, url: string, body?: object][] = [
    ['DELETE', `/items/${saw.id}`],
    ['POST', `/items/${saw.id}/quote`, { count: 1 }],
    ['POST', `/items/${saw.id}/hide`],
    ['POST', '/orders/stats', {}],
  ]
  for (const [method, url, body] of rowless) {
    it(`are unknown where no row is shown: ${method} ${url.replace(saw.id, '{id}')}`, async () => {
      const answer = await shop.ask(method, `${url}?fields=id&expand=store`, { as: 'root', body })
      assert.equal(answer.status, 400, answer.text)
      assert.deepEqual(faultsOf(answer), ['fields unknown_parameter', 'expand unknown_parameter'])
    })
  }
  it('choose what an action beside the rows answers with', async () => {
    const answer = await shop.ask('POST', '/orders/import?fields=what', { as: 'ada', body: { what: 'x' } })
    assert.deepEqual([answer.status, answer.json], [201, { what: 'x' }])
  })
  it('are read before the row is looked for', async () => {
    assert.equal((await shop.ask('GET', '/items/nope?fields=colour')).status, 400)
  })
})

describe('expand', () => {
  it('adds a row beside its reference', async () => {
    const { store, ...item } = await read(`/items/${saw.id}?expand=store`)
    assert.deepEqual(item, await read(`/items/${saw.id}`))
    assert.deepEqual(store, await read(`/stores/${main.id}`))
  })
  it('adds rows that refer to this one, newest first', async () => {
    const { items } = await read(`/stores/${main.id}?expand=items`)
    assert.deepEqual(items, [await read(`/items/${saw.id}`), await read(`/items/${nail.id}`)])
    assert.deepEqual((await read(`/stores/${empty.id}?expand=items`)).items, [])
  })
  it('adds linked rows from both ends', async () => {
    const names = (rows: any[], name: string) => rows.map((row) => row[name]).toSorted()
    assert.deepEqual(names((await read(`/items/${saw.id}?expand=tags`)).tags, 'id'), ['metal', 'sharp'])
    assert.deepEqual(names((await read('/tags/metal?expand=items')).items, 'name'), ['Nail', 'Saw'])
    assert.deepEqual(names((await read('/tags/sharp?expand=items')).items, 'name'), ['Saw'])
  })
  it('goes on with dots', async () => {
    const { store } = await read(`/items/${nail.id}?expand=store.items.tags`)
    assert.deepEqual(
      store.items.map(({ name, tags }: any) => [name, tags.length]),
      [
        ['Saw', 2],
        ['Nail', 1],
      ],
    )
  })
  it('takes several paths', async () => {
    const item = await read(`/items/${nail.id}?expand=store,tags,store.items`)
    assert.deepEqual([item.store.items.length, item.tags.length], [2, 1])
  })
  it('adds to the fields that are chosen', async () => {
    const { store, ...rest } = await read(`/items/${saw.id}?fields=name&expand=store`)
    assert.deepEqual(rest, { name: 'Saw' })
    assert.deepEqual(store, await read(`/stores/${main.id}`))
  })
  it('gives way to fields of the related row', async () => {
    const item = await read(`/items/${saw.id}?fields=name,store.name&expand=store`)
    assert.deepEqual(item, { name: 'Saw', store: { name: 'Main' } })
  })
  it('works in lists as on rows', async () => {
    const expanded = await rowsOf('/items?expand=store,tags')
    for (const item of expanded) assert.deepEqual(item, await read(`/items/${item.id}?expand=store,tags`))
    assert.equal(expanded.length, 2)
  })
  it('adds null where nothing is referred to', async () => {
    const post = await read(`/posts/${posts['A shut'].id}?expand=note`, { as: 'ada' })
    assert.deepEqual([post.noteId, post.note], [null, null])
  })
  it('works on what writes answer with', async () => {
    const made = await shop.make('notes?expand=owner', { text: 'x' }, 'bob')
    assert.equal(made.owner.nickname, 'Bobby')
    const url = `/notes/${made.id}`
    const { json } = await shop.ask('PATCH', `${url}?expand=owner`, { as: 'bob', body: { text: 'y' } })
    assert.deepEqual([json.text, json.owner.username], ['y', 'bob'])
    await shop.ask('DELETE', url, { as: 'bob' })
  })
  it('adds as many rows as a page may have', async () => {
    const full = await shop.make('stores', { name: 'Full' })
    const many = Array.from({ length: 101 }, (_, index) => ({
      name: `n${index}`,
      price: '1',
      storeId: full.id,
    }))
    await insertRows(shop, 'items', many)
    assert.equal((await read(`/stores/${full.id}?expand=items`)).items.length, 100)
  })
})
