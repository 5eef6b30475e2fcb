// Access tokens that are bound to a key (RFC 9449), by an independent client and by proofs made by hand.
import assert from 'node:assert/strict'
import { hash, randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK } from 'jose'
import {
  authorizationCodeGrant,
  clientCredentialsGrant,
  fetchProtectedResource,
  genericGrantRequest,
  getDPoPHandle,
  randomDPoPKeyPair,
  refreshTokenGrant,
  ResponseBodyError,
  tokenIntrospection,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import { authorize } from './authorize.ts'
import { sendHead } from './raw-form.ts'
import { basic, openOAuthApi, password, redirectUri } from './oauth-api.ts'

const opened = await openOAuthApi({ accessTokenHeader: 'x-access-token' })
const { url, send, adaId, createClient, discover } = opened
await createClient('app', { public: true, redirectUris: [redirectUri] })
await createClient('own', { firstParty: true })
await createClient('service', { service: true })

const algorithms = 'ES256 Ed25519 EdDSA'
const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
const jwk = await exportJWK(publicKey)
const config = await discover('service')

/** A token bound to the key. */
const { access_token: token } = await clientCredentialsGrant(
  config,
  { scope: 'todos:read' },
  { DPoP: getDPoPHandle(config, { publicKey, privateKey }) },
)

const { privateKey: strange } = await generateKeyPair('ES256')
const rsa = await generateKeyPair('RS256')
const rsaJwk = await exportJWK(rsa.publicKey)
const privateJwk = await exportJWK(privateKey)

interface Making {
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
  readonly signWith?: Parameters<SignJWT['sign']>[0]
}

/** A proof for reading the todos, but for what is said otherwise; what is undefined is left out. */
function prove({ header = {}, claims = {}, signWith = privateKey }: Making = {}): Promise<string> {
  const whole = {
    jti: randomUUID(),
    htm: 'GET',
    htu: `${url}/todos`,
    iat: Math.floor(Date.now() / 1000),
    ath: hash('sha256', token, 'base64url'),
    ...claims,
  }
  const protect = { typ: 'dpop+jwt', alg: 'ES256', jwk, ...header }
  return new SignJWT(whole).setProtectedHeader(protect).sign(signWith)
}

const show = (proof: string, { path = '/todos', method = 'GET', with: shown = token } = {}) =>
  send(method, path, { headers: { authorization: `DPoP ${shown}`, dpop: proof } })

interface Refused {
  readonly status: number
  readonly code: string
  readonly challenge: string
}

async function read(response: Response): Promise<Refused> {
  const { code } = (await response.json()) as { readonly code: string }
  return { status: response.status, code, challenge: response.headers.get('www-authenticate') ?? '' }
}

async function isRefusedProof(response: Response): Promise<void> {
  const { status, code, challenge } = await read(response)
  assert.deepEqual([status, code], [401, 'INVALID_DPOP_PROOF'])
  assert.match(challenge, /^DPoP realm="api", .*error="invalid_dpop_proof"/)
  assert.match(challenge, new RegExp(`algs="${algorithms}"`))
}

describe('an independent client with a key', () => {
  test('goes through code, refresh and the API', async () => {
    const app = await discover('app', true)
    const DPoP = getDPoPHandle(app, await randomDPoPKeyPair())
    const { address, checks } = await authorize(opened, app)
    const tokens = await authorizationCodeGrant(app, address, checks, undefined, { DPoP })
    assert.equal(tokens.token_type, 'dpop')
    const ask = async (shown: string) => {
      const whoami = new URL('/auth/whoami', url)
      const response = await fetchProtectedResource(app, shown, whoami, 'GET', null, undefined, { DPoP })
      return ((await response.json()) as { readonly id: string }).id
    }
    assert.equal(await ask(tokens.access_token), adaId)
    const next = await refreshTokenGrant(app, tokens.refresh_token!, undefined, { DPoP })
    assert.equal(await ask(next.access_token), adaId)
  })

  for (const algorithm of ['Ed25519', 'EdDSA']) {
    test(`may sign with ${algorithm}`, async () => {
      const DPoP = getDPoPHandle(config, await generateKeyPair(algorithm))
      const { access_token: shown } = await clientCredentialsGrant(config, { scope: 'todos:read' }, { DPoP })
      const response = await fetchProtectedResource(
        config,
        shown,
        new URL('/todos', url),
        'GET',
        null,
        undefined,
        { DPoP },
      )
      assert.equal(response.status, 200)
    })
  }

  test("loses a public client's refresh token with the key", async () => {
    const app = await discover('app', true)
    const DPoP = getDPoPHandle(app, await randomDPoPKeyPair())
    const { address, checks } = await authorize(opened, app)
    const { refresh_token: refresh } = await authorizationCodeGrant(app, address, checks, undefined, { DPoP })
    const other = { DPoP: getDPoPHandle(app, await randomDPoPKeyPair()) }
    const isRefused = (error: unknown) =>
      error instanceof ResponseBodyError && error.error === 'invalid_grant'
    await assert.rejects(refreshTokenGrant(app, refresh!, undefined, other), isRefused)
    await assert.rejects(refreshTokenGrant(app, refresh!), isRefused)
  })

  test('is told of a refusal in a form it knows', async () => {
    const DPoP = getDPoPHandle(config, await randomDPoPKeyPair())
    const asked = fetchProtectedResource(config, token, new URL('/todos', url), 'GET', null, undefined, {
      DPoP,
    })
    await assert.rejects(asked, (error) => {
      assert.ok(error instanceof WWWAuthenticateChallengeError)
      const [{ scheme, parameters }] = error.cause as [(typeof error.cause)[number]]
      assert.deepEqual([scheme, parameters.error, parameters.algs], ['dpop', 'invalid_token', algorithms])
      return true
    })
  })
})

describe('a proof', () => {
  test('lets in with its token', async () => assert.equal((await show(await prove())).status, 200))

  test('is good once', async () => {
    const proof = await prove()
    assert.equal((await show(proof)).status, 200)
    await isRefusedProof(await show(proof))
  })

  test('is good once of many at a time', async () => {
    const proof = await prove()
    const answers = await Promise.all(Array.from({ length: 8 }, () => show(proof)))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, ...Array(7).fill(401)])
  })

  test('may be named as one by another key', async () => {
    const claims = { jti: 'the same name' }
    const other = await generateKeyPair('ES256')
    const DPoP = getDPoPHandle(config, other)
    const { access_token: shown } = await clientCredentialsGrant(config, { scope: 'todos:read' }, { DPoP })
    const own = { ...claims, ath: hash('sha256', shown, 'base64url') }
    const header = { jwk: await exportJWK(other.publicKey) }
    const theirs = await prove({ claims: own, header, signWith: other.privateKey })
    assert.equal((await show(theirs, { with: shown })).status, 200)
    assert.equal((await show(await prove({ claims }))).status, 200)
  })

  const seconds = () => Math.floor(Date.now() / 1000)
  const accepted: Readonly<Record<string, () => Making>> = {
    'an address with query and fragment': () => ({ claims: { htu: `${url}/todos?page=2#x` } }),
    'an address escaped otherwise': () => ({ claims: { htu: `${url}/%74odos` } }),
    'a host in capitals': () => ({ claims: { htu: `${url.replace('http', 'HTTP')}/todos` } }),
    'a time four minutes ago': () => ({ claims: { iat: seconds() - 240 } }),
    'a clock that is ahead': () => ({ claims: { iat: seconds() + 240 } }),
  }
  for (const [title, toMaking] of Object.entries(accepted)) {
    test(`may have ${title}`, async () => {
      assert.equal((await show(await prove(toMaking()))).status, 200)
    })
  }

  const refused: Readonly<Record<string, () => Making>> = {
    'of another method': () => ({ claims: { htm: 'POST' } }),
    'of a method in small letters': () => ({ claims: { htm: 'get' } }),
    'of no method': () => ({ claims: { htm: undefined } }),
    'of another path': () => ({ claims: { htu: `${url}/users` } }),
    'of another host': () => ({ claims: { htu: 'https://evil.example/todos' } }),
    'of an address with a user': () => ({ claims: { htu: `${url.replace('//', '//u@')}/todos` } }),
    'of an address that is none': () => ({ claims: { htu: '/todos' } }),
    'of no address': () => ({ claims: { htu: undefined } }),
    'of an address in a list': () => ({ claims: { htu: [`${url}/todos`] } }),
    'of ten minutes ago': () => ({ claims: { iat: seconds() - 600 } }),
    'of the future': () => ({ claims: { iat: seconds() + 600 } }),
    'of a time in text': () => ({ claims: { iat: String(seconds()) } }),
    'of no time': () => ({ claims: { iat: undefined } }),
    'that has expired': () => ({ claims: { exp: seconds() - 1 } }),
    'without a name': () => ({ claims: { jti: undefined } }),
    'with an empty name': () => ({ claims: { jti: '' } }),
    'with a number as its name': () => ({ claims: { jti: 7 } }),
    'for no token': () => ({ claims: { ath: undefined } }),
    'for another token': () => ({ claims: { ath: hash('sha256', 'another', 'base64url') } }),
    'of another type': () => ({ header: { typ: 'JWT' } }),
    'of no type': () => ({ header: { typ: undefined } }),
    'with an algorithm not on the list': () => ({
      header: { alg: 'RS256', jwk: rsaJwk },
      signWith: rsa.privateKey,
    }),
    'signed with a shared secret': () => ({
      header: { alg: 'HS256', jwk: { kty: 'oct', k: 'c2VjcmV0' } },
      signWith: Buffer.alloc(32),
    }),
    'without a key': () => ({ header: { jwk: undefined } }),
    'with the private key in it': () => ({ header: { jwk: privateJwk } }),
    'with a key that is none': () => ({ header: { jwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } } }),
    'with a key named only': () => ({ header: { jwk: undefined, kid: 'mine' } }),
    'by another key than it shows': () => ({ signWith: strange }),
    'with what it calls critical': () => ({ header: { crit: ['x'], x: 1 } }),
  }
  for (const [title, toMaking] of Object.entries(refused)) {
    test(`${title} is refused`, async () => {
      const making = toMaking()
      // What jose would not make itself is made by hand.
      const proof = making.header?.['crit'] === undefined ? await prove(making) : await proveCritical()
      await isRefusedProof(await show(proof))
    })
  }

  const proveCritical = async () => {
    const [, payload, signature] = (await prove()).split('.')
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk, crit: ['x'], x: 1 }
    return [Buffer.from(JSON.stringify(header)).toString('base64url'), payload, signature].join('.')
  }

  test('without a signature is refused', async () => {
    const plain = new UnsecuredJWT({ jti: 'x', htm: 'GET', htu: `${url}/todos` }).setIssuedAt().encode()
    await isRefusedProof(await show(plain))
    await isRefusedProof(await show(`${plain}x`))
  })

  for (const [title, toProof] of [
    ['missing', () => undefined],
    ['empty', () => ''],
    ['garbage', () => 'a.b.c'],
    ['huge', () => `${'a'.repeat(9000)}.b.c`],
    ['sent twice', async () => `${await prove()}, ${await prove()}`],
  ] as const) {
    test(`${title} is refused`, async () => {
      const dpop = await toProof()
      const headers = { authorization: `DPoP ${token}`, ...(dpop !== undefined && { dpop }) }
      await isRefusedProof(await send('GET', '/todos', { headers }))
    })
  }

  test('is told to be sent where it is missing', async () => {
    const answer = await send('GET', '/todos', { headers: { authorization: `DPoP ${token}` } })
    const { detail } = (await answer.json()) as { readonly detail: string }
    assert.equal(detail, 'The proof is missing: send one in the header DPoP.')
  })

  test('is asked of the address without what stands after it', async () => {
    assert.equal((await show(await prove(), { path: '/todos?limit=1' })).status, 200)
  })

  test('goes by the public address, not the Host header', async () => {
    const headers = { authorization: `DPoP ${token}`, 'x-forwarded-host': 'evil.example' }
    const dpop = await prove({ claims: { htu: 'http://evil.example/todos' } })
    await isRefusedProof(await send('GET', '/todos', { headers: { ...headers, dpop } }))
  })
})

