// What devices may not do that wait to be let in (RFC 8628), and codes that people type.
import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { basic, createBrowser, openOAuthApi, password } from './oauth-api.ts'

const { url, send, post, createClient, warnings } = await openOAuthApi()
await createClient('tv', { public: true })
await createClient('radio', { public: true })
await createClient('box', {})
await createClient('service', { service: true })

interface Device {
  readonly device_code: string
  readonly user_code: string
}

async function ask(client_id = 'tv', scope = 'todos:read'): Promise<Device> {
  const { status, body } = await post('/auth/oauth2/device', { client_id, scope })
  assert.equal(status, 200, JSON.stringify(body))
  return body as Device
}

const poll = ({ device_code }: Device, client_id = 'tv') => {
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
  return post('/auth/oauth2/token', { grant_type, device_code, client_id })
}

const refused = ({ status, body }: Awaited<ReturnType<typeof poll>>, error: string) =>
  assert.deepEqual([status, body['error']], [400, error])

type Browser = ReturnType<typeof createBrowser>

/** Types the code, and says whether it is the same. */
async function type(browser: Browser, { user_code }: Device, answer?: 'confirm' | 'abort') {
  const page = await (await browser.go(`${url}/auth/device`)).text()
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)![1]!
  const typed = await browser.follow(`${url}/auth/device`, { xsrf, user_code })
  if (answer === undefined) return typed
  await typed.response.text()
  return browser.follow(`${url}/auth/device`, { xsrf, user_code, [answer]: 'yes' })
}

/** Lets a device in as ada. */
async function letIn(device: Device, decision = 'allow', browser = createBrowser(url)): Promise<string> {
  let { address, response } = await type(browser, device, 'confirm')
  if (!browser.jar.has('oauth-session') || (await response.clone().text()).includes('name="password"'))
    ({ address, response } = await browser.follow(address, { username: 'ada', password }))
  ;({ response } = await browser.follow(address, { decision }))
  return response.text()
}

const later = (t: TestContext, seconds: number) =>
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + seconds * 1000 })

describe('a device', () => {
  test('waits, and is let in once', async (t) => {
    const device = await ask()
    refused(await poll(device), 'authorization_pending')
    assert.match(await letIn(device), /The device is let in/)
    later(t, 6)
    const { status, body } = await poll(device)
    assert.equal(status, 200)
    assert.equal((await send('GET', '/todos', { token: body['access_token'] })).status, 200)
    refused(await poll(device), 'invalid_grant')
  })

  test('that asks too often is slowed down', async (t) => {
    const device = await ask()
    refused(await poll(device), 'authorization_pending')
    refused(await poll(device), 'slow_down')
    refused(await poll(device), 'slow_down')
    refused(await poll(await ask()), 'authorization_pending')
    later(t, 6)
    refused(await poll(device), 'authorization_pending')
  })

  test('is told of a denial', async () => {
    const device = await ask()
    await letIn(device, 'deny')
    refused(await poll(device), 'access_denied')
  })

  test('is told that its code was not the same', async () => {
    const device = await ask()
    await type(createBrowser(url), device, 'abort')
    refused(await poll(device), 'access_denied')
  })

  test('is refused after ten minutes', async (t) => {
    const device = await ask()
    later(t, 601)
    refused(await poll(device), 'expired_token')
    assert.match(await (await type(createBrowser(url), device)).response.text(), /good no more/)
  })

  test("cannot take another client's code", async () => {
    const device = await ask()
    refused(await poll(device, 'radio'), 'invalid_grant')
    refused(await poll(device), 'authorization_pending')
  })

  test('cannot make up a code', async () => {
    for (const device_code of ['x', 'a.b.c', '\u0000', 'x'.repeat(3000)])
      refused(await poll({ device_code, user_code: '' }), 'invalid_grant')
  })

  test('gets no more scopes than it asked for', async () => {
    const device = await ask('tv', 'todos:read')
    await letIn(device)
    assert.equal((await poll(device)).body['scope'], 'todos:read')
  })

  test('with a secret must show it', async () => {
    const none = await post('/auth/oauth2/device', { client_id: 'box' })
    assert.deepEqual([none.status, none.body['error']], [401, 'invalid_client'])
    assert.equal((await post('/auth/oauth2/device', { client_id: 'box' }, basic('box'))).status, 200)
  })

  test('is none that acts as itself', async () => {
    const { status } = await post('/auth/oauth2/device', {}, basic('service'))
    assert.equal(status, 400)
  })

  test('is let in by one of many at a time', async () => {
    const device = await ask()
    await letIn(device)
    const answers = await Promise.all([1, 2, 3, 4].map(() => poll(device)))
    const won = answers.filter(({ status }) => status === 200)
    assert.ok(won.length <= 1)
  })
})

describe('a code that people type', () => {
  test('is good once', async () => {
    const device = await ask()
    await letIn(device)
    const { response } = await type(createBrowser(url), device)
    assert.equal(response.status, 400)
    assert.match(await response.text(), /used already/)
  })

  test('may be typed in small letters without the dash', async () => {
    const device = await ask()
    const loose = { ...device, user_code: device.user_code.toLowerCase().replace('-', ' ') }
    const { response } = await type(createBrowser(url), loose)
    assert.match(await response.text(), /Is this your device\?/)
  })

  test('cannot be sent from another site', async () => {
    const device = await ask()
    const browser = createBrowser(url)
    await browser.go(`${url}/auth/device`)
    const { response } = await browser.follow(`${url}/auth/device`, {
      user_code: device.user_code,
      confirm: 'yes',
      xsrf: 'guess',
    })
    assert.equal(response.status, 400)
    refused(await poll(device), 'authorization_pending')
  })

  test('cannot be guessed: after twenty the network waits', async () => {
    const statuses: number[] = []
    for (let guess = 0; guess < 22; guess++) {
      const { response } = await type(createBrowser(url), { device_code: '', user_code: 'BCDF-GHJK' })
      statuses.push(response.status)
      await response.text()
    }
    assert.equal(statuses.at(-1), 429)
  })
})

test('nothing of it is a fault of the server', () => assert.deepEqual(warnings, []))
