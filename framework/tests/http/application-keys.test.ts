// Keys of applications: made, seen and withdrawn by admins; good for what they were made for, alone or beside a user.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, describe, it } from 'node:test'
import { createSecretHasher, identity, type IdentityOptions } from '../../src/identity.ts'
import { anyone, anyOf, field, hasRole, isOwner, isService, resource, signedIn } from '../../src/index.ts'
import { createFakeClock, createTestApi, type TestApi } from '../../src/testing.ts'
import { createTestDatabase, openTestDatabase } from '../../src/tooling/testing/test-store.ts'
import { sqliteOnly } from '../store/sqlite-only.ts'

const users = resource('users', {
  fields: {
    username: field.text().unique(),
    isAdmin: field.boolean().default(false),
    password: field.secret(),
  },
  access: anyone(),
})
const notes = resource('notes', { fields: { text: field.text() }, access: anyone() })
const reports = resource('reports', {
  fields: { text: field.text() },
  access: { list: signedIn(), read: signedIn(), create: isService(), delete: hasRole('admin') },
})
const tasks = resource('tasks', {
  fields: { text: field.text(), ownerId: field.owner('users') },
  access: anyOf(isOwner('ownerId'), isService()),
})
const resources = [users, notes, reports, tasks]
const hasher = createSecretHasher({ memory: 64, passes: 1 })

type Keys = IdentityOptions<typeof users>['applicationKeys']

async function open({
  keys = true as Keys,
  database = undefined as string | undefined,
  clock = createFakeClock(),
  more = {} as Partial<IdentityOptions<typeof users>>,
} = {}) {
  const statements: string[] = []
  const onStatement = (sql: string) => void statements.push(sql)
  const { url } = database === undefined ? await createTestDatabase() : { url: database }
  const store = openTestDatabase(url, { onStatement })
  const emitted: string[] = []
  const api = await createTestApi({
    resources,
    store,
    clock,
    events: { emit: (name, event) => void emitted.push(`${name} ${JSON.stringify(event)}`) },
    identity: identity({
      users: {
        resource: users,
        login: ['username'],
        password: 'password',
        roles: ({ isAdmin }) => (isAdmin ? ['admin'] : []),
      },
      hasher,
      ...(keys !== undefined && { applicationKeys: keys }),
      ...more,
    }),
  })
  after(async () => {
    await api.close()
    await store.close()
  })
  return { ...api, clock, database: url, emitted, statements, request: api.request }
}

type Opened = Awaited<ReturnType<typeof open>>

interface Application {
  readonly id: string
  readonly key: string
  readonly [name: string]: unknown
}

const rootOf = (api: Pick<TestApi<typeof resources>, 'as'>) => api.as({ id: 'root', roles: ['admin'] })

async function make(api: Opened, values: Readonly<Record<string, unknown>> = {}): Promise<Application> {
  const body = { name: 'Report', scopes: ['reports:read', 'notes:read', 'notes:write'], ...values }
  const answer = await rootOf(api).request<Application>('POST', '/auth/applications', { body })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}

const withKey = (key: string, more: Readonly<Record<string, string>> = {}) => ({
  headers: { 'x-application-key': key, ...more },
})

async function addUser(api: Opened, username: string, isAdmin = false) {
  const body = { username, isAdmin, password: `${username}-password` }
  const made = await api.request<{ id: string }>('POST', '/users', { body })
  assert.equal(made.status, 201)
  return made.body.id
}

async function signIn(api: Opened, username: string, scope?: string): Promise<string> {
  const body = { username, password: `${username}-password`, ...(scope !== undefined && { scope }) }
  const { body: token } = await api.request<{ access_token: string }>('POST', '/auth/login', { body })
  return token.access_token
}

