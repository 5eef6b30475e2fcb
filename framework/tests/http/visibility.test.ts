// Nobody is shown more than they may read, whichever way they come to it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyone, field, hasMany, hasRole, resource, signedIn, type Rule } from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'
import { resources } from './domain.ts'
import { askList } from './page-walk.ts'
import { openShop, type Caller, type Question } from './shop.ts'
import { openStockedShop } from './stocked-shop.ts'

const { shop, main, saw, adasNote, bobsNote, posts, read, rowsOf } = await openStockedShop()
const { ada, bob, root } = shop.ids

const whole = ['createdAt', 'id', 'isActive', 'isAdmin', 'nickname', 'updatedAt', 'username']
const summary = ['id', 'username']

describe('a related row is shown as its own rules say', () => {
  const people: [post: string, question: Question, members: string[] | null][] = [
    ['B open', { as: 'bob' }, whole],
    ['B open', { as: 'ada' }, summary],
    ['A open', { as: 'ada' }, whole],
    ['A open', { as: 'bob' }, summary],
    ['A open', { as: 'root' }, whole],
    ['A open', {}, null],
    // Reading a person needs the scope of people; a summary only who one is.
    ['A open', { as: 'ada', scopes: 'posts:read' }, summary],
    ['A open', { as: 'root', scopes: 'posts:read' }, summary],
    ['A open', { as: 'ada', scopes: 'posts:read users:read' }, whole],
  ]
  for (const [title, question, members] of people) {
    const who = `${question.as ?? 'anonymous'}${question.scopes ? ` with ${question.scopes}` : ''}`
    it(`owner of ${title}, to ${who}: ${members?.length ?? 'none'}`, async () => {
      const { owner, ownerId } = await read(`/posts/${posts[title].id}?expand=owner`, question)
      assert.equal(ownerId, title.startsWith('A') ? ada : bob)
      assert.deepEqual(owner && Object.keys(owner).toSorted(), members)
      assert.equal(owner?.id ?? ownerId, ownerId)
      const listed = await rowsOf(`/posts?title=${title}&expand=owner`, question)
      assert.deepEqual(listed[0].owner, owner)
    })
  }

  const notes: [post: string, question: Question, text: string | undefined][] = [
    ['A open', { as: 'ada' }, 'of ada'],
    ['A open', { as: 'bob' }, undefined],
    ['A open', { as: 'root' }, 'of ada'],
    ['A open', {}, undefined],
    ['A open', { as: 'ada', scopes: 'posts:read' }, undefined],
    ['B open', { as: 'bob' }, 'of bob'],
    ['B open', { as: 'ada' }, undefined],
  ]
  for (const [title, question, text] of notes) {
    const who = `${question.as ?? 'anonymous'}${question.scopes ? ` with ${question.scopes}` : ''}`
    it(`note of ${title}, to ${who}: ${text ?? 'none'}`, async () => {
      const { note, noteId } = await read(`/posts/${posts[title].id}?expand=note`, question)
      assert.equal(noteId, title.startsWith('A') ? adasNote.id : bobsNote.id)
      assert.equal(note === null ? undefined : note.text, text)
    })
  }
  it('within a list each for itself', async () => {
    const shown = await rowsOf('/posts?sort=title&expand=owner,note.owner', { as: 'ada' })
    const members = shown.map(({ title, owner, note }) => [
      title,
      Object.keys(owner).length,
      note && Object.keys(note.owner).length,
    ])
    assert.deepEqual(members, [
      ['A open', whole.length, whole.length],
      ['A shut', whole.length, null],
      ['B open', summary.length, null],
    ])
  })
  it('many of them each for itself', async () => {
    const narrow = { as: 'ada', scopes: 'stores:read tags:read' } as const
    assert.deepEqual((await read(`/stores/${main.id}?expand=items`, narrow)).items, [])
    assert.deepEqual((await read('/tags/metal?expand=items', narrow)).items, [])
  })
  it('with chosen fields of a summary', async () => {
    const url = `/posts/${posts['B open'].id}?fields=owner.username`
    assert.deepEqual(await read(url, { as: 'ada' }), { owner: { username: 'bob' } })
    assert.deepEqual(await read(url, { as: 'bob' }), { owner: { username: 'bob' } })
    assert.deepEqual(await read(url), { owner: null })
  })
  it('without chosen fields a summary lacks', async () => {
    const url = `/posts/${posts['B open'].id}?fields=owner.username,owner.nickname`
    assert.deepEqual(await read(url, { as: 'ada' }), { owner: { username: 'bob' } })
    assert.deepEqual(await read(url, { as: 'bob' }), { owner: { username: 'bob', nickname: 'Bobby' } })
  })
  it('through several relations', async () => {
    const url = `/posts/${posts['A open'].id}?fields=title,note.owner.username`
    assert.deepEqual(await read(url, { as: 'ada' }), {
      title: 'A open',
      note: { owner: { username: 'ada' } },
    })
    assert.deepEqual(await read(url, { as: 'bob' }), { title: 'A open', note: null })
  })
})

