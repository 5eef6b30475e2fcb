// What may not be done with an authorization code, nor with the address it comes back to (RFC 6749, 7636, 9207, 9700).
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, test } from 'node:test'
import {
  array,
  assert as check,
  asyncProperty,
  boolean,
  constantFrom,
  oneof,
  string,
  tuple,
} from 'fast-check'
import { authorize } from './authorize.ts'
import { basic, createBrowser, openOAuthApi, redirectUri, type Posted } from './oauth-api.ts'

const opened = await openOAuthApi()
const { url, send, post, createClient, discover, warnings } = opened
const second = 'https://client.example/other'
await createClient('app', { redirectUris: [redirectUri, second] })
await createClient('other', { redirectUris: [redirectUri] })
await createClient('public', { public: true, redirectUris: [redirectUri] })
await createClient('native', { public: true, redirectUris: ['http://127.0.0.1/callback'] })
await createClient('narrow', { redirectUris: [redirectUri], scopes: ['todos:read'] })
const config = await discover('app')

const verifier = 'a-verifier-of-forty-three-characters-or-more'
const challenge = hash('sha256', verifier, 'base64url')

/** A code of ada's for the client app. */
async function getCode(parameters: Readonly<Record<string, string>> = {}): Promise<string> {
  const { address } = await authorize(opened, config, {
    scope: 'todos:read',
    parameters: { code_challenge: challenge, ...parameters },
  })
  const code = address.searchParams.get('code')
  assert.ok(code !== null, address.href)
  return code
}

const exchange = (
  code: string,
  more: Readonly<Record<string, string | undefined>> = {},
  headers: Readonly<Record<string, string>> = basic('app'),
): Promise<Posted> => {
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...more,
  }
  const given = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return post('/auth/oauth2/token', Object.fromEntries(given), headers)
}

const refused = ({ status, body }: Posted, error = 'invalid_grant') =>
  assert.deepEqual([status, body['error']], [400, error])

const isGood = async (token: string) => (await send('GET', '/todos', { token })).status === 200

describe('a code', () => {
  test('is good once, and what came of it dies if it comes again', async () => {
    const code = await getCode()
    const { body } = await exchange(code)
    assert.equal(await isGood(body['access_token']), true)
    refused(await exchange(code))
    assert.equal(await isGood(body['access_token']), false)
    const form = { grant_type: 'refresh_token', refresh_token: body['refresh_token'] }
    refused(await post('/auth/oauth2/token', form, basic('app')))
  })

  test('is good once at most of many at a time', async () => {
    const code = await getCode()
    const answers = await Promise.all([1, 2, 3, 4].map(() => exchange(code)))
    const statuses = answers.map(({ status }) => status).toSorted()
    assert.deepEqual(statuses.slice(1), [400, 400, 400])
  })

  test('is good for its own client alone', async () => {
    const code = await getCode()
    refused(await exchange(code, {}, basic('other')))
    refused(await exchange(code, { client_id: 'public' }, {}))
  })

  test('is good with its own address alone', async () => {
    refused(await exchange(await getCode(), { redirect_uri: second }))
    refused(await exchange(await getCode(), { redirect_uri: undefined }), 'invalid_request')
  })

  for (const [title, code_verifier] of [
    ['another verifier', 'another-verifier-of-forty-three-characters-or'],
    ['no verifier', undefined],
    ['the challenge as the verifier', challenge],
    ['a verifier that is too short', 'short'],
    ['a verifier of other characters', `${verifier}<`],
  ] as const) {
    test(`is refused with ${title}`, async () => {
      const { status, body } = await exchange(await getCode(), { code_verifier })
      assert.equal(status, 400)
      assert.ok(['invalid_grant', 'invalid_request'].includes(body['error']), body['error'])
    })
  }

  test('is refused after a minute', async (t) => {
    const code = await getCode()
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 61_000 })
    refused(await exchange(code))
  })

  test('that nobody gave is refused', async () => {
    for (const code of ['x', 'x'.repeat(43), '../../x', '']) {
      const { status } = await exchange(code)
      assert.equal(status, 400)
    }
  })

  test('brings no more scopes than were asked for', async () => {
    const { body } = await exchange(await getCode(), { scope: 'todos:read todos:write users:write' })
    assert.equal(body['scope'], 'todos:read')
  })

  test('is for no other resource', async () => {
    refused(await exchange(await getCode(), { resource: 'https://evil.example' }), 'invalid_target')
  })
})