describe('applications', () => {
  it('are made with a key that is shown once', async () => {
    const api = await open()
    const answer = await rootOf(api).request<Application>('POST', '/auth/applications', {
      body: { name: 'Report', scopes: ['reports:read'], expiresAt: '2031-01-01T00:00:00+01:00' },
    })
    assert.equal(answer.status, 201)
    const { id, key, prefix, ...others } = answer.body
    assert.match(key, /^ninety_[\da-f]{16}_[\w-]{43}$/)
    assert.ok(key.startsWith(`${String(prefix)}_`))
    assert.deepEqual(others, {
      name: 'Report',
      scopes: ['reports:read'],
      createdAt: '2030-01-01T12:00:00.000Z',
      expiresAt: '2030-12-31T23:00:00.000Z',
      lastUsedAt: null,
    })
    assert.equal(answer.headers['cache-control'], 'no-store')
    const address = answer.headers['location']!
    assert.equal(address, `/auth/applications/${id}`)
    const shown = await rootOf(api).request('GET', address)
    assert.deepEqual(shown.body, { id, prefix, ...others })
    assert.equal(shown.headers['cache-control'], 'no-store')
  })
  it('are kept without their key', sqliteOnly, async () => {
    const api = await open()
    const { key, prefix } = await make(api)
    await api.request('GET', '/notes', withKey(key))
    await api.close()
    const kept = [api.database, `${api.database}-wal`].flatMap((path) => {
      try {
        return [readFileSync(path, 'latin1')]
      } catch {
        return []
      }
    })
    assert.ok(kept.some((text) => text.includes(String(prefix))))
    for (const text of [...kept, ...api.emitted]) assert.ok(!text.includes(key.slice(-43)))
  })
  it('are listed page by page, the newest first', async () => {
    const api = await open()
    const names = ['a', 'b', 'c', 'd', 'e']
    for (const name of names) {
      await make(api, { name })
      api.clock.advance('1s')
    }
    interface Listed {
      data: { name: string }[]
      page: { next: string | null; prev: string | null; first: string }
    }
    const read = async (url: string) => {
      const { status, body, headers } = await rootOf(api).request<Listed>('GET', url)
      assert.equal(status, 200)
      assert.ok(!JSON.stringify(body).includes('digest'))
      return { names: body.data.map(({ name }) => name), page: body.page, link: headers['link'] }
    }
    const first = await read('/auth/applications?limit=2')
    assert.deepEqual([first.names, first.page.prev], [['e', 'd'], null])
    assert.equal(first.link, `<${first.page.next}>; rel="next", <${first.page.first}>; rel="first"`)
    const second = await read(first.page.next!)
    const third = await read(second.page.next!)
    assert.deepEqual([second.names, third.names, third.page.next], [['c', 'b'], ['a'], null])
    assert.deepEqual((await read(third.page.prev!)).names, ['c', 'b'])
    assert.deepEqual((await read('/auth/applications')).names, names.toReversed())
  })
  const wrong: readonly (readonly [string, unknown, string, string])[] = [
    ['no name', { scopes: [] }, '/name', 'required'],
    ['an empty name', { name: '', scopes: [] }, '/name', 'too_short'],
    ['a blank name', { name: ' ', scopes: [] }, '/name', 'wrong_form'],
    ['a long name', { name: 'x'.repeat(101), scopes: [] }, '/name', 'too_long'],
    ['no scopes', { name: 'x' }, '/scopes', 'required'],
    ['an unknown scope', { name: 'x', scopes: ['notes:read', 'all'] }, '/scopes/1', 'unknown_scope'],
    ['a scope that is no text', { name: 'x', scopes: [1] }, '/scopes/0', 'wrong_type'],
    [
      'a past end',
      { name: 'x', scopes: [], expiresAt: '2030-01-01T12:00:00Z' },
      '/expiresAt',
      'not_in_the_future',
    ],
    ['an end that is none', { name: 'x', scopes: [], expiresAt: 'soon' }, '/expiresAt', 'wrong_form'],
    ['a key of its own', { name: 'x', scopes: [], key: 'mine' }, '/key', 'unknown_member'],
    ['a digest of its own', { name: 'x', scopes: [], digest: 'mine' }, '/digest', 'unknown_member'],
  ]
  for (const [what, body, pointer, code] of wrong) {
    it(`are not made of ${what}`, async () => {
      const { status, body: problem } = await rootOf(await open()).request('POST', '/auth/applications', {
        body,
      })
      const [fault] = problem['errors'] as { pointer: string; code: string }[]
      assert.deepEqual([status, fault?.pointer, fault?.code], [422, pointer, code])
    })
  }
  for (const expiresAt of [
    '2030-12-31T23:59:60Z',
    '9999-12-31T23:59:59-23:59',
    '2031-02-30T00:00:00Z',
    1,
    '',
  ]) {
    it(`either end at ${JSON.stringify(expiresAt)}, or are refused for it`, async () => {
      const root = rootOf(await open())
      const body = { name: 'x', scopes: [], expiresAt }
      const { status, body: made } = await root.request('POST', '/auth/applications', { body })
      assert.ok(status === 201 || status === 422, String(status))
      if (status === 201) assert.match(String(made['expiresAt']), /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/)
    })
  }
  for (const query of [
    'limit=0',
    'limit=101',
    'limit=x',
    'limit=1&limit=2',
    'after=x',
    'key=x',
    'sort=name',
  ]) {
    it(`are not listed by ${query}`, async () => {
      const { status, body } = await rootOf(await open()).request('GET', `/auth/applications?${query}`)
      assert.deepEqual([status, body['code']], [400, 'INVALID_QUERY'])
    })
  }
  for (const id of ['x', '00000000-0000-7000-8000-000000000000', '%00', '..%2F..']) {
    it(`are not found under ${id}`, async () => {
      const root = rootOf(await open())
      assert.equal((await root.request('GET', `/auth/applications/${id}`)).status, 404)
      assert.equal((await root.request('DELETE', `/auth/applications/${id}`)).status, 404)
    })
  }
  it('are for nobody without the role', async () => {
    const api = await open()
    const { id, key } = await make(api, { scopes: ['applications:read', 'applications:write'] })
    const ways = [
      ['POST', '/auth/applications', { name: 'x', scopes: [] }],
      ['GET', '/auth/applications', undefined],
      ['GET', `/auth/applications/${id}`, undefined],
      ['DELETE', `/auth/applications/${id}`, undefined],
    ] as const
    for (const [method, url, body] of ways) {
      const content = body === undefined ? {} : { body }
      assert.equal((await api.request(method, url, content)).status, 401)
      assert.equal((await api.as({ id: 'ada' }).request(method, url, content)).status, 403)
      assert.equal((await api.request(method, url, { ...content, ...withKey(key) })).status, 403)
    }
    assert.equal((await api.request('GET', '/notes', withKey(key))).status, 403)
  })
  it('may be managed by another role', async () => {
    const api = await open({ keys: { role: 'operator' } })
    const by = (role: string) => api.as({ id: 'x', roles: [role] }).request('GET', '/auth/applications')
    assert.deepEqual([(await by('operator')).status, (await by('admin')).status], [200, 403])
  })
  it('need scopes of their own, and get none that their maker lacks', async () => {
    const api = await open()
    await addUser(api, 'root', true)
    const ask = async (scope: string, method: string, body?: unknown) => {
      const headers = { authorization: `Bearer ${await signIn(api, 'root', scope)}` }
      return api.request(method, '/auth/applications', { headers, ...(body !== undefined && { body }) })
    }
    const application = (scopes: readonly string[]) => ({ name: 'x', scopes })
    assert.equal((await ask('applications:read', 'GET')).status, 200)
    assert.equal((await ask('notes:read', 'GET')).body['code'], 'INSUFFICIENT_SCOPE')
    assert.equal((await ask('applications:read', 'POST', application([]))).status, 403)
    const scope = 'applications:write notes:read'
    assert.equal((await ask(scope, 'POST', application(['notes:read']))).status, 201)
    const refused = await ask(scope, 'POST', application(['notes:read', 'notes:write']))
    assert.deepEqual([refused.status, refused.body['code']], [403, 'INSUFFICIENT_SCOPE'])
  })
  it('are not there where they were not asked for', async () => {
    const api = await open({ keys: false })
    assert.equal((await rootOf(api).request('GET', '/auth/applications')).status, 404)
    assert.equal((await api.request('GET', '/reports', withKey('x'))).status, 401)
    assert.equal((await api.request('GET', '/notes', withKey('x'))).status, 200)
  })
})

