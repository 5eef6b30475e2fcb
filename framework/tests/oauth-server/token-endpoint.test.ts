// What clients are refused with, and that it is always in the form of OAuth (RFC 6749 section 5.2, RFC 9700).
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { array, assert as check, asyncProperty, constantFrom, oneof, string, tuple } from 'fast-check'
import { rateLimit } from 'ninety'
import { basic, openOAuthApi, password, redirectUri, secret } from './oauth-api.ts'
import { sendWithTwoHosts } from './raw-form.ts'

const { url, post, createClient, warnings } = await openOAuthApi({ api: { bodyLimit: 4096 } })
await createClient('service', { service: true })
await createClient('other', { service: true })
await createClient('public', { public: true, redirectUris: [redirectUri] })
await createClient('own', { firstParty: true })
await createClient('with space+%', { service: true })

const token = '/auth/oauth2/token'
const credentials = { grant_type: 'client_credentials' }
const ofClients = [
  token,
  '/auth/oauth2/revoke',
  '/auth/oauth2/introspect',
  '/auth/oauth2/par',
  '/auth/oauth2/device',
]

describe('a client is refused', () => {
  const attempts: Readonly<Record<string, readonly [Record<string, string>, Record<string, string>?]>> = {
    'with a wrong secret': [credentials, basic('service', 'wrong')],
    'with an empty secret': [credentials, basic('service', '')],
    "with another client's secret digest": [
      credentials,
      basic('service', 'l8mSkLCwQHOFzBTHmvlCsSW2BRT2Jpv0a6pXFbKHNGM'),
    ],
    'that nobody knows': [credentials, basic('nobody')],
    'with no credentials': [{ ...credentials, client_id: 'service' }],
    'with a wrong secret in the form': [{ ...credentials, client_id: 'service', client_secret: 'wrong' }],
    'with Basic credentials that are none': [credentials, { authorization: 'Basic x' }],
    'with a name that cannot be decoded': [credentials, { authorization: `Basic ${btoa('%zz:x')}` }],
    'with a very long name': [credentials, basic('x'.repeat(1000))],
    'with a name of control characters': [credentials, basic('\u0000\u0007')],
    'with an assertion that is none': [
      {
        ...credentials,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: 'a.b.c',
      },
    ],
  }
  for (const [title, [form, headers]] of Object.entries(attempts)) {
    test(title, async () => {
      const { status, body, headers: answered } = await post(token, form, headers)
      assert.ok(status === 400 || status === 401, String(status))
      assert.ok(['invalid_client', 'invalid_request'].includes(body['error']), body['error'])
      assert.equal(answered.get('cache-control'), 'no-store')
      if (headers !== undefined && status === 401)
        assert.match(answered.get('www-authenticate') ?? '', /^Basic /)
    })
  }

  test('that says who it is in two ways', async () => {
    const form = { ...credentials, client_id: 'service', client_secret: secret }
    const { status, body } = await post(token, form, basic('service'))
    assert.deepEqual([status, body['error']], [400, 'invalid_request'])
  })

  test('that names another client besides', async () => {
    const { status, body } = await post(token, { ...credentials, client_id: 'other' }, basic('service'))
    assert.ok(status === 400 || status === 401)
    assert.ok(['invalid_request', 'invalid_client'].includes(body['error']))
  })

  test('with its secret in the query', async () => {
    const query = `?grant_type=client_credentials&client_id=service&client_secret=${secret}`
    const { status, body } = await post(token + query, '')
    assert.deepEqual([status, body['error']], [400, 'invalid_request'])
  })

  test('that is public and shows a secret', async () => {
    const form = { grant_type: 'authorization_code', code: 'x', redirect_uri: redirectUri }
    for (const answer of [
      await post(token, { ...form, client_id: 'public', client_secret: 'guess' }),
      await post(token, form, basic('public', 'guess')),
    ])
      assert.deepEqual([answer.status, answer.body['error']], [401, 'invalid_client'])
  })

  test('that is public and asks as itself', async () => {
    const { status, body } = await post(token, { ...credentials, client_id: 'public' })
    assert.deepEqual([status, body['error']], [400, 'invalid_request'])
  })

  test('whose grant type nobody knows', async () => {
    const { status, body } = await post(token, { grant_type: 'magic' }, basic('service'))
    assert.deepEqual([status, body['error']], [400, 'unsupported_grant_type'])
  })

  test('without a grant type', async () => {
    const { status, body } = await post(token, {}, basic('service'))
    assert.deepEqual([status, body['error']], [400, 'invalid_request'])
  })
})

