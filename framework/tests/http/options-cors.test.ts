// OPTIONS: what this very caller may do (RFC 9110 section 9.3.7). CORS (the Fetch standard): closed, unless configured.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openShop, type Answer, type Question, type Shop } from './shop.ts'

const app = 'https://app.example'
const shop = await openShop()
const open = await openShop({ api: { cors: { origins: [app, 'http://localhost:5173'], maxAge: 60 } } })
const wide = await openShop({ api: { cors: { origins: '*' } } })

const store = await shop.make('stores', { name: 'Main' })
const item = await shop.make('items', { name: 'One', price: '5', storeId: store.id })
const note = await shop.make('notes', { text: 'x' })
const locked = await shop.make('notes', { text: 'x', isLocked: true })
const published = await shop.make('posts', { title: 'x', isPublic: true })
const draft = await shop.make('posts', { title: 'x' })

describe('OPTIONS answers 204 with what the caller may do', () => {
  const all = 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'
  const cases: [who: Question, url: string, allow: string][] = [
    [{}, '/notes', 'OPTIONS'],
    [{ as: 'ada' }, '/notes', 'GET, HEAD, QUERY, POST, OPTIONS'],
    [{}, '/items', 'GET, HEAD, QUERY, OPTIONS'],
    [{ as: 'ada' }, '/items', 'GET, HEAD, QUERY, POST, OPTIONS'],
    [{}, '/users', 'POST, OPTIONS'],
    [{ as: 'ada' }, '/users', 'POST, OPTIONS'],
    [{ as: 'root' }, '/users', 'GET, HEAD, QUERY, POST, OPTIONS'],
    [{}, '/contracts', 'OPTIONS'],
    [{ as: 'root' }, '/contracts', 'GET, HEAD, QUERY, POST, OPTIONS'],
    [{}, `/items/${item.id}`, 'GET, HEAD, OPTIONS'],
    [{ as: 'ada' }, `/items/${item.id}`, 'GET, HEAD, PUT, PATCH, OPTIONS'],
    [{ as: 'root' }, `/items/${item.id}`, all],
    [{ as: 'ada' }, `/notes/${note.id}`, all],
    [{ as: 'root' }, `/notes/${note.id}`, all],
    [{ as: 'ada' }, `/notes/${locked.id}`, 'GET, HEAD, DELETE, OPTIONS'],
    [{ as: 'root' }, `/notes/${locked.id}`, all],
    [{}, `/posts/${published.id}`, 'GET, HEAD, OPTIONS'],
    [{ as: 'bob' }, `/posts/${published.id}`, 'GET, HEAD, OPTIONS'],
    [{ as: 'ada' }, `/posts/${published.id}`, all],
    [{ as: 'ada', scopes: 'items:read' }, `/items/${item.id}`, 'GET, HEAD, OPTIONS'],
    [{ as: 'ada', scopes: 'items:write' }, `/items/${item.id}`, 'PUT, PATCH, OPTIONS'],
    [{ as: 'ada', scopes: 'notes:read' }, '/items', 'OPTIONS'],
    [{ as: 'ada' }, '/users/me', 'GET, HEAD, PUT, PATCH, OPTIONS'],
    [{ as: 'ada' }, `/notes/${note.id}/lock`, 'POST, OPTIONS'],
    [{ as: 'ada' }, `/notes/${locked.id}/lock`, 'OPTIONS'],
    [{}, `/items/${item.id}/quote`, 'POST, OPTIONS'],
    [{}, `/items/${item.id}/sell`, 'OPTIONS'],
    [{ as: 'ada' }, '/orders/stats', 'POST, OPTIONS'],
    [{}, '/orders/stats', 'OPTIONS'],
    [{}, '/auth/login', 'POST, OPTIONS'],
    [{}, '/auth/whoami', 'GET, HEAD, OPTIONS'],
    [{}, '/livez', 'GET, HEAD, OPTIONS'],
    [{}, '/openapi.json', 'GET, HEAD, OPTIONS'],
    [{}, '/', 'GET, HEAD, OPTIONS'],
  ]
  for (const [who, url, allow] of cases) {
    const name = `${who.as ?? 'anonymous'}${who.scopes === undefined ? '' : ` with ${who.scopes}`}`
    it(`${name} at ${url.replaceAll(/[0-9a-f-]{36}/g, '{id}')}: ${allow}`, async () => {
      const answer = await shop.ask('OPTIONS', url, who)
      assert.equal(answer.status, 204)
      assert.equal(answer.headers['allow'], allow)
      assert.deepEqual([answer.text, answer.headers['content-type']], ['', undefined])
    })
  }
  it('and what is read, where PATCH may be sent', async () => {
    const patch = (as: Question['as']) => shop.ask('OPTIONS', `/items/${item.id}`, { as: as! })
    assert.equal(
      (await patch('ada')).headers['accept-patch'],
      'application/merge-patch+json, application/json-patch+json, application/json',
    )
    assert.equal((await patch('anonymous')).headers['accept-patch'], undefined)
  })
  it('with a trailing slash, and a query nobody reads', async () => {
    const answer = await shop.ask('OPTIONS', '/notes/?nope=1', { as: 'ada' })
    assert.equal(answer.headers['allow'], 'GET, HEAD, QUERY, POST, OPTIONS')
  })
  it('as often as it is asked, changing nothing', async () => {
    for (let count = 0; count < 3; count++) await shop.ask('OPTIONS', `/items/${item.id}`, { as: 'root' })
    assert.equal((await shop.ask('GET', `/items/${item.id}`)).headers['etag'], '"1"')
  })
})

