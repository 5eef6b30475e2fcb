// Where nobody must sign in, a credential that is no good is refused all the same: of every kind, alone and beside a good one.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { users } from './domain.ts'
import { openShop } from './shop.ts'

const shop = await openShop({
  api: {
    identity: identity({
      users: {
        resource: users,
        login: ['username'],
        password: 'password',
        active: 'isActive',
        roles: (user) => (user.isAdmin ? ['admin'] : []),
      },
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
      basic: true,
      applicationKeys: true,
      cookies: { secure: false },
      accessTokenHeader: 'x-access-token',
    }),
  },
})

const { authorization } = await shop.headersOf({ as: 'ada' })
const token = authorization!.replace('Bearer ', '')
const application = await shop.ask('POST', '/auth/applications', {
  as: 'root',
  body: { name: 'Report', scopes: ['stores:read'] },
})
const key = String(application.json.key)
const spoilt = (text: string) => `${text.slice(0, -2)}${text.endsWith('xx') ? 'yy' : 'xx'}`
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

/** The kinds of credential: good ones, and those that are not. */
const kinds = {
  bearer: {
    header: 'authorization',
    good: authorization!,
    bad: ['Bearer', 'Bearer x', 'bearer a.b.c', `Bearer ${spoilt(token)}`, `Bearer ${key}`],
    code: 'INVALID_TOKEN',
  },
  basic: {
    header: 'authorization',
    good: basic('ada:ada-password'),
    bad: ['Basic', 'Basic !', basic('ada'), basic('ada:wrong'), basic('nobody:x'), `Basic ${token}`],
    code: 'INVALID_CREDENTIALS',
  },
  'a token in another header': {
    header: 'x-access-token',
    good: token,
    bad: ['x', 'Bearer x', spoilt(token), key],
    code: 'INVALID_TOKEN',
  },
  'a cookie': {
    header: 'cookie',
    good: `access-token=${token}`,
    bad: ['access-token=x', `other=1; access-token=${spoilt(token)}`, `access-token=${key}`],
    code: 'INVALID_TOKEN',
  },
  'a key': {
    header: 'x-application-key',
    good: key,
    bad: ['x', spoilt(key), token, `${key}, ${key}`, ` ${key.slice(1)}`],
    code: 'INVALID_APPLICATION_KEY',
  },
} as const
type Kind = keyof typeof kinds
const names = Object.keys(kinds) as Kind[]

const optional = [
  ['GET', '/stores'],
  ['GET', '/stores/1'],
  ['GET', '/items'],
  ['QUERY', '/stores'],
] as const
const outcome = async (method: string, url: string, headers: Record<string, string>) => {
  const sent = method === 'QUERY' ? { body: {} } : {}
  const { status, json, headers: answered } = await shop.ask(method, url, { headers, ...sent })
  return { status, code: json?.code, challenge: answered['www-authenticate'] }
}

describe('nobody must sign in', () => {
  it('and nobody does', async () => {
    for (const [method, url] of optional)
      assert.ok([200, 404].includes((await outcome(method, url, {})).status))
  })
  it('but who comes with a good credential is known', async () => {
    for (const name of names.filter((each) => each !== 'a cookie')) {
      const { header, good } = kinds[name]
      const { json } = await shop.ask('GET', '/auth/whoami', { headers: { [header]: good } })
      assert.equal(json.username, name === 'a key' ? null : 'ada', name)
    }
  })
})

describe('where nobody must sign in, 401 is for', () => {
  for (const name of names) {
    const { header, bad, code } = kinds[name]
    for (const value of bad) {
      it(`${name}: ${value.slice(0, 24)}`, async () => {
        for (const [method, url] of optional) {
          const answer = await outcome(method, url, { [header]: value })
          assert.deepEqual([answer.status, answer.code], [401, code], `${method} ${url}`)
          assert.ok(answer.challenge !== undefined && answer.challenge !== '')
        }
      })
    }
  }
})

describe('a bad credential is not made up for', () => {
  const cases: [bad: Kind, good: Kind][] = [
    ['bearer', 'a key'],
    ['basic', 'a key'],
    ['a cookie', 'a key'],
    ['a token in another header', 'a key'],
    ['bearer', 'a cookie'],
    ['a token in another header', 'a cookie'],
    ['bearer', 'a token in another header'],
    ['a token in another header', 'bearer'],
    ['a key', 'bearer'],
    ['a key', 'basic'],
    ['a key', 'a token in another header'],
  ]
  for (const [bad, good] of cases) {
    it(`${bad} by ${good}`, async () => {
      const headers = {
        [kinds[good].header]: kinds[good].good,
        [kinds[bad].header]: kinds[bad].bad[1]!,
      }
      const answer = await outcome('GET', '/stores', headers)
      assert.deepEqual([answer.status, answer.code], [401, kinds[bad].code])
    })
  }
})

describe('two credentials that do not agree', () => {
  it('are refused where both are access tokens', async () => {
    const bob = (await shop.headersOf({ as: 'bob' })).authorization!
    const { status, code } = await outcome('GET', '/stores', { authorization: bob, 'x-access-token': token })
    assert.deepEqual([status, code], [401, 'INVALID_TOKEN'])
  })
  it('are the user and their application where one is a key', async () => {
    const { json } = await shop.ask('GET', '/auth/whoami', {
      headers: { authorization: authorization!, 'x-application-key': key },
    })
    assert.equal(json.username, 'ada')
  })
  it('are the one in the header where the other is a cookie, which needs no CSRF token then', async () => {
    const bob = await shop.ask('POST', '/auth/login?cookies=true', {
      body: { username: 'bob', password: 'bob-password' },
    })
    const cookie = bob.headers['set-cookie']!.split(';', 1)[0]!
    const whoami = (headers: Record<string, string>) => shop.ask('GET', '/auth/whoami', { headers })
    assert.equal((await whoami({ cookie })).json.username, 'bob')
    assert.equal((await whoami({ cookie, authorization: authorization! })).json.username, 'ada')
    const body = { name: 'Shop' }
    const make = (headers: Record<string, string>) => shop.ask('POST', '/stores', { headers, body })
    assert.equal((await make({ cookie })).json.code, 'INVALID_CSRF_TOKEN')
    assert.equal((await make({ cookie, authorization: authorization! })).status, 201)
  })
  it('of a scheme nobody knows count as none', async () => {
    for (const value of ['Digest x', 'Negotiate', 'x', 'Bearers x', 'Basically'])
      assert.equal((await outcome('GET', '/stores', { authorization: value })).status, 200, value)
  })
})
