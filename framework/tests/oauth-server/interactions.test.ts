// The pages under attack and under bad luck: what ends between two pages, what comes twice, from elsewhere or malformed.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { rateLimit } from 'ninety'
import { browserClient } from '../../src/engine/oauth-server/browser-session.ts'
import { createBrowser, openOAuthApi, password, redirectUri } from './oauth-api.ts'

const opened = await openOAuthApi({ api: { bodyLimit: 10_000 } })
const { url, send, createClient, clients, warnings } = opened
for (const id of ['demo', 'gone']) await createClient(id, { redirectUris: [redirectUri] })
after(() => assert.deepEqual(warnings, []))

type Browser = ReturnType<typeof createBrowser>
const authorization = (clientId = 'demo') =>
  `${url}/auth/oauth2/authorize?${new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'todos:read',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  })}`
let count = 0
/** A user of its own, in a browser of their own that is asked to sign in. */
async function comeToSignIn(clientId = 'demo') {
  const username = `user${count++}`
  const made = await send('POST', '/users', { body: { username, password } })
  const { id } = (await made.json()) as { readonly id: string }
  const browser = createBrowser(url)
  const { address } = await browser.follow(authorization(clientId))
  const token = async () => {
    const { access_token: text } = (await (
      await send('POST', '/auth/login', { body: { username, password } })
    ).json()) as { readonly access_token: string }
    return text
  }
  return { username, id, browser, address, token }
}
/** One who has signed in, and is asked to consent. */
async function comeToConsent(clientId = 'demo') {
  const user = await comeToSignIn(clientId)
  const { address } = await user.browser.follow(user.address, { username: user.username, password })
  return { ...user, address }
}
const clientsOf = async (token: string) => {
  const { data } = (await (await send('GET', '/auth/sessions', { token })).json()) as {
    readonly data: readonly { readonly client: string }[]
  }
  return data.map(({ client }) => client).filter((client) => client !== 'first-party')
}

/** Cookies as a browser sends them to an address. */
const cookiesOf = ({ jar }: Browser, { pathname }: URL) =>
  [...jar]
    .filter(([, { path }]) => pathname.startsWith(path))
    .map(([name, { value }]) => `${name}=${value}`)
    .join('; ')
/** Sends whatever it is to a page, and shows what comes back. */
async function sendTo(
  address: string | URL,
  init: RequestInit & { readonly headers?: Record<string, string> } = {},
) {
  const { headers = {}, ...rest } = init
  const response = await fetch(new URL(address, url), {
    redirect: 'manual',
    ...rest,
    headers: { accept: 'text/html', ...headers },
  })
  const text = await response.text()
  assert.ok(response.status < 500, text)
  const title = /<h1>(.*)<\/h1>/.exec(text)?.[1]
  return { status: response.status, type: response.headers.get('content-type'), title, text, response }
}
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }
const hasEnded = ({ status, text, response }: Awaited<ReturnType<typeof sendTo>>) => {
  assert.equal(status, 404)
  assert.match(text, /<h1>There is nothing here<\/h1>\n<p>This sign-in has ended/)
  assert.equal(response.headers.get('cache-control'), 'no-store')
}

describe('every page', () => {
  test('is kept, framed, guessed and referred to by nobody', async () => {
    const signIn = await comeToSignIn()
    const consent = await comeToConsent()
    for (const [address, browser] of [
      [signIn.address, signIn.browser],
      [consent.address, consent.browser],
      [new URL(`${url}/auth/device`), signIn.browser],
      [new URL(`${url}/auth/sign-out`), consent.browser],
      [new URL(`${url}/auth/oauth2/authorize?client_id=nobody`), signIn.browser],
      [new URL(`${url}/auth/oauth2/interaction/nothing`), signIn.browser],
    ] as const) {
      const { response } = await sendTo(address, { headers: { cookie: cookiesOf(browser, address) } })
      const policy = response.headers.get('content-security-policy')!
      assert.match(
        policy,
        /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'self'/,
      )
      assert.match(policy, /frame-ancestors 'none'$/)
      assert.match(response.headers.get('cache-control')!, /no-store/)
      assert.equal(response.headers.get('referrer-policy'), 'no-referrer')
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
    }
  })
})

