// The attacks of RFC 8725 (JSON Web Token Best Current Practices) against the tokens of RFC 9068.
import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { SignJWT, UnsecuredJWT, type JWTHeaderParameters, type JWTPayload } from 'jose'
import { createAccessTokens } from '../../src/engine/identity/access-token.ts'
import type { KeyRing } from '../../src/engine/identity/key-ring.ts'
import {
  createJwk,
  toSigningKey,
  type SigningAlgorithm,
  type SigningKey,
} from '../../src/engine/identity/signing-algorithm.ts'

const noon = 1_800_000_000_000
const issuer = 'https://api.example.com'
const audience = issuer
const grant = {
  subject: 'u1',
  client: 'first-party',
  scopes: ['todos:read', 'todos:write'],
  authenticatedAt: noon - 3000,
}

const key = toSigningKey('k1', 'EdDSA', createJwk('EdDSA'))
const other = toSigningKey('k2', 'ES256', createJwk('ES256'))

function createRing(...keys: [SigningKey, ...SigningKey[]]): KeyRing {
  return {
    newest: () => keys[0],
    list: () => keys,
    find: (kid) => keys.find((each) => each.kid === kid),
    rotate: () => assert.fail('is not asked to'),
  }
}

function createTokens(keys = createRing(key, other)) {
  const clock = { time: noon, now: () => clock.time }
  const tokens = createAccessTokens({ keys, clock, issuer, audience, lifetime: 900, realm: 'api' })
  return { tokens, clock }
}

const goodClaims = {
  iss: issuer,
  sub: 'u1',
  aud: audience,
  iat: noon / 1000,
  exp: noon / 1000 + 900,
  jti: 'j1',
  client_id: 'first-party',
  scope: 'todos:read',
}
const goodHeader = { alg: 'EdDSA', typ: 'at+jwt', kid: 'k1' }

interface Forgery {
  readonly claims?: JWTPayload
  readonly without?: readonly string[]
  readonly header?: Partial<JWTHeaderParameters>
  readonly signer?: SigningKey
}

function sign({ claims = {}, without = [], header = {}, signer = key }: Forgery = {}): Promise<string> {
  const payload: JWTPayload = { ...goodClaims, ...claims }
  for (const name of without) delete payload[name]
  return new SignJWT(payload).setProtectedHeader({ ...goodHeader, ...header }).sign(signer.signWith)
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())

/** What no library would sign. */
function signRaw(header: unknown, payload: unknown): string {
  const text = `${encode(header)}.${encode(payload)}`
  return `${text}.${signBytes(null, Buffer.from(text), key.signWith).toString('base64url')}`
}