describe('a list shows what may be read', () => {
  const lists: [collection: string, as: Caller, found: string[]][] = [
    ['notes', 'ada', ['of ada']],
    ['notes', 'bob', ['of bob']],
    ['notes', 'root', ['of ada', 'of bob']],
    ['posts', 'anonymous', ['A open', 'B open']],
    ['posts', 'ada', ['A open', 'A shut', 'B open']],
    ['posts', 'bob', ['A open', 'B open', 'B shut']],
    ['posts', 'root', ['A open', 'B open']],
    ['users', 'root', ['ada', 'bob', 'root']],
    ['contracts', 'root', []],
  ]
  const names: Record<string, string> = {
    notes: 'text',
    posts: 'title',
    users: 'username',
    contracts: 'number',
  }
  for (const [collection, as, found] of lists) {
    it(`of ${collection} to ${as}: ${found.join(', ') || 'nothing'}`, async () => {
      const { json } = await askList(shop, `/${collection}?total=exact`, { as })
      assert.deepEqual(json.data.map((row: any) => row[names[collection]!]).toSorted(), found)
      assert.equal(json.page.total, found.length)
      for (const row of json.data) assert.deepEqual(row, await read(`/${collection}/${row.id}`, { as }))
    })
    it(`and of ${collection} nothing else to ${as}`, async () => {
      const { json: everything } = await askList(shop, `/${collection}`, { as })
      const every = { notes: [adasNote, bobsNote], posts: Object.values(posts) }[collection] ?? []
      const shown = new Set(everything.data.map(({ id }: any) => id))
      for (const { id } of every) {
        const { status } = await shop.ask('GET', `/${collection}/${id}`, { as })
        assert.equal(status, shown.has(id) ? 200 : 404)
      }
    })
  }
  for (const [collection, as, status] of [
    ['notes', 'anonymous', 401],
    ['users', 'anonymous', 401],
    ['users', 'ada', 403],
    ['hidden', 'root', 404],
  ] as const) {
    it(`of ${collection} not at all to ${as}: ${status}`, async () => {
      assert.equal((await shop.ask('GET', `/${collection}`, { as })).status, status)
    })
  }
  it('and filters count no more', async () => {
    const total = async (as: Caller) =>
      (await askList(shop, '/posts?title[endsWith]=shut&total=exact', { as })).json.page.total
    assert.deepEqual([await total('anonymous'), await total('ada'), await total('bob')], [0, 1, 1])
  })
})

