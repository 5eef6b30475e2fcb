// Tokens in cookies, which browsers send whoever makes them: CSRF tokens tell the API's own pages from the rest.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openAccounts } from './accounts.ts'

const api = await openAccounts({ identity: { cookies: true, basic: true } })

/** What a browser keeps: it sends cookies back, and forgets those of age 0. */
class Browser {
  readonly jar = new Map<string, string>()
  csrf = ''

  get cookie(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async ask(method: string, url: string, { body, headers = {}, csrf = this.csrf }: Sent = {}) {
    const own = {
      ...(this.jar.size > 0 && { cookie: this.cookie }),
      ...(csrf !== '' && { 'x-csrf-token': csrf }),
    }
    const answer = await api.ask(method, url, { body, headers: { ...own, ...headers } })
    for (const text of answer.setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text)!
      if (/Max-Age=0/.test(text)) this.jar.delete(name)
      else this.jar.set(name, value)
    }
    return answer
  }

  async signIn(username: string) {
    const body = { username, password: `${username}-password` }
    const answer = await this.ask('POST', '/auth/login?cookies=true', { body })
    assert.equal(answer.status, 200, answer.text)
    this.csrf = answer.json.csrf_token
    return answer
  }
}

interface Sent {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly csrf?: string
}

async function openBrowser(username = 'ada'): Promise<Browser> {
  const browser = new Browser()
  await browser.signIn(username)
  return browser
}

describe('a sign-in with cookies', () => {
  it('keeps the tokens from scripts, and gives them the CSRF token', async () => {
    const { json, setCookies, headers } = await new Browser().signIn('ada')
    const { csrf_token: csrf, ...rest } = json
    assert.match(csrf, /^[\w-]{43}$/)
    assert.deepEqual(Object.keys(rest), ['expires_in', 'scope'])
    assert.equal(headers['cache-control'], 'no-store')
    const month = 30 * 86_400
    const common = 'Path=/; SameSite=Strict; Secure'
    const shown = setCookies.map((text) => text.replace(/=[\w.-]+;/, '=…;'))
    assert.deepEqual(shown, [
      `__Host-access-token=…; Max-Age=900; ${common}; HttpOnly`,
      `__Host-refresh-token=…; Max-Age=${month}; ${common}; HttpOnly`,
      `__Host-csrf-token=…; Max-Age=${month}; ${common}`,
    ])
    assert.ok(setCookies[2]!.includes(csrf))
  })
  it('gives tokens in the body to whoever does not ask for cookies', async () => {
    for (const query of ['', '?cookies=false']) {
      const body = { username: 'ada', password: 'ada-password' }
      const answer = await api.ask('POST', `/auth/login${query}`, { body })
      assert.deepEqual([answer.setCookies, typeof answer.json.refresh_token], [[], 'string'])
    }
  })
  it('takes no form: other sites can send those', async () => {
    const body = 'username=bob&password=bob-password'
    for (const type of [
      'application/x-www-form-urlencoded',
      'text/plain',
      'multipart/form-data; boundary=x',
    ]) {
      const headers = { 'content-type': type }
      const answer = await api.ask('POST', '/auth/login?cookies=true', { body, headers })
      assert.deepEqual([answer.status, answer.setCookies], [415, []], type)
    }
  })
  it('takes no empty form with credentials of the browser either', async () => {
    const authorization = `Basic ${Buffer.from('bob:bob-password').toString('base64')}`
    for (const headers of [
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'sec-fetch-mode': 'navigate' },
      { 'sec-fetch-mode': 'no-cors' },
    ]) {
      const sent = { headers: { authorization, ...headers } }
      const answer = await api.ask('POST', '/auth/login?cookies=true', sent)
      assert.deepEqual([answer.status, answer.setCookies], [415, []], JSON.stringify(headers))
    }
    const byScript = { headers: { authorization, 'sec-fetch-mode': 'cors' } }
    assert.equal((await api.ask('POST', '/auth/login?cookies=true', byScript)).status, 200)
  })
  it('sets no cookie when it fails', async () => {
    const body = { username: 'ada', password: 'wrong-password' }
    const { status, setCookies } = await api.ask('POST', '/auth/login?cookies=true', { body })
    assert.deepEqual([status, setCookies], [401, []])
    assert.equal((await api.ask('POST', '/auth/login?cookies=1', { body })).status, 400)
  })
})

