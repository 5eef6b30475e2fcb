// HAL: links that lead somewhere, and embedded rows.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { askHal, halType, linksOf, walkHal } from './hal-client.ts'
import type { Caller } from './shop.ts'
import { openStockedShop } from './stocked-shop.ts'

const { shop, main, nail, saw, adasNote, bobsNote, posts } = await openStockedShop()

const halOf = async (url: string, as: Caller = 'anonymous'): Promise<any> => {
  const { status, json, text, headers } = await askHal(shop, url, { as })
  assert.equal(status, 200, text)
  assert.equal(headers['content-type'], `${halType}; charset=utf-8`)
  return json
}
const hrefsOf = (document: any): Record<string, string> =>
  Object.fromEntries([...linksOf({ _links: document._links })].map(([name, { href }]) => [name, href]))

describe('a HAL client', () => {
  for (const as of ['anonymous', 'ada', 'bob', 'root'] as const) {
    it(`follows every link from the root on as ${as}`, async () => {
      const { documents } = await walkHal(shop, '/', as)
      assert.ok(documents.has(`/items/${saw.id}`))
      assert.ok(documents.has(`/stores/${main.id}`))
    })
  }
  it('reaches what only the caller may see', async () => {
    const [ada, bob] = [await walkHal(shop, '/', 'ada'), await walkHal(shop, '/', 'bob')]
    assert.deepEqual(
      [adasNote, bobsNote].map(({ id }) => ada.documents.has(`/notes/${id}`)),
      [true, false],
    )
    assert.deepEqual(
      [adasNote, bobsNote].map(({ id }) => bob.documents.has(`/notes/${id}`)),
      [false, true],
    )
    assert.ok(ada.actions.has(`/notes/${adasNote.id}/lock`))
    assert.ok(ada.actions.has('/orders/stats'))
  })
  it('is shown the way back and forth through pages', async () => {
    const first = await halOf('/items?limit=1&sort=name')
    assert.deepEqual(
      first._embedded.items.map(({ name }: any) => name),
      ['Nail'],
    )
    const second = await halOf(first._links.next.href)
    assert.deepEqual(
      second._embedded.items.map(({ name }: any) => name),
      ['Saw'],
    )
    assert.equal(second._links.next, undefined)
    const back = await halOf(second._links.prev.href)
    assert.deepEqual(back._embedded.items[0], first._embedded.items[0])
    assert.equal(first._links.first.href, '/items?limit=1&sort=name')
    assert.equal(first._links.self.href, '/items?limit=1&sort=name')
    const numbered = await halOf('/items?limit=1&page=1&total=exact')
    assert.equal(numbered._links.last.href, '/items?limit=1&total=exact&page=2')
    assert.deepEqual([numbered.limit, numbered.total], [1, 2])
  })
})

describe('a row in HAL', () => {
  it('has what it has in JSON, and links', async () => {
    const { _links, _templates, ...row } = await halOf(`/items/${saw.id}`, 'ada')
    assert.deepEqual(row, (await shop.ask('GET', `/items/${saw.id}`, { as: 'ada' })).json)
    assert.deepEqual(hrefsOf({ _links }), {
      self: `/items/${saw.id}`,
      collection: '/items',
      store: `/stores/${main.id}`,
      tags: `/items/${saw.id}/tags`,
    })
  })
  it('has a template for each action its caller may use, and no other', async () => {
    const { _links, _templates } = await halOf(`/items/${saw.id}`)
    assert.deepEqual(Object.keys(_links), ['self', 'collection', 'store', 'tags'])
    assert.deepEqual(Object.keys(_templates), ['quote'])
    assert.deepEqual([_templates.quote.method, _templates.quote.target], ['POST', `/items/${saw.id}/quote`])
    assert.deepEqual(Object.keys((await halOf(`/items/${saw.id}`, 'ada'))._templates), [
      'sell',
      'quote',
      'hide',
    ])
    const locked = await shop.make('notes', { text: 'locked', isLocked: true }, 'ada')
    assert.equal((await halOf(`/notes/${locked.id}`, 'ada'))._templates?.lock, undefined)
    assert.ok((await halOf(`/notes/${adasNote.id}`, 'ada'))._templates.lock)
    assert.equal(
      (await halOf(`/notes?fields=text&text=locked`, 'ada'))._embedded.notes[0]._templates?.lock,
      undefined,
    )
    await shop.ask('DELETE', `/notes/${locked.id}`, { as: 'ada' })
  })
  it('links only rows the caller may read', async () => {
    const [open, other] = [posts['A open'].id, posts['B open'].id]
    const ofAda = await halOf(`/posts/${open}`, 'ada')
    assert.equal(ofAda._links.note.href, `/notes/${adasNote.id}`)
    assert.equal(ofAda._links.owner.href, `/users/${shop.ids['ada']}`)
    const ofBob = await halOf(`/posts/${other}`, 'ada')
    assert.deepEqual(Object.keys(ofBob._links), ['self', 'collection'])
    assert.deepEqual(Object.keys((await halOf(`/posts/${open}`))._links), ['self', 'collection'])
  })
  it('links the rows that refer to it, below it', async () => {
    const store = await halOf(`/stores/${main.id}`)
    assert.equal(store._links.items.href, `/stores/${main.id}/items`)
    assert.equal((await halOf(store._links.items.href))._embedded.items.length, 2)
  })
  it('links what is not shown, and shows nothing more', async () => {
    const row = await halOf(`/items/${saw.id}?fields=name`)
    assert.equal(row._links.store.href, `/stores/${main.id}`)
    assert.deepEqual(Object.keys(row), ['_links', '_templates', 'name'])
    assert.equal(
      (await shop.ask('GET', `/items/${saw.id}`, { headers: { accept: halType } })).text.includes('cost'),
      false,
    )
    const pinned = await halOf(`/notes/${adasNote.id}`, 'ada')
    assert.equal(JSON.stringify(pinned).includes('pin'), false)
  })
  it('links nothing for a reference that is empty', async () => {
    const { _links, noteId } = await halOf(`/posts/${posts['A shut'].id}`, 'ada')
    assert.deepEqual([noteId, _links.note], [null, undefined])
  })
})

