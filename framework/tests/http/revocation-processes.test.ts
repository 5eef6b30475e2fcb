// What one process takes back on PostgreSQL is refused by the other with the very next request.
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { findFreePort, needsRedisServer, openRedisServer, type RedisServer } from '../redis/redis-server.ts'
import { createSchema, skip } from '../store/postgres-database.ts'
import type { PostgresSchema } from '../../src/tooling/testing/postgres-schema.ts'
import { addAccounts, createAccountsApi, toTokens, type Tokens } from './accounts.ts'
import { startProcess } from './start-process.ts'

/** What a process answers to one account. */
class Caller {
  readonly url: string
  readonly tokens: Tokens

  constructor(url: string, tokens: Tokens) {
    this.url = url
    this.tokens = tokens
  }

  static async signIn(url: string, username: string): Promise<Caller> {
    const { status, json } = await send(url, 'POST', '/auth/login', '', {
      username,
      password: `${username}-password`,
    })
    assert.equal(status, 200)
    return new Caller(url, toTokens(json))
  }

  /** The same caller at another process. */
  at(url: string): Caller {
    return new Caller(url, this.tokens)
  }

  send(method: string, path: string, body?: unknown) {
    return send(this.url, method, path, this.tokens.access, body)
  }

  async status(path = '/auth/whoami'): Promise<number> {
    return (await this.send('GET', path)).status
  }
}

async function send(url: string, method: string, path: string, token: string, body?: unknown) {
  const type = method === 'PATCH' ? 'merge-patch+json' : 'json'
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token !== '' && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': `application/${type}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
}

interface Site {
  readonly here: string
  readonly there: string
  readonly ids: Readonly<Record<'ada' | 'bob' | 'root', string>>
  readonly schema: PostgresSchema
}

/** Two processes on a database of their own. */
async function open(more: readonly string[] = []): Promise<Site> {
  const schema = await createSchema()
  const api = createAccountsApi(schema.url)
  await api.start()
  const ids = await addAccounts(api)
  await api.context.store.close()
  const starting = [1, 2].map(() => startProcess({ after }, 'accounts-process.ts', [schema.url, ...more]))
  const [here, there] = await Promise.all(starting)
  return { here: here!.url, there: there!.url, ids, schema }
}

/** Each takes something back by `here`; what the other process must then answer. */
const endings: readonly [
  title: string,
  end: (caller: Caller, root: Caller, site: Site) => Promise<unknown>,
  restore?: (root: Caller, site: Site) => Promise<unknown>,
][] = [
  ['signing out', (caller) => caller.send('POST', '/auth/logout')],
  [
    'signing out everywhere, in another session',
    async (caller) => (await Caller.signIn(caller.url, 'ada')).send('POST', '/auth/logout?everywhere=true'),
  ],
  [
    'being deactivated',
    (_, root, { ids }) => root.send('PATCH', `/accounts/${ids.ada}`, { isActive: false }),
    (root, { ids }) => root.send('PATCH', `/accounts/${ids.ada}`, { isActive: true }),
  ],
  [
    'being suspended by an action',
    (_, root, { ids }) => root.send('POST', `/accounts/${ids.ada}/suspend`),
    (root, { ids }) => root.send('PATCH', `/accounts/${ids.ada}`, { isActive: true }),
  ],
  [
    'another password, set by an administrator',
    (_, root, { ids }) => root.send('PATCH', `/accounts/${ids.ada}`, { password: 'ada-password' }),
  ],
  [
    'a deletion that nobody tells of, made by hand',
    (_, __, { schema }) =>
      schema.query(
        `DELETE FROM "authSessions" WHERE "userId" <> (SELECT id FROM accounts WHERE username = 'root')`,
      ),
  ],
]

