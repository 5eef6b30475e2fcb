// Signing on once: what a browser that is signed in already is asked, by whom, and what ends its sign-in.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { authorizationCodeGrant } from 'openid-client'
import { always } from '../../src/declaration/condition/condition.ts'
import { selectNames } from '../../src/declaration/resource/query.ts'
import { browserClient } from '../../src/engine/oauth-server/browser-session.ts'
import { authorize, type Asking } from './authorize.ts'
import { createBrowser, openOAuthApi, password, redirectUri } from './oauth-api.ts'

const opened = await openOAuthApi()
const { url, send, createClient, discover, warnings } = opened
await createClient('demo', { name: 'Demo', redirectUris: [redirectUri] })
await createClient('other', { redirectUris: [redirectUri] })
await createClient('app', { public: true, redirectUris: ['com.example.app:/callback'] })
await createClient('own', { firstParty: true, redirectUris: [redirectUri] })
const [demo, other, own] = [await discover('demo'), await discover('other'), await discover('own')]

const signUp = async (username: string): Promise<string> => {
  const response = await send('POST', '/users', { body: { username, password } })
  return ((await response.json()) as { readonly id: string }).id
}
const signIn = async (username: string, as = password): Promise<string> => {
  const response = await send('POST', '/auth/login', { body: { username, password: as } })
  return ((await response.json()) as { readonly access_token: string }).access_token
}
interface Shown {
  readonly id: string
  readonly client: string
  readonly clientName: string | null
}
const sessionsOf = async (token: string, client: string): Promise<readonly Shown[]> => {
  const { data } = (await (await send('GET', '/auth/sessions', { token })).json()) as {
    readonly data: readonly Shown[]
  }
  return data.filter((each) => each.client === client)
}

/** A browser of its own that ada, or whoever it is, has let `demo` in with. */
async function signedIn(username = 'ada', config = demo) {
  const browser = createBrowser(url)
  const page = await begin(browser, config)
  const { address } = await browser.follow(page.address, { username, password })
  const { address: back } = await browser.follow(address, { decision: 'allow' })
  assert.ok(back.searchParams.has('code'), String(back))
  return browser
}
type Browser = ReturnType<typeof createBrowser>

/** Goes to the server for a client, as far as the browser is led without being asked anything. */
async function begin(browser: Browser, config = demo, asking: Asking = {}) {
  const parameters = new URLSearchParams({
    client_id: config.clientMetadata().client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: asking.scope ?? 'todos:read',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
    ...asking.parameters,
  })
  const { address, response } = await browser.follow(`${url}/auth/oauth2/authorize?${parameters}`)
  const text = address.origin === url ? await response.text() : ''
  return { address, text, title: /<h1>(.*)<\/h1>/.exec(text)?.[1] }
}
const itemsOf = (text: string) => [...text.matchAll(/<li>(.*)<\/li>/g)].map(([, words]) => words)
const isBack = ({ address }: { readonly address: URL }) => address.searchParams.has('code')