/** An HMAC over the token, with what everyone may know of the public key as its secret. */
function confuse(secret: string | Buffer): string {
  const text = `${encode({ ...goodHeader, alg: 'HS256' })}.${encode(goodClaims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

async function tamper(): Promise<string> {
  const [header, , signature] = (await sign()).split('.')
  return `${header}.${encode({ ...goodClaims, sub: 'root' })}.${signature}`
}

const stranger = generateKeyPairSync('ed25519')
const strange = { ...key, signWith: stranger.privateKey, verifyWith: stranger.publicKey }

const attacks: readonly (readonly [string, () => Promise<string> | string])[] = [
  ['nothing', () => ''],
  ['garbage', () => 'garbage'],
  ['three parts of garbage', () => 'a.b.c'],
  ['JSON that is no object', () => signRaw(goodHeader, [goodClaims])],
  ['an encrypted form', () => `${encode({ alg: 'dir', enc: 'A256GCM' })}..AAAA.AAAA.AAAA`],
  ['alg none', () => new UnsecuredJWT(goodClaims).encode()],
  [
    'alg none with the right header',
    () => `${encode({ ...goodHeader, alg: 'none' })}.${encode(goodClaims)}.`,
  ],
  ['alg nOnE', () => `${encode({ ...goodHeader, alg: 'nOnE' })}.${encode(goodClaims)}.`],
  ['no signature', async () => (await sign()).replace(/[^.]*$/, '')],
  ['changed claims', tamper],
  [
    'a public key as HMAC secret (PEM)',
    () => confuse(key.verifyWith.export({ type: 'spki', format: 'pem' })),
  ],
  [
    'a public key as HMAC secret (DER)',
    () => confuse(key.verifyWith.export({ type: 'spki', format: 'der' })),
  ],
  [
    'a public key as HMAC secret (x)',
    () => confuse(Buffer.from(key.verifyWith.export({ format: 'jwk' }).x!, 'base64url')),
  ],
  ['another algorithm than the key has', () => sign({ header: { alg: 'ES256' }, signer: other })],
  ['another key under the name', () => sign({ signer: strange })],
  [
    'the key in its own header',
    () => sign({ header: { jwk: strange.verifyWith.export({ format: 'jwk' }) as never }, signer: strange }),
  ],
  [
    'a key to be fetched from elsewhere',
    () => sign({ header: { jku: 'https://evil.example/jwks' }, signer: strange }),
  ],
  ['an unknown key', () => sign({ header: { kid: 'k9' } })],
  ['a key named like a path', () => sign({ header: { kid: '../../dev/null' } })],
  ['a key named like a property of all objects', () => sign({ header: { kid: '__proto__' } })],
  [
    'no key named',
    async () =>
      new SignJWT(goodClaims).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt' }).sign(key.signWith),
  ],
  ['the type of other tokens', () => sign({ header: { typ: 'JWT' } })],
  ['the type of ID tokens', () => sign({ header: { typ: 'id_token+jwt' } })],
  [
    'no type',
    async () => new SignJWT(goodClaims).setProtectedHeader({ alg: 'EdDSA', kid: 'k1' }).sign(key.signWith),
  ],
  ['a critical header nobody knows', () => signRaw({ ...goodHeader, crit: ['x'], x: 1 }, goodClaims)],
  ['another issuer', () => sign({ claims: { iss: 'https://evil.example' } })],
  ['an issuer alike', () => sign({ claims: { iss: `${issuer}/` } })],
  ['another audience', () => sign({ claims: { aud: 'https://other.example' } })],
  ['an end that is no number', () => sign({ claims: { exp: '9999999999' as never } })],
  ['a subject that is no text', () => sign({ claims: { sub: 1 as never } })],
  ['a scope that is no text', () => sign({ claims: { scope: ['todos:read'] } })],
  ['a session that is no text', () => sign({ claims: { sid: 1 } })],
  ['a session that is null', () => sign({ claims: { sid: null } })],
  ['a client that is no text', () => sign({ claims: { client_id: null } })],
  ...['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id'].map(
    (name) => [`no ${name}`, () => sign({ without: [name] })] as const,
  ),
  ['an end that has come', () => sign({ claims: { exp: noon / 1000 } })],
  ['a beginning still to come', () => sign({ claims: { nbf: noon / 1000 + 1 } })],
  ['an issue in the future', () => sign({ claims: { iat: noon / 1000 + 6 } })],
  ['a text of more than 8 KiB', () => sign({ claims: { padding: 'x'.repeat(8192) } })],
]

const isInvalidToken = (error: unknown) => {
  const { code, status, headers } = error as { code: string; status: number; headers: Record<string, string> }
  assert.deepEqual({ code, status }, { code: 'INVALID_TOKEN', status: 401 })
  assert.match(
    headers['www-authenticate']!,
    /^Bearer realm="api", error="invalid_token", error_description="[^"\\]+"$/,
  )
  return true
}

describe('an access token', () => {
  for (const algorithm of ['EdDSA', 'ES256', 'HS256'] as const satisfies SigningAlgorithm[]) {
    it(`signed by ${algorithm} says whom it is for`, async () => {
      const { tokens } = createTokens(createRing(toSigningKey('k3', algorithm, createJwk(algorithm))))
      const { id, ...verified } = await tokens.verify(await tokens.issue(grant))
      assert.equal(typeof id, 'string')
      assert.deepEqual(verified, {
        subject: 'u1',
        client: 'first-party',
        scopes: new Set(['todos:read', 'todos:write']),
        authenticatedAt: noon - 3000,
        expiresAt: noon + 900_000,
      })
    })
  }
  it('has the header and claims of RFC 9068', async () => {
    const [header, claims] = (await createTokens().tokens.issue(grant)).split('.')
    assert.deepEqual(decode(header!), { alg: 'EdDSA', typ: 'at+jwt', kid: 'k1' })
    const { jti, ...rest } = decode(claims!)
    assert.match(jti, /^[0-9a-f-]{36}$/)
    assert.deepEqual(rest, {
      iss: issuer,
      sub: 'u1',
      aud: audience,
      iat: noon / 1000,
      exp: noon / 1000 + 900,
      client_id: 'first-party',
      scope: 'todos:read todos:write',
      auth_time: noon / 1000 - 3,
    })
  })
  it('signed by an older key is still good', async () => {
    const { tokens } = createTokens()
    assert.equal(
      (await tokens.verify(await sign({ header: { alg: 'ES256', kid: 'k2' }, signer: other }))).subject,
      'u1',
    )
  })
  it('without scopes and time of sign-in has none', async () => {
    const { scopes, authenticatedAt } = await createTokens().tokens.verify(await sign({ without: ['scope'] }))
    assert.deepEqual([scopes, authenticatedAt], [new Set(), null])
  })
  it('from a clock a little ahead is good', async () => {
    assert.equal(
      (await createTokens().tokens.verify(await sign({ claims: { iat: noon / 1000 + 5 } }))).id,
      'j1',
    )
  })
  it('is the same object as long as it is remembered', async () => {
    const { tokens } = createTokens()
    const token = await sign()
    assert.equal(await tokens.verify(token), await tokens.verify(token))
  })
  for (const remembered of [false, true]) {
    it(`is refused from its end on, ${remembered ? 'though' : 'not being'} remembered`, async () => {
      const { tokens, clock } = createTokens()
      const token = await sign()
      clock.time = noon + 899_999
      if (remembered) await tokens.verify(token)
      clock.time = noon + 900_000
      await assert.rejects(async () => tokens.verify(token), { detail: 'The access token has expired.' })
    })
  }
})

// Each attack differs in one thing from these.
describe('an access token is good', () => {
  const signers = [
    ['by a library', sign],
    ['by hand', () => signRaw(goodHeader, goodClaims)],
  ] as const
  for (const [what, make] of signers) {
    it(`when signed ${what}`, async () => {
      assert.equal((await createTokens().tokens.verify(await make())).subject, 'u1')
    })
  }
})

describe('an access token is refused with', () => {
  for (const [what, forge] of attacks) {
    it(what, async () => {
      const token = await forge()
      await assert.rejects(async () => createTokens().tokens.verify(token), isInvalidToken)
    })
  }
})