describe('embedded rows in HAL', () => {
  it('have links and embedded rows of their own', async () => {
    const item = await halOf(`/items/${saw.id}?expand=store.items,tags`)
    assert.equal(item.store, undefined)
    const { store, tags } = item._embedded
    assert.equal(store._links.self.href, `/stores/${main.id}`)
    assert.deepEqual(
      store._embedded.items.map((each: any) => each._links.self.href).sort(),
      [`/items/${nail.id}`, `/items/${saw.id}`].sort(),
    )
    assert.deepEqual(tags.map((each: any) => each._links.self.href).sort(), ['/tags/metal', '/tags/sharp'])
    assert.equal(store._embedded.items[0].title.length > 0, true)
  })
  it('show a summary without links', async () => {
    const { _embedded, _links } = await halOf(`/posts/${posts['B open'].id}?expand=owner,note`, 'ada')
    assert.deepEqual(_embedded.owner, { id: shop.ids['bob'], username: 'bob' })
    assert.deepEqual([_embedded.note, _links.owner, _links.note], [undefined, undefined, undefined])
    const own = await halOf(`/posts/${posts['A open'].id}?expand=owner,note`, 'ada')
    assert.equal(own._embedded.owner._links.self.href, own._links.owner.href)
    assert.equal(own._embedded.note._links.self.href, own._links.note.href)
  })
})

describe('the search link', () => {
  const variables = ({ _links }: any): string[] => {
    assert.equal(_links.search.templated, true)
    const [, address, names = ''] = /^(.*)\{\?(.*)\}$/.exec(_links.search.href)!
    assert.match(names, /^[\w.%,]+$/)
    return [address!, ...names.split(',')]
  }
  it('names the parameters the caller may use', async () => {
    const [address, ...names] = variables(await halOf('/items'))
    assert.equal(address, '/items')
    for (const name of ['name', 'price', 'storeId', 'store.name', 'where', 'sort', 'limit', 'expand'])
      assert.ok(names.includes(name), name)
    assert.equal(names.includes('cost'), false)
    assert.ok(variables(await halOf('/items', 'root')).includes('cost'))
    assert.deepEqual(variables(await halOf('/drafts', 'ada')).includes('where'), false)
  })
  it('leads to the rows sought once it is filled in', async () => {
    const { href } = (await halOf('/items'))._links.search
    const found = await halOf(href.replace(/\{.*\}/, `?store.name=Main&name=Saw`))
    assert.deepEqual(
      found._embedded.items.map(({ id }: any) => id),
      [saw.id],
    )
  })
})

describe('writes in HAL', () => {
  const headers = { accept: halType }
  it('answer with the row and its links', async () => {
    const made = await shop.ask('POST', '/notes', { as: 'ada', headers, body: { text: 'new' } })
    assert.deepEqual([made.status, made.headers['content-type']], [201, `${halType}; charset=utf-8`])
    assert.equal(made.json._links.self.href, made.headers['location'])
    const self = made.json._links.self.href as string
    const { etag } = made.headers
    // Whether its owner may be read is part of what is shown.
    assert.match(etag!, /^"1-hal-[\w-]{11}"$/)
    const body = { text: 'newer' }
    const changed = await shop.ask('PATCH', self, {
      as: 'ada',
      headers: { ...headers, 'if-match': etag! },
      body,
    })
    assert.deepEqual([changed.status, changed.json.text], [200, 'newer'])
    assert.match(changed.headers['etag']!, /^"2-hal-/)
    const lock = await shop.ask('POST', changed.json._templates.lock.target, { as: 'ada', headers })
    assert.deepEqual([lock.status, lock.json._templates?.lock], [200, undefined])
    // It is locked now.
    const late = await shop.ask('PUT', self, { as: 'ada', headers, body })
    assert.equal(late.status, 403)
    assert.equal(late.headers['content-type'], 'application/problem+json')
    assert.equal((await shop.ask('DELETE', self, { as: 'ada', headers })).status, 204)
  })
  it('answer with the output of an action as it is', async () => {
    const answer = await shop.ask('POST', `/items/${saw.id}/quote`, { headers, body: { count: 2 } })
    assert.deepEqual([answer.status, answer.json], [200, { total: '40.00', count: 2 }])
    assert.equal(answer.headers['content-type'], `${halType}; charset=utf-8`)
  })
})