describe('a browser that is signed in', () => {
  test('is not asked twice by the same client', async () => {
    const browser = await signedIn()
    assert.equal(isBack(await begin(browser)), true)
  })

  test('is asked for new scopes alone', async () => {
    const browser = await signedIn()
    const { text, title, address } = await begin(browser, demo, { scope: 'openid todos:read todos:write' })
    assert.equal(title, 'Allow Demo?')
    assert.deepEqual(itemsOf(text), ['Know who you are', 'Change your todos'])
    assert.equal(isBack(await browser.follow(address, { decision: 'allow' })), true)
    assert.equal(isBack(await begin(browser, demo, { scope: 'openid todos:read todos:write' })), true)
  })

  test('is asked by another client, but not who it is', async () => {
    const browser = await signedIn()
    assert.equal((await begin(browser, other)).title, 'Allow other?')
    assert.equal(isBack(await begin(browser, own)), true)
  })

  test('is asked each time by an app that anybody could be', async () => {
    const browser = await signedIn()
    const asking = { parameters: { client_id: 'app', redirect_uri: 'com.example.app:/callback' } }
    for (const asks of ['asks to do this', 'asks once more to do what you allowed before']) {
      const { text, address } = await begin(browser, demo, asking)
      assert.ok(text.includes(asks), text)
      assert.deepEqual(itemsOf(text), ['See your todos'])
      assert.match(text, /form-action|com\.example\.app/)
      assert.ok(
        (await browser.follow(address, { decision: 'allow' })).address.href.startsWith('com.example.app:'),
      )
    }
    const none = await begin(browser, demo, { parameters: { ...asking.parameters, prompt: 'none' } })
    assert.equal(none.address.searchParams.get('error'), 'interaction_required')
  })

  test('is asked nothing where the client says so', async () => {
    const prompt = { parameters: { prompt: 'none' } }
    const errorOf = async (browser: Browser, config = demo) =>
      (await begin(browser, config, prompt)).address.searchParams.get('error')
    assert.equal(await errorOf(createBrowser(url)), 'login_required')
    const browser = await signedIn()
    assert.equal(await errorOf(browser), null)
    assert.equal(await errorOf(browser, other), 'consent_required')
  })

  test('is asked once more where the client says so', async () => {
    const browser = await signedIn()
    const consent = await begin(browser, demo, { parameters: { prompt: 'consent' } })
    assert.match(consent.text, /asks once more/)
    const login = await begin(browser, demo, { parameters: { prompt: 'login' } })
    assert.equal(login.title, 'Sign in')
    assert.match(login.text, /value="ada"/)
    assert.equal(isBack(await browser.follow(login.address, { username: 'ada', password })), true)
  })

  test('is asked who it is when that is too long ago', async () => {
    const browser = await signedIn()
    const asking = { scope: 'openid todos:read', parameters: { max_age: '0' } }
    await new Promise((resolve) => setTimeout(resolve, 1100))
    assert.equal((await begin(browser, demo, asking)).title, 'Sign in')
    const { address, checks } = await authorize(opened, demo, { ...asking, browser })
    const tokens = await authorizationCodeGrant(demo, address, { ...checks, maxAge: 10 })
    assert.ok(Date.now() / 1000 - tokens.claims()!.auth_time! < 10)
    const longAgo = { ...asking, parameters: { max_age: '3600' } }
    assert.equal(isBack(await begin(browser, demo, longAgo)), true)
  })

  test('finds filled in what the client guesses', async () => {
    const hint = '"><script>alert(1)</script>'
    const { text } = await begin(createBrowser(url), demo, { parameters: { login_hint: hint } })
    assert.match(text, /value="&quot;&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;"/)
  })

  test('has one session, however often it signs in', async () => {
    await signUp('carl')
    const browser = await signedIn('carl')
    for (let times = 0; times < 3; times++) {
      const { address } = await begin(browser, demo, { parameters: { prompt: 'login' } })
      assert.equal(isBack(await browser.follow(address, { username: 'carl', password })), true)
    }
    const token = await signIn('carl')
    assert.equal((await sessionsOf(token, browserClient)).length, 1)
    assert.equal((await sessionsOf(token, 'demo')).length, 1)
  })

  test('changes its user, and forgets the one before', async () => {
    await signUp('dora')
    await signUp('emil')
    const browser = await signedIn('dora')
    const { address } = await begin(browser, demo, { parameters: { prompt: 'login' } })
    const consent = await browser.follow(address, { username: 'emil', password })
    assert.match(await consent.response.text(), /signed in as <strong><bdi>emil/)
    assert.equal(isBack(await browser.follow(consent.address, { decision: 'allow' })), true)
    assert.equal(isBack(await begin(browser)), true)
    const [dora, emil] = [await signIn('dora'), await signIn('emil')]
    assert.equal((await sessionsOf(dora, browserClient)).length, 0)
    assert.equal((await sessionsOf(dora, 'demo')).length, 1, 'what she let in goes on')
    assert.equal((await sessionsOf(emil, browserClient)).length, 1)
  })
})