describe('a key alone', () => {
  it('acts as its application, and as no user', async () => {
    const api = await open()
    const { id, key } = await make(api)
    const { body } = await api.request('GET', '/auth/whoami', withKey(key))
    assert.deepEqual(body, {
      id: null,
      username: null,
      roles: [],
      scopes: ['notes:read', 'notes:write', 'reports:read'],
      client: id,
      fresh: false,
    })
  })
  it('may what rules and scopes allow it', async () => {
    const api = await open()
    const { key } = await make(api)
    const body = { text: 'x' }
    const statuses = [
      await api.request('GET', '/reports', withKey(key)),
      await api.request('POST', '/notes', { body, ...withKey(key) }),
      await api.request('POST', '/reports', { body, ...withKey(key) }),
      await api.request('GET', '/users', withKey(key)),
    ].map(({ status }) => status)
    assert.deepEqual(statuses, [200, 201, 403, 403])
    const other = await make(api, { scopes: ['reports:write', 'reports:read'] })
    assert.equal((await api.request('POST', '/reports', { body, ...withKey(other.key) })).status, 201)
  })
  it('owns nothing', async () => {
    const api = await open()
    const { key } = await make(api, { scopes: ['tasks:read', 'tasks:write'] })
    const { status } = await api.request('POST', '/tasks', { body: { text: 'x' }, ...withKey(key) })
    assert.ok(status >= 400 && status < 500, String(status))
  })
  it('has idempotency keys of its own', async () => {
    const api = await open()
    const keys = [await make(api), await make(api)]
    const made = []
    for (const { key } of keys) {
      const content = { body: { text: 'x' }, ...withKey(key, { 'idempotency-key': 'one' }) }
      made.push((await api.request<{ id: string }>('POST', '/notes', content)).body.id)
    }
    assert.notEqual(made[0], made[1])
  })
  const bad: readonly (readonly [string, (key: string) => string])[] = [
    ['empty', () => ''],
    ['garbage', () => 'x'],
    ['cut off', (key) => key.slice(0, -1)],
    ['continued', (key) => `${key}x`],
    ['of another secret', (key) => key.slice(0, -43) + 'A'.repeat(43)],
    ['of another prefix', (key) => `ninety_0000000000000000_${key.slice(-43)}`],
    ['sent twice', (key) => `${key}, ${key}`],
    ['huge', () => 'x'.repeat(10_000)],
    ['a pattern', () => `ninety_%%%%%%%%%%%%%%%%_${'%'.repeat(43)}`],
  ]
  for (const [what, change] of bad) {
    it(`that is ${what} is refused, where none is needed too`, async () => {
      const api = await open()
      const { key } = await make(api)
      for (const url of ['/notes', '/reports', '/auth/whoami', '/']) {
        const answer = await api.request('GET', url, withKey(change(key)))
        assert.deepEqual([answer.status, answer.body['code']], [401, 'INVALID_APPLICATION_KEY'])
        assert.equal(
          answer.headers['www-authenticate'],
          'ApplicationKey realm="api", header="X-Application-Key", error="invalid_key"',
        )
      }
    })
  }
  it('has no sessions, and none to end', async () => {
    const api = await open()
    const { key } = await make(api)
    const none = '00000000-0000-7000-8000-000000000000'
    for (const [method, url] of [
      ['GET', '/auth/sessions'],
      ['DELETE', `/auth/sessions/${none}`],
      ['POST', '/auth/logout'],
      ['POST', '/auth/logout?everywhere=true'],
      ['GET', '/users/me'],
    ] as const) {
      const { status, body } = await api.request(method, url, withKey(key))
      assert.ok(status < 500, `${method} ${url} ${status}`)
      if (method === 'GET' && status === 200) assert.deepEqual(body['data'], [])
    }
    assert.equal((await api.request('GET', '/notes', withKey(key))).status, 200)
  })
  it('is looked up twice a second at most, and costs no statement else', async () => {
    const api = await open()
    const { key } = await make(api)
    const countOf = async () => {
      api.statements.length = 0
      await api.request('GET', '/notes', withKey(key))
      await new Promise(setImmediate)
      return api.statements.filter((sql) => sql.includes('applicationKeys')).length
    }
    assert.ok((await countOf()) > 0)
    assert.equal(await countOf(), 0)
    api.clock.advance('499ms')
    assert.equal(await countOf(), 0)
    api.clock.advance('1ms')
    assert.equal(await countOf(), 1)
    assert.equal(await countOf(), 0)
  })
  it('is not read in the URL', async () => {
    const api = await open()
    const { key } = await make(api)
    assert.equal((await api.request('GET', `/reports?x-application-key=${key}`)).status, 401)
  })
  it('ends when it was said to', async () => {
    const api = await open()
    const { key } = await make(api, { expiresAt: '2030-01-01T12:00:10.000Z' })
    assert.equal((await api.request('GET', '/notes', withKey(key))).status, 200)
    api.clock.advance('9s')
    assert.equal((await api.request('GET', '/notes', withKey(key))).status, 200)
    api.clock.advance('1s')
    const late = await api.request('GET', '/notes', withKey(key))
    assert.deepEqual([late.status, late.body['detail']], [401, 'The application key has expired.'])
  })
  it('is challenged for', async () => {
    const { headers } = await (await open()).request('GET', '/reports')
    assert.equal(
      headers['www-authenticate'],
      'Bearer realm="api", ApplicationKey realm="api", header="X-Application-Key"',
    )
  })
  it('is something that answers vary with', async () => {
    const api = await open()
    const varied = async (headers = {}) => (await api.request('GET', '/notes', { headers })).headers['vary']
    assert.equal(await varied(), 'accept, authorization, x-application-key')
    assert.equal(await varied({ accept: 'image/png' }), 'accept, authorization, x-application-key')
    assert.equal((await api.request('GET', '/')).headers['vary'], 'accept, authorization, x-application-key')
  })
})

