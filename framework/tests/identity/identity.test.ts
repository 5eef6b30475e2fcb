import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { identity } from '../../src/engine/identity/identity.ts'
import type { UserSource } from '../../src/engine/identity/user-source.ts'
import type { SigningAlgorithm } from '../../src/engine/identity/signing-algorithm.ts'
import { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import { createDocument } from '../../src/protocol/openapi/document.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import {
  addUser,
  recognise,
  signIn,
  source,
  startShop,
  toRefusal,
  toRequest,
  users,
  type Shop,
} from './shop.ts'

const secret = 'a secret of thirty-two characters'

async function readKeys({ store, models }: Shop): Promise<{ id: string; algorithm: string; key: unknown }[]> {
  const selection = {
    properties: [{ name: 'id' }, { name: 'algorithm' }, { name: 'key' }],
    expansions: [],
    form: 'code',
  } as const
  const { rows } = await store.list(models.get('signingKeys')!, {
    where: { kind: 'constant', value: true },
    sort: [{ property: 'id', descending: false }],
    start: { kind: 'first' },
    limit: 10,
    selection,
  })
  return rows.map(({ json }) => JSON.parse(json))
}

const readHeader = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString())

describe('signing keys', () => {
  it('are made at the first start and kept', async () => {
    const first = await startShop()
    await addUser(first, 'ada')
    const token = await signIn(first, 'ada')
    const second = await startShop({}, first.store)
    assert.equal((await recognise(second, `Bearer ${token}`))?.username, 'ada')
    const keys = await readKeys(second)
    assert.deepEqual([keys.length, keys[0]!.algorithm], [1, 'EdDSA'])
    assert.equal(readHeader(token).kid, keys[0]!.id)
  })
  it('are shared by processes that start at once', async () => {
    const store = openTestStore()
    const [first, second] = await Promise.all([startShop({}, store), startShop({}, store)])
    await addUser(first, 'ada')
    const tokens = [await signIn(first, 'ada'), await signIn(second, 'ada')]
    for (const token of tokens) {
      for (const shop of [first, second]) {
        assert.equal((await recognise(shop, `Bearer ${token}`))?.username, 'ada')
      }
    }
  })
  for (const algorithm of ['EdDSA', 'ES256', 'HS256'] as const satisfies SigningAlgorithm[]) {
    it(`may sign by ${algorithm}`, async () => {
      const shop = await startShop({ algorithm, secret })
      await addUser(shop, 'ada')
      const token = await signIn(shop, 'ada')
      assert.equal(readHeader(token).alg, algorithm)
      assert.equal((await recognise(shop, `Bearer ${token}`))?.username, 'ada')
    })
  }
  it('of another algorithm still verify', async () => {
    const first = await startShop()
    await addUser(first, 'ada')
    const token = await signIn(first, 'ada')
    const second = await startShop({ algorithm: 'ES256' }, first.store)
    assert.equal((await recognise(second, `Bearer ${token}`))?.username, 'ada')
    assert.equal(readHeader(await signIn(second, 'ada')).alg, 'ES256')
    const third = await startShop({}, first.store)
    assert.equal(readHeader(await signIn(third, 'ada')).kid, readHeader(token).kid)
  })
  it('made by another process are found within a second', async () => {
    const first = await startShop()
    await addUser(first, 'ada')
    const second = await startShop({ algorithm: 'ES256' }, first.store)
    const bearer = `Bearer ${await signIn(second, 'ada')}`
    assert.equal((await toRefusal(recognise(first, bearer))).code, 'INVALID_TOKEN')
    first.clock.time += 1000
    assert.equal((await recognise(first, bearer))?.username, 'ada')
  })
  it('are encrypted where there is a secret', async () => {
    const [row] = await readKeys(await startShop({ secret }))
    assert.match(String(row!.key), /^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/)
  })
  it('are encrypted once there is a secret', async () => {
    const first = await startShop()
    await addUser(first, 'ada')
    const token = await signIn(first, 'ada')
    const second = await startShop({ secret }, first.store)
    assert.deepEqual(
      (await readKeys(second)).map(({ key }) => typeof key),
      ['string'],
    )
    assert.equal((await recognise(second, `Bearer ${token}`))?.username, 'ada')
  })
  for (const [what, other] of [
    ['another secret', { secret: `${secret}!` }],
    ['no secret', {}],
  ] as const) {
    it(`stop the start with ${what}`, async () => {
      const { store } = await startShop({ secret })
      await assert.rejects(startShop(other, store), { name: 'DeclarationError', message: /identity\.secret/ })
    })
  }
})