describe('an interaction', () => {
  test('is nobody’s who has its address alone', async () => {
    const { address } = await comeToSignIn()
    const stranger = await comeToSignIn()
    hasEnded(await sendTo(address))
    hasEnded(await sendTo(address, { headers: { cookie: cookiesOf(stranger.browser, address) } }))
    const uid = address.pathname.split('/').at(-1)
    const cookie = `oauth-interaction=${uid}x; oauth-interaction=; oauth-session=${uid}`
    hasEnded(await sendTo(address, { headers: { cookie } }))
    hasEnded(await sendTo(address, { method: 'POST', body: 'decision=allow', headers: urlencoded }))
  })

  test('has no other name', async () => {
    for (const uid of ['%00', '..%2f..', 'x'.repeat(90), '%F0%9F%98%80', '__proto__', "'--"]) {
      const address = `${url}/auth/oauth2/interaction/${uid}`
      const { status } = await sendTo(address, { headers: { cookie: `oauth-interaction=${uid}` } })
      assert.ok([400, 404].includes(status), `${uid}: ${status}`)
    }
  })

  test('is told of as a problem to programs', async () => {
    for (const accept of ['application/json', '*/*', '']) {
      const { status, type, text } = await sendTo('/auth/oauth2/interaction/nothing', { headers: { accept } })
      assert.deepEqual([status, type], [404, 'application/problem+json'])
      assert.equal(JSON.parse(text).code, 'NOT_FOUND')
    }
  })

  test('takes no form of another site', async () => {
    const { browser, address } = await comeToConsent()
    for (const site of ['cross-site', 'same-site', 'none']) {
      const headers = { ...urlencoded, cookie: cookiesOf(browser, address), 'sec-fetch-site': site }
      const { status, text } = await sendTo(address, { method: 'POST', body: 'decision=allow', headers })
      assert.equal(status, 403)
      assert.match(text, /sent from another site/)
    }
    const { address: back } = await browser.follow(address, { decision: 'allow' })
    assert.ok(back.searchParams.has('code'))
  })

  test('takes forms alone, and small ones', async () => {
    const { browser, address } = await comeToSignIn()
    const cookie = cookiesOf(browser, address)
    for (const [expected, type, body] of [
      [415, 'application/json', '{"decision":"allow"}'],
      [415, 'multipart/form-data; boundary=x', '--x--'],
      [415, 'text/plain', 'decision=allow'],
      [400, 'application/x-www-form-urlencoded', 'username=%zz'],
      [400, 'application/x-www-form-urlencoded', `${'a&'.repeat(1001)}`],
      [413, 'application/x-www-form-urlencoded', `username=${'x'.repeat(10_001)}`],
      [400, 'application/x-www-form-urlencoded', 'username=ada&password=wrong'],
      [400, 'application/x-www-form-urlencoded', 'username=%00&password=%00'],
      [400, 'application/x-www-form-urlencoded', `username=${'x'.repeat(9000)}&password=y`],
      [400, 'application/x-www-form-urlencoded', `username=ada&password=${'x'.repeat(9000)}`],
      [400, 'application/x-www-form-urlencoded', 'decision=allow'],
      [400, 'application/x-www-form-urlencoded', 'decision[]=allow&decision=x&__proto__=y'],
      [400, 'application/x-www-form-urlencoded', ''],
    ] as const) {
      const headers = { cookie, 'content-type': type }
      const { status, title } = await sendTo(address, { method: 'POST', body, headers })
      assert.equal(status, expected, body.slice(0, 50))
      assert.ok(title !== undefined, 'a page')
    }
  })

  test('goes by the first of fields that stand twice', async () => {
    const { browser, address, username } = await comeToSignIn()
    const body = `username=${username}&username=x&password=${encodeURIComponent(password)}&password=y`
    const headers = { ...urlencoded, cookie: cookiesOf(browser, address) }
    assert.equal((await sendTo(address, { method: 'POST', body, headers })).status, 303)
  })
})