describe('the sign-in of a browser ends', () => {
  let count = 0
  const ends = (
    what: string,
    end: (user: { readonly id: string; readonly token: string }) => Promise<Response>,
  ) =>
    test(what, async () => {
      const username = `user${count++}`
      const id = await signUp(username)
      const browser = await signedIn(username)
      assert.ok((await end({ id, token: await signIn(username) })).ok)
      assert.equal((await begin(browser)).title, 'Sign in')
      const none = await begin(browser, demo, { parameters: { prompt: 'none' } })
      assert.equal(none.address.searchParams.get('error'), 'login_required')
    })
  const patch = (id: string, token: string, body: object) =>
    send('PATCH', `/users/${id}`, {
      token,
      body,
      headers: { 'content-type': 'application/merge-patch+json' },
    })

  ends('with its session', async ({ token }) => {
    const [session] = await sessionsOf(token, browserClient)
    return send('DELETE', `/auth/sessions/${session!.id}`, { token })
  })
  ends('with all sessions', ({ token }) => send('POST', '/auth/logout?everywhere=true', { token }))
  ends('with the password', ({ id, token }) => patch(id, token, { password: 'another long one' }))
  ends('with the activity of its user', ({ id, token }) => patch(id, token, { isActive: false }))
  ends('with its user', ({ id, token }) => send('DELETE', `/users/${id}`, { token }))

  test('when it signs out', async () => {
    await signUp('fred')
    const browser = await signedIn('fred')
    const page = await browser.go('/auth/sign-out')
    assert.match(await page.text(), /signed in as <strong><bdi>fred/)
    const out = await browser.go('/auth/sign-out', {})
    assert.match(await out.text(), /<h1>You are signed out<\/h1>/)
    assert.equal((await begin(browser)).title, 'Sign in')
    const token = await signIn('fred')
    assert.equal((await sessionsOf(token, browserClient)).length, 0)
    assert.equal((await sessionsOf(token, 'demo')).length, 1)
  })
})

test('sessions say what their clients are called', async () => {
  await signUp('gina')
  await signedIn('gina')
  const token = await signIn('gina')
  const names = ['demo', browserClient, 'first-party'].map(async (client) => [
    client,
    (await sessionsOf(token, client)).map(({ clientName }) => clientName),
  ])
  assert.deepEqual(Object.fromEntries(await Promise.all(names)), {
    demo: ['Demo'],
    [browserClient]: [null],
    'first-party': [null],
  })
})

test('a user who is gone behind the back of the API signs in anew', async () => {
  const id = await signUp('hugo')
  const browser = await signedIn('hugo')
  const { store, api } = opened
  const model = api.context.models.get('users')!
  const selection = selectNames(['id'])
  await store.transaction(async (session) => {
    const found = await session.find(model, { id, where: always, selection })
    const at = new Date().toISOString()
    await session.update(model, { id, version: found!.version, values: { isActive: false }, at }, selection)
  })
  assert.equal((await begin(browser)).title, 'Sign in')
})

test('a browser that changed its user meanwhile is told so', async () => {
  await signUp('ida')
  const browser = createBrowser(url)
  const first = await begin(browser)
  const answer = await browser.go(first.address, { username: 'ada', password })
  const second = await begin(browser)
  await browser.follow(second.address, { username: 'ida', password })
  const { response } = await browser.follow(answer.headers.get('location')!)
  assert.equal(response.status, 400)
  assert.match(await response.text(), /<h1>This sign-in has ended<\/h1>/)
})

test('another client neither sees nor ends sessions', async () => {
  const { address, checks } = await authorize(opened, demo)
  const { access_token: token } = await authorizationCodeGrant(demo, address, checks)
  const [session] = await sessionsOf(await signIn('ada'), 'demo')
  for (const [method, path] of [
    ['GET', '/auth/sessions'],
    ['DELETE', `/auth/sessions/${session!.id}`],
    ['POST', '/auth/logout?everywhere=true'],
  ] as const)
    assert.equal((await send(method, path, { token })).status, 403, path)
  assert.equal((await send('POST', '/auth/logout', { token })).status, 204)
})

after(() => assert.deepEqual(warnings, []))
