// Introspection (RFC 7662), revocation (RFC 7009), and tokens that look like good ones (RFC 8725).
import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { describe, test } from 'node:test'
import { decodeJwt, exportSPKI, importJWK, SignJWT, UnsecuredJWT, type JWK, type JWTPayload } from 'jose'
import { authorizationCodeGrant } from 'openid-client'
import { authorize } from './authorize.ts'
import { always } from '../../src/declaration/condition/condition.ts'
import { selectNames } from '../../src/declaration/resource/query.ts'
import { basic, openOAuthApi, password, redirectUri } from './oauth-api.ts'

const opened = await openOAuthApi()
const { api, url, send, post, adaId, createClient, clients, discover, warnings } = opened
await createClient('own', { firstParty: true, redirectUris: [redirectUri] })
await createClient('other', { firstParty: true })
await createClient('service', { service: true })
await createClient('leaving', { service: true })
await createClient('public', { public: true, firstParty: true })

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

async function signIn(client = 'own'): Promise<Tokens> {
  const form = { grant_type: 'password', username: 'ada', password, scope: 'todos:read' }
  return (await post('/auth/oauth2/token', form, basic(client))).body as Tokens
}
async function serve(client = 'service'): Promise<string> {
  const form = { grant_type: 'client_credentials', scope: 'todos:read' }
  return (await post('/auth/oauth2/token', form, basic(client))).body['access_token']
}
const introspect = async (token: string, client = 'own', more: Readonly<Record<string, string>> = {}) =>
  (await post('/auth/oauth2/introspect', { token, ...more }, basic(client))).body
const revoke = (token: string, client = 'own', more: Readonly<Record<string, string>> = {}) =>
  post('/auth/oauth2/revoke', { token, ...more }, basic(client))
const inactive = { active: false }
const statusOf = async (token: string) => (await send('GET', '/todos', { token })).status

describe('introspection', () => {
  test('tells of an access token', async () => {
    const { access_token: token } = await signIn()
    const { jti, exp, iat, ...rest } = await introspect(token)
    assert.deepEqual(rest, {
      active: true,
      iss: url,
      sub: adaId,
      aud: url,
      client_id: 'own',
      username: 'ada',
      scope: 'todos:read',
      token_type: 'Bearer',
    })
    const claims = decodeJwt(token)
    assert.deepEqual([jti, exp, iat], [claims.jti, claims.exp, claims.iat])
  })

  test('tells of the token of a service', async () => {
    const { sub, username, client_id: client } = await introspect(await serve(), 'service')
    assert.deepEqual([sub, username, client], ['service', undefined, 'service'])
  })

  test('tells of a refresh token', async () => {
    const { refresh_token: token } = await signIn()
    const { active, sub, client_id: client, scope, exp, iat } = await introspect(token)
    assert.deepEqual([active, sub, client, scope], [true, adaId, 'own', 'todos:read'])
    assert.ok(exp - iat > 86_400)
  })

  test('goes by the token, whatever the hint says', async () => {
    const { access_token: access, refresh_token: refresh } = await signIn()
    for (const hint of ['access_token', 'refresh_token', 'nonsense']) {
      assert.equal((await introspect(access, 'own', { token_type_hint: hint })).active, true)
      assert.equal((await introspect(refresh, 'own', { token_type_hint: hint })).active, true)
    }
  })

  test("tells nothing of another client's tokens", async () => {
    const { access_token: access, refresh_token: refresh } = await signIn()
    assert.deepEqual(await introspect(access, 'other'), inactive)
    assert.deepEqual(await introspect(refresh, 'other'), inactive)
  })

  test('tells nothing of first-party tokens', async () => {
    const login = await send('POST', '/auth/login', { body: { username: 'ada', password } })
    const tokens = (await login.json()) as Tokens
    assert.deepEqual(await introspect(tokens.access_token), inactive)
    assert.deepEqual(await introspect(tokens.refresh_token), inactive)
  })

  test('ends with the session', async () => {
    const { access_token: access, refresh_token: refresh } = await signIn()
    await send('POST', '/auth/logout', { token: access })
    assert.deepEqual(await introspect(access), inactive)
    assert.deepEqual(await introspect(refresh), inactive)
  })

  test('ends with the client of a service', async () => {
    const token = await serve('leaving')
    await clients.remove('leaving')
    assert.deepEqual(await introspect(token, 'service'), inactive)
    assert.equal(await statusOf(token), 401)
  })

  test('ends with the token', async (t) => {
    const { access_token: token } = await signIn()
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 901_000 })
    assert.deepEqual(await introspect(token), inactive)
  })

  test('calls an exchanged refresh token inactive', async () => {
    const { refresh_token: token } = await signIn()
    await post('/auth/oauth2/token', { grant_type: 'refresh_token', refresh_token: token }, basic('own'))
    assert.deepEqual(await introspect(token), inactive)
  })

  for (const [title, token] of [
    ['garbage', 'nonsense'],
    ['three parts that are no JWT', 'a.b.c'],
    ['five parts', `${btoa('{"alg":"dir"}')}.a.b.c.d`],
    ['a header that is a list', `${btoa('[]')}.a.b`],
    ['an empty text', ''],
    ['a long text', 'x'.repeat(20_000)],
    ['a long JWT', `${'x'.repeat(20_000)}.y.z`],
  ] as const) {
    test(`answers ${title} well`, async () => {
      const { status, body } = await post('/auth/oauth2/introspect', { token }, basic('own'))
      if (token === '') assert.deepEqual([status, body['error']], [400, 'invalid_request'])
      else assert.deepEqual([status, body], [200, inactive])
    })
  }

  test('asks for a token', async () => {
    const { status, body } = await post('/auth/oauth2/introspect', {}, basic('own'))
    assert.deepEqual([status, body['error']], [400, 'invalid_request'])
  })
})