describe('a hidden field', () => {
  const urls = [
    '/items',
    `/items/${saw.id}`,
    `/stores/${main.id}?expand=items`,
    '/tags?expand=items.store.items',
  ]
  for (const url of urls) {
    it(`never appears in ${url.replace(saw.id, '{id}')}`, async () => {
      for (const as of ['anonymous', 'ada'] as const) {
        assert.doesNotMatch((await shop.ask('GET', url, { as })).text, /"cost"/)
      }
      assert.match((await shop.ask('GET', url, { as: 'root' })).text, /"cost":12.25/)
    })
  }
  it('never appears in what writes answer with', async () => {
    const url = `/items/${saw.id}`
    const answers = [
      await shop.ask('PATCH', url, { as: 'ada', body: { notes: 'x' } }),
      await shop.ask('PUT', url, { as: 'ada', body: await read(url, { as: 'ada' }) }),
      await shop.ask('POST', `${url}/sell`, { as: 'ada', body: { count: 1 } }),
      await shop.ask('POST', '/orders', { as: 'ada', body: { what: 'x' } }),
      await shop.ask('POST', '/orders/import', { as: 'ada', body: { what: 'x' } }),
    ]
    for (const { text } of answers) {
      assert.match(text, /^{"id":/)
      assert.doesNotMatch(text, /"cost"|"margin"/)
    }
    assert.match((await shop.ask('PATCH', url, { as: 'root', body: {} })).text, /"cost":12.25/)
  })
  it('seen on some rows is absent from others', async () => {
    const moods = async (as: Caller) =>
      (await rowsOf('/posts?sort=title', { as })).map((post) => `${post.title}: ${post.mood}`)
    assert.deepEqual(await moods('ada'), ['A open: calm', 'A shut: wild', 'B open: undefined'])
    assert.deepEqual(await moods('bob'), ['A open: undefined', 'B open: wild', 'B shut: calm'])
    assert.deepEqual(await moods('root'), ['A open: undefined', 'B open: undefined'])
  })
  it('seen on some rows may be asked for on all', async () => {
    const shown = await rowsOf('/posts?sort=title&fields=mood', { as: 'ada' })
    assert.deepEqual(shown, [{ mood: 'calm' }, { mood: 'wild' }, {}])
  })
})

describe('a write-only field', () => {
  it('never appears anywhere', async () => {
    const body = { text: 'x', pin: 'pin-1234' }
    const made = await shop.ask('POST', '/notes', { as: 'ada', body })
    const url = `/notes/${made.json.id}`
    const post = await shop.make('posts', { title: 'x', noteId: made.json.id }, 'ada')
    const answers = [
      made,
      await shop.ask('GET', url, { as: 'ada' }),
      await shop.ask('GET', url, { as: 'root' }),
      await shop.ask('GET', '/notes', { as: 'ada' }),
      await shop.ask('PUT', url, { as: 'ada', body }),
      await shop.ask('PATCH', url, { as: 'ada', body: { pin: 'pin-12345' } }),
      await shop.ask('GET', `/posts/${post.id}?expand=note`, { as: 'ada' }),
      await shop.ask('POST', `${url}/lock`, { as: 'ada' }),
      await shop.ask('POST', '/orders', { as: 'ada', body: { what: 'x', secretNote: 'pin-1234' } }),
      await shop.ask('POST', '/orders/import', { as: 'root', body: { what: 'x', secretNote: 'pin-1234' } }),
    ]
    for (const { status, text } of answers) {
      assert.ok(status === 200 || status === 201, text)
      assert.doesNotMatch(text, /pin|secretNote/)
    }
    for (const each of [`/posts/${post.id}`, url]) await shop.ask('DELETE', each, { as: 'ada' })
  })
  it('never is a password or its hash', async () => {
    const body = { username: 'carol', password: 'carol-password' }
    const made = await shop.ask('POST', '/users', { body })
    const answers = [
      made,
      await shop.ask('GET', '/users', { as: 'root' }),
      await shop.ask('GET', `/users/${root}`, { as: 'root' }),
      await shop.ask('GET', '/users/me', { as: 'ada' }),
      await shop.ask('PATCH', `/users/${made.json.id}`, { as: 'root', body: { password: 'other-password' } }),
      await shop.ask('GET', '/notes?expand=owner', { as: 'root' }),
      await shop.ask('GET', '/auth/whoami', { as: 'ada' }),
    ]
    for (const { status, text } of answers) {
      assert.ok(status === 200 || status === 201, text)
      assert.doesNotMatch(text, /password|argon2/i)
    }
  })
  it('never is in what an action makes of a row', async () => {
    const safes = resource('safes', {
      fields: { label: field.text(), code: field.text().writeOnly() },
      access: anyone(),
    }).action('describe', {
      output: { label: field.text(), length: field.integer() },
      run: ({ row }) => ({ ...row, length: row.label.length }),
    })
    const bank = await openShop({ api: { resources: [...resources, safes] } })
    const { id } = await bank.make('safes', { label: 'x', code: '1234' })
    const { json } = await bank.ask('POST', `/safes/${id}/describe`)
    assert.deepEqual(json, { label: 'x', length: 1 })
  })
})

describe('a resource with a rule of its own for what is seen', () => {
  const members = resource('members', {
    fields: {
      name: field.text().indexed().visible(anyone()),
      age: field.integer().default(7).indexed(),
      pin: field.text().default('x').writeOnly(),
    },
    access: anyone(),
    visible: signedIn(),
    filter: ['name', 'age'],
    sort: ['name', 'createdAt'],
  }).computed('older', field.integer(), ({ age }) => age + 1)

  it('shows strangers the id and what is for anyone', async () => {
    await using api = await createTestApi({ resources: [members] })
    const { id } = await api.as({ id: 'someone' }).members.create({ name: 'Ann' })
    const { body } = await api.anonymous.request('GET', `/members/${id}`)
    assert.deepEqual(body, { id, name: 'Ann' })
    const known = await api.as({ id: 'someone' }).request('GET', `/members/${id}`)
    assert.deepEqual(Object.keys(known.body), ['id', 'name', 'age', 'createdAt', 'updatedAt', 'older'])
    for (const query of ['age=7', 'sort=createdAt', 'fields=age', 'fields=older', 'where={"age":7}'])
      assert.equal((await api.anonymous.request('GET', `/members?${query}`)).status, 400, query)
    assert.equal((await api.anonymous.request('GET', '/members?name=Ann&sort=name')).status, 200)
  })
})

describe('what belongs to a row', () => {
  const shelf = (visible?: Rule) =>
    resource('shelves', {
      fields: { label: field.text() },
      access: anyone(),
      relations: { books: hasMany('books', 'shelfId', visible === undefined ? {} : { visible }) },
      expand: ['books'],
      filter: ['books.title'],
    })
  const books = resource('books', {
    fields: { title: field.text().indexed(), shelfId: field.reference('shelves').visible(signedIn()) },
    access: anyone(),
    filter: ['title'],
  })

  const cases: [title: string, visible: Rule | undefined, seen: number][] = [
    ['is hidden from those who may not see the reference', undefined, 0],
    ['is seen by whom its own rule allows', anyone(), 1],
    ['is hidden from whom its own rule does not allow', hasRole('admin'), 0],
  ]
  for (const [title, visible, seen] of cases) {
    it(title, async () => {
      await using api = await createTestApi({ resources: [shelf(visible), books] })
      const known = api.as({ id: 'someone' })
      const { id } = await known.shelves.create({ label: 'A' })
      await known.books.create({ title: 'Emma', shelfId: id })
      const ask = api.anonymous.request
      const listed = await ask<{ data: unknown[] }>('GET', `/shelves/${id}/books`)
      assert.equal(listed.body.data.length, seen)
      const expanded = await ask<{ books: unknown[] }>('GET', `/shelves/${id}?expand=books`)
      assert.equal(expanded.body.books.length, seen)
      const found = await ask<{ data: unknown[] }>('GET', '/shelves?books.title=Emma')
      assert.equal(found.body.data?.length ?? 0, seen)
    })
  }
})
