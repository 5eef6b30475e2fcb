// Rules beside those of the verbs: of actions, members, values and recent sign-ins.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyone, field, isFresh, resource, signedIn } from '../../src/index.ts'
import {
  callers,
  free,
  held,
  insert,
  itemValues,
  name,
  names,
  noteValues,
  shop,
  userValues,
} from './access-table.ts'
import type { Values } from './access-table.ts'
import { resources } from './domain.ts'
import { openShop, type Question } from './shop.ts'

const { ada } = shop.ids

describe('actions of the collection', () => {
  const cases: [action: string, body: object, statuses: string][] = [
    ['import', { what: 'x' }, '401 201 201 201 403 403'],
    ['stats', {}, '401 200 200 200 403 403'],
  ]
  for (const [action, body, statuses] of cases) {
    for (const [index, wanted] of statuses.split(' ').entries()) {
      const [caller, expected] = [names[index]!, Number(wanted)]
      it(`${action} is answered ${expected} to ${caller}`, async () => {
        const { status, text } = await shop.ask('POST', `/orders/${action}`, {
          ...callers[caller]('orders'),
          body,
        })
        assert.equal(status, expected, text)
      })
    }
  }
  it('and of rows are listed by OPTIONS alike', async () => {
    const { id } = await shop.make('notes', noteValues())
    const allow = async (url: string, question: Question) =>
      (await shop.ask('OPTIONS', url, question)).headers['allow']
    assert.equal(await allow('/orders/import', { as: 'ada' }), 'POST, OPTIONS')
    assert.equal(await allow('/orders/import', {}), 'OPTIONS')
    assert.equal(await allow(`/notes/${id}/lock`, { as: 'ada' }), 'POST, OPTIONS')
    assert.equal(await allow(`/notes/${id}/lock`, { as: 'ada', scopes: 'notes:read' }), 'OPTIONS')
    assert.equal(await allow(`/notes/${id}/lock`, { as: 'bob' }), undefined)
  })
})

describe('a member with a rule of its own', () => {
  const cases: [title: string, method: string, url: string, as: Question, body: Values, status: number][] = [
    ['is written by an admin', 'PATCH', `/users/${ada}`, { as: 'root' }, { isActive: true }, 200],
    ['is refused to oneself', 'PATCH', '/users/me', { as: 'ada' }, { isAdmin: true }, 403],
    ['is refused to oneself when off', 'PATCH', '/users/me', { as: 'ada' }, { isActive: false }, 403],
    ['may be sent back unchanged', 'PATCH', '/users/me', { as: 'ada' }, { isAdmin: false }, 200],
    ['is refused in a new row', 'POST', '/users', {}, { ...userValues(), isAdmin: true }, 403],
    ['may be sent as it would be', 'POST', '/users', {}, { ...userValues(), isAdmin: false }, 201],
    ['unseen is refused', 'POST', '/items', { as: 'ada' }, { ...itemValues(), cost: 1 }, 403],
    ['unseen is written by an admin', 'POST', '/items', { as: 'root' }, { ...itemValues(), cost: 1 }, 201],
  ]
  for (const [title, method, url, question, body, status] of cases) {
    it(`${title}: ${status}`, async () => {
      const answer = await shop.ask(method, url, { ...question, body })
      assert.equal(answer.status, status, answer.text)
      if (status === 403) assert.equal(answer.json.errors[0].code, 'not_writable')
    })
  }
})

describe('a row is never given away', () => {
  it('by making one that one could not write', async () => {
    const url = `/contracts/${await insert('contracts', { number: name(), ownerId: ada })()}`
    const answer = await shop.ask('PATCH', url, { as: 'ada', body: { isSigned: true }, headers: held })
    assert.deepEqual([answer.status, answer.json.code], [403, 'FORBIDDEN'])
    assert.equal((await shop.ask('GET', url, { as: 'ada' })).json.isSigned, false)
  })
})

describe('a rule that wants a fresh sign-in', () => {
  it('is 401 later, and OPTIONS leaves it out', async () => {
    const url = `/posts/${await insert('posts', { title: 'x', isPublic: true, ownerId: ada })()}`
    await shop.headersOf({ as: 'ada' })
    await shop.headersOf({ as: 'bob' })
    shop.wait(11)
    const answer = await shop.ask('DELETE', url, { as: 'ada' })
    assert.deepEqual([answer.status, answer.json.code], [401, 'INSUFFICIENT_USER_AUTHENTICATION'])
    assert.match(answer.headers['www-authenticate']!, /error="insufficient_user_authentication"/)
    // Signing in again would not help who is not the owner.
    assert.equal((await shop.ask('DELETE', url, { as: 'bob' })).status, 403)
    const { headers } = await shop.ask('OPTIONS', url, { as: 'ada' })
    assert.equal(headers['allow'], 'GET, HEAD, PUT, PATCH, OPTIONS')
  })
  it('for new rows is asked of PUT as well', async () => {
    const vaults = resource('vaults', {
      upsert: true,
      fields: { label: field.text() },
      access: { read: anyone(), create: isFresh(), update: signedIn() },
    })
    const bank = await openShop({ api: { resources: [...resources, vaults] } })
    const put = (url: string) => bank.ask('PUT', url, { as: 'ada', body: { label: 'x' } })
    const [first, second] = [`/vaults/${free()}`, `/vaults/${free()}`]
    assert.equal((await put(first)).status, 201)
    bank.wait(11)
    assert.equal((await put(first)).status, 200)
    const { status, json } = await put(second)
    assert.deepEqual([status, json.code], [401, 'INSUFFICIENT_USER_AUTHENTICATION'])
  })
})
