// Pushed authorization requests (RFC 9126), and what may not be done with them.
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, test } from 'node:test'
import { basic, createBrowser, openOAuthApi, password, redirectUri } from './oauth-api.ts'

const { url, post, createClient, discover, warnings } = await openOAuthApi()
await createClient('app', { redirectUris: [redirectUri] })
await createClient('other', { redirectUris: [redirectUri] })
await createClient('public', { public: true, redirectUris: [redirectUri] })

const asked = {
  client_id: 'app',
  response_type: 'code',
  redirect_uri: redirectUri,
  scope: 'todos:read',
  state: 'a state',
  code_challenge: hash('sha256', 'a-verifier-of-forty-three-characters-or-more', 'base64url'),
  code_challenge_method: 'S256',
}
const push = (form: Readonly<Record<string, string>> = {}, headers = basic('app')) =>
  post('/auth/oauth2/par', { ...asked, ...form }, headers)

const start = (parameters: Readonly<Record<string, string>>, browser = createBrowser(url)) =>
  browser.follow(`${url}/auth/oauth2/authorize?${new URLSearchParams(parameters)}`)

async function pushed(): Promise<string> {
  const { status, body } = await push()
  assert.equal(status, 201)
  return body['request_uri']
}

/** Whether the client, or a page, is told that there is no such request. */
async function isRefused(parameters: Readonly<Record<string, string>>): Promise<void> {
  const { address, response } = await start(parameters)
  if (address.origin === url) assert.equal(response.status, 400)
  else assert.equal(address.searchParams.get('error'), 'invalid_request_uri')
}

describe('a pushed request', () => {
  test('is named in the metadata', async () => {
    const { pushed_authorization_request_endpoint: where } = (await discover('app')).serverMetadata()
    assert.equal(where, `${url}/auth/oauth2/par`)
  })

  test('brings a code as any other, once', async () => {
    const parameters = { client_id: 'app', request_uri: await pushed() }
    const browser = createBrowser(url)
    const page = await start(parameters, browser)
    const next = await browser.follow(page.address, { username: 'ada', password })
    const { address } = await browser.follow(next.address, { decision: 'allow' })
    assert.ok(address.searchParams.has('code'), address.href)
    await isRefused(parameters)
  })

  test('goes before what stands in the address', async () => {
    const more = { redirect_uri: 'https://evil.example', scope: 'users:write', state: 'another' }
    const { address, response } = await start({ ...more, client_id: 'app', request_uri: await pushed() })
    assert.equal(address.origin, url)
    assert.equal(response.status, 200)
    assert.doesNotMatch(await response.text(), /evil\.example/)
  })

  test("is no other client's", async () => isRefused({ client_id: 'other', request_uri: await pushed() }))

  test('is good for a minute', async (t) => {
    const request_uri = await pushed()
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 61_000 })
    await isRefused({ client_id: 'app', request_uri })
  })

  for (const request_uri of [
    'urn:ietf:params:oauth:request_uri:forged',
    'urn:ietf:params:oauth:request_uri:',
    'urn:example:other',
    'https://evil.example/request',
  ]) {
    test(`is none that is called ${request_uri}`, async () => {
      const { address, response } = await start({ client_id: 'app', request_uri })
      assert.deepEqual([address.origin, response.status], [url, 400])
    })
  }

  const refused: Readonly<Record<string, readonly [Record<string, string>, string]>> = {
    'for an address nobody registered': [{ redirect_uri: 'https://evil.example' }, 'invalid_request'],
    'of another request': [
      { request_uri: 'urn:ietf:params:oauth:request_uri:x' },
      'request_uri_not_supported',
    ],
    'with a plain challenge': [{ code_challenge_method: 'plain' }, 'invalid_request'],
    'for a token': [{ response_type: 'token' }, 'unsupported_response_type'],
    'for another resource': [{ resource: 'https://evil.example' }, 'invalid_target'],
    'for scopes beyond the client': [{ scope: 'users:write' }, 'invalid_scope'],
  }
  for (const [title, [form, error]] of Object.entries(refused)) {
    test(`is refused ${title}`, async () => {
      const { status, body } = await push(form)
      assert.deepEqual([status, body['error']], [400, error])
    })
  }

  test('is refused without the secret of its client', async () => {
    const { status, body } = await post('/auth/oauth2/par', asked)
    assert.deepEqual([status, body['error']], [401, 'invalid_client'])
  })

  test('is refused for another client than who asks', async () => {
    const { status } = await push({}, basic('other'))
    assert.ok(status === 400 || status === 401)
  })

  test('may come from a public client', async () => {
    assert.equal((await post('/auth/oauth2/par', { ...asked, client_id: 'public' })).status, 201)
  })
})

test('nothing of it is a fault of the server', () => assert.deepEqual(warnings, []))