describe('a request with cookies', () => {
  it('that only reads needs no CSRF token', async () => {
    const browser = await openBrowser()
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      const { status, headers } = await browser.ask(method, '/notes', { csrf: '' })
      assert.ok(status < 300, method)
      if (method === 'GET') assert.match(headers['vary'], /\bcookie\b/)
    }
    const { json } = await browser.ask('GET', '/auth/whoami', { csrf: '' })
    assert.deepEqual([json.username, json.fresh], ['ada', true])
    const query = await browser.ask('QUERY', '/notes', { csrf: '', body: {} })
    assert.equal(query.status, 200)
  })
  it('that writes needs the one of its session', async () => {
    const [browser, other] = [await openBrowser(), await openBrowser()]
    const bob = await openBrowser('bob')
    const body = { text: 'x' }
    const made = await browser.ask('POST', '/notes', { body })
    assert.equal(made.status, 201)
    const wrong = [
      '',
      'x',
      other.csrf,
      bob.csrf,
      `${browser.csrf}A`,
      browser.csrf.toLowerCase(),
      '☃'.repeat(3),
    ]
    for (const csrf of wrong) {
      const name = csrf === '' ? 'none' : csrf
      const headers = { 'x-csrf-token': Buffer.from(csrf).toString('latin1') }
      for (const [method, url] of [
        ['POST', '/notes'],
        ['DELETE', `/notes/${made.json.id}`],
        ['POST', '/auth/logout'],
        ['POST', '/auth/refresh'],
      ] as const) {
        const sent = csrf === '' ? { csrf: '' } : { csrf: '', headers }
        const answer = await browser.ask(method, url, { ...sent, ...(method === 'POST' && { body: {} }) })
        assert.deepEqual([answer.status, answer.json.code], [403, 'INVALID_CSRF_TOKEN'], `${name} ${url}`)
      }
    }
    assert.equal((await browser.ask('DELETE', `/notes/${made.json.id}`)).status, 204)
  })
  it('is not believed because of a cookie: the token must be that of the session', async () => {
    const browser = await openBrowser()
    browser.jar.set('__Host-csrf-token', 'planted')
    const answer = await browser.ask('POST', '/notes', { body: { text: 'x' }, csrf: 'planted' })
    assert.equal(answer.json.code, 'INVALID_CSRF_TOKEN')
  })
  it('needs none when an access token in a header says who asks', async () => {
    const browser = await openBrowser()
    const { access } = await api.signIn('bob')
    const headers = { authorization: `Bearer ${access}` }
    const note = await browser.ask('POST', '/notes', { csrf: '', headers, body: { text: 'x' } })
    assert.deepEqual([note.status, note.json.ownerId], [201, api.ids.bob])
  })
  it('cannot be made with a token that was not given in cookies', async () => {
    const { access, refresh } = await api.signIn('ada')
    const cookie = `__Host-access-token=${access}; __Host-refresh-token=${refresh}; __Host-csrf-token=x`
    const ask = (url: string) => api.ask('POST', url, { body: {}, headers: { cookie, 'x-csrf-token': 'x' } })
    for (const url of ['/notes', '/auth/refresh'])
      assert.equal((await ask(url)).json.code, 'INVALID_CSRF_TOKEN')
    assert.equal((await api.refresh(refresh)).status, 200)
  })
  it('is 401 with a cookie that is no good, even where nobody must sign in', async () => {
    const bad = ['x', 'a.b.c', `${'x'.repeat(9000)}`]
    for (const value of bad) {
      const headers = { cookie: `a=b;__Host-access-token=${value}; c` }
      const answer = await api.ask('GET', '/auth/whoami', { headers })
      assert.deepEqual([answer.status, answer.json.code], [401, 'INVALID_TOKEN'])
    }
  })
  it("is nobody's with other cookies", async () => {
    const { access } = await api.signIn('ada')
    const cookies = ['', ';', '=', '__Host-access-token', '__Host-access-token=', `access-token=${access}`]
    for (const cookie of [...cookies, `x__Host-access-token=${access}`, `__host-access-token=${access}`]) {
      const { json } = await api.ask('GET', '/auth/whoami', { headers: { cookie } })
      assert.equal(json.code, 'UNAUTHENTICATED', cookie)
    }
  })
})