describe('OPTIONS is refused', () => {
  const cases: [title: string, url: string, who: Question, status: number][] = [
    ['where nothing is', '/nothing', {}, 404],
    ['for an absent row', '/items/01999999-0000-7000-8000-000000000000', { as: 'root' }, 404],
    ['for what is no id', '/items/nope', { as: 'root' }, 404],
    ['for a hidden row', `/notes/${note.id}`, { as: 'bob' }, 404],
    ['for a hidden row, to anonymous callers', `/posts/${draft.id}`, {}, 404],
    ['for an action on a hidden row', `/notes/${note.id}/lock`, { as: 'bob' }, 404],
    ['for a resource nobody may use', '/hidden', { as: 'root' }, 404],
    ['with a bad token', '/items', { headers: { authorization: 'Bearer x' } }, 401],
    ['for nobody’s own row', '/users/me', {}, 401],
  ]
  for (const [title, url, who, status] of cases) {
    it(`${title}, with ${status}`, async () => {
      const answer = await shop.ask('OPTIONS', url, who)
      assert.equal(answer.status, status)
      assert.equal(answer.headers['allow'], undefined)
    })
  }
})

const corsOf = ({ headers }: Answer) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')))
const varyOf = ({ headers }: Answer) => (headers['vary'] ?? '').split(', ').toSorted()
const preflight = (
  of: Shop,
  url: string,
  method: string,
  headers: Record<string, string> = {},
  who: Question = {},
) =>
  of.ask('OPTIONS', url, {
    ...who,
    headers: { origin: app, 'access-control-request-method': method, ...headers, ...who.headers },
  })
const exposed = [
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'Preference-Applied',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
  'Allow',
  'Accept-Patch',
  'Accept-Query',
  'Accept-Ranges',
  'Content-Disposition',
  'Content-Range',
  'Deprecation',
  'Sunset',
]

describe('without configuration, other origins', () => {
  it('get no leave by a preflight', async () => {
    const answer = await preflight(shop, '/items', 'POST', {
      'access-control-request-headers': 'authorization',
    })
    assert.equal(answer.status, 204)
    assert.deepEqual(corsOf(answer), {})
  })
  it('get no leave by an answer', async () => {
    for (const origin of [app, 'null', 'http://localhost']) {
      const answer = await shop.ask('GET', '/items', { headers: { origin } })
      assert.equal(answer.status, 200)
      assert.deepEqual(corsOf(answer), {})
      assert.deepEqual(varyOf(answer), ['accept', 'authorization'])
    }
  })
})

describe('a preflight', () => {
  it('says what the address has, for a while', async () => {
    const asked = 'authorization, content-type, if-match'
    const answer = await preflight(open, '/items', 'POST', { 'access-control-request-headers': asked })
    assert.equal(answer.status, 204)
    assert.equal(answer.text, '')
    assert.deepEqual(corsOf(answer), {
      'access-control-allow-origin': app,
      'access-control-allow-methods': 'GET, HEAD, QUERY, POST, OPTIONS',
      'access-control-allow-headers': asked,
      'access-control-expose-headers': exposed.join(', '),
      'access-control-max-age': '60',
    })
    const wanted = ['access-control-request-headers', 'access-control-request-method', 'origin']
    assert.deepEqual(varyOf(answer), wanted)
  })
  it('is remembered for ten minutes, unless told otherwise', async () => {
    assert.equal((await preflight(wide, '/items', 'POST')).headers['access-control-max-age'], '600')
  })
  it('allows no headers where none are asked for', async () => {
    const answer = await preflight(open, '/items', 'POST')
    assert.equal(answer.headers['access-control-allow-headers'], undefined)
  })
  for (const [title, url, who] of [
    ['anonymous callers', '/notes', {}],
    ['a bad token', '/notes', { headers: { authorization: 'Bearer x' } }],
    ['a bad password', '/auth/login', { headers: { authorization: 'Basic x' } }],
    ['rows that are absent', '/notes/nope', {}],
    ['rows that are hidden', `/notes/${note.id}`, {}],
  ] as const) {
    it(`comes before it is known who asks: ${title}`, async () => {
      const answer = await preflight(open, url, 'PATCH', {}, who)
      assert.equal(answer.status, 204)
      assert.equal(answer.headers['access-control-allow-origin'], app)
      assert.equal(answer.headers['www-authenticate'], undefined)
    })
  }
  it('is answered at unknown addresses, so that the 404 can be read', async () => {
    assert.equal((await preflight(open, '/nothing', 'DELETE')).status, 204)
    const answer = await open.ask('DELETE', '/nothing', { headers: { origin: app } })
    assert.deepEqual([answer.status, answer.headers['access-control-allow-origin']], [404, app])
  })
  it('gives no leave to other origins', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'https://app.example.evil',
      'http://app.example',
      `${app}:8443`,
      app.toUpperCase(),
      `${app}/`,
      `${app}, ${app}`,
      '*',
      '',
    ]) {
      const answer = await preflight(open, '/items', 'POST', { origin })
      assert.equal(answer.status, 204)
      assert.deepEqual(corsOf(answer), {}, origin)
      assert.ok(varyOf(answer).includes('origin'))
    }
  })
  it('never allows cookies', async () => {
    for (const each of [open, wide]) {
      const answer = await preflight(each, '/items', 'POST', { cookie: 'a=b' })
      assert.equal(answer.headers['access-control-allow-credentials'], undefined)
    }
  })
  it('is none without its headers', async () => {
    const plain = await open.ask('OPTIONS', '/items', { headers: { origin: app } })
    assert.equal(plain.headers['allow'], 'GET, HEAD, QUERY, OPTIONS')
    const local = await open.ask('OPTIONS', '/items', { headers: { 'access-control-request-method': 'GET' } })
    assert.equal(local.headers['allow'], 'GET, HEAD, QUERY, OPTIONS')
    assert.deepEqual(corsOf(local), {})
  })
  it('changes nothing for methods that are none', async () => {
    const answer = await preflight(open, '/items', 'EXPLODE')
    assert.equal(answer.status, 204)
    assert.equal(answer.headers['access-control-allow-methods'], 'GET, HEAD, QUERY, POST, OPTIONS')
  })
})

