import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { HttpRequest } from '../../src/protocol/message/message.ts'
import { Unavailable } from '../../src/kernel/problem/catalogue.ts'
import { always } from '../../src/declaration/condition/condition.ts'
import { toTimestamp } from '../../src/kernel/values/clock.ts'
import { createSecretHasher } from '../../src/engine/identity/password-hash.ts'
import {
  addUser,
  ask,
  createCountingHasher,
  noon,
  onlyId,
  recognise,
  signIn,
  startShop,
  toBasic,
  toBody,
  toLogin,
  toRefusal,
  toRequest,
  type Shop,
} from './shop.ts'

const password = 'ada-password'

async function startWithAda(): Promise<Shop> {
  const shop = await startShop()
  await addUser(shop, 'ada')
  return shop
}

const form = (
  text: string,
  type = 'application/x-www-form-urlencoded',
  encoding: BufferEncoding = 'utf8',
): HttpRequest => toLogin(null, { headers: { 'content-type': type }, body: Buffer.from(text, encoding) })

const json = (body: string | number[]): HttpRequest =>
  toLogin(null, { body: typeof body === 'string' ? Buffer.from(body) : Uint8Array.from(body) })

const basic = (authorization: string, more: Partial<HttpRequest> = {}): HttpRequest =>
  toRequest({ method: 'POST', headers: { authorization }, ...more })

const guess = (shop: Shop, username: string, more: Partial<HttpRequest> = {}) =>
  toRefusal(ask(shop, '/auth/login', toLogin({ username, password: 'guess-password' }, more)))

const ways: readonly (readonly [string, HttpRequest])[] = [
  ['JSON', toLogin({ username: 'ada', password })],
  [
    'JSON with a charset',
    toLogin(
      { username: 'ada', password },
      { headers: { 'content-type': 'Application/JSON; charset=UTF-8' } },
    ),
  ],
  ['a form', form('username=ada&password=ada%2Dpassword')],
  ['a form with an empty scope', form('scope=&username=ada&password=ada-password')],
  ['Basic credentials', basic(toBasic('ada', password))],
  ['Basic credentials in another case', basic(toBasic('ada', password).replace('Basic', 'bASIC'))],
  ['an e-mail address', toLogin({ username: 'ada@example.com', password })],
  ['a name in another case', toLogin({ username: 'ADA', password })],
  [
    'an expired token beside it',
    toLogin(
      { username: 'ada', password },
      { headers: { 'content-type': 'application/json', authorization: 'Bearer x' } },
    ),
  ],
]

