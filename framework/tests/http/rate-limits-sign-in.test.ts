// Who asks too often is refused before a password is looked at, which is what costs most.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { rateLimit } from '../../src/index.ts'
import { createSecretHasher, identity, type PasswordHasher } from '../../src/identity.ts'
import { openShop } from './shop.ts'
import { users } from './domain.ts'

const hasher = createSecretHasher({ memory: 64, passes: 1 })
let looks = 0
const counting: PasswordHasher = {
  ...hasher,
  verify: (...args) => {
    looks++
    return hasher.verify(...args)
  },
}

const login = {
  users: { resource: users, login: ['username'], password: 'password', active: 'isActive' },
} as const
const policies = [rateLimit('addresses', { by: 'address', allow: '6/1h' })]
const open = () =>
  openShop({
    api: {
      identity: identity({ ...login, hasher: counting, basic: true }),
      rateLimits: { policies },
    },
  })

const wrong = { username: 'ada', password: 'wrong-password' }
const basic = { authorization: `Basic ${Buffer.from('bob:wrong-password').toString('base64')}` }

it('no password is looked at for an address that asks too often', async () => {
  const shop = await open()
  looks = 0
  const statuses: number[] = []
  for (let count = 0; count < 2; count++) {
    statuses.push((await shop.ask('POST', '/auth/login', { body: wrong })).status)
    statuses.push((await shop.ask('GET', '/items', { headers: basic })).status)
    statuses.push((await shop.ask('GET', '/auth/whoami', { headers: basic })).status)
  }
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 401])
  assert.equal(looks, 6)
  const refused = [
    await shop.ask('POST', '/auth/login', { body: wrong }),
    await shop.ask('POST', '/auth/login', { body: { username: 'ada', password: 'ada-password' } }),
    await shop.ask('GET', '/items', { headers: basic }),
    await shop.ask('GET', '/auth/whoami', { headers: basic }),
  ]
  for (const { status, json, headers } of refused) {
    assert.deepEqual([status, json.code], [429, 'TOO_MANY_REQUESTS'])
    assert.match(json.detail, /addresses \(6\/1h\)/)
    assert.match(headers['ratelimit']!, /^"addresses";r=0;t=\d+$/)
  }
  assert.equal(looks, 6)
  shop.wait(60)
  const later = await shop.ask('POST', '/auth/login', { body: { username: 'ada', password: 'ada-password' } })
  assert.equal(later.status, 200)
})

it('throttled Basic credentials are in the document', async () => {
  const shop = await openShop({ api: { identity: identity({ ...login, hasher, basic: true }) } })
  const statuses: number[] = []
  for (let count = 0; count < 6; count++) {
    statuses.push((await shop.ask('GET', '/items', { headers: basic })).status)
  }
  statuses.push((await shop.ask('GET', '/auth/whoami', { headers: basic })).status)
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429])
})

it('throttled sign-in says for how long, limits or not', async () => {
  const shop = await openShop()
  for (let count = 0; count < 5; count++) await shop.ask('POST', '/auth/login', { body: wrong })
  const { status, headers } = await shop.ask('POST', '/auth/login', { body: wrong })
  assert.equal(status, 429)
  assert.ok(Number(headers['retry-after']) > 0)
  assert.equal(headers['ratelimit'], undefined)
})