describe('a withdrawn key', () => {
  it('is refused at once, and no other is', async () => {
    const api = await open()
    const [one, two] = [await make(api), await make(api)]
    for (const { key } of [one, two])
      assert.equal((await api.request('GET', '/notes', withKey(key))).status, 200)
    const withdrawn = await rootOf(api).request('DELETE', `/auth/applications/${one.id}`)
    assert.deepEqual([withdrawn.status, withdrawn.headers['cache-control']], [204, 'no-store'])
    assert.equal((await api.request('GET', '/notes', withKey(one.key))).status, 401)
    assert.equal((await api.request('GET', '/notes', withKey(two.key))).status, 200)
    assert.equal((await rootOf(api).request('DELETE', `/auth/applications/${one.id}`)).status, 404)
  })
  it('is refused by other instances within a second', async () => {
    const api = await open()
    const other = await open({ database: api.database, clock: api.clock })
    const { id, key } = await make(api)
    assert.equal((await other.request('GET', '/notes', withKey(key))).status, 200)
    await rootOf(api).request('DELETE', `/auth/applications/${id}`)
    api.clock.advance('999ms')
    assert.equal((await other.request('GET', '/notes', withKey(key))).status, 401)
  })
  it('stays withdrawn though it is used at the same time', async () => {
    const api = await open()
    for (let round = 0; round < 20; round++) {
      const { id, key } = await make(api)
      const answers = await Promise.all([
        api.request('GET', '/notes', withKey(key)),
        rootOf(api).request('DELETE', `/auth/applications/${id}`),
        api.request('GET', '/notes', withKey(key)),
      ])
      assert.equal(answers[1].status, 204)
      assert.equal((await api.request('GET', '/notes', withKey(key))).status, 401)
    }
  })
})