function describeEndings(site: Site): void {
  for (const [title, end, restore] of endings) {
    test(title, async () => {
      const [caller, root] = [await Caller.signIn(site.here, 'ada'), await Caller.signIn(site.here, 'root')]
      const elsewhere = caller.at(site.there)
      assert.deepEqual(
        [await caller.status(), await elsewhere.status(), await elsewhere.status()],
        [200, 200, 200],
      )
      await end(caller, root, site)
      assert.deepEqual([await elsewhere.status(), await caller.status()], [401, 401])
      await restore?.(root, site)
    })
  }

  test('a role that was taken away', async () => {
    const { here, there, ids } = site
    const root = await Caller.signIn(here, 'root')
    await root.send('PATCH', `/accounts/${ids.bob}`, { isAdmin: true })
    const bob = await Caller.signIn(here, 'bob')
    const elsewhere = bob.at(there)
    const path = `/accounts/${ids.root}`
    assert.deepEqual([await elsewhere.status(path), await bob.status(path)], [200, 200])
    await root.send('PATCH', `/accounts/${ids.bob}`, { isAdmin: false })
    assert.deepEqual([await elsewhere.status(path), await bob.status(path)], [404, 404])
  })
}

function describePostgres(site: Site): void {
  describeEndings(site)

  test('a user who was deleted', async () => {
    const { here, there, ids } = site
    const [bob, root] = [await Caller.signIn(here, 'bob'), await Caller.signIn(here, 'root')]
    assert.equal(await bob.at(there).status(), 200)
    assert.equal((await root.send('DELETE', `/accounts/${ids.bob}`)).status, 204)
    assert.deepEqual([await bob.at(there).status(), await bob.status()], [401, 401])
  })
}

function describeRedis(site: Site, server: RedisServer): void {
  const readyz = async (url: string) => (await send(url, 'GET', '/readyz', '')).json
  const untilReady = async (url: string) => {
    const end = Date.now() + 20_000
    while ((await readyz(url)).degraded !== undefined) {
      assert.ok(Date.now() < end, 'Redis is back')
      await wait(50)
    }
  }
  describe('while it is there', () => describeEndings(site))
  describe('while it is away', () => {
    before(() => server.kill())
    describeEndings(site)
    test('and say that it is', async () => {
      for (const url of [site.here, site.there])
        assert.deepEqual(await readyz(url), { status: 'ok', degraded: ['broadcast'] })
    })
  })
  describe('once it is back', () => {
    before(async () => {
      await server.start()
      await Promise.all([untilReady(site.here), untilReady(site.there)])
    })
    describeEndings(site)
  })
}

const titles = {
  postgres: 'two processes on one PostgreSQL refuse what one took back',
  redis: 'two processes that hear of each other by Redis refuse what one took back',
}
const needed = { skip: skip || needsRedisServer.skip }

// Opened before anything is tested, and closed after everything.
const onPostgres = skip === false ? await open() : undefined
const server = needed.skip === false ? await openRedisServer({ after }) : undefined
await server?.start()
const withRedis = server && (await open([server.url]))

if (onPostgres === undefined) test(titles.postgres, { skip })
else describe(titles.postgres, () => describePostgres(onPostgres))
if (server === undefined || withRedis === undefined) test(titles.redis, needed)
else describe(titles.redis, () => describeRedis(withRedis, server))

test('an API whose Redis was never there serves, and says so', needed, async (t: TestContext) => {
  const nowhere = `redis://127.0.0.1:${await findFreePort()}`
  const schema = await createSchema()
  const api = createAccountsApi(schema.url)
  await api.start()
  await addAccounts(api)
  await api.context.store.close()
  const { url } = await startProcess(t, 'accounts-process.ts', [schema.url, nowhere])
  assert.deepEqual((await send(url, 'GET', '/readyz', '')).json, { status: 'ok', degraded: ['broadcast'] })
  const ada = await Caller.signIn(url, 'ada')
  assert.equal(await ada.status(), 200)
  assert.equal((await ada.send('POST', '/auth/logout')).status, 204)
  assert.equal(await ada.status(), 401)
})