describe('both ask who the client is', () => {
  for (const path of ['/auth/oauth2/introspect', '/auth/oauth2/revoke']) {
    test(`at ${path}`, async () => {
      const { access_token: token } = await signIn()
      const none = await post(path, { token })
      assert.deepEqual([none.status, none.body['error']], [400, 'invalid_request'])
      const wrong = await post(path, { token }, basic('own', 'wrong'))
      assert.deepEqual([wrong.status, wrong.body['error']], [401, 'invalid_client'])
      const named = await post(path, { token, client_id: 'own' })
      assert.deepEqual([named.status, named.body['error']], [401, 'invalid_client'])
      const torn = await post(path, { token, client_id: 'own' }, basic('other'))
      assert.ok(torn.status === 400 || torn.status === 401, String(torn.status))
      assert.equal(await statusOf(token), 200)
    })
  }

  test('of a public client its name is enough', async () => {
    const form = {
      grant_type: 'password',
      username: 'ada',
      password,
      client_id: 'public',
      scope: 'todos:read',
    }
    const { body } = await post('/auth/oauth2/token', form)
    const token = body['access_token']
    await post('/auth/oauth2/revoke', { token, client_id: 'public' })
    assert.equal(await statusOf(token), 401)
  })
})

describe('revocation', () => {
  test('is done twice as well as once', async () => {
    const token = await serve()
    assert.equal((await revoke(token, 'service')).status, 200)
    assert.equal((await revoke(token, 'service')).status, 200)
    assert.equal(await statusOf(token), 401)
  })

  test('is done by many at a time', async () => {
    const token = await serve()
    const answers = await Promise.all([1, 2, 3, 4].map(() => revoke(token, 'service')))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    )
  })

  test('of an access token leaves its refresh token', async () => {
    const { access_token: access, refresh_token: refresh } = await signIn()
    await revoke(access, 'own', { token_type_hint: 'refresh_token' })
    assert.equal(await statusOf(access), 401)
    assert.equal((await introspect(refresh)).active, true)
  })

  for (const token of ['nonsense', 'a.b.c', `${'x'.repeat(9000)}.y.z`]) {
    test(`of ${token.slice(0, 10)} is done`, async () => assert.equal((await revoke(token)).status, 200))
  }
})

