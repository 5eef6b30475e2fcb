// What one caller must not know of another's rows, asked in ways that are no read.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import {
  anyOf,
  anyone,
  field,
  fieldEquals,
  hasMany,
  hasRole,
  hasScope,
  isOwner,
  manyToMany,
  resource,
  signedIn,
} from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'

const jsonPatch = 'application/json-patch+json'
const own = { create: signedIn(), update: isOwner('ownerId'), delete: isOwner('ownerId') } as const

const people = resource('people', { fields: { name: field.text() }, access: anyone() })
const vaults = resource('vaults', {
  id: 'text',
  fields: { name: field.text(), ownerId: field.owner('people') },
  access: { read: isOwner('ownerId'), ...own },
  relations: { notes: hasMany('notes', 'vaultId', { nested: true }) },
})
const cards = resource('cards', {
  id: 'text',
  fields: { name: field.text(), pin: field.text(), ownerId: field.owner('people') },
  access: { read: isOwner('ownerId'), ...own },
  summary: { fields: ['id', 'name'], access: signedIn() },
})
const notes = resource('notes', {
  fields: {
    title: field.text().indexed(),
    code: field.text().unique(),
    vaultId: field.reference('vaults', { id: 'text' }).optional(),
    cardId: field.reference('cards', { id: 'text' }).optional(),
    audit: field.text().default('seen by auditors').visible(hasScope('audit')),
    price: field.integer().default(7).visible(hasRole('boss')),
    ownerId: field.owner('people'),
  },
  access: { read: anyone(), create: signedIn(), update: signedIn(), delete: signedIn() },
  filter: ['title'],
  expand: ['vault'],
  bulk: ['create', 'update'],
  upsert: ['code'],
})
const shelves = resource('shelves', {
  fields: { name: field.text().indexed() },
  access: { read: anyone(), create: signedIn(), update: signedIn() },
  filter: ['name', 'tags.label', 'labels.name'],
  relations: {
    tags: manyToMany('tags', { through: 'shelvesTags' }),
    labels: manyToMany('labels', { through: 'shelvesLabels' }),
  },
  cache: 'public, max-age=60',
})
const tags = resource('tags', {
  fields: { label: field.text().indexed(), isPublic: field.boolean(), ownerId: field.owner('people') },
  access: { read: anyOf(fieldEquals('isPublic', true), isOwner('ownerId')), ...own },
})
const labels = resource('labels', {
  fields: { name: field.text().indexed() },
  access: { read: anyone(), create: signedIn() },
})

const resources = [people, vaults, cards, notes, shelves, tags, labels] as const
const app = await createTestApi({ resources })
after(() => app.close())
const adaId = (await app.anonymous.people.create({ name: 'ada' })).id
const bobId = (await app.anonymous.people.create({ name: 'bob' })).id
const ada = app.as({ id: adaId })
const bob = app.as({ id: bobId })
await ada.vaults.create({ id: 'adas', name: 'Gold' })
await bob.vaults.create({ id: 'bobs', name: 'Silver' })
await ada.cards.create({ id: 'adas', name: 'Visa', pin: '1234' })
const bobs = await bob.notes.create({ title: 'Mine', code: 'mine', vaultId: 'bobs' })

const withoutIds = (text: string): unknown => ({ ...JSON.parse(text), requestId: '', instance: '' })