const unneeded = await prove()

describe('a bound token', () => {
  const bothChallenges =
    /^Bearer realm="api", .*error="invalid_token", .*, DPoP realm="api", .*algs="ES256 Ed25519 EdDSA"$/

  test('says which key it is bound to', async () => {
    const [, payload] = token.split('.')
    const { cnf } = JSON.parse(Buffer.from(payload!, 'base64url').toString())
    assert.deepEqual(cnf, { jkt: await calculateJwkThumbprint(jwk as JWK) })
    const { active, token_type: type, cnf: shown } = await tokenIntrospection(config, token)
    assert.deepEqual([active, type, shown], [true, 'DPoP', cnf])
  })

  for (const [title, headers] of [
    ['as Bearer', { authorization: `Bearer ${token}` }],
    ['as Bearer with a proof', { authorization: `Bearer ${token}`, dpop: unneeded }],
    ['in another header', { 'x-access-token': token }],
    ['in a cookie', { cookie: `access-token=${token}` }],
  ] as const) {
    test(`is refused ${title}`, async () => {
      const { status, code, challenge } = await read(await send('GET', '/todos', { headers }))
      assert.deepEqual([status, code], [401, 'INVALID_TOKEN'])
      assert.match(challenge, bothChallenges)
    })
  }

  test('is refused with the proof of another key', async () => {
    const other = await generateKeyPair('ES256')
    const header = { jwk: await exportJWK(other.publicKey) }
    const { status, code, challenge } = await read(
      await show(await prove({ header, signWith: other.privateKey })),
    )
    assert.deepEqual([status, code], [401, 'INVALID_TOKEN'])
    assert.match(challenge, /^DPoP realm="api", .*error="invalid_token"/)
  })
})