describe('a client is known', () => {
  test('by its name as a form encodes it', async () => {
    for (const name of ['with+space%2B%25', 'with%20space%2b%25']) {
      const authorization = `Basic ${btoa(`${name}:${secret}`)}`
      assert.equal((await post(token, credentials, { authorization })).status, 200)
    }
  })

  test('by its own tokens under such a name, too', async () => {
    const own = basic('with space+%')
    const { access_token: shown } = (await post(token, credentials, own)).body
    assert.equal((await post('/auth/oauth2/introspect', { token: shown }, own)).body['active'], true)
    await post('/auth/oauth2/revoke', { token: shown }, own)
    assert.deepEqual((await post('/auth/oauth2/introspect', { token: shown }, own)).body, { active: false })
  })
})

describe('scopes and resources', () => {
  const asked: Readonly<Record<string, readonly [Record<string, string>, string]>> = {
    'a scope beyond the client': [{ scope: 'users:write' }, 'invalid_scope'],
    'another resource': [{ resource: 'https://evil.example' }, 'invalid_target'],
    'a resource that is no address': [{ resource: 'nonsense' }, 'invalid_target'],
  }
  for (const [title, [form, error]] of Object.entries(asked)) {
    test(`${title} is ${error}`, async () => {
      const answer = await post(token, { ...credentials, ...form }, basic('service'))
      assert.deepEqual([answer.status, answer.body['error']], [400, error])
    })
  }

  test('a scope nobody knows is left out, and the answer says so', async () => {
    const { body } = await post(token, { ...credentials, scope: 'todos:read moon:land' }, basic('service'))
    assert.equal(body['scope'], 'todos:read')
  })

  test('two resources are invalid_target', async () => {
    const form = `grant_type=client_credentials&resource=${url}&resource=https://evil.example`
    const answer = await post(token, form, basic('service'))
    assert.deepEqual([answer.status, answer.body['error']], [400, 'invalid_target'])
  })

  test('its own resource may be named', async () => {
    const form = { ...credentials, resource: url, scope: 'todos:read' }
    assert.equal((await post(token, form, basic('service'))).body['scope'], 'todos:read')
  })
})

describe('what is no form is refused', () => {
  const own = basic('service')
  const json = { 'content-type': 'application/json', ...own }

  for (const path of ofClients) {
    test(`as JSON at ${path}`, async () => {
      const { status, body } = await post(path, JSON.stringify({ ...credentials, token: 'x' }), json)
      assert.deepEqual([status, body['error']], [400, 'invalid_request'])
    })

    test(`with too many bytes at ${path}`, async () => {
      const { status, body, headers } = await post(path, { token: 'x'.repeat(5000) }, own)
      assert.deepEqual([status, body['error']], [413, 'invalid_request'])
      assert.equal(headers.get('cache-control'), 'no-store')
    })

    test(`by GET at ${path}`, async () => {
      const response = await fetch(`${url}${path}?token=x`, { headers: own })
      const body = (await response.json()) as Record<string, unknown>
      assert.deepEqual([response.status, body['error']], [405, 'invalid_request'])
      assert.match(response.headers.get('allow') ?? '', /POST/)
    })

    test(`with a member twice at ${path}`, async () => {
      const form = 'grant_type=client_credentials&scope=a&scope=b&token=x&token=y&client_id=a&client_id=b'
      const { status, body } = await post(path, form, own)
      assert.deepEqual([status, body['error']], [400, 'invalid_request'])
    })

    test(`with two hosts at ${path}`, async () => {
      const { status, error } = await sendWithTwoHosts(url, path)
      assert.deepEqual([status, error], [400, 'invalid_request'])
    })

    test(`to pages of other origins at ${path}`, async () => {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { ...own, origin: 'https://evil.example' },
        body: new URLSearchParams(credentials),
      })
      assert.equal(response.headers.get('access-control-allow-origin'), null)
      await response.text()
    })
  }

  test('as XML, as multipart and as nothing', async () => {
    for (const type of [
      'text/xml',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencodedx',
    ]) {
      const { status, body } = await post(token, 'grant_type=client_credentials', {
        ...own,
        'content-type': type,
      })
      assert.deepEqual([status, body['error']], [400, 'invalid_request'])
    }
    const nothing = await post(token, '', own)
    assert.deepEqual([nothing.status, nothing.body['error']], [400, 'invalid_request'])
  })

  test('in no UTF-8', async () => {
    const { status } = await post(token, 'grant_type=%ff%fe&client_id=%c3%28', own)
    assert.equal(status, 400)
  })
})