describe('the use of a key', () => {
  it('is noted to the minute', async () => {
    const api = await open()
    const { id, key } = await make(api)
    const lastUse = async () =>
      (await rootOf(api).request('GET', `/auth/applications/${id}`)).body['lastUsedAt']
    // It is noted behind the answer.
    const use = async (expected: string) => {
      await api.request('GET', '/notes', withKey(key))
      for (let tries = 0; tries < 100 && (await lastUse()) !== expected; tries++)
        await new Promise(setImmediate)
      assert.equal(await lastUse(), expected)
    }
    assert.equal(await lastUse(), null)
    await use('2030-01-01T12:00:00.000Z')
    api.clock.advance('59s')
    await use('2030-01-01T12:00:00.000Z')
    api.clock.advance('1s')
    await use('2030-01-01T12:01:00.000Z')
    assert.deepEqual(
      api.emitted.filter((event) => event.startsWith('warning')),
      [],
    )
  })
})

describe('a key beside an access token', () => {
  it('leaves the user the caller', async () => {
    const api = await open()
    const id = await addUser(api, 'ada')
    const { key } = await make(api)
    const authorization = `Bearer ${await signIn(api, 'ada')}`
    const { body } = await api.request('GET', '/auth/whoami', withKey(key, { authorization }))
    assert.deepEqual([body['id'], body['client']], [id, 'first-party'])
  })
  it('must be good all the same', async () => {
    const api = await open({ more: { basic: true } })
    await addUser(api, 'ada')
    const basic = `Basic ${Buffer.from('ada:ada-password').toString('base64')}`
    for (const authorization of [`Bearer ${await signIn(api, 'ada')}`, basic]) {
      const answer = await api.request('GET', '/auth/whoami', withKey('x', { authorization }))
      assert.deepEqual([answer.status, answer.body['code']], [401, 'INVALID_APPLICATION_KEY'])
    }
  })
  it('does not make up for a bad one', async () => {
    const api = await open()
    const { key } = await make(api)
    const answer = await api.request('GET', '/notes', withKey(key, { authorization: 'Bearer x' }))
    assert.equal(answer.body['code'], 'INVALID_TOKEN')
  })
})

