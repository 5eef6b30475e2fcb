// X-Explain-Access: administrators are told which rule decided, and nobody else can tell that there is such a header.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import {
  anyOf,
  field,
  fieldEquals,
  hasMany,
  hasRole,
  isOwner,
  not,
  related,
  resource,
  signedIn,
} from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'
import { openShop, type Answer, type Question } from './shop.ts'

const shop = await openShop()
const store = await shop.make('stores', { name: 'Main' })
const item = await shop.make('items', { name: 'One', price: '5', storeId: store.id })
const note = await shop.make('notes', { text: 'x' })
const draft = await shop.make('posts', { title: 'x' })

const explanationOf = ({ headers }: Answer): string | undefined => headers['x-access-explanation']
const explain = (method: string, url: string, question: Question = {}) =>
  shop.ask(method, url, { ...question, headers: { ...question.headers, 'x-explain-access': 'true' } })
const absent = '01999999-0000-7000-8000-000000000000'

describe('an administrator is told which rule decided', () => {
  const cases: [title: string, method: string, url: string, body: unknown, status: number, told: string][] = [
    [
      'a row that is read',
      'GET',
      `/notes/${note.id}`,
      undefined,
      200,
      'allowed: read notes (role admin: yes)',
    ],
    ['a list', 'GET', '/notes', undefined, 200, 'allowed: list notes (role admin: yes)'],
    ['HEAD', 'HEAD', `/notes/${note.id}`, undefined, 200, 'allowed: read notes (role admin: yes)'],
    [
      'an answer that caches may keep',
      'GET',
      `/items/${item.id}`,
      undefined,
      200,
      'allowed: read items (anyone: yes)',
    ],
    ['a change', 'PATCH', `/notes/${note.id}`, { text: 'y' }, 200, 'allowed: update notes (role admin: yes)'],
    [
      'a row that is made',
      'POST',
      '/notes',
      { text: 'z' },
      201,
      'allowed: create notes (signed-in callers: yes)',
    ],
    [
      'an absent row',
      'GET',
      `/notes/${absent}`,
      undefined,
      404,
      'refused: read notes, absent or hidden by a rule of reads (notes: role admin: yes)',
    ],
    [
      'a hidden row, as an absent one',
      'GET',
      `/posts/${draft.id}`,
      undefined,
      404,
      'refused: read posts, absent or hidden by a rule of reads (posts: rows whose isPublic is true: depends, the owner: depends)',
    ],
    [
      'what is refused for another reason',
      'PATCH',
      `/notes/${note.id}`,
      { text: 7 },
      422,
      'allowed: update notes (role admin: yes), refused otherwise (VALIDATION_FAILED)',
    ],
  ]
  for (const [title, method, url, body, status, told] of cases) {
    it(title, async () => {
      const headers = method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {}
      const answer = await explain(method, url, { as: 'root', body, headers })
      assert.equal(answer.status, status)
      assert.equal(explanationOf(answer), told)
      assert.equal(answer.headers['cache-control'], 'no-store')
    })
  }
  it('a verb that is refused', async () => {
    const published = await shop.make('posts', { title: 'seen', isPublic: true })
    const answer = await explain('DELETE', `/posts/${published.id}`, { as: 'root' })
    assert.equal(answer.status, 403)
    assert.equal(explanationOf(answer), 'refused: delete posts (the owner: no)')
  })
  it('a credential without the scope', async () => {
    const answer = await explain('GET', '/notes', { as: 'root', scopes: 'items:read' })
    assert.equal(answer.status, 403)
    assert.equal(
      explanationOf(answer),
      'refused: list notes (The access token lacks a scope: role admin: yes)',
    )
  })
  it('nothing more where nothing has changed', async () => {
    const { headers } = await shop.ask('GET', `/items/${item.id}`, { as: 'root' })
    const answer = await explain('GET', `/items/${item.id}`, {
      as: 'root',
      headers: { 'if-none-match': headers['etag']! },
    })
    assert.equal(answer.status, 304)
    assert.match(explanationOf(answer)!, /^allowed: read items/)
  })
})