describe('access tokens', () => {
  it('for another audience are refused', async () => {
    const other = await startShop({ audience: 'https://other.example' })
    await addUser(other, 'ada')
    const bearer = `Bearer ${await signIn(other, 'ada')}`
    assert.equal((await recognise(other, bearer))?.username, 'ada')
    assert.equal((await toRefusal(recognise(await startShop({}, other.store), bearer))).code, 'INVALID_TOKEN')
  })
  it('last as long as declared', async () => {
    const shop = await startShop({ accessTokenLifetime: '1m' })
    await addUser(shop, 'ada')
    const bearer = `Bearer ${await signIn(shop, 'ada')}`
    shop.clock.time += 59_999
    assert.equal((await recognise(shop, bearer))?.username, 'ada')
    shop.clock.time += 1
    assert.equal((await toRefusal(recognise(shop, bearer))).code, 'INVALID_TOKEN')
  })
})

describe('a wrong declaration', () => {
  const odd = resource('users', {
    fields: {
      name: field.text(),
      code: field.text().unique(),
      isActive: field.boolean(),
      hint: field.text().writeOnly(),
    },
  })
  const wrong: readonly (readonly [string, () => unknown, RegExp])[] = [
    [
      'a sign-in name that is not unique',
      () => identity({ users: { resource: odd, login: ['name'], password: 'hint' } }),
      /users\.login/,
    ],
    [
      'a password that is no secret',
      () => identity({ users: { resource: odd, login: ['code'], password: 'hint' } }),
      /users\.password/,
    ],
    ['a short secret', () => identity({ users: source, secret: 'short' }), /identity\.secret/],
    ['an empty secret', () => identity({ users: source, secret: '' }), /identity\.secret/],
    [
      'a lifetime below a second',
      () => identity({ users: source, accessTokenLifetime: '500ms' }),
      /accessTokenLifetime/,
    ],
    ['a realm with line breaks', () => identity({ users: source, realm: 'a\r\nb: c' }), /identity\.realm/],
  ]
  for (const [what, declare, message] of wrong) {
    it(`is refused: ${what}`, () => assert.throws(declare, { name: 'DeclarationError', message }))
  }
  it('is refused: users the API does not have', async () => {
    const shop = await startShop()
    const api = identity({ users: source })
    const context = {
      ...shop.context,
      models: new Map([...shop.models].filter(([name]) => name !== 'users')),
    }
    await assert.rejects(api.start(context), { name: 'DeclarationError', message: /no resource users/ })
  })
  it('is refused: one identity for two stores', async () => {
    const shop = await startShop()
    const { context } = await startShop()
    await assert.rejects(shop.api.start(context), DeclarationError)
    await shop.api.start(shop.context)
  })
})

describe('a source of users', () => {
  it('does not compile where names do not fit', () => {
    type Source = UserSource<typeof users>
    const good = { resource: users, login: ['username'], password: 'password' } as const
    // @ts-expect-error a boolean is no sign-in name
    const login: Source = { ...good, login: ['isActive'] }
    // @ts-expect-error no sign-in name at all
    const none: Source = { ...good, login: [] }
    // @ts-expect-error what is shown is no password
    const password: Source = { ...good, password: 'email' }
    // @ts-expect-error a text does not say whether somebody is active
    const active: Source = { ...good, active: 'email' }
    // @ts-expect-error no such field
    const roles: Source = { ...good, roles: (row) => [row.role] }
    const fitting: Source = { ...good, active: 'isActive', roles: (row) => [row.shout] }
    assert.equal([login, none, password, active, roles, fitting].length, 6)
  })
})

describe('an identity', () => {
  it('answers 503 before it has started', async () => {
    const [bearer] = identity({ users: source }).authenticators
    const work = async () => bearer!.authenticate(toRequest({ headers: { authorization: 'Bearer x' } }))
    assert.equal((await toRefusal(work())).code, 'UNAVAILABLE')
  })
  it('names the users and keeps keys without an address', async () => {
    const { api, models } = await startShop()
    assert.equal(api.users, 'users')
    assert.equal(models.get('signingKeys')?.internal, true)
  })
  it('warns of scopes that make tokens too long', async () => {
    const shop = await startShop()
    const scopes = Array.from({ length: 400 }, (_, index) => `resource${index}:read`)
    await shop.api.start({ ...shop.context, scopes })
    assert.equal(shop.warnings.length, 1)
  })
  it('documents its endpoints in OpenAPI 3.1', async () => {
    const { api, models } = await startShop({ basic: true })
    const document = createDocument({
      title: 'Shop',
      version: '1',
      models,
      endpoints: api.endpoints,
      prefix: '',
      securitySchemes: Object.fromEntries(api.authenticators.map(({ name, scheme }) => [name, scheme])),
      scopes: [],
      servers: [{ url: '/' }],
    })
    const statuses = (path: string, method: 'get' | 'post') =>
      Object.keys(document.paths[path]?.[method]?.responses ?? {})
    for (const status of ['200', '400', '401', '415', '422', '429', '503']) {
      assert.ok(statuses('/auth/login', 'post').includes(status))
    }
    assert.ok(statuses('/auth/whoami', 'get').includes('401'))
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)))
    assert.deepEqual([result.valid, result.errors], [true, undefined])
  })
})