/** The key that signs, as the server has it. */
const [row] = (
  await api.context.store.list(api.context.models.get('signingKeys')!, {
    where: always,
    sort: [{ property: 'id', descending: true }],
    start: { kind: 'first' },
    limit: 1,
    selection: selectNames(['id', 'key']),
  })
).rows

describe('as an access token', () => {
  /** Signed by the very key of the server. */
  const sign = async (claims: JWTPayload, header: Readonly<Record<string, unknown>> = {}) => {
    const { id, key } = JSON.parse(row!.json) as { readonly id: string; readonly key: JWK }
    const own = await importJWK(key, 'EdDSA')
    const now = Math.floor(Date.now() / 1000)
    const whole = {
      iss: url,
      aud: url,
      sub: 'service',
      client_id: 'service',
      jti: 'x',
      iat: now,
      exp: now + 60,
    }
    return new SignJWT({ scope: 'todos:read', ...whole, ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: id, ...header })
      .sign(own)
  }

  test('one signed so is taken, if all else is right', async () =>
    assert.equal(await statusOf(await sign({})), 200))

  const refused: Readonly<Record<string, () => Promise<string> | string>> = {
    'an ID token': async () => {
      const config = await discover('own')
      const { address, checks } = await authorize(opened, config)
      return (await authorizationCodeGrant(config, address, checks)).id_token!
    },
    'one of another issuer': () => sign({ iss: 'https://evil.example' }),
    'one for another audience': () => sign({ aud: 'https://other.example' }),
    'one for no audience': () => sign({ aud: undefined as never }),
    'one of another type': () => sign({}, { typ: 'JWT' }),
    'a proof': () => sign({}, { typ: 'dpop+jwt' }),
    'one for a client that is none': () => sign({ sub: 'nobody', client_id: 'nobody' }),
    'one for a client that is no service': () => sign({ sub: 'own', client_id: 'own' }),
    'one of a session nobody has': () => sign({ sub: adaId, sid: '0190a000-0000-7000-8000-000000000000' }),
    'one that is expired': () => sign({ exp: Math.floor(Date.now() / 1000) - 1 }),
    'one of the future': () => sign({ iat: Math.floor(Date.now() / 1000) + 3600 }),
    'one bound to a certificate': () => sign({ cnf: { 'x5t#S256': 'x' } }),
    'one that brings its own key': () =>
      sign({}, { kid: 'mine', jwk: { kty: 'OKP', crv: 'Ed25519', x: 'x' } }),
    'one that says where its key is': () => sign({}, { kid: undefined, jku: 'https://evil.example/jwks' }),
    'one without a signature': () =>
      new UnsecuredJWT({ sub: 'service', client_id: 'service' }).setIssuer(url).setAudience(url).encode(),
    'one signed with the public key as a secret': async () => {
      const { keys } = (await (await send('GET', '/auth/oauth2/jwks')).json()) as {
        readonly keys: readonly (JWK & { readonly kid: string })[]
      }
      const pem = await exportSPKI(createPublicKey({ key: keys[0]! as never, format: 'jwk' }) as never)
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({ client_id: 'service', scope: 'todos:read' })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: keys[0]!.kid })
        .setIssuer(url)
        .setAudience(url)
        .setSubject('service')
        .setJti('x')
        .setIssuedAt(now)
        .setExpirationTime(now + 60)
        .sign(Buffer.from(pem))
    },
  }
  for (const [title, make] of Object.entries(refused)) {
    test(`${title} is refused`, async () => {
      const token = await make()
      assert.equal(await statusOf(token), 401)
      assert.deepEqual(await introspect(token, 'service'), inactive)
    })
  }
})

test('nothing of it is a fault of the server', () => assert.deepEqual(warnings, []))
