import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toTimestamp } from '../../src/kernel/values/clock.ts'
import { anonymous } from '../../src/declaration/policy/principal.ts'
import {
  addUser,
  ask,
  noon,
  onlyId,
  recognise,
  signIn,
  startShop,
  toBasic,
  toBody,
  toRefusal,
  toRequest,
  type Shop,
} from './shop.ts'

async function startWithAda(more: Readonly<Record<string, unknown>> = {}) {
  const shop = await startShop()
  const id = await addUser(shop, 'ada', more)
  const bearer = `Bearer ${await signIn(shop, 'ada')}`
  return { shop, id, bearer }
}

async function change(shop: Shop, id: string, version: number, values: Readonly<Record<string, unknown>>) {
  const model = shop.models.get('users')!
  assert.ok(await shop.store.update(model, { id, version, values, at: toTimestamp(noon) }, onlyId))
}

async function whoami(shop: Shop, authorization: string) {
  const principal = await recognise(shop, authorization)
  assert.ok(principal)
  return toBody(await ask(shop, '/auth/whoami', toRequest(), principal))
}

describe('who am I', () => {
  it('tells everything after signing in', async () => {
    const { shop, id, bearer } = await startWithAda({ isAdmin: true })
    assert.deepEqual(await whoami(shop, bearer), {
      id,
      username: 'ada',
      roles: ['admin', 'ADA'],
      scopes: ['todos:read', 'todos:write', 'users:read'],
      client: 'first-party',
      fresh: true,
    })
  })
  it('is never kept by a cache', async () => {
    const { shop } = await startWithAda()
    const { headers } = await ask(shop, '/auth/whoami', toRequest(), anonymous)
    assert.deepEqual(headers, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  })
  it('lists every scope for who has no scopes of their own', async () => {
    const { shop } = await startWithAda()
    const { scopes, fresh } = toBody(await ask(shop, '/auth/whoami', toRequest(), anonymous))
    assert.deepEqual([scopes, fresh], [['todos:read', 'todos:write', 'users:read'], false])
  })
  for (const [minutes, fresh] of [
    [10, true],
    [11, false],
  ] as const) {
    it(`calls a sign-in ${minutes} minutes ago ${fresh ? 'fresh' : 'stale'}`, async () => {
      const { shop, bearer } = await startWithAda()
      shop.clock.time += minutes * 60_000
      assert.equal((await whoami(shop, bearer))['fresh'], fresh)
    })
  }
  it('knows no parameters, least of all tokens', async () => {
    const { shop, bearer } = await startWithAda()
    const request = toRequest({ query: `access_token=${bearer.slice(7)}` })
    const { status, errors } = await toRefusal(ask(shop, '/auth/whoami', request))
    assert.deepEqual([status, errors?.[0]?.parameter], [400, 'access_token'])
  })
})

describe('the user of a token', () => {
  it('is read anew at each request', async () => {
    const { shop, id, bearer } = await startWithAda()
    assert.deepEqual((await recognise(shop, bearer))?.roles, [])
    await change(shop, id, 1, { isAdmin: true, username: 'lovelace' })
    const { roles, username } = await whoami(shop, bearer)
    assert.deepEqual([roles, username], [['admin', 'LOVELACE'], 'lovelace'])
  })
  it('is the same object until something changes', async () => {
    const { shop, id, bearer } = await startWithAda()
    const first = await recognise(shop, bearer)
    assert.equal(await recognise(shop, bearer), first)
    await change(shop, id, 1, { isAdmin: true })
    assert.notEqual(await recognise(shop, bearer), first)
  })
  it('is another object with another token', async () => {
    const { shop, bearer } = await startWithAda()
    const narrow = `Bearer ${await signIn(shop, 'ada', { scope: 'todos:read' })}`
    assert.deepEqual(
      (await recognise(shop, bearer))?.scopes,
      new Set(['users:read', 'todos:write', 'todos:read']),
    )
    assert.deepEqual((await recognise(shop, narrow))?.scopes, new Set(['todos:read']))
  })
  it('cannot be changed by who sees it', async () => {
    const { shop, bearer } = await startWithAda()
    const principal = await recognise(shop, bearer)
    assert.ok(Object.isFrozen(principal) && Object.isFrozen(principal?.roles))
  })
  const ends: readonly (readonly [string, (shop: Shop, id: string) => Promise<unknown>])[] = [
    ['deactivated', (shop, id) => change(shop, id, 1, { isActive: false })],
    ['deleted', (shop, id) => shop.store.delete(shop.models.get('users')!, id, 1)],
  ]
  for (const [what, end] of ends) {
    it(`is refused at once when ${what}`, async () => {
      const { shop, id, bearer } = await startWithAda()
      assert.ok(await recognise(shop, bearer))
      await end(shop, id)
      const { status, code, headers } = await toRefusal(recognise(shop, bearer))
      assert.deepEqual([status, code], [401, 'INVALID_TOKEN'])
      assert.match(headers!['www-authenticate']!, /^Bearer realm="api", error="invalid_token"/)
    })
  }
})

describe('the Authorization header', () => {
  const none: readonly (readonly [string, string | undefined])[] = [
    ['is missing', undefined],
    ['is empty', ''],
    ['names Basic', toBasic('ada', 'ada-password')],
    ['names a scheme nobody knows', 'Negotiate abc'],
    ['names a scheme that begins alike', 'Bearers abc'],
    ['has no scheme', 'eyJhbGciOiJFZERTQSJ9.e30.AAAA'],
  ]
  for (const [what, authorization] of none) {
    it(`counts as none when it ${what}`, async () => {
      assert.equal(await recognise(await startShop(), authorization), undefined)
    })
  }
  for (const [what, authorization] of [
    ['has no token', 'Bearer'],
    ['has an empty token', 'Bearer '],
    ['has two tokens', 'Bearer a b'],
    ['has garbage', 'Bearer ❤'],
    ['was sent twice', 'Bearer a, Bearer b'],
  ] as const) {
    it(`is refused when it ${what}`, async () => {
      const { status, code } = await toRefusal(recognise(await startShop(), authorization))
      assert.deepEqual([status, code], [401, 'INVALID_TOKEN'])
    })
  }
  for (const scheme of ['bearer', 'BEARER', 'Bearer  ']) {
    it(`may write the scheme ${JSON.stringify(scheme)}`, async () => {
      const { shop, id, bearer } = await startWithAda()
      assert.equal((await recognise(shop, bearer.replace('Bearer', scheme)))?.id, id)
    })
  }
})

describe('Basic credentials on every route', () => {
  it('are not read unless asked for', async () => {
    const { api } = await startShop()
    assert.deepEqual(
      api.authenticators.map(({ name, challenge }) => [name, challenge]),
      [['bearer', 'Bearer realm="api"']],
    )
  })
  it('are challenged for where they are read', async () => {
    const { api } = await startShop({ basic: true, realm: 'The "shop"' })
    assert.deepEqual(
      api.authenticators.map(({ name, challenge }) => [name, challenge]),
      [
        ['bearer', 'Bearer realm="The \\"shop\\""'],
        ['basic', 'Basic realm="The \\"shop\\"", charset="UTF-8"'],
      ],
    )
  })
  it('are a user with every scope, signed in just now', async () => {
    const shop = await startShop({ basic: true })
    const id = await addUser(shop, 'ada')
    const principal = await recognise(shop, toBasic('ada', 'ada-password'), 'basic')
    const expected = {
      kind: 'user',
      id,
      username: 'ada',
      roles: [],
      scopes: 'all',
      client: null,
      authenticatedAt: noon,
    }
    assert.deepEqual(principal, expected)
  })
  it('are none when the header has none', async () => {
    const shop = await startShop({ basic: true })
    assert.equal(await recognise(shop, 'Bearer x', 'basic'), undefined)
  })
  it('are refused with their own challenge, and slowed down', async () => {
    const shop = await startShop({ basic: true })
    await addUser(shop, 'ada')
    for (let count = 0; count < 5; count++) {
      const { status, headers } = await toRefusal(recognise(shop, toBasic('ada', 'wrong-password'), 'basic'))
      assert.deepEqual([status, headers], [401, { 'www-authenticate': 'Basic realm="api", charset="UTF-8"' }])
    }
    assert.equal((await toRefusal(recognise(shop, toBasic('ada', 'ada-password'), 'basic'))).status, 429)
  })
})