describe('whatever is sent', () => {
  const value = oneof(
    constantFrom('authorization_code', 'refresh_token', 'client_credentials', 'password', 'service', 'own'),
    constantFrom('urn:ietf:params:oauth:grant-type:device_code', 'todos:read', 'openid', secret, password),
    constantFrom(url, redirectUri, 'ada', '__proto__', 'constructor', '', ' ', '\u0000', 'a.b.c'),
    string({ unit: 'binary', maxLength: 40 }).map((text) => text.toWellFormed()),
  )
  const name = oneof(
    constantFrom('grant_type', 'code', 'redirect_uri', 'code_verifier', 'refresh_token', 'scope', 'resource'),
    constantFrom('client_id', 'client_secret', 'device_code', 'username', 'token', 'token_type_hint'),
    constantFrom('client_assertion', 'client_assertion_type', 'request', 'request_uri', 'dpop_jkt'),
    constantFrom(
      '__proto__',
      'constructor',
      'toString',
      'response_type',
      'user_code',
      'claims',
      'id_token_hint',
    ),
    string({ maxLength: 10 }).map((text) => text.toWellFormed()),
  )
  const form = array(tuple(name, value), { maxLength: 8 })
  const client = constantFrom({}, basic('service'), basic('own'), basic('public', ''), basic('nobody'))

  for (const path of ofClients) {
    test(`it is answered in form at ${path}`, async () => {
      await check(
        asyncProperty(form, client, async (members, headers) => {
          const { status, body } = await post(path, new URLSearchParams(members).toString(), headers)
          assert.ok(status < 500, `${status} ${JSON.stringify(body)}`)
          if (status < 400) return
          assert.equal(typeof body['error'], 'string')
          assert.match(body['error_description'] ?? '', /^[ !#-[\]-~]*$/)
        }),
        { numRuns: 150 },
      )
      assert.deepEqual(warnings, [])
    })
  }
})

describe('an application key that is demanded', () => {
  test('is missed in form, but not by browsers', async () => {
    const guarded = await openOAuthApi({ keyRequired: true })
    for (const path of ofClients) {
      const { status, body, headers } = await guarded.post(path, credentials, basic('service'))
      assert.deepEqual([status, body['error']], [401, 'invalid_client'])
      assert.match(headers.get('www-authenticate') ?? '', /^ApplicationKey /)
    }
    const { keys } = (await (await guarded.send('GET', '/auth/oauth2/jwks')).json()) as Record<
      string,
      unknown
    >
    assert.ok(Array.isArray(keys))
  })
})

describe('pages of origins that the API lets in', () => {
  test('may ask for tokens', async () => {
    const origin = 'https://app.example'
    const shared = await openOAuthApi({ api: { cors: { origins: [origin] } } })
    await shared.createClient('service', { service: true })
    const { status, headers } = await shared.post(token, credentials, { ...basic('service'), origin })
    assert.deepEqual([status, headers.get('access-control-allow-origin')], [200, origin])
    assert.equal(headers.get('access-control-allow-credentials'), null)
    const preflight = await shared.send('OPTIONS', token, {
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'dpop' },
    })
    assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-headers')], [204, 'dpop'])
  })
})

describe('too many requests are refused', () => {
  test('in form, with the time to wait', async () => {
    const limited = await openOAuthApi({
      api: { rateLimits: { policies: [rateLimit('few', { by: 'address', allow: '4/1h' })] } },
    })
    await limited.createClient('service', { service: true })
    const asks = [1, 2, 3, 4].map(() => limited.post(token, credentials, basic('service')))
    const refused = (await Promise.all(asks)).find(({ status }) => status === 429)!
    assert.equal(refused.body['error'], 'temporarily_unavailable')
    assert.ok(Number(refused.headers.get('retry-after')) > 0)
  })
})
