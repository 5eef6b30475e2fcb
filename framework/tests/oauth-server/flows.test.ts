// Every grant, run by an independent client.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  clientCredentialsGrant,
  genericGrantRequest,
  randomPKCECodeVerifier,
  refreshTokenGrant,
  ResponseBodyError,
  tokenIntrospection,
  tokenRevocation,
  type Configuration,
} from 'openid-client'
import { createBrowser, openOAuthApi, password, redirectUri } from './oauth-api.ts'

const { url, send, adaId, createClient, discover } = await openOAuthApi()
await createClient('demo', { redirectUris: [redirectUri] })
await createClient('service', { service: true })
await createClient('own', { firstParty: true, redirectUris: [redirectUri] })

const whoami = async (token: string) => {
  const response = await send('GET', '/auth/whoami', { token })
  // oxlint-disable-next-line typescript/no-explicit-any
  return { status: response.status, body: (await response.json()) as Record<string, any> }
}
const isRefusal = (code: string) => (error: unknown) =>
  error instanceof ResponseBodyError && error.error === code

const scope = 'openid profile todos:read'

/** Signs ada in for a client and gives the address at which the browser comes back. */
async function authorize(config: Configuration, asked = scope) {
  const verifier = randomPKCECodeVerifier()
  const challenge = await calculatePKCECodeChallenge(verifier)
  const browser = createBrowser(url)
  const start = buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: asked,
    state: 'a state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  const signIn = await browser.follow(start)
  const next = await browser.follow(signIn.address, { username: 'ada', password })
  return {
    browser,
    next,
    checks: { pkceCodeVerifier: verifier, expectedState: 'a state', idTokenExpected: true },
  }
}

describe('the authorization code', () => {
  test('comes after sign-in and consent', async () => {
    const config = await discover('demo')
    const { browser, next, checks } = await authorize(config)
    assert.match(await next.response.text(), /<h1>Allow demo\?<\/h1>/)
    const back = await browser.follow(next.address, { decision: 'allow' })
    assert.equal(back.address.searchParams.get('iss'), url)
    const tokens = await authorizationCodeGrant(config, back.address, checks)
    assert.equal(tokens.claims()?.sub, adaId)
    const { status, body } = await whoami(tokens.access_token)
    assert.equal(status, 200)
    assert.deepEqual(
      [body['id'], body['scopes'], body['client'], body['fresh']],
      [adaId, ['todos:read'], 'demo', true],
    )
  })

  test("asks no consent for the operator's own client", async () => {
    const config = await discover('own')
    const { next, checks } = await authorize(config)
    const tokens = await authorizationCodeGrant(config, next.address, checks)
    assert.equal((await whoami(tokens.access_token)).body['id'], adaId)
  })

  test('is refused where the user denies', async () => {
    const { browser, next } = await authorize(await discover('demo'))
    const { address } = await browser.follow(next.address, { decision: 'deny' })
    assert.equal(address.searchParams.get('error'), 'access_denied')
    assert.equal(address.searchParams.get('state'), 'a state')
  })
})

describe('client credentials', () => {
  test('make a service of the client', async () => {
    const tokens = await clientCredentialsGrant(await discover('service'), { scope: 'todos:read' })
    const { body } = await whoami(tokens.access_token)
    assert.deepEqual([body['id'], body['client'], body['scopes']], [null, 'service', ['todos:read']])
    assert.equal((await send('GET', '/todos', { token: tokens.access_token })).status, 200)
  })

  test('are refused to a client that is none', async () => {
    await assert.rejects(
      clientCredentialsGrant(await discover('demo'), { scope: 'todos:read' }),
      isRefusal('invalid_request'),
    )
  })
})

describe('the password grant', () => {
  test("is the operator's own clients' alone", async () => {
    const ask = (config: Configuration) =>
      genericGrantRequest(config, 'password', { username: 'ada', password, scope: 'todos:read' })
    const tokens = await ask(await discover('own'))
    assert.equal((await whoami(tokens.access_token)).body['id'], adaId)
    await assert.rejects(ask(await discover('demo')), isRefusal('invalid_request'))
  })

  test('is refused with a wrong password', async () => {
    const config = await discover('own')
    const wrong = genericGrantRequest(config, 'password', { username: 'ada', password: 'wrong' })
    await assert.rejects(wrong, isRefusal('invalid_grant'))
  })
})

describe('a refresh token', () => {
  test('is good once, and ends its session if it comes again', async (t) => {
    const config = await discover('own')
    const first = await genericGrantRequest(config, 'password', { username: 'ada', password })
    const second = await refreshTokenGrant(config, first.refresh_token!)
    assert.equal((await whoami(second.access_token)).status, 200)
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 11_000 })
    await assert.rejects(refreshTokenGrant(config, first.refresh_token!), isRefusal('invalid_grant'))
    assert.equal((await whoami(second.access_token)).status, 401)
    await assert.rejects(refreshTokenGrant(config, second.refresh_token!), isRefusal('invalid_grant'))
  })
})

describe('an access token', () => {
  test('is active for its client until it is revoked', async () => {
    const config = await discover('service')
    const { access_token: token } = await clientCredentialsGrant(config, {})
    assert.equal((await tokenIntrospection(config, token)).active, true)
    assert.deepEqual(await tokenIntrospection(await discover('own'), token), { active: false })
    await tokenRevocation(await discover('own'), token)
    assert.equal((await whoami(token)).status, 200)
    await tokenRevocation(config, token)
    assert.deepEqual(await tokenIntrospection(config, token), { active: false })
    assert.equal((await whoami(token)).status, 401)
  })
})