describe('the header is ignored without a trace', () => {
  const told = ({ status, headers, json }: Answer) => {
    const { 'x-request-id': _, date: __, ...rest } = headers
    const { requestId: ___, ...body } = json ?? {}
    return { status, headers: rest, body }
  }
  for (const as of ['anonymous', 'ada', 'bob'] as const) {
    for (const url of [
      `/notes/${note.id}`,
      '/notes',
      `/items/${item.id}`,
      `/posts/${draft.id}`,
      `/notes/${absent}`,
    ]) {
      it(`for ${as} at ${url.replaceAll(/[0-9a-f-]{36}/g, '{id}')}`, async () => {
        const [plain, asked] = [await shop.ask('GET', url, { as }), await explain('GET', url, { as })]
        assert.deepEqual(told(asked), told(plain))
      })
    }
  }
  for (const value of ['false', '', 'TRUE', 'true, true', '1']) {
    it(`for administrators who say ${JSON.stringify(value)}`, async () => {
      const url = `/notes/${note.id}`
      const plain = await shop.ask('GET', url, { as: 'root' })
      const asked = await shop.ask('GET', url, { as: 'root', headers: { 'x-explain-access': value } })
      assert.deepEqual(told(asked), told(plain))
    })
  }
  it('with a bad token', async () => {
    const answer = await explain('GET', '/notes', { headers: { authorization: 'Bearer x' } })
    assert.deepEqual([answer.status, explanationOf(answer)], [401, undefined])
  })
  it('outside of resources', async () => {
    assert.equal(explanationOf(await explain('GET', '/auth/whoami', { as: 'root' })), undefined)
  })
})

describe('an explanation in a header', async () => {
  const isAdmin = hasRole('admin')
  const users = resource('users', { fields: { name: field.text() }, access: signedIn() })
  const words = resource('words', {
    fields: {
      text: field.text().multiline(),
      state: field.text().default('x').writable(not(isAdmin)),
      userId: field.reference('users').optional(),
    },
    access: {
      read: anyOf(...Array.from({ length: 40 }, (_, index) => fieldEquals('text', `wörd ${index}\nx: y`))),
      create: signedIn(),
      update: anyOf(related('user', isOwner('id')), isAdmin),
    },
  })
  const groups = resource('groups', {
    fields: { name: field.text() },
    access: { read: isAdmin, create: isAdmin, update: related('members', isOwner('userId')) },
    relations: { members: hasMany('members', 'groupId') },
  })
  const members = resource('members', {
    fields: { groupId: field.reference('groups'), userId: field.reference('users') },
    access: isAdmin,
  })
  const app = await createTestApi({ resources: [users, words, groups, members] })
  after(() => app.close())
  const admin = app.as({ ...(await app.as({ id: absent }).users.create({ name: 'root' })), roles: ['admin'] })
  const headers = { 'x-explain-access': 'true' }

  it('is short and printable ASCII', async () => {
    const answer = await admin.request('GET', '/words', { headers })
    assert.match(answer.headers['x-access-explanation']!, /^[ -~]{400,500}$/)
  })
  it('asks the database for related rows', async () => {
    const group = await admin.groups.create({ name: 'g' })
    const put = () => admin.request('PUT', `/groups/${group.id}`, { headers, body: { name: 'h' } })
    const told = async () => (await put()).headers['x-access-explanation']
    assert.equal(await told(), 'refused: replace groups (through members (the user it names): no)')
    const [user] = (await admin.users.list()).data
    await admin.members.create({ groupId: group.id, userId: user!.id })
    assert.equal(await told(), 'allowed: replace groups (through members (the user it names): yes)')
  })
  it('names fields that may not be written', async () => {
    const body = { text: 'wörd 0\nx: y', state: 'z' }
    const answer = await admin.request('POST', '/words', { headers, body: { ...body, text: 'w' } })
    assert.equal(answer.status, 403)
    assert.equal(
      answer.headers['x-access-explanation'],
      'refused: create words, fields that may not be written (/state)',
    )
  })
})