describe('a bound token that is not good for enough', () => {
  test('is told so under its own scheme', async () => {
    const claims = { htm: 'POST' }
    const { status, challenge } = await read(await show(await prove({ claims }), { method: 'POST' }))
    assert.deepEqual([status, challenge], [403, 'DPoP error="insufficient_scope", scope="todos:write"'])
  })
})

describe('a message with its whole address', () => {
  for (const target of [`${url}/todos`, 'http://evil.example/todos', '//evil.example/todos', '/../todos']) {
    test(`${target.replace(url, '')} is no fault of the server`, async () => {
      const proof = await prove()
      const head = [`GET ${target} HTTP/1.1`, 'host: x', `authorization: DPoP ${token}`, `dpop: ${proof}`]
      assert.ok((await sendHead(url, head)) < 500)
    })
  }
})

describe('a token that is bound to nothing', () => {
  test('is refused under the scheme DPoP', async () => {
    const { access_token: free } = await clientCredentialsGrant(config, {})
    const proof = await prove({ claims: { ath: hash('sha256', free, 'base64url') } })
    const { status, code, challenge } = await read(await show(proof, { with: free }))
    assert.deepEqual([status, code], [401, 'INVALID_TOKEN'])
    assert.match(challenge, /^DPoP .*error_description="The access token is bound to no key"/)
  })

  test('of a first-party login is refused there, too', async () => {
    const login = await send('POST', '/auth/login', { body: { username: 'ada', password } })
    const { access_token: free } = (await login.json()) as { readonly access_token: string }
    const proof = await prove({ claims: { ath: hash('sha256', free, 'base64url') } })
    assert.equal((await show(proof, { with: free })).status, 401)
  })
})

