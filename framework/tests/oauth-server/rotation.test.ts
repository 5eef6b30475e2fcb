// Signing keys change while clients are in the middle of something; rows go when they are of no use.
import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import {
  authorizationCodeGrant,
  calculatePKCECodeChallenge,
  clientCredentialsGrant,
  fetchProtectedResource,
  getDPoPHandle,
  randomDPoPKeyPair,
  genericGrantRequest,
  randomPKCECodeVerifier,
  refreshTokenGrant,
  tokenRevocation,
} from 'openid-client'
import { always } from '../../src/declaration/condition/condition.ts'
import { authorize } from './authorize.ts'
import { basic, createBrowser, openOAuthApi, password, redirectUri } from './oauth-api.ts'

const later = (t: TestContext, milliseconds: number) =>
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + milliseconds })

for (const algorithm of ['EdDSA', 'ES256'] as const) {
  describe(`with ${algorithm}`, async () => {
    const opened = await openOAuthApi({ algorithm })
    const { api, url, send, createClient, discover } = opened
    await createClient('app', { redirectUris: [redirectUri] })
    await createClient('service', { service: true })
    const rotate = () => api.context.identity!.administration!().rotateKeys()
    const namesOf = async () => {
      const { keys } = (await (await send('GET', '/auth/oauth2/jwks')).json()) as {
        readonly keys: readonly Record<string, unknown>[]
      }
      for (const key of keys) {
        assert.deepEqual([key['alg'], key['use']], [algorithm, 'sig'])
        assert.equal(key['d'], undefined)
      }
      return keys.map(({ kid }) => kid)
    }

    test('every token is checked by the published keys', async () => {
      const config = await discover('app')
      const { address, checks } = await authorize(opened, config)
      const tokens = await authorizationCodeGrant(config, address, checks)
      const keys = createRemoteJWKSet(new URL(`${url}/auth/oauth2/jwks`))
      const access = await jwtVerify(tokens.access_token, keys, { issuer: url, audience: url, typ: 'at+jwt' })
      const id = await jwtVerify(tokens.id_token!, keys, { issuer: url, audience: 'app' })
      assert.deepEqual([access.protectedHeader.alg, id.protectedHeader.alg], [algorithm, algorithm])
    })

    test('a key is published before it signs, and the one before it after', async (t) => {
      const config = await discover('app')
      const { address, checks } = await authorize(opened, config)
      const before = await authorizationCodeGrant(config, address, checks)
      const [old] = await namesOf()
      const made = await rotate()
      assert.deepEqual(new Set(await namesOf()), new Set([old, made]))
      later(t, 3000)
      assert.deepEqual(await namesOf(), [made, old])
      const next = await refreshTokenGrant(config, before.refresh_token!)
      assert.equal(decodeProtectedHeader(next.access_token).kid, made)
      assert.equal(decodeProtectedHeader(next.id_token!).kid, made)
      for (const token of [before.access_token, next.access_token])
        assert.equal((await send('GET', '/todos', { token })).status, 200)
    })

    test('a code from before is exchanged after', async (t) => {
      const config = await discover('app')
      const { address, checks } = await authorize(opened, config)
      await rotate()
      later(t, 3000)
      const tokens = await authorizationCodeGrant(config, address, checks)
      assert.equal((await send('GET', '/todos', { token: tokens.access_token })).status, 200)
    })

    test('who is signing in goes on', async (t) => {
      const config = await discover('app')
      const browser = createBrowser(url)
      const verifier = randomPKCECodeVerifier()
      const query = new URLSearchParams({
        client_id: 'app',
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: 'openid',
        state: 'a state',
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      const page = await browser.follow(`${url}/auth/oauth2/authorize?${query}`)
      await rotate()
      later(t, 3000)
      const next = await browser.follow(page.address, { username: 'ada', password })
      const { address } = await browser.follow(next.address, { decision: 'allow' })
      const checks = { pkceCodeVerifier: verifier, expectedState: 'a state', idTokenExpected: true }
      assert.ok((await authorizationCodeGrant(config, address, checks)).id_token)
    })
  })
}

describe('rows of no use', async () => {
  const { api, url, store, createClient, discover, post } = await openOAuthApi()
  await createClient('own', { firstParty: true })
  await createClient('service', { service: true })
  const count = (name: string) => store.count(api.context.models.get(name)!, always)

  test('go by themselves: revoked tokens', async (t) => {
    const config = await discover('service')
    const revokeMany = async (many: number) => {
      for (let each = 0; each < many; each++)
        await tokenRevocation(config, (await clientCredentialsGrant(config)).access_token)
    }
    await revokeMany(10)
    assert.equal(await count('revokedTokens'), 10)
    later(t, 1_000_000)
    await revokeMany(33)
    assert.equal(await count('revokedTokens'), 33)
  })

  test('go by themselves: proofs', async (t) => {
    const config = await discover('service')
    const DPoP = getDPoPHandle(config, await randomDPoPKeyPair())
    const { access_token: token } = await clientCredentialsGrant(config, { scope: 'todos:read' }, { DPoP })
    const askMany = async (many: number) => {
      for (let each = 0; each < many; each++) {
        const todos = new URL(`${url}/todos`)
        const { status } = await fetchProtectedResource(config, token, todos, 'GET', null, undefined, {
          DPoP,
        })
        assert.equal(status, 200)
      }
    }
    await askMany(10)
    assert.equal(await count('usedProofs'), 10)
    later(t, 600_000)
    await askMany(33)
    assert.equal(await count('usedProofs'), 33)
  })

  test('go by themselves: requests nobody went on with', async (t) => {
    const pushMany = async (many: number) => {
      for (let each = 0; each < many; each++)
        assert.equal((await post('/auth/oauth2/device', {}, basic('own'))).status, 200)
    }
    await pushMany(10)
    const before = await count('oauthStates')
    later(t, 1_000_000)
    await pushMany(33)
    assert.ok((await count('oauthStates')) <= before - 10 + 33)
  })

  test('go with their session: refresh tokens', async () => {
    const config = await discover('own')
    const before = await count('oauthStates')
    const first = await genericGrantRequest(config, 'password', { username: 'ada', password })
    const { refresh_token: last } = await refreshTokenGrant(config, first.refresh_token!)
    assert.ok((await count('oauthStates')) > before)
    await tokenRevocation(config, last!)
    assert.equal(await count('oauthStates'), before)
  })
})
