// An authorization server below a path: what it says of itself, its addresses, pages and cookies.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  clientCredentialsGrant,
  ClientSecretBasic,
  discovery,
  fetchProtectedResource,
  getDPoPHandle,
  randomDPoPKeyPair,
  refreshTokenGrant,
} from 'openid-client'
import { createApi, DeclarationError } from 'ninety'
import { identity } from 'ninety/identity'
import { oauthServer } from 'ninety/oauth-server'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { authorize } from './authorize.ts'
import { createBrowser, openOAuthApi, redirectUri, secret, users } from './oauth-api.ts'

for (const prefix of ['/v1', '/auth/v1', '/a/b']) {
  describe(`below ${prefix}`, async () => {
    const opened = await openOAuthApi({ prefix })
    const { url, send, adaId, createClient, discover } = opened
    await createClient('app', { redirectUris: [redirectUri] })
    await createClient('service', { service: true })

    test('discovery names addresses below it', async () => {
      const metadata = (await discover('app')).serverMetadata()
      assert.equal(metadata.issuer, url)
      const endpoints = Object.entries(metadata).filter(
        ([name]) => name.endsWith('_endpoint') || name === 'jwks_uri',
      )
      assert.ok(endpoints.length > 5)
      for (const [, address] of endpoints)
        assert.ok(String(address).startsWith(`${url}/auth/`), String(address))
      const { resource, authorization_servers: servers } = (await (
        await send('GET', '/.well-known/oauth-protected-resource')
      ).json()) as Record<string, unknown>
      assert.deepEqual([resource, servers], [url, [url]])
    })

    test('documents have the same head without their body', async () => {
      for (const name of [
        '/.well-known/oauth-authorization-server',
        '/.well-known/openid-configuration',
        '/.well-known/oauth-protected-resource',
        '/auth/oauth2/jwks',
      ]) {
        const [get, head] = [await send('GET', name), await send('HEAD', name)]
        await get.text()
        assert.deepEqual([head.status, await head.text()], [200, ''])
        for (const each of ['content-type', 'content-length', 'cache-control'])
          assert.equal(head.headers.get(each), get.headers.get(each), `${name} ${each}`)
      }
    })

    test('every challenge leads to the metadata', async () => {
      const challenge = (await send('GET', '/auth/whoami')).headers.get('www-authenticate')!
      const [, where] = /resource_metadata="([^"]+)"/.exec(challenge)!
      assert.equal((await fetch(where!)).status, 200)
    })

    test('a browser signs in, with cookies of its addresses', async () => {
      const config = await discover('app')
      const browser = createBrowser(url)
      const kept: string[] = []
      const set = browser.jar.set.bind(browser.jar)
      browser.jar.set = (name, cookie) => {
        kept.push(`${name} ${cookie.path}`)
        return set(name, cookie)
      }
      const { address, checks } = await authorize(opened, config, { browser })
      const tokens = await authorizationCodeGrant(config, address, checks)
      assert.equal(tokens.claims()?.sub, adaId)
      const ofInteractions = kept.filter((each) => !each.startsWith('oauth-session '))
      assert.ok(ofInteractions.length > 0)
      for (const each of ofInteractions) assert.match(each, new RegExp(` ${prefix}/auth/`))
      const next = await refreshTokenGrant(config, tokens.refresh_token!)
      assert.equal((await send('GET', '/todos', { token: next.access_token })).status, 200)
    })

    test('a proof is for the address below it', async () => {
      const config = await discover('service')
      const DPoP = getDPoPHandle(config, await randomDPoPKeyPair())
      const { access_token: token } = await clientCredentialsGrant(config, { scope: 'todos:read' }, { DPoP })
      const todos = new URL(`${url}/todos`)
      const response = await fetchProtectedResource(config, token, todos, 'GET', null, undefined, { DPoP })
      assert.equal(response.status, 200)
    })

    test('problems lead to their page', async () => {
      const { type } = (await (await send('GET', '/nowhere')).json()) as { readonly type: string }
      assert.equal(type, `${url}/problems#ROUTE_NOT_FOUND`)
      assert.equal((await fetch(type)).status, 200)
    })

    test('the catalog names addresses that are there', async () => {
      const { linkset } = (await (await send('GET', '/.well-known/api-catalog')).json()) as {
        readonly linkset: readonly [{ readonly 'service-desc': readonly [{ readonly href: string }] }]
      }
      assert.equal((await fetch(linkset[0]['service-desc'][0].href)).status, 200)
    })
  })
}

describe('behind a proxy that takes the path away', async () => {
  const { origin, createClient } = await openOAuthApi({ publicPath: '/api/v1' })
  await createClient('service', { service: true })
  /** The proxy: what comes below the path, and the documents that stand at the root of the host. */
  const proxied = (url: string | URL, options?: object) =>
    fetch(String(url).replace(/\/api\/v1(?=\/(?!$))/, ''), options)

  test('an independent client finds everything', async () => {
    const config = await discovery(
      new URL(`${origin}/api/v1`),
      'service',
      undefined,
      ClientSecretBasic(secret),
      {
        execute: [allowInsecureRequests],
        [(await import('openid-client')).customFetch]: proxied as never,
      },
    )
    const DPoP = getDPoPHandle(config, await randomDPoPKeyPair())
    const { access_token: token } = await clientCredentialsGrant(config, { scope: 'todos:read' }, { DPoP })
    const todos = new URL(`${origin}/api/v1/todos`)
    const response = await fetchProtectedResource(config, token, todos, 'GET', null, undefined, { DPoP })
    assert.equal(response.status, 200)
  })

  for (const document of ['oauth-authorization-server', 'oauth-protected-resource']) {
    test(`${document} stands before the path, too`, async () => {
      const body = await (await fetch(`${origin}/.well-known/${document}/api/v1`)).json()
      const { issuer, resource } = body as Record<string, unknown>
      assert.equal(issuer ?? resource, `${origin}/api/v1`)
      for (const other of ['/api', '/api/v2', '/api/v1/more', '/x'])
        assert.equal((await fetch(`${origin}/.well-known/${document}${other}`)).status, 404)
    })
  }
})

describe('a server is not declared', () => {
  const declare = (publicUrl: string | undefined, algorithm?: 'HS256') =>
    createApi({
      store: openTestStore(),
      resources: [users],
      docs: false,
      ...(publicUrl !== undefined && { publicUrl }),
      identity: identity({
        users: { resource: users, login: ['username'], password: 'password' },
        ...(algorithm !== undefined && { algorithm }),
        authorizationServer: oauthServer(),
      }),
    }).start()
  const isFault = (path: string) => (error: unknown) =>
    error instanceof DeclarationError && error.faults[0]?.path === path

  test('without a public URL', () => assert.rejects(declare(undefined), isFault('publicUrl')))

  test('with tokens that only it can check', () =>
    assert.rejects(async () => declare('https://api.example', 'HS256'), isFault('identity.algorithm')))
})