const asked = {
  client_id: 'app',
  response_type: 'code',
  redirect_uri: redirectUri,
  scope: 'todos:read',
  state: 'a state & more',
  code_challenge: challenge,
  code_challenge_method: 'S256',
}

/** What a browser meets that nobody has signed in with. */
const start = (
  parameters: Readonly<Record<string, string | undefined>>,
  more = '',
): ReturnType<ReturnType<typeof createBrowser>['follow']> => {
  const all = { ...asked, ...parameters }
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return createBrowser(url).follow(`${url}/auth/oauth2/authorize?${new URLSearchParams(given)}${more}`)
}

describe('the browser stays on a page', () => {
  const attempts: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
    'without an address to come back to': { redirect_uri: undefined },
    'for an address nobody registered': { redirect_uri: 'https://evil.example/callback' },
    'for a longer path': { redirect_uri: `${redirectUri}/more` },
    'for a shorter path': { redirect_uri: redirectUri.slice(0, -1) },
    'for a path that goes up': { redirect_uri: `${redirectUri}/../callback` },
    'for a query that was not registered': { redirect_uri: `${redirectUri}?next=https://evil.example` },
    'for a fragment': { redirect_uri: `${redirectUri}#x` },
    'for a host that begins alike': { redirect_uri: 'https://client.example.evil.example/callback' },
    'for a user before the host': { redirect_uri: 'https://client.example@evil.example/callback' },
    'for another port': { redirect_uri: 'https://client.example:8443/callback' },
    'for another scheme': { redirect_uri: 'http://client.example/callback' },
    'for a host in capitals': { redirect_uri: 'https://CLIENT.example/callback' },
    'for a script': { redirect_uri: 'javascript:alert(1)' },
    'for a client nobody knows': { client_id: 'nobody' },
    'for no client': { client_id: undefined },
    'for another client of a native kind': {
      client_id: 'native',
      redirect_uri: 'http://127.0.0.1.evil.example/callback',
    },
    'for a native client elsewhere': { client_id: 'native', redirect_uri: 'http://localhost/callback' },
  }
  for (const [title, parameters] of Object.entries(attempts)) {
    test(title, async () => {
      const { address, response } = await start(parameters)
      assert.equal(address.origin, url)
      assert.equal(response.status, 400)
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/)
      assert.equal(response.headers.get('location'), null)
      const text = await response.text()
      assert.doesNotMatch(text, /href="(?:javascript:|https:\/\/[^"]*evil)/)
    })
  }

  test('for two addresses', async () => {
    const { address, response } = await start({}, '&redirect_uri=https%3A%2F%2Fevil.example')
    assert.deepEqual([address.origin, response.status], [url, 400])
  })

  test('with what was asked shown as text', async () => {
    const { response } = await start({ client_id: '<script>alert(1)</script>' })
    assert.doesNotMatch(await response.text(), /<script>alert/)
  })

  test('and a native client may take any port', async () => {
    const { response } = await start({ client_id: 'native', redirect_uri: 'http://127.0.0.1:49152/callback' })
    assert.equal(response.status, 200)
  })
})