describe('a key that is demanded', () => {
  const demand = async () => {
    const first = await open()
    await addUser(first, 'ada')
    const { key } = await make(first)
    return { api: await open({ database: first.database, keys: { required: true } }), key }
  }
  it('is demanded of every address but those for health and documents', async () => {
    const { api } = await demand()
    const asked = [
      ['GET', '/notes'],
      ['GET', '/reports'],
      ['POST', '/notes'],
      ['OPTIONS', '/notes'],
      ['POST', '/auth/login'],
      ['GET', '/auth/whoami'],
      ['GET', '/auth/applications'],
    ] as const
    for (const [method, url] of asked) {
      const answer = await api.request(method, url)
      assert.deepEqual([url, answer.status, answer.body['code']], [url, 401, 'APPLICATION_KEY_REQUIRED'])
      assert.equal(
        answer.headers['www-authenticate'],
        'ApplicationKey realm="api", header="X-Application-Key"',
      )
    }
    for (const url of [
      '/livez',
      '/readyz',
      '/openapi.json',
      '/openapi.yaml',
      '/problems',
      '/',
      '/.well-known/api-catalog',
    ])
      assert.equal((await api.request('GET', url)).status, 200, url)
    const preflight = { origin: 'https://a.example', 'access-control-request-method': 'GET' }
    assert.equal((await api.request('OPTIONS', '/notes', { headers: preflight })).status, 204)
  })
  it('opens them, for users too', async () => {
    const { api, key } = await demand()
    assert.equal((await api.request('GET', '/notes', withKey(key))).status, 200)
    const body = { username: 'ada', password: 'ada-password' }
    const token = await api.request<{ access_token: string }>('POST', '/auth/login', {
      body,
      ...withKey(key),
    })
    assert.equal(token.status, 200)
    const authorization = `Bearer ${token.body.access_token}`
    assert.equal((await api.request('GET', '/tasks', withKey(key, { authorization }))).status, 200)
    const without = await api.request('GET', '/tasks', { headers: { authorization } })
    assert.equal(without.body['code'], 'APPLICATION_KEY_REQUIRED')
    assert.equal((await api.request('POST', '/auth/login', { body, ...withKey('x') })).status, 401)
  })
  it('is in the document', async () => {
    const { api } = await demand()
    const { paths, components } = api.api.document()
    const security = (path: string, method: 'get' | 'post') => paths[path]?.[method]?.['security']
    assert.deepEqual(security('/notes', 'get')?.[0 as never], { applicationKey: [] })
    assert.deepEqual(security('/auth/login', 'post'), [{ applicationKey: [] }])
    assert.deepEqual(security('/livez', 'get'), [])
    assert.deepEqual(security('/auth/whoami', 'get'), [
      { applicationKey: [], bearer: [] },
      { applicationKey: [] },
    ])
    assert.equal((components.securitySchemes['applicationKey'] as { type: string }).type, 'apiKey')
  })
})