describe('what is said twice counts once:', () => {
  const sendAll = async (browser: Browser, address: URL, bodies: readonly string[]) => {
    const headers = { ...urlencoded, cookie: cookiesOf(browser, address) }
    const answers = await Promise.all(
      bodies.map((body) => sendTo(address, { method: 'POST', body, headers })),
    )
    return answers.map(({ status, response }) => [status, response.headers.get('location')])
  }

  test('a sign-in', async () => {
    const { browser, address, username, token } = await comeToSignIn()
    const body = String(new URLSearchParams({ username, password }))
    const answers = await sendAll(browser, address, Array<string>(4).fill(body))
    assert.equal(new Set(answers.map(String)).size, 1)
    const { response } = await browser.follow(answers[0]![1] as string)
    assert.match(await response.text(), /Allow demo\?/)
    assert.deepEqual(await clientsOf(await token()), [browserClient])
  })

  test('a consent', async () => {
    const { browser, address, token } = await comeToConsent()
    const answers = await sendAll(browser, address, Array<string>(8).fill('decision=allow'))
    assert.equal(new Set(answers.map(String)).size, 1)
    const { address: back } = await browser.follow(answers[0]![1] as string)
    assert.ok(back.searchParams.has('code'))
    assert.deepEqual((await clientsOf(await token())).toSorted(), [browserClient, 'demo'])
  })

  test('a no to more, and then a yes', async () => {
    const { browser, address } = await comeToConsent()
    await browser.follow(address, { decision: 'allow' })
    const more = authorization().replace('todos%3Aread', 'todos%3Aread+todos%3Awrite')
    const asked = await browser.follow(more)
    const [[, location]] = (await sendAll(browser, asked.address, ['decision=deny'])) as [[number, string]]
    await sendAll(browser, asked.address, ['decision=allow'])
    const { address: back } = await browser.follow(location)
    assert.equal(back.searchParams.get('error'), 'access_denied')
    assert.match(await (await browser.follow(more)).response.text(), /<li>Change your todos<\/li>/)
  })

  test('a yes after a no', async () => {
    const { browser, address, token } = await comeToConsent()
    const [[, location]] = (await sendAll(browser, address, ['decision=deny'])) as [[number, string]]
    await sendAll(browser, address, ['decision=allow'])
    const { address: back } = await browser.follow(location)
    assert.equal(back.searchParams.get('error'), 'access_denied')
    assert.deepEqual(await clientsOf(await token()), [browserClient])
    hasEnded(await sendTo(address, { headers: { cookie: cookiesOf(browser, address) } }))
  })

  test('the way back to the client', async () => {
    const { browser, address } = await comeToConsent()
    const jar = new Map(browser.jar)
    const answer = await browser.go(address, { decision: 'allow' })
    const resume = new URL(answer.headers.get('location')!, url)
    const stranger = await sendTo(resume)
    assert.deepEqual([stranger.status, stranger.title], [400, 'This sign-in has ended'])
    assert.ok((await browser.follow(resume)).address.searchParams.has('code'))
    for (const [name, cookie] of jar) browser.jar.set(name, cookie)
    const again = await browser.go(resume)
    assert.equal(again.status, 400)
    assert.match(await again.text(), /<h1>This sign-in has ended<\/h1>/)
  })
})

describe('between sign-in and consent ends', () => {
  type User = Awaited<ReturnType<typeof comeToConsent>>
  const ends = (what: string, end: (user: User) => Promise<unknown>, clientId = 'demo') =>
    test(what, async () => {
      const user = await comeToConsent(clientId)
      const { browser, address } = user
      await end(user)
      const headers = { cookie: cookiesOf(browser, address) }
      const shown = await sendTo(address, { headers })
      const taken = await sendTo(address, {
        method: 'POST',
        body: 'decision=allow',
        headers: { ...headers, ...urlencoded },
      })
      assert.deepEqual([shown.status, taken.status], [404, 404])
      const uid = address.pathname.split('/').at(-1)
      const resume = await browser.go(`/auth/oauth2/authorize/${uid}`)
      assert.ok(resume.status < 500)
    })
  const patch = ({ id }: User, token: string, body: object) =>
    send('PATCH', `/users/${id}`, {
      token,
      body,
      headers: { 'content-type': 'application/merge-patch+json' },
    })

  ends('the session', async (user) => {
    const response = await send('POST', '/auth/logout?everywhere=true', { token: await user.token() })
    assert.equal(response.status, 204)
  })
  ends('the password', async (user) => {
    assert.equal((await patch(user, await user.token(), { password: 'another long one' })).status, 200)
  })
  ends('the activity of the user', async (user) => {
    assert.equal((await patch(user, await user.token(), { isActive: false })).status, 200)
  })
  ends('the user', async (user) => {
    assert.equal((await send('DELETE', `/users/${user.id}`, { token: await user.token() })).status, 204)
  })
  ends('the browser’s sign-in', async ({ browser }) => {
    assert.equal((await browser.go('/auth/sign-out', {})).status, 200)
  })
  ends('the client', async () => clients.remove('gone'), 'gone')
})