describe('the client is told', () => {
  const attempts: Readonly<Record<string, readonly [Readonly<Record<string, string | undefined>>, string]>> =
    {
      'of a token in the answer': [{ response_type: 'token' }, 'unsupported_response_type'],
      'of an ID token in the answer': [{ response_type: 'id_token' }, 'unsupported_response_type'],
      'of both': [{ response_type: 'code id_token token' }, 'unsupported_response_type'],
      'of no kind of answer': [{ response_type: undefined }, 'invalid_request'],
      'of no challenge': [{ code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
      'of a plain challenge': [
        { code_challenge: verifier, code_challenge_method: 'plain' },
        'invalid_request',
      ],
      'of a challenge without a method': [{ code_challenge_method: undefined }, 'invalid_request'],
      'of a challenge that is none': [{ code_challenge: 'short' }, 'invalid_request'],
      'of a scope beyond it': [{ client_id: 'narrow', scope: 'todos:write' }, 'invalid_scope'],
      'of another resource': [{ resource: 'https://evil.example' }, 'invalid_target'],
      'of an answer in the fragment': [{ response_mode: 'nonsense' }, 'unsupported_response_mode'],
      'that nobody is signed in': [{ prompt: 'none' }, 'login_required'],
      'of a prompt that is none': [{ prompt: 'none login' }, 'invalid_request'],
      'of an age that is none': [{ max_age: '-1' }, 'invalid_request'],
      'of a request in a JWT': [{ request: 'a.b.c' }, 'request_not_supported'],
      'of a request elsewhere': [
        { request_uri: 'https://evil.example/request' },
        'request_uri_not_supported',
      ],
    }
  for (const [title, [parameters, error]] of Object.entries(attempts)) {
    test(title, async () => {
      const { address } = await start(parameters)
      assert.equal(address.origin + address.pathname, redirectUri, address.href)
      const parametersOf =
        address.hash === '' ? address.searchParams : new URLSearchParams(address.hash.slice(1))
      assert.equal(parametersOf.get('error'), error)
      // RFC 9207: whoever talks to several servers knows which one this is.
      assert.equal(parametersOf.get('iss'), url)
      assert.equal(parametersOf.get('state'), asked.state)
      assert.equal(parametersOf.get('code'), null)
    })
  }

  test('of two states by none of them', async () => {
    const { address } = await start({}, '&state=another')
    assert.notEqual(address.searchParams.get('state'), 'another')
  })
})

describe('the answer', () => {
  test('names the server, and keeps the state', async () => {
    const { address } = await authorize(opened, config, { parameters: { state: asked.state } })
    assert.equal(address.searchParams.get('iss'), url)
    assert.equal(address.searchParams.get('state'), asked.state)
    assert.equal(config.serverMetadata().authorization_response_iss_parameter_supported, true)
  })

  test('has neither tokens nor codes in addresses of the server', async () => {
    const { response } = await start({})
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer')
    assert.equal(response.headers.get('cache-control'), 'no-store')
  })

  test('is of one sign-in: the next client is asked about by itself', async () => {
    const { browser } = await authorize(opened, config)
    const { response } = await browser.follow(
      `${url}/auth/oauth2/authorize?${new URLSearchParams({ ...asked, client_id: 'other' })}`,
    )
    assert.match(await response.text(), /Allow other\?/)
  })

  test('asks again for scopes that were not allowed', async () => {
    const { browser } = await authorize(opened, config, { scope: 'todos:read' })
    const more = { ...asked, scope: 'todos:read todos:write' }
    const { response } = await browser.follow(`${url}/auth/oauth2/authorize?${new URLSearchParams(more)}`)
    assert.match(await response.text(), /<h1>Allow app\?<\/h1>/)
  })
})

describe('whatever a browser is sent with', () => {
  const name = oneof(
    constantFrom(
      ...Object.keys(asked),
      'prompt',
      'max_age',
      'nonce',
      'request',
      'request_uri',
      'response_mode',
    ),
    constantFrom(
      'claims',
      'id_token_hint',
      'login_hint',
      'resource',
      'ui_locales',
      'acr_values',
      'dpop_jkt',
      'display',
    ),
    constantFrom(
      '__proto__',
      'constructor',
      'toString',
      'authorization_details',
      'registration',
      'web_message_uri',
    ),
    string({ maxLength: 8 }),
  )
  const value = oneof(
    constantFrom(
      ...Object.values(asked),
      'none',
      'login',
      'consent',
      'form_post',
      'fragment',
      'query',
      'jwt',
    ),
    constantFrom(
      'token',
      'code id_token',
      'https://evil.example',
      '//evil.example',
      'javascript:x',
      '{}',
      '[]',
      '-1',
    ),
    constantFrom(
      'public',
      'native',
      'narrow',
      'openid offline_access',
      '{"id_token":{"sub":{"value":1}}}',
      '',
    ),
    string({ unit: 'binary', maxLength: 30 }).map((text) => text.toWellFormed()),
  )
  test('leads to no stranger, and is no fault of the server', async () => {
    await check(
      asyncProperty(array(tuple(name, value), { maxLength: 5 }), boolean(), async (more, isWhole) => {
        const query = new URLSearchParams([...(isWhole ? Object.entries(asked) : []), ...more])
        if (isWhole) for (const [each, text] of more) query.set(each, text)
        const response = await fetch(`${url}/auth/oauth2/authorize?${query}`, { redirect: 'manual' })
        await response.text()
        assert.ok(response.status < 500, `${response.status} ${query}`)
        const location = response.headers.get('location')
        if (location === null) return
        const { origin } = new URL(location, url)
        assert.ok([url, new URL(redirectUri).origin, 'http://127.0.0.1'].includes(origin), location)
      }),
      { numRuns: 300 },
    )
  })
})

test('nothing of it is a fault of the server', () => assert.deepEqual(warnings, []))
