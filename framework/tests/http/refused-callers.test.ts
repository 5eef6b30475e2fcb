// Whom a rule refuses is refused as the document says, and offered nothing, whatever the rule looks at.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import {
  allOf,
  anyOf,
  anyone,
  field,
  hasRole,
  hasScope,
  isOwner,
  isService,
  not,
  resource,
  signedIn,
} from '../../src/index.ts'
import { createTestApi, type Acting } from '../../src/testing.ts'

const users = resource('users', {
  fields: { name: field.text() },
  access: { read: anyone(), create: anyone() },
})
const words = resource('words', {
  fields: { text: field.text().indexed() },
  access: {
    read: signedIn(),
    list: not(hasRole('banned')),
    create: anyOf(hasScope('words:extra'), isService()),
    update: allOf(not(hasRole('banned')), not(hasRole('late'))),
    delete: not(hasRole('banned')),
  },
})
const notes = resource('notes', {
  fields: { text: field.text().indexed(), ownerId: field.owner('users') },
  access: {
    list: hasRole('admin'),
    read: anyOf(isOwner('ownerId'), hasRole('admin')),
    create: signedIn(),
    update: isOwner('ownerId'),
    delete: isOwner('ownerId'),
  },
  filter: ['text'],
  bulk: ['update', 'delete'],
})
const app = await createTestApi({ resources: [users, words, notes] })
after(() => app.close())
const { id } = await app.anonymous.users.create({ name: 'Ada' })
const word = await app.as({}).words.create({ text: 'x' })

describe('the document knows of a 403 for', () => {
  const cases: [title: string, acting: Acting, method: string, url: string][] = [
    ['a role that is shut out', { id, roles: ['banned'] }, 'DELETE', `/words/${word.id}`],
    ['a role shut out from lists', { id, roles: ['banned'] }, 'GET', '/words'],
    ['one of several roles', { id, roles: ['late'] }, 'PATCH', `/words/${word.id}`],
    ['a credential without the scope of a rule', { id, scopes: ['words:write'] }, 'POST', '/words'],
  ]
  for (const [title, acting, method, url] of cases) {
    it(title, async () => {
      const headers: Record<string, string> =
        method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {}
      const body = method === 'PATCH' || method === 'POST' ? { body: { text: 'y' } } : {}
      const answer = await app.as(acting).request(method, url, { headers, ...body })
      assert.deepEqual([answer.status, answer.body['code']], [403, 'FORBIDDEN'])
    })
  }
})

describe('OPTIONS on a collection', () => {
  const allowOf = async (acting: Acting) =>
    (await app.as(acting).request('OPTIONS', '/notes')).headers['allow']
  it('offers no write of many to whom lists are closed', async () => {
    assert.equal(await allowOf({ id }), 'POST, OPTIONS')
  })
  it('offers them to whom lists and some rows are open', async () => {
    assert.equal(await allowOf({ id, roles: ['admin'] }), 'GET, HEAD, QUERY, POST, PATCH, DELETE, OPTIONS')
  })
})