describe('who tries too often', () => {
  test('reads how long to wait', async () => {
    const { browser, address } = await comeToSignIn()
    const attempt = () => browser.go(address, { username: 'grace', password: 'wrong password' })
    let response = await attempt()
    for (let times = 0; times < 6 && response.status !== 429; times++) response = await attempt()
    const text = await response.text()
    assert.equal(response.status, 429)
    assert.match(text, /role="alert" id="fault">Too many attempts\. Wait 15 minutes\.</)
    assert.match(text, /value="grace"/)
    assert.ok(Number(response.headers.get('retry-after')) > 800)
  })

  test('guesses no codes of devices', async () => {
    const browser = createBrowser(url)
    const page = await browser.go('/auth/device')
    let xsrf = /name="xsrf" value="(\w+)"/.exec(await page.text())![1]!
    const statuses: number[] = []
    for (let times = 0; times < 22; times++) {
      const response = await browser.go('/auth/device', { xsrf, user_code: 'BBBB-BBBB' })
      const text = await response.text()
      xsrf = /name="xsrf" value="(\w+)"/.exec(text)?.[1] ?? xsrf
      statuses.push(response.status)
      if (response.status === 429) assert.match(text, /Wait 10 minutes\. Then load this page again/)
    }
    assert.deepEqual(statuses, [...Array<number>(20).fill(400), 429, 429])
  })

  test('is told by a page, as by any limit', async () => {
    const { url: limited } = await openOAuthApi({
      api: { rateLimits: { policies: [rateLimit('calls', { by: 'address', allow: '2/10m' })] } },
    })
    const address = `${limited}/auth/sign-out`
    for (let times = 0; times < 2; times++) await sendTo(address)
    const { status, title, text } = await sendTo(address)
    assert.deepEqual([status, title], [429, 'Too many requests'])
    assert.match(text, /<p>Wait \d+ \w+\. Then load this page again\.<\/p>/)
  })
})

describe('the page of a device', async () => {
  const { url: root } = await openOAuthApi()
  const address = `${root}/auth/device`
  const codeIn = (text: string) => /name="user_code"[^>]* value="([^"]*)"/.exec(text)?.[1]

  test('is of its own browser', async () => {
    for (const body of ['', 'xsrf=x', 'xsrf=x&xsrf=y', 'xsrf[]=1', `user_code=${'x'.repeat(60_000)}`]) {
      const { status, text, response } = await sendTo(address, { method: 'POST', body, headers: urlencoded })
      assert.equal(status, 400)
      assert.match(text, /<p class="fault" role="alert" id="fault">This page was too old/)
      assert.match(response.headers.getSetCookie().join(), /oauth-session=/, 'the next form is good')
    }
  })

  test('goes on after cookies were lost', async () => {
    const browser = createBrowser(root)
    const lost = await browser.go(address, { xsrf: 'x', user_code: 'BBBB-BBBB' })
    const text = await lost.text()
    assert.deepEqual([lost.status, codeIn(text)], [400, 'BBBB-BBBB'])
    const xsrf = /name="xsrf" value="(\w+)"/.exec(text)![1]!
    const again = await browser.go(address, { xsrf, user_code: 'BBBB-BBBB' })
    assert.match(await again.text(), /No device waits for this code/)
  })

  test('takes its own forms alone', async () => {
    const browser = createBrowser(root)
    await browser.go(address)
    const cookie = cookiesOf(browser, new URL(address))
    for (const [expected, body, type] of [
      [400, '{}', 'application/json'],
      [400, 'xsrf=x', 'application/x-www-form-urlencoded; charset=foo'],
      [400, `xsrf=${'x'.repeat(60_000)}`, urlencoded['content-type']],
      [413, 'x'.repeat(2_000_000), urlencoded['content-type']],
    ] as const) {
      const { status, title } = await sendTo(address, {
        method: 'POST',
        body,
        headers: { cookie, 'content-type': type },
      })
      assert.equal(status, expected)
      assert.ok(title !== undefined)
    }
    const headers = { ...urlencoded, 'sec-fetch-site': 'cross-site', cookie }
    assert.equal((await sendTo(address, { method: 'POST', body: 'user_code=x', headers })).status, 403)
  })

  test('fills in any code, and nothing else', async () => {
    for (const query of ['%00', 'a&user_code=b', '%F0%9F', '', 'x'.repeat(5000)])
      assert.equal((await sendTo(`${address}?user_code=${query}`)).status, 200)
    const { text } = await sendTo(`${address}?user_code=${encodeURIComponent('"><b>')}&typed=x`)
    assert.equal(codeIn(text), '&quot;&gt;&lt;b&gt;')
    assert.equal(codeIn((await sendTo(`${address}?typed=x&again=yes`)).text), '')
  })

  test('tells of a sign-in that has ended', async () => {
    const { status, text } = await sendTo(`${address}/nothing`)
    assert.equal(status, 400)
    assert.match(text, /This sign-in has ended\. Have the device show a new code/)
  })
})