describe('an answer to another origin', () => {
  const requests: [title: string, method: string, url: string, question: Question, status: number][] = [
    ['a page', 'GET', '/items', {}, 200],
    ['a row that is made', 'POST', '/notes', { as: 'ada', body: { text: 'x' } }, 201],
    ['a refusal of nobody', 'GET', '/notes', {}, 401],
    ['a refusal of a token', 'GET', '/notes', { headers: { authorization: 'Bearer x' } }, 401],
    ['an absent row', 'GET', '/items/nope', {}, 404],
    ['a method that is not there', 'DELETE', '/items', {}, 405],
    ['a format that is not there', 'GET', '/items', { headers: { accept: 'image/png' } }, 406],
    [
      'a body that is no JSON',
      'POST',
      '/notes',
      { as: 'ada', body: '{', headers: { 'content-type': 'application/json' } },
      400,
    ],
    [
      'a body that is no body',
      'POST',
      '/notes',
      { as: 'ada', body: '{', headers: { 'content-type': ';' } },
      415,
    ],
    ['an address that is none', 'GET', '/items/%zz', {}, 400],
    ['a sign-in', 'POST', '/auth/login', { body: { username: 'ada', password: 'ada-password' } }, 200],
    ['the document', 'GET', '/openapi.json', {}, 200],
    ['a health check', 'GET', '/livez', {}, 200],
  ]
  for (const [title, method, url, question, status] of requests) {
    it(`can be read: ${title}`, async () => {
      const headers = { ...question.headers, origin: app }
      const answer = await open.ask(method, url, { ...question, headers })
      assert.equal(answer.status, status)
      assert.deepEqual(corsOf(answer), {
        'access-control-allow-origin': app,
        'access-control-expose-headers': exposed.join(', '),
      })
      assert.ok(varyOf(answer).includes('origin'))
    })
    it(`can be read by configured origins only: ${title}`, async () => {
      const headers = { ...question.headers, origin: 'https://evil.example' }
      const answer = await open.ask(method, url, { ...question, headers })
      assert.deepEqual([answer.status, corsOf(answer)], [status, {}])
      assert.ok(varyOf(answer).includes('origin'))
    })
  }
  it('varies by origin where none is sent', async () => {
    const answer = await open.ask('GET', '/items')
    assert.deepEqual(varyOf(answer), ['accept', 'authorization', 'origin'])
    assert.deepEqual(corsOf(answer), {})
  })
  it('is varied by origin when nothing has changed', async () => {
    const { headers } = await open.ask('GET', '/openapi.json')
    const answer = await open.ask('GET', '/openapi.json', {
      headers: { 'if-none-match': headers['etag']!, origin: app },
    })
    assert.equal(answer.status, 304)
    assert.equal(answer.headers['access-control-allow-origin'], app)
  })
  it('can be read by every one where all are configured', async () => {
    for (const origin of [app, 'https://any.example', 'null']) {
      const answer = await wide.ask('GET', '/items', { headers: { origin } })
      assert.equal(answer.headers['access-control-allow-origin'], origin)
    }
  })
  it('can be read in every configured one', async () => {
    const answer = await open.ask('GET', '/items', { headers: { origin: 'http://localhost:5173' } })
    assert.equal(answer.headers['access-control-allow-origin'], 'http://localhost:5173')
  })
})