describe('another header for access tokens', () => {
  it('is read beside Authorization', async () => {
    const api = await open({ more: { accessTokenHeader: 'X-Access-Token' } })
    const id = await addUser(api, 'ada')
    const token = await signIn(api, 'ada')
    const whoami = async (headers: Readonly<Record<string, string>>) => {
      const { status, body } = await api.request('GET', '/auth/whoami', { headers })
      return status === 200 ? body['id'] : body['code']
    }
    assert.equal(await whoami({ 'x-access-token': token }), id)
    assert.equal(await whoami({ 'x-access-token': `Bearer ${token}` }), id)
    assert.equal(await whoami({ authorization: `Bearer ${token}` }), id)
    assert.equal(await whoami({ authorization: `Bearer ${token}`, 'x-access-token': token }), id)
    assert.equal(await whoami({ authorization: 'Basic YTpi', 'x-access-token': token }), id)
    assert.equal(await whoami({ authorization: `Bearer ${token}`, 'x-access-token': 'x' }), 'INVALID_TOKEN')
    assert.equal(await whoami({ 'x-access-token': 'x' }), 'INVALID_TOKEN')
    assert.equal(await whoami({ 'x-other-token': token }), 'UNAUTHENTICATED')
    assert.equal((await api.request('GET', `/reports?x-access-token=${token}`)).status, 401)
    assert.equal((await api.request('GET', '/notes', { headers: { 'x-access-token': 'x' } })).status, 401)
    assert.match((await api.request('GET', '/notes')).headers['vary']!, /authorization, x-access-token/)
  })
  it('is not read unless it is declared', async () => {
    const api = await open()
    await addUser(api, 'ada')
    const headers = { 'x-access-token': await signIn(api, 'ada') }
    assert.equal((await api.request('GET', '/auth/whoami', { headers })).status, 401)
  })
  for (const name of ['', 'a b', 'authorization', 'Cookie', 'x:y', 'X-Application-Key']) {
    it(`is not called ${JSON.stringify(name)}`, async () => {
      await assert.rejects(open({ more: { accessTokenHeader: name } }), /accessTokenHeader/)
    })
  }
})
