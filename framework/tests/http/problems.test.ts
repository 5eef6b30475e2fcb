// docs/problems.md and the catalogue say the same, and every code in it is one that a request can meet.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, describe, it } from 'node:test'
import { anyone, field, OutcomeUnknown, resource } from '../../src/index.ts'
import * as catalogue from '../../src/kernel/problem/catalogue.ts'
import { captcha, identity, invitation, localCaptcha, type SignUp } from '../../src/identity.ts'
import { oauthServer } from '../../src/oauth-server.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { resources, users } from './domain.ts'
import { openConnection, sendRaw } from './raw-connection.ts'
import { openAccounts } from './accounts.ts'
import { openGallery, png, toFile } from './gallery.ts'
import { openMembers } from '../identity/mail/members.ts'
import { openShop, type Question } from './shop.ts'
import { openSignUp, toUser } from './sign-up-domain.ts'

const page = readFileSync(new URL('../../../docs/problems.md', import.meta.url), 'utf8')

/** What the page says of each code: `409 Another row already has this value`. */
const documented = new Map(
  [...page.matchAll(/^## (\w+)\n\n\*\*(\d+)\*\* (.+)\.\n\n[^*]+\n\n\*What to do:\* ./gm)].map(
    ([, code, status, title]) => [code!, `${status} ${title}`],
  ),
)
const types = new Map(Object.values(catalogue).map((type) => [type.code, type]))

describe('docs/problems.md', () => {
  it('explains every code, and no other', () => {
    const known = [...types.values()].map(({ code, status, title }) => [code, `${status} ${title}`])
    assert.deepEqual([...documented], known.toSorted())
    assert.equal(page.match(/^## /gm)!.length, known.length)
  })
})

/** The one resource that demands keys. */
const receipts = resource('receipts', {
  fields: { what: field.text() },
  access: anyone(),
  idempotency: 'required',
})

const shop = await openShop({
  api: { resources: [...resources, receipts], bodyLimit: 1000 },
  server: { requestTimeout: 200 },
})
const port = await shop.port()
const origin = await shop.listen()
const store = await shop.make('stores', { name: 'Main' })
const item = await shop.make('items', { name: 'One', price: '5', storeId: store.id })
const post = await shop.make('posts', { title: 'x' })
const note = await shop.make('notes', { text: 'x', isLocked: true })
const order = await shop.make('orders', { what: 'x' })
const account = await shop.make('accounts', { owner: 'x' })

/** What came back, however it was sent. */
interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
}

const ask =
  (method: string, url: string, question: Question = {}) =>
  (): Promise<Refusal> =>
    shop.ask(method, url, { as: 'ada', ...question })
const raw = (bytes: string) => async (): Promise<Refusal> => (await sendRaw(port, bytes))!
const json = { 'content-type': 'application/json' }

/** Asks an API that demands application keys. */
const askGuarded = (headers: Readonly<Record<string, string>>) => async (): Promise<Refusal> => {
  const guarded = await openShop({
    api: {
      identity: identity({
        users: { resource: users, login: ['username'], password: 'password' },
        applicationKeys: { required: true },
      }),
    },
  })
  return guarded.ask('GET', '/items', { headers })
}

/** Signs up where that is not for everybody. */
const askToJoin =
  (signUp: SignUp, headers: Readonly<Record<string, string>> = {}) =>
  async (): Promise<Refusal> => {
    const { request } = await openSignUp(signUp)
    return request('POST', '/users', { body: toUser('grace'), headers })
  }
const brokenCaptcha = captcha({
  provider: 'own',
  siteKey: '',
  verify: () => Promise.reject(new Error('broken')),
})

/** Makes a store do what it is told from now on, and lose the answer. */
function loseAnswers(lossy: Store): void {
  const lose = async () => {
    throw new OutcomeUnknown()
  }
  const [insert, transaction] = [lossy.insert.bind(lossy), lossy.transaction.bind(lossy)]
  lossy.insert = (...given) => insert(...given).then(lose)
  lossy.transaction = (work) => transaction(work).then(lose)
}

/** How to get each problem. */
const provocations: Readonly<Record<string, () => Promise<Refusal>>> = {
  MALFORMED_REQUEST: raw('GET /items HTTP/1.1\r\n\r\n'),
  MALFORMED_BODY: ask('POST', '/notes', { body: '{', headers: json }),
  INVALID_QUERY: ask('GET', '/items?nope=1'),
  INVALID_HEADER: ask('GET', `/items/${item.id}`, { headers: { 'if-none-match': 'one' } }),
  IDEMPOTENCY_KEY_REQUIRED: ask('POST', '/receipts', { body: { what: 'x' } }),
  async IDEMPOTENCY_KEY_REUSED() {
    const headers = { 'idempotency-key': '"one"' }
    await shop.ask('POST', '/notes', { as: 'ada', headers, body: { text: 'x' } })
    return shop.ask('POST', '/notes', { as: 'ada', headers, body: { text: 'y' } })
  },
  async REQUEST_IN_PROGRESS() {
    // The first may be done before the second begins.
    for (let tries = 0; ; tries++) {
      const headers = { 'idempotency-key': `"two ${tries}"` }
      const question: Question = { as: 'ada', headers, body: { text: 'x' } }
      const answers = await Promise.all([1, 2].map(() => shop.ask('POST', '/notes', question)))
      const refused = answers.find(({ status }) => status === 409)
      if (refused !== undefined || tries === 100) return refused!
    }
  },
  UNAUTHENTICATED: ask('GET', '/notes', { as: 'anonymous' }),
  INVALID_CREDENTIALS: ask('POST', '/auth/login', { body: { username: 'ada', password: 'wrong-password' } }),
  INVALID_TOKEN: ask('GET', '/items', { headers: { authorization: 'Bearer x' } }),
  async INVALID_DPOP_PROOF() {
    const server = await openShop({
      api: {
        publicUrl: 'https://api.example',
        identity: identity({
          users: { resource: users, login: ['username'], password: 'password' },
          authorizationServer: oauthServer(),
        }),
      },
    })
    return server.ask('GET', '/items', { headers: { authorization: 'DPoP x' } })
  },
  INVALID_APPLICATION_KEY: askGuarded({ 'x-application-key': 'x' }),
  APPLICATION_KEY_REQUIRED: askGuarded({}),
  INVALID_REFRESH_TOKEN: ask('POST', '/auth/refresh', { as: 'anonymous', body: { refresh_token: 'x' } }),
  async REFRESH_TOKEN_EXCHANGED() {
    const question: Question = { body: { username: 'ada', password: 'ada-password' } }
    const { refresh_token } = (await shop.ask('POST', '/auth/login', question)).json
    await shop.ask('POST', '/auth/refresh', { body: { refresh_token } })
    return shop.ask('POST', '/auth/refresh', { body: { refresh_token } })
  },
  async INVALID_CODE() {
    const own = await openMembers({ publicUrl: null })
    const code = { code: 'x', password: 'correct horse battery' }
    const { status, text, headers } = await own.post('/auth/password-reset/confirm', code)
    return { status, text, headers: { ...headers } as Record<string, string> }
  },
  async INVALID_CSRF_TOKEN() {
    const own = await openAccounts({ identity: { cookies: true } })
    const body = { username: 'ada', password: 'ada-password' }
    const { setCookies } = await own.ask('POST', '/auth/login?cookies=true', { body })
    const cookie = setCookies[0]!.split(';', 1)[0]!
    return own.ask('POST', '/notes', { body: { text: 'x' }, headers: { cookie } })
  },
  async INSUFFICIENT_USER_AUTHENTICATION() {
    const { authorization } = await shop.headersOf({ as: 'ada' })
    shop.wait(11)
    const answer = await shop.ask('DELETE', `/posts/${post.id}`, {
      headers: { authorization: authorization! },
    })
    shop.wait(-11)
    return answer
  },
  FORBIDDEN: ask('PATCH', `/notes/${note.id}`, { body: { text: 'y' } }),
  INSUFFICIENT_SCOPE: ask('GET', '/notes', { scopes: 'items:read' }),
  CAPTCHA_REQUIRED: askToJoin(captcha(localCaptcha())),
  CAPTCHA_FAILED: askToJoin(captcha(localCaptcha()), { 'x-captcha-response': 'x' }),
  CAPTCHA_UNAVAILABLE: askToJoin(brokenCaptcha, { 'x-captcha-response': 'x' }),
  INVITATION_REQUIRED: askToJoin(invitation()),
  INVALID_INVITATION: askToJoin(invitation(), { 'x-invitation': 'x' }),
  NOT_FOUND: ask('GET', '/items/nope'),
  ROUTE_NOT_FOUND: ask('GET', '/nothing'),
  METHOD_NOT_ALLOWED: ask('DELETE', '/items'),
  NOT_ACCEPTABLE: ask('GET', '/items', { headers: { accept: 'image/png' } }),
  async REQUEST_TIMEOUT() {
    const connection = await openConnection(port)
    after(() => connection.close())
    connection.send('POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{')
    return (await connection.receive('POST'))!
  },
  UNIQUE_VIOLATION: ask('POST', '/stores', { body: { name: 'Main' } }),
  REFERENCE_IN_USE: ask('DELETE', `/stores/${store.id}`, { as: 'root' }),
  CONFLICT: ask('POST', `/orders/${order.id}/race`),
  TEST_FAILED: ask('PATCH', `/items/${item.id}`, {
    body: JSON.stringify([{ op: 'test', path: '/name', value: 'Two' }]),
    headers: { 'content-type': 'application/json-patch+json' },
  }),
  PRECONDITION_FAILED: ask('PATCH', `/items/${item.id}`, {
    body: { stock: 1 },
    headers: { 'if-match': '"9"' },
  }),
  CONTENT_TOO_LARGE: ask('POST', '/notes', { body: { text: 'x'.repeat(1000) } }),
  URI_TOO_LONG: raw(`GET /items?q=${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`),
  UNSUPPORTED_MEDIA_TYPE: ask('POST', '/notes', { body: 'a,b', headers: { 'content-type': 'text/csv' } }),
  async RANGE_NOT_SATISFIABLE() {
    const gallery = await openGallery()
    const { id } = await gallery.make({ photo: toFile(png(10)) })
    const headers = { range: 'bytes=10-' }
    const { status, headers: shown, bytes } = await gallery.ask('GET', `/pictures/${id}/photo`, { headers })
    return { status, headers: Object.fromEntries(shown), text: bytes.toString() }
  },
  VALIDATION_FAILED: ask('POST', '/notes', { body: {} }),
  PRECONDITION_REQUIRED: ask('PATCH', `/accounts/${account.id}`, { body: { owner: 'y' } }),
  async TOO_MANY_REQUESTS() {
    const body = { username: 'bob', password: 'wrong-password' }
    for (;;) {
      const answer = await shop.ask('POST', '/auth/login', { body })
      if (answer.status !== 401) return answer
    }
  },
  HEADERS_TOO_LARGE: raw(`GET /items HTTP/1.1\r\nHost: a\r\nX-Any: ${'x'.repeat(20_000)}\r\n\r\n`),
  async INTERNAL_ERROR() {
    const answer = await shop.ask('POST', `/orders/${order.id}/fail`, { as: 'ada' })
    assert.equal(shop.failures.splice(0).length, 1)
    return answer
  },
  METHOD_NOT_IMPLEMENTED: ask('PROPFIND', '/items'),
  async OUTCOME_UNKNOWN() {
    const lossy = openTestStore()
    const own = await openShop({ api: { store: lossy, resources: [...resources, receipts] } })
    loseAnswers(lossy)
    return own.ask('POST', '/receipts', { body: { what: 'x' }, headers: { 'idempotency-key': 'x' } })
  },
  async UNAVAILABLE() {
    shop.api.state.draining = true
    const answer = await shop.ask('GET', '/readyz')
    shop.api.state.draining = false
    shop.failures.splice(0)
    return answer
  },
}

/** What HTTP demands of answers with these statuses. */
const companions: Readonly<Record<number, string>> = {
  401: 'www-authenticate',
  405: 'allow',
  415: 'accept',
  429: 'retry-after',
  503: 'retry-after',
  504: 'retry-after',
}

describe('over HTTP comes', () => {
  for (const { code, status, title } of types.values()) {
    it(code, async () => {
      const provoke = provocations[code]
      assert.ok(provoke !== undefined, `nothing provokes ${code}`)
      const answer = await provoke()
      assert.equal(answer.headers['content-type'], 'application/problem+json')
      const problem = JSON.parse(answer.text)
      const { status: shown, code: shownCode, title: shownTitle, type } = problem
      assert.deepEqual([answer.status, shown, shownCode, shownTitle], [status, status, code, title])
      assert.equal(type.replace('https://api.example', ''), `/problems#${code}`)
      assert.equal(answer.headers['cache-control'], 'no-store')
      const companion = companions[status]
      if (companion !== undefined) assert.ok(answer.headers[companion], `${companion} is missing`)
      if (status >= 500) assert.deepEqual([problem.detail, problem.errors], [undefined, undefined])
      assert.doesNotMatch(answer.text, /node:|\.ts\b|SELECT|INSERT|sqlite/i)
    })
  }
  it('every code, and no other', () => {
    assert.deepEqual(Object.keys(provocations).toSorted(), [...documented.keys()].toSorted())
  })
})

describe('the type of a problem', () => {
  it('leads to a page that lists its code', async () => {
    const response = await fetch(`${origin}/problems`)
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
    const text = await response.text()
    for (const { code, status, title } of types.values()) {
      assert.ok(
        text.includes(
          `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
        ),
      )
    }
  })
  it("leads to the API's own problems, too", async () => {
    const answer = await shop.ask('POST', `/items/${item.id}/sell`, { as: 'ada', body: { count: 99 } })
    assert.equal(answer.json.type, '/problems#SOLD_OUT')
    const text = await (await fetch(`${origin}${answer.json.type}`)).text()
    assert.ok(text.includes('<tr id="SOLD_OUT">'))
    assert.ok(text.includes('Nothing of it is left'))
  })
  it('needs no token, and may be cached', async () => {
    const response = await fetch(`${origin}/problems`, { headers: { authorization: 'Bearer x' } })
    assert.deepEqual([response.status, response.headers.get('cache-control')], [200, 'public, max-age=3600'])
  })
})