describe('a reference to a row that the caller may not read', () => {
  const ways: [
    title: string,
    method: string,
    url: string,
    toBody: (vaultId: string) => unknown,
    type?: string,
  ][] = [
    ['in a new row', 'POST', '/notes', (vaultId) => ({ title: 'x', code: 'x', vaultId })],
    ['in new rows', 'POST', '/notes', (vaultId) => [{ title: 'x', code: 'x', vaultId }]],
    ['in a change', 'PATCH', `/notes/${bobs.id}`, (vaultId) => ({ vaultId })],
    ['in a replacement', 'PUT', `/notes/${bobs.id}`, (vaultId) => ({ title: 'x', code: 'mine', vaultId })],
    ['in changes', 'PATCH', '/notes?title=Mine', (vaultId) => ({ vaultId })],
    ['by key', 'PUT', '/notes?code=mine', (vaultId) => ({ title: 'x', vaultId })],
    ['by a new key', 'PUT', '/notes?code=new', (vaultId) => ({ title: 'x', vaultId })],
    [
      'in a patch',
      'PATCH',
      `/notes/${bobs.id}`,
      (value) => [{ op: 'add', path: '/vaultId', value }],
      jsonPatch,
    ],
  ]
  for (const [title, method, url, toBody, type = 'application/json'] of ways) {
    it(`is like one to no row ${title}`, async () => {
      const headers = { 'content-type': type }
      const send = (id: string) => bob.request<any>(method, url, { body: toBody(id), headers })
      const hidden = await send('adas')
      const absent = await send('nobodys')
      assert.equal(hidden.status, 422, hidden.text)
      assert.deepEqual(withoutIds(hidden.text), withoutIds(absent.text))
      assert.equal(hidden.body.errors[0].code, 'unknown_reference')
    })
  }
  it('has changed nothing', async () => {
    const { body } = await ada.request<any>('GET', '/notes')
    assert.deepEqual(
      body.data.map((note: any) => [note.title, note.vaultId]),
      [['Mine', 'bobs']],
    )
  })
  it('may stay, be taken away, and not come back', async () => {
    const shared = await ada.notes.create({ title: 'Shared', code: 'shared', vaultId: 'adas' })
    const url = `/notes/${shared.id}`
    const body = { title: 'Shared again', code: 'shared', vaultId: 'adas' }
    assert.equal((await bob.request('PUT', url, { body })).status, 200)
    assert.equal((await bob.request('PATCH', url, { body: { vaultId: 'adas' } })).status, 200)
    assert.equal((await bob.request('PATCH', url, { body: { vaultId: null } })).status, 200)
    assert.equal((await bob.request('PATCH', url, { body: { vaultId: 'adas' } })).status, 422)
    assert.equal((await ada.request('PATCH', url, { body: { vaultId: 'adas' } })).status, 200)
  })
  it('is one to a row that is known where its summary may be seen', async () => {
    const { status } = await bob.request('PATCH', `/notes/${bobs.id}`, { body: { cardId: 'adas' } })
    assert.equal(status, 200)
  })
  it('is made with the rows of one’s own that are written together', async () => {
    const body = { id: 'new', name: 'New', notes: [{ title: 'a', code: 'a' }] }
    const made = await bob.request('POST', '/vaults', { body })
    assert.equal(made.status, 201, made.text)
    const below = await bob.request('POST', '/vaults/new/notes', { body: { title: 'b', code: 'b' } })
    assert.equal(below.status, 201, below.text)
  })
})

describe('an answer that is kept for a repeat', () => {
  const post = (who: { id: string; scopes?: string[]; roles?: string[] }, code: string) =>
    app.as(who).request<any>('POST', '/notes?expand=vault', {
      body: { title: 'Once', code, vaultId: 'adas' },
      headers: { 'idempotency-key': `"${code}"` },
    })
  const all = ['notes:read', 'notes:write', 'vaults:read', 'audit']

  it('is not for a credential with fewer scopes', async () => {
    const made = await post({ id: adaId, scopes: all }, 'scopes')
    assert.deepEqual([made.body.audit, made.body.vault.name], ['seen by auditors', 'Gold'])
    const narrow = await post({ id: adaId, scopes: ['notes:write'] }, 'scopes')
    assert.deepEqual([narrow.status, narrow.body.code], [422, 'IDEMPOTENCY_KEY_REUSED'])
    assert.doesNotMatch(narrow.text, /Gold|auditors/)
    const again = await post({ id: adaId, scopes: all.toReversed() }, 'scopes')
    assert.deepEqual([again.status, again.headers['idempotency-replayed']], [201, 'true'])
    assert.equal(again.text, made.text)
  })
  it('is not for who has lost a role', async () => {
    const made = await post({ id: adaId, roles: ['boss'] }, 'roles')
    assert.equal(made.body.price, 7)
    const later = await post({ id: adaId }, 'roles')
    assert.equal(later.status, 422)
    assert.doesNotMatch(later.text, /price/)
  })
})

describe('a public list filtered by rows that not all see', () => {
  it('is for its caller alone', async () => {
    const shelf = await ada.shelves.create({ name: 'A' })
    const tag = await ada.tags.create({ label: 'secret', isPublic: false })
    const label = await ada.labels.create({ name: 'plain' })
    for (const path of [`tags/${tag.id}`, `labels/${label.id}`])
      assert.equal((await ada.request('PUT', `/shelves/${shelf.id}/${path}`)).status, 201)
    const ask = async (query: string) => {
      const { headers, body } = await ada.request<any>('GET', `/shelves?page=1&${query}`)
      return [
        body.data.length,
        headers['cache-control'],
        headers['surrogate-key']?.split(' ').slice(0, 2).join(' '),
      ]
    }
    const where = encodeURIComponent(
      JSON.stringify({ not: { or: [{ tags: { none: { label: 'secret' } } }] } }),
    )
    const isOwn = [1, 'private, max-age=60', undefined]
    assert.deepEqual(await ask('tags.label=secret'), isOwn)
    assert.deepEqual(await ask(`where=${where}`), isOwn)
    // It changes with the rows that it was asked about.
    assert.deepEqual(await ask('labels.name=plain'), [1, 'public, max-age=60', 'shelves labels'])
    assert.deepEqual(await ask('name=A'), [1, 'public, max-age=60', `shelves shelves/${shelf.id}`])
  })
})