describe('at the token endpoint', () => {
  const tokenEndpoint = '/auth/oauth2/token'
  const ask = (dpop: string) =>
    fetch(`${url}${tokenEndpoint}`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('service:demo-secret')}`, dpop },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
  const forTokens = { htm: 'POST', htu: `${url}${tokenEndpoint}`, ath: undefined }

  test('a proof is good once', async () => {
    const proof = await prove({ claims: forTokens })
    assert.equal((await ask(proof)).status, 200)
    assert.equal((await ask(proof)).status, 400)
  })

  test('a proof is good once of many at a time', async () => {
    const proof = await prove({ claims: forTokens })
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(proof)))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, ...Array(5).fill(400)])
  })

  test('a bad proof is told as such', async () => {
    const answer = await ask(await prove({ claims: { ...forTokens, htm: 'GET' } }))
    assert.equal(answer.status, 400)
    assert.equal(((await answer.json()) as { readonly error: string }).error, 'invalid_dpop_proof')
  })

  test('a code is good with the key it was asked for alone', async () => {
    const app = await discover('app', true)
    const key = await randomDPoPKeyPair()
    const parameters = { dpop_jkt: await calculateJwkThumbprint(await exportJWK(key.publicKey as never)) }
    const other = getDPoPHandle(app, await randomDPoPKeyPair())
    for (const options of [undefined, { DPoP: other }]) {
      const { address, checks } = await authorize(opened, app, { parameters })
      await assert.rejects(
        authorizationCodeGrant(app, address, checks, undefined, options),
        ResponseBodyError,
      )
    }
    const { address, checks } = await authorize(opened, app, { parameters })
    const own = { DPoP: getDPoPHandle(app, key) }
    const tokens = await authorizationCodeGrant(app, address, checks, undefined, own)
    assert.equal(tokens.token_type, 'dpop')
  })

  test('the password grant binds, too', async () => {
    const own = await discover('own')
    const DPoP = getDPoPHandle(own, await randomDPoPKeyPair())
    const asked = { username: 'ada', password, scope: 'todos:read' }
    const proof = await prove({ claims: forTokens })
    const form = { ...asked, grant_type: 'password' }
    const answers = [1, 2, 3].map(() => opened.post(tokenEndpoint, form, { ...basic('own'), dpop: proof }))
    assert.deepEqual((await Promise.all(answers)).map(({ status }) => status).toSorted(), [200, 400, 400])
    const tokens = await genericGrantRequest(own, 'password', asked, { DPoP })
    assert.equal(tokens.token_type, 'dpop')
    assert.equal((await send('GET', '/todos', { token: tokens.access_token })).status, 401)
    const whoami = new URL('/auth/whoami', url)
    const { access_token: shown } = tokens
    const response = await fetchProtectedResource(own, shown, whoami, 'GET', null, undefined, { DPoP })
    assert.equal(((await response.json()) as { readonly id: string }).id, adaId)
  })
})

describe('discovery', () => {
  test('tells of the algorithms', async () => {
    const metadata = await (await send('GET', '/.well-known/oauth-protected-resource')).json()
    const { dpop_signing_alg_values_supported: ofApi } = metadata as Record<string, unknown>
    assert.deepEqual(ofApi, algorithms.split(' '))
    assert.deepEqual(config.serverMetadata().dpop_signing_alg_values_supported, algorithms.split(' '))
  })

  test('begins at every challenge', async () => {
    const challenge = (await send('GET', '/auth/whoami')).headers.get('www-authenticate')!
    const place = `resource_metadata="${url}/.well-known/oauth-protected-resource"`
    assert.ok(challenge.startsWith(`Bearer realm="api", ${place}, DPoP realm="api", ${place}, algs=`))
    const bad = (await send('GET', '/todos', { token: 'x' })).headers.get('www-authenticate')!
    assert.ok(bad.includes(place))
  })

  test('has the scheme in the document', async () => {
    const document = opened.api.document() as never as {
      readonly components: { readonly securitySchemes: Readonly<Record<string, { readonly scheme: string }>> }
    }
    assert.equal(document.components.securitySchemes['dpop']?.scheme, 'dpop')
  })

  test('varies with the proof', async () => {
    assert.match((await show(await prove())).headers.get('vary') ?? '', /\bdpop\b/i)
  })
})