describe('signing in', () => {
  for (const [what, request] of ways) {
    it(`works with ${what}`, async () => {
      const reply = await ask(await startWithAda(), '/auth/login', request)
      assert.equal(reply.status, 200)
      assert.deepEqual(reply.headers, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      const { access_token: token, refresh_token: refreshToken, ...rest } = toBody(reply)
      assert.match(String(token), /^[\w-]+\.[\w-]+\.[\w-]+$/)
      assert.match(String(refreshToken), /^[\w-]{107}$/)
      assert.deepEqual(rest, {
        token_type: 'Bearer',
        expires_in: 900,
        scope: 'users:read todos:write todos:read',
      })
    })
  }
  it('takes a password in any Unicode form', async () => {
    const shop = await startShop()
    await addUser(shop, 'ada', { password: await shop.hasher.hash('caf\u00e9-password') })
    const reply = await ask(
      shop,
      '/auth/login',
      toLogin({ username: 'ada', password: 'cafe\u0301-password' }),
    )
    assert.equal(reply.status, 200)
  })
  it('takes a password in a form, escaped or in plain UTF-8', async () => {
    const shop = await startShop()
    await addUser(shop, 'ada', { password: await shop.hasher.hash('caf\u00e9-password') })
    for (const sent of ['caf%C3%A9-password', 'caf\u00e9-password', 'caf\u00e9%2Dpassword']) {
      const reply = await ask(shop, '/auth/login', form(`username=ada&password=${sent}`))
      assert.equal(reply.status, 200, sent)
    }
  })
  it('narrows the scopes to those asked for', async () => {
    const shop = await startWithAda()
    const token = await signIn(shop, 'ada', { scope: 'todos:read  users:read todos:read' })
    assert.deepEqual(
      (await recognise(shop, `Bearer ${token}`))?.scopes,
      new Set(['todos:read', 'users:read']),
    )
  })
  it('narrows the scopes beside Basic credentials', async () => {
    const headers = { authorization: toBasic('ada', password), 'content-type': 'application/json' }
    const request = toLogin({ scope: 'todos:read' }, { headers })
    assert.equal(toBody(await ask(await startWithAda(), '/auth/login', request))['scope'], 'todos:read')
  })
  it('lets the field named first decide', async () => {
    const shop = await startShop()
    await addUser(shop, 'eve', { email: 'eve@example.com' })
    const id = await addUser(shop, 'eve@example.com', { email: 'other@example.com' })
    const token = await signIn(shop, 'eve@example.com')
    assert.equal((await recognise(shop, `Bearer ${token}`))?.id, id)
  })
})

describe('a sign-in that fails', () => {
  const failures: readonly (readonly [string, HttpRequest])[] = [
    ['an unknown user', toLogin({ username: 'nobody', password })],
    ['a wrong password', toLogin({ username: 'ada', password: 'wrong-password' })],
    ['an empty password', toLogin({ username: 'ada', password: '' })],
    ['an empty name', toLogin({ username: '', password })],
    ['a name no field could keep', toLogin({ username: 'ada\u0000', password })],
    ['a name in SQL', toLogin({ username: "' OR 1=1 --", password })],
    ['a user who is not active', toLogin({ username: 'gone', password: 'gone-password' })],
    ['a user without a password', toLogin({ username: 'none', password: 'none-password' })],
    ['wrong Basic credentials', basic(toBasic('ada', 'wrong-password'))],
  ]
  for (const [what, request] of failures) {
    it(`answers the same after the same work: ${what}`, async () => {
      const shop = await startWithAda()
      await addUser(shop, 'gone', { isActive: false })
      await addUser(shop, 'none', { password: null })
      assert.deepEqual(await toRefusal(ask(shop, '/auth/login', request)), {
        status: 401,
        code: 'INVALID_CREDENTIALS',
        detail: 'There is no active user with this name and password.',
        errors: undefined,
        headers: { 'www-authenticate': 'Bearer realm="api"' },
      })
      assert.equal(shop.hasher.verified, 1)
    })
  }
  it('answers the same to malformed Basic credentials', async () => {
    const { code, headers } = await toRefusal(ask(await startWithAda(), '/auth/login', basic('Basic YWRh')))
    assert.deepEqual([code, headers], ['INVALID_CREDENTIALS', { 'www-authenticate': 'Bearer realm="api"' }])
  })
})

describe('a sign-in that is not well formed', () => {
  const good = { username: 'ada', password }

  const faults: readonly (readonly [string, HttpRequest, string, (readonly string[])?])[] = [
    [
      'no body',
      toRequest({ method: 'POST' }),
      '422 VALIDATION_FAILED',
      ['/username required', '/password required'],
    ],
    ['a body without a type', toLogin(good, { headers: {} }), '415 UNSUPPORTED_MEDIA_TYPE'],
    ['a body in XML', form('<login/>', 'application/xml'), '415 UNSUPPORTED_MEDIA_TYPE'],
    ['broken JSON', json('{"username":'), '400 MALFORMED_BODY'],
    ['JSON that is not UTF-8', json([0x22, 0xff, 0x22]), '400 MALFORMED_BODY'],
    ['a member twice', json('{"username":"a","username":"b","password":"c"}'), '400 MALFORMED_BODY'],
    ['a form member twice', form('username=a&username=b&password=c'), '400 MALFORMED_BODY'],
    ['a form badly encoded', form('username=%FF&password=c'), '400 MALFORMED_BODY'],
    ['a form in Latin-1', form('username=\u00e9&password=c', undefined, 'latin1'), '400 MALFORMED_BODY'],
    ['a list', toLogin([good]), '422 VALIDATION_FAILED', [' wrong_type']],
    ['no password', toLogin({ username: 'ada' }), '422 VALIDATION_FAILED', ['/password required']],
    [
      'a number as password',
      toLogin({ username: 'ada', password: 1 }),
      '422 VALIDATION_FAILED',
      ['/password wrong_type'],
    ],
    [
      'null and a list',
      toLogin({ username: null, password: [] }),
      '422 VALIDATION_FAILED',
      ['/username wrong_type', '/password wrong_type'],
    ],
    [
      'a misspelt scope',
      toLogin({ ...good, scopes: 'todos:read' }),
      '422 VALIDATION_FAILED',
      ['/scopes unknown_member'],
    ],
    [
      'an unknown scope',
      toLogin({ ...good, scope: 'todos:read root' }),
      '422 VALIDATION_FAILED',
      ['/scope unknown_scope'],
    ],
    [
      'a list of scopes',
      toLogin({ ...good, scope: ['todos:read'] }),
      '422 VALIDATION_FAILED',
      ['/scope wrong_type'],
    ],
    [
      'two passwords',
      toLogin(
        { password },
        { headers: { authorization: toBasic('ada', password), 'content-type': 'application/json' } },
      ),
      '422 VALIDATION_FAILED',
      ['/password unknown_member'],
    ],
    [
      'a query parameter',
      toLogin(good, { query: 'username=ada' }),
      '400 INVALID_QUERY',
      ['username unknown_parameter'],
    ],
  ]
  for (const [what, request, answer, places] of faults) {
    it(`is refused without any work: ${what}`, async () => {
      const shop = await startWithAda()
      const { status, code, errors } = await toRefusal(ask(shop, '/auth/login', request))
      assert.equal(`${status} ${code}`, answer)
      assert.deepEqual(
        errors?.map((each) => `${each.pointer ?? each.parameter} ${each.code}`),
        places,
      )
      assert.equal(shop.hasher.verified, 0)
    })
  }
  it('says what is read instead', async () => {
    const { headers } = await toRefusal(
      ask(await startWithAda(), '/auth/login', form('<login/>', 'application/xml')),
    )
    assert.deepEqual(headers, { accept: 'application/json, application/x-www-form-urlencoded' })
  })
})

describe('guessing passwords', () => {
  for (const username of ['ada', 'nobody']) {
    it(`is refused before any work, for ${username}`, async () => {
      const shop = await startWithAda()
      for (let count = 0; count < 5; count++) assert.equal((await guess(shop, username)).status, 401)
      const { status, code, detail, headers } = await guess(shop, username)
      assert.deepEqual([status, code], [429, 'TOO_MANY_REQUESTS'])
      assert.equal(detail, 'Too many attempts to sign in. Wait before you try again.')
      assert.deepEqual(Object.keys(headers ?? {}), ['retry-after'])
      assert.equal(shop.hasher.verified, 5)
    })
  }
  it('cannot go on in Basic credentials', async () => {
    const shop = await startWithAda()
    for (let count = 0; count < 5; count++) await guess(shop, 'ada')
    assert.equal((await toRefusal(ask(shop, '/auth/login', basic(toBasic('ada', password))))).status, 429)
  })
  it('does not burn the server at once', async () => {
    const shop = await startWithAda()
    const guesses = Array.from({ length: 500 }, (_, index) => guess(shop, `user${index}`))
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    assert.ok(shop.hasher.verified <= 100)
    assert.ok(statuses.filter((status) => status === 429).length >= 400)
  })
  it('is forgotten when the owner signs in', async () => {
    const shop = await startWithAda()
    for (let round = 0; round < 3; round++) {
      for (let count = 0; count < 4; count++) assert.equal((await guess(shop, 'ada')).status, 401)
      await signIn(shop, 'ada')
    }
  })
  it('is not what a busy server counts', async () => {
    const hasher = createCountingHasher()
    const busy = { ...hasher, verify: (): Promise<boolean> => Promise.reject(new Unavailable()) }
    const shop = await startShop({ hasher: busy })
    await addUser(shop, 'ada')
    for (let count = 0; count < 6; count++) assert.equal((await guess(shop, 'ada')).code, 'UNAVAILABLE')
    Object.assign(busy, { verify: hasher.verify })
    await signIn(shop, 'ada')
  })
})

describe('a password kept at another cost', () => {
  it('is hashed anew when its owner signs in', async () => {
    const shop = await startShop()
    const old = await createSecretHasher({ memory: 128, passes: 1 }).hash('ada-password')
    const id = await addUser(shop, 'ada', { password: old })
    await signIn(shop, 'ada')
    const kept = await shop.store.findSecret(shop.models.get('users')!, id, 'password')
    assert.match(String(kept), /m=64,t=1,p=1/)
    await signIn(shop, 'ada')
  })
})

describe('a user who is changed while the password is checked', () => {
  const changes = [
    ['another password', async (shop: Shop) => ({ password: await shop.hasher.hash('another-password') })],
    ['no password', async () => ({ password: null })],
    ['not active any more', async () => ({ isActive: false })],
  ] as const

  for (const [what, toValues] of changes) {
    it(`gets no session that nothing would end: ${what}`, async () => {
      const shop = await startWithAda()
      const { store, models } = shop
      const { rows } = await store.list(models.get('users')!, {
        where: always,
        sort: [{ property: 'id', descending: false }],
        start: { kind: 'first' },
        limit: 1,
        selection: onlyId,
      })
      const values = await toValues(shop)
      const { verify } = shop.hasher
      shop.hasher.verify = async (hash, text) => {
        const isRight = await verify(hash, text)
        const { id, version } = rows[0]!
        await store.update(models.get('users')!, { id, version, values, at: toTimestamp(noon) }, onlyId)
        return isRight
      }
      const request = toLogin({ username: 'ada', password })
      assert.equal((await toRefusal(ask(shop, '/auth/login', request))).code, 'INVALID_CREDENTIALS')
      assert.equal(await store.count(models.get('authSessions')!, always), 0)
    })
  }
  it('signs in all the same when the password was only hashed anew', async () => {
    const shop = await startWithAda()
    const old = new Set<string>()
    shop.hasher.needsRehash = (hash) => (old.size === 0 || old.has(hash) ? Boolean(old.add(hash)) : false)
    const request = toLogin({ username: 'ada', password })
    const replies = await Promise.all([1, 2].map(() => ask(shop, '/auth/login', request)))
    assert.deepEqual(
      replies.map(({ status }) => status),
      [200, 200],
    )
  })
})
