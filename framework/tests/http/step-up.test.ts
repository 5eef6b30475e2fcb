// Step-up authentication (RFC 9470): what needs a recent sign-in says so, says how recent, and takes the new token.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { allOf, anyOf, field, hasRole, isFresh, isOwner, resource, signedIn } from '../../src/index.ts'
import { openAccounts } from './accounts.ts'
import { resources } from './domain.ts'
import { openShop, type Answer } from './shop.ts'

const vaults = resource('vaults', {
  fields: { label: field.text(), ownerId: field.owner('users') },
  access: {
    list: isFresh({ within: '1m' }),
    read: isOwner('ownerId'),
    create: signedIn(),
    update: allOf(isOwner('ownerId'), isFresh({ within: '90s' })),
    delete: anyOf(
      allOf(isOwner('ownerId'), isFresh({ within: '1h' })),
      allOf(hasRole('admin'), isFresh({ within: '2m' })),
    ),
  },
  filter: ['label'],
  bulk: ['delete'],
}).action('open', { access: isFresh(), run: ({ row }) => row })

const diaries = resource('diaries', {
  fields: { text: field.text(), ownerId: field.owner('users') },
  access: {
    read: allOf(isOwner('ownerId'), isFresh({ within: '5m' })),
    create: signedIn(),
    update: signedIn(),
  },
})

const secrets = { resources: [...resources, vaults, diaries] }
const shop = await openShop({ api: secrets })
const vault = `/vaults/${(await shop.make('vaults', { label: 'x' })).id}`
const diary = `/diaries/${(await shop.make('diaries', { text: 'x' })).id}`
await shop.headersOf({ as: 'bob' })
await shop.headersOf({ as: 'root' })

/** Status, code and how old, in seconds, a sign-in may be. */
const refusalOf = ({ status, json, headers }: Answer) => [
  status,
  json?.code,
  /, max_age="(\d+)"$/.exec(headers['www-authenticate'] ?? '')?.[1],
]
const stale = (seconds: string) => [401, 'INSUFFICIENT_USER_AUTHENTICATION', seconds]

describe('a sign-in that is too old', () => {
  shop.wait(7)
  const asked: [title: string, method: string, url: string, body: object | undefined, seconds: string][] = [
    ['a list', 'GET', '/vaults', undefined, '60'],
    ['a write', 'PATCH', vault, { label: 'y' }, '90'],
    ['a write of many', 'DELETE', '/vaults?label=x', undefined, '60'],
    ['a read', 'GET', diary, undefined, '300'],
    ['a write of what cannot be read', 'PATCH', diary, { text: 'y' }, '300'],
  ]
  for (const [title, method, url, body, seconds] of asked) {
    it(`is told how old it may be for ${title}`, async () =>
      assert.deepEqual(refusalOf(await shop.ask(method, url, { as: 'ada', body })), stale(seconds)))
  }

  it('is enough where the rule gives it longer', async () => {
    assert.equal((await shop.ask('POST', `${vault}/open`, { as: 'ada' })).status, 200)
  })

  it('is told the shortest time of several, which is right for all', async () => {
    const later = await openShop({ api: secrets })
    const url = `/vaults/${(await later.make('vaults', { label: 'x' })).id}`
    later.wait(14)
    assert.equal((await later.ask('DELETE', url, { as: 'ada' })).status, 204)
  })

  it('is no matter where a new one would not help', async () => {
    assert.equal((await shop.ask('GET', diary, { as: 'bob' })).status, 404)
    assert.equal((await shop.ask('PATCH', diary, { as: 'root', body: { text: 'y' } })).status, 404)
    assert.equal((await shop.ask('GET', '/diaries/nothing', { as: 'ada' })).status, 404)
    assert.equal((await shop.ask('PATCH', vault, { as: 'bob', body: { label: 'y' } })).status, 404)
    assert.equal((await shop.ask('GET', diary)).status, 401)
  })
})

describe('signing in again', () => {
  it('is what the same request was waiting for; a refresh is not', async () => {
    const api = await openAccounts()
    const first = await api.signIn('ada')
    const { json } = await api.ask('POST', '/notes', { as: first.access, body: { text: 'x' } })
    const remove = (as: string) => api.ask('DELETE', `/notes/${json.id}`, { as })
    api.wait(601)
    assert.deepEqual(refusalOf(await remove(first.access)), stale('600'))
    const next = await api.refreshed(first.refresh)
    assert.deepEqual(refusalOf(await remove(next.access)), stale('600'))
    const again = await api.signIn('ada')
    assert.equal((await remove(again.access)).status, 204)
  })
})