describe('the session behind cookies', () => {
  it('is refreshed by them, with the same CSRF token', async () => {
    const browser = await openBrowser()
    const before = browser.jar.get('__Host-refresh-token')
    api.wait(901)
    assert.equal((await browser.ask('GET', '/notes')).status, 401)
    const { status, json, setCookies } = await browser.ask('POST', '/auth/refresh')
    assert.equal(status, 200)
    assert.deepEqual([json.csrf_token, setCookies.length], [browser.csrf, 3])
    assert.notEqual(browser.jar.get('__Host-refresh-token'), before)
    assert.equal(json.refresh_token, undefined)
    assert.equal((await browser.ask('POST', '/notes', { body: { text: 'x' } })).status, 201)
    const narrow = await browser.ask('POST', '/auth/refresh', { body: { scope: 'notes:read' } })
    assert.equal(narrow.json.scope, 'notes:read')
    assert.equal(
      (await browser.ask('POST', '/notes', { body: { text: 'x' } })).json.code,
      'INSUFFICIENT_SCOPE',
    )
  })
  it('lives when two tabs refresh it at once', async () => {
    const browser = await openBrowser()
    const answers = await Promise.all([1, 2, 3].map(() => browser.ask('POST', '/auth/refresh')))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401, 401])
    for (const { status, json, setCookies } of answers)
      if (status === 401) assert.deepEqual([json.code, setCookies], ['REFRESH_TOKEN_EXCHANGED', []])
    assert.equal((await browser.ask('GET', '/notes')).status, 200)
  })
  it('ends for good when an old refresh token comes, and the browser forgets it', async () => {
    const browser = await openBrowser()
    const old = browser.cookie
    await browser.ask('POST', '/auth/refresh')
    api.wait(11)
    const headers = { cookie: old, 'x-csrf-token': browser.csrf }
    const stolen = await api.ask('POST', '/auth/refresh', { headers })
    assert.equal(stolen.json.code, 'INVALID_REFRESH_TOKEN')
    assert.equal((await browser.ask('GET', '/notes')).status, 401)
    assert.equal((await browser.ask('POST', '/auth/refresh')).json.code, 'INVALID_REFRESH_TOKEN')
    assert.equal(browser.jar.size, 0)
  })
  it('ends with signing out, and the browser forgets it', async () => {
    const browser = await openBrowser()
    const kept = browser.cookie
    const { status, setCookies } = await browser.ask('POST', '/auth/logout')
    assert.deepEqual([status, setCookies.length, browser.jar.size], [204, 3, 0])
    const again = await api.ask('GET', '/notes', { headers: { cookie: kept } })
    assert.equal(again.json.code, 'INVALID_TOKEN')
  })
  it('is listed and ended like any other', async () => {
    const [browser, other] = [await openBrowser(), await openBrowser()]
    const { json } = await browser.ask('GET', '/auth/sessions')
    const { id } = json.data.find(({ current }: { current: boolean }) => !current)
    assert.equal((await browser.ask('DELETE', `/auth/sessions/${id}`, { csrf: '' })).status, 403)
    assert.ok(!JSON.stringify(json).includes('csrf'))
    for (const each of json.data) if (!each.current) await browser.ask('DELETE', `/auth/sessions/${each.id}`)
    assert.equal((await other.ask('GET', '/notes')).status, 401)
    assert.equal((await browser.ask('GET', '/notes')).status, 200)
  })
})

describe('cookies for development', () => {
  it('go over plain http, under plain names', async () => {
    const own = await openAccounts({ identity: { cookies: { secure: false, sameSite: 'Lax' } } })
    const body = { username: 'ada', password: 'ada-password' }
    const { setCookies } = await own.ask('POST', '/auth/login?cookies=true', { body })
    assert.match(setCookies[0]!, /^access-token=[\w.-]+; Max-Age=900; Path=\/; SameSite=Lax; HttpOnly$/)
    const cookie = setCookies[0]!.split(';')[0]!
    assert.equal((await own.ask('GET', '/notes', { headers: { cookie } })).status, 200)
  })
  it('are not there unless they are wanted', async () => {
    const own = await openAccounts()
    const body = { username: 'ada', password: 'ada-password' }
    assert.equal((await own.ask('POST', '/auth/login?cookies=true', { body })).status, 400)
    const { access } = await own.signIn('ada')
    const cookie = `access-token=${access}; __Host-access-token=${access}`
    const { json, headers } = await own.ask('GET', '/auth/whoami', { headers: { cookie } })
    assert.equal(json.code, 'UNAUTHENTICATED')
    assert.doesNotMatch(headers['vary'] ?? '', /cookie/)
  })
})

describe('the document', () => {
  it('tells of cookies where there are any', async () => {
    const document = api.api.document() as any
    assert.deepEqual(
      [document.components.securitySchemes.cookie.in, document.components.securitySchemes.cookie.name],
      ['cookie', '__Host-access-token'],
    )
    const statusesOf = (path: string, method: string) => Object.keys(document.paths[path][method].responses)
    assert.ok(statusesOf('/auth/logout', 'post').includes('403'))
    assert.ok(!statusesOf('/auth/whoami', 'get').includes('403'))
    assert.ok(document.paths['/notes'].get.security.some((each: object) => 'cookie' in each))
  })
})
