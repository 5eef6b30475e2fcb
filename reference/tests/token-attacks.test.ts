// The attacks of RFC 8725 on the running server: whoever forges a token is told that it is no good, and nothing else.
import assert from 'node:assert/strict'
import { createHmac, createPublicKey, createSecretKey, generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import { encode, encodeText, openTarget, toSign, type Sign, type Target } from './forged-tokens.ts'
import { openReferenceServer } from './reference-server.ts'

const stranger = generateKeyPairSync('ed25519')
const strangely: Sign = toSign('EdDSA', stranger.privateKey)
const now = Math.floor(Date.now() / 1000)

const target = await openTarget('EdDSA')
const { header, claims, encoded, forge } = target
const publicKey = createPublicKey(target.key)
const strangeJwk = stranger.publicKey.export({ format: 'jwk' })

/** An HMAC with what everyone may know of the key. */
const confuse = (secret: string | Buffer) =>
  forge({
    header: { alg: 'HS256' },
    sign: (text) => createHmac('sha256', secret).update(text).digest(),
  })
/** Header and claims as they are written, members twice included; signed by the server's own key. */
const signText = (headerText: string, claimsText: string) => {
  const text = `${encodeText(headerText)}.${encodeText(claimsText)}`
  return `${text}.${target.sign(text).toString('base64url')}`
}
const unsigned = (alg: unknown) => `${encode({ ...header, alg })}.${encoded.claims}.`
const shuffled = (text: string) => `${text.slice(0, -8)}${text.slice(-4)}${text.slice(-8, -4)}`

const attacks: readonly (readonly [what: string, token: string])[] = [
  // 3.1: the algorithm is the key's, whatever the token says.
  ...['none', 'None', 'NONE', 'nOnE', '', null, 0, ['none']].map(
    (alg) => [`the algorithm ${JSON.stringify(alg)}`, unsigned(alg)] as const,
  ),
  [
    'the algorithm none over a signature',
    `${encode({ alg: 'none' })}.${encoded.claims}.${encoded.signature}`,
  ],
  ['no algorithm', forge({ header: { alg: undefined } })],
  ...['HS256', 'HS512', 'ES256', 'RS256', 'PS256', 'Ed448'].map(
    (alg) => [`the algorithm ${alg} over a signature by EdDSA`, forge({ header: { alg } })] as const,
  ),
  ['the public key in PEM as a secret', confuse(publicKey.export({ type: 'spki', format: 'pem' }))],
  ['the public key in DER as a secret', confuse(publicKey.export({ type: 'spki', format: 'der' }))],
  ['the public key in JSON as a secret', confuse(JSON.stringify(publicKey.export({ format: 'jwk' })))],
  ['the public key’s bytes as a secret', confuse(Buffer.from(target.jwk['x'] as string, 'base64url'))],
  ['the name of the key as a secret', confuse(String(header['kid']))],
  ['nothing as a secret', confuse('')],
  // 3.2: signatures.
  ['no signature', `${encoded.header}.${encoded.claims}.`],
  ['two parts', `${encoded.header}.${encoded.claims}`],
  ['four parts', `${target.token}.${encoded.signature}`],
  ['a signature of zeros', forge({ sign: () => Buffer.alloc(64) })],
  ['a signature turned around', shuffled(target.token)],
  ['half a signature', target.token.slice(0, -40)],
  ['claims of somebody else', `${encoded.header}.${encode({ ...claims, sub: 'root' })}.${encoded.signature}`],
  ['a header changed', `${encode({ ...header, x: 1 })}.${encoded.claims}.${encoded.signature}`],
  ['the token of another server', forge({ sign: strangely })],
  // 3.3: what is encrypted for nobody here.
  ['an encrypted token', `${encode({ alg: 'dir', enc: 'A256GCM', kid: header['kid'] })}..AAAA.AAAA.AAAA`],
  [
    'an encrypted token by password',
    `${encode({ alg: 'PBES2-HS256+A128KW', enc: 'A256GCM', p2c: 2 ** 31, p2s: 'AAAA' })}.A.A.A.A`,
  ],
  ['a compressed token', forge({ header: { zip: 'DEF', crit: ['zip'] } })],
  ['claims that are not encoded', forge({ header: { b64: false, crit: ['b64'] } })],
  // 3.10: keys named by the token.
  ...[
    '',
    'other',
    '../../../../dev/null',
    "' OR 1=1 --",
    '__proto__',
    'constructor',
    '\u0000',
    'k'.repeat(4000),
    null,
    1,
    {},
    [header['kid']],
    undefined,
  ].map((kid) => [`the key ${JSON.stringify(kid)?.slice(0, 30)}`, forge({ header: { kid } })] as const),
  ['its key in the header', forge({ header: { jwk: strangeJwk }, sign: strangely })],
  ['its key alone in the header', forge({ header: { jwk: strangeJwk, kid: undefined }, sign: strangely })],
  ['an address of its key', forge({ header: { jku: 'http://127.0.0.1:9/jwks' }, sign: strangely })],
  ['an address of its certificate', forge({ header: { x5u: 'http://127.0.0.1:9/x.pem' }, sign: strangely })],
  ['a certificate in the header', forge({ header: { x5c: ['AAAA'] }, sign: strangely })],
  ['a header that is critical to nobody', forge({ header: { crit: ['x'], x: 1 } })],
  ['an empty list of critical headers', forge({ header: { crit: [] } })],
  // 3.11: tokens of another kind.
  ...['JWT', 'jwt', 'id_token+jwt', 'logout+jwt', 'at+jwt2', '', null, undefined].map(
    (typ) => [`the type ${JSON.stringify(typ)}`, forge({ header: { typ } })] as const,
  ),
  [
    'an ID token',
    forge({ header: { typ: 'JWT' }, claims: { aud: 'first-party', nonce: 'n', azp: 'x', scope: undefined } }),
  ],
  // 3.8, 3.9 and 2.8: claims.
  ...['urn:other', `${claims['iss']}/`, '', null, [claims['iss']]].map(
    (iss) => [`the issuer ${JSON.stringify(iss)}`, forge({ claims: { iss } })] as const,
  ),
  ...['urn:other', `${claims['aud']}/`, '', null, [], ['urn:other'], {}].map(
    (aud) => [`the audience ${JSON.stringify(aud)}`, forge({ claims: { aud } })] as const,
  ),
  ['an end in the past', forge({ claims: { exp: now - 1 } })],
  ['an end long past', forge({ claims: { iat: 0, exp: 900 } })],
  ['an end before all time', forge({ claims: { exp: -1 } })],
  ['an end that is text', forge({ claims: { exp: String(now + 900) } })],
  ['an end that is no number', forge({ claims: { exp: null } })],
  ['a beginning to come', forge({ claims: { nbf: now + 60 } })],
  ['a beginning that is text', forge({ claims: { nbf: 'now' } })],
  ['an issue to come', forge({ claims: { iat: now + 60 } })],
  ['an issue that is text', forge({ claims: { iat: 'now' } })],
  ...['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id'].map(
    (name) => [`no ${name}`, forge({ claims: { [name]: undefined } })] as const,
  ),
  ...['sub', 'jti', 'client_id', 'scope'].flatMap((name) =>
    [1, ['x'], {}, null, true].map(
      (value) => [`the ${name} ${JSON.stringify(value)}`, forge({ claims: { [name]: value } })] as const,
    ),
  ),
  ...[1, null, ['x'], {}, '', 'no-session', "' OR 1=1 --", '00000000-0000-0000-0000-000000000000'].map(
    (sid) => [`the session ${JSON.stringify(sid)}`, forge({ claims: { sid } })] as const,
  ),
  ['the session of somebody else', forge({ claims: { sub: '00000000-0000-7000-8000-000000000000' } })],
  // 2.4: what parsers read in different ways.
  ['claims that are a list', signText(JSON.stringify(header), '[]')],
  ['claims that are null', signText(JSON.stringify(header), 'null')],
  ['claims that are no JSON', signText(JSON.stringify(header), '{"sub":')],
  ['claims that are no UTF-8', signText(JSON.stringify(header), '\ufffd{}')],
  ['a header that is a list', signText('[]', JSON.stringify(claims))],
  ['a header that is null', signText('null', JSON.stringify(claims))],
  [
    'a header whose second algorithm is none',
    signText(`${JSON.stringify(header).slice(0, -1)},"alg":"none"}`, JSON.stringify(claims)),
  ],
  [
    'a second issuer',
    signText(JSON.stringify(header), `${JSON.stringify(claims).slice(0, -1)},"iss":"urn:other"}`),
  ],
  ['claims nested without end', signText(JSON.stringify(header), '['.repeat(3000))],
  // And what is no JWT at all.
  ['garbage', 'garbage'],
  ['dots', '..'],
  ['many dots', '.'.repeat(5000)],
  ['one brace', '{'],
  [
    'a serialization in JSON',
    JSON.stringify({ protected: encoded.header, payload: encoded.claims, signature: encoded.signature }),
  ],
  ['text before it', `x${target.token}`],
  ['text after it', `${target.token} x`],
  ['a comma after it', `${target.token},`],
  ['a tab in it', target.token.replace('.', '\t.')],
  ['quotes around it', `"${target.token}"`],
  ['letters of Latin-1', `\u00e9${target.token}`],
  ['more than 8 KiB', forge({ claims: { padding: 'x'.repeat(8000) } })],
]

const challenge =
  /^Bearer realm="api", resource_metadata="[^"]+\/\.well-known\/oauth-protected-resource", error="invalid_token", error_description="[\w ,;']+"$/

describe('a token is refused where it has', () => {
  for (const [what, token] of attacks) {
    test(what, async () => {
      const authorization = `Bearer ${token}`
      // Where a caller is needed, where none is, and where nothing but the row is missing.
      for (const path of ['/auth/whoami', '/api/v1/stores', '/api/v1/stores/nothing', '/api/v1/todos']) {
        const answer = await target.server.send('GET', path, { headers: { authorization } })
        assert.deepEqual([answer.status, answer.body['code']], [401, 'INVALID_TOKEN'], path)
        assert.match(answer.headers.get('www-authenticate') ?? '', challenge)
        assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
        assert.ok(token.length < 9 || !answer.text.includes(token), 'is not repeated')
      }
    })
  }
})

describe('a token is refused as well', () => {
  const isRefused = async (sending: Parameters<Target['server']['send']>[2], server = target.server) => {
    const answer = await server.send('GET', '/api/v1/stores', sending)
    assert.deepEqual([answer.status, answer.body['code']], [401, 'INVALID_TOKEN'])
  }

  test('where it is a refresh token', async () => {
    const body = { username: 'ada', password: 'ada-password' }
    const { refresh_token: refresh } = (await target.server.send('POST', '/auth/login', { body })).body
    await isRefused({ headers: { authorization: `Bearer ${refresh}` } })
  })

  test('on a write, before its body is read', async () => {
    const headers = { authorization: `Bearer ${forge({ sign: strangely })}` }
    for (const path of ['/api/v1/stores', '/api/v1/users']) {
      const answer = await target.server.send('POST', path, { headers, body: '{' })
      assert.deepEqual([answer.status, answer.body['code']], [401, 'INVALID_TOKEN'])
    }
  })

  test('in another header, and when both headers do not agree', async () => {
    const server = await openReferenceServer({ ACCESS_TOKEN_HEADER: 'x-access-token' })
    for (const [, token] of attacks.filter(([, each]) => /^[\x21-\x7e]+$/.test(each)).slice(0, 20))
      await isRefused({ headers: { 'x-access-token': token } }, server)
    const authorization = server.authorizationOf('ada')
    const other = { authorization, 'x-access-token': server.authorizationOf('bob') }
    await isRefused({ headers: other }, server)
  })

  test('where a header can hold no more, with a problem', async () => {
    const headers = { authorization: `Bearer ${'x'.repeat(20_000)}` }
    const answer = await target.server.send('GET', '/api/v1/stores', { headers })
    assert.deepEqual([answer.status, answer.body['code']], [431, 'HEADERS_TOO_LARGE'])
  })

  for (const algorithm of ['ES256', 'HS256'] as const) {
    test(`where the server signs by ${algorithm}`, async () => {
      const other = await openTarget(algorithm)
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const forgeries: readonly string[] = [
        `${encode({ ...other.header, alg: 'none' })}.${other.encoded.claims}.`,
        other.forge({ sign: () => Buffer.alloc(64) }),
        other.forge({ sign: () => Buffer.alloc(32) }),
        other.forge({ sign: () => Buffer.alloc(0) }),
        other.forge({ header: { alg: 'EdDSA' }, sign: strangely }),
        other.forge({ header: { alg: 'ES256' }, sign: toSign('ES256', pair.privateKey) }),
        other.forge({
          header: { alg: 'HS256' },
          sign: toSign('HS256', createSecretKey(Buffer.from('super-secret'))),
        }),
        // A token of the other server, whose key has another name.
        target.token,
      ]
      for (const token of forgeries)
        await isRefused({ headers: { authorization: `Bearer ${token}` } }, other.server)
      const { text } = await other.server.send('GET', '/auth/oauth2/jwks')
      for (const member of ['k', 'd']) {
        const hidden = other.jwk[member]
        assert.ok(
          hidden === undefined || !text.includes(String(hidden)),
          'keys are shown without their secrets',
        )
      }
      const good = await other.server.send('GET', '/auth/whoami', {
        headers: { authorization: `Bearer ${other.forge()}` },
      })
      assert.equal(good.body['username'], 'ada')
    })
  }
})

// Each attack differs from these in one thing.
describe('a token is good', () => {
  const good: readonly (readonly [what: string, token: string])[] = [
    ['as it was given', target.token],
    ['signed by hand', forge()],
    ['with its type written out', forge({ header: { typ: 'application/at+jwt' } })],
    ['for several audiences', forge({ claims: { aud: ['urn:other', claims['aud']] } })],
    ['from a little later', forge({ claims: { iat: Math.floor(Date.now() / 1000) + 2 } })],
    ['with claims that mean nothing here', forge({ claims: { roles: ['admin'], isAdmin: true } })],
  ]
  for (const [what, token] of good) {
    test(what, async () => {
      const headers = { authorization: `Bearer ${token}` }
      const { status, body } = await target.server.send('GET', '/auth/whoami', { headers })
      assert.deepEqual([status, body['username'], body['roles']], [200, 'ada', []])
    })
  }

  test('but gives no scope that is unknown', async () => {
    const headers = { authorization: `Bearer ${forge({ claims: { scope: 'root everything' } })}` }
    assert.equal((await target.server.send('GET', '/api/v1/todos', { headers })).status, 403)
  })
})
