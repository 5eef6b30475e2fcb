// Redis is away, goes away, hangs, refuses and comes back: the API answers all the while, and says what it does without.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { inspect } from 'node:util'
import { anyone, field, rateLimit, resource, type EventMap } from '../../src/index.ts'
import { redis } from '../../src/redis.ts'
import { createTestApi } from '../../src/testing.ts'
import { openMembers, passwordOf } from '../identity/mail/members.ts'
import { findFreePort, needsRedisServer as needed, openRedisServer } from './redis-server.ts'

const calls = rateLimit('calls', { by: 'address', allow: '3/24d' })
const notes = resource('notes', { fields: { text: field.text() }, access: anyone(), rateLimits: [calls] })

const failing = 'The store of rate limits does not answer: each process counts for itself'
const back = 'The store of rate limits answers again'
const ready = { status: 'ok' }
const degraded = { status: 'ok', degraded: ['rate-limits'] }

/** An API whose limit is counted there. */
async function open(t: TestContext, url: string) {
  const warnings: EventMap['warning'][] = []
  const shared = redis(url)
  const test = await createTestApi({
    resources: [notes],
    rateLimits: { store: shared.rateLimits },
    events: {
      emit: (name, event) => void (name === 'warning' && warnings.push(event as EventMap['warning'])),
    },
  })
  t.after(async () => {
    await test.close()
    await shared.close()
  })
  const list = async () => (await test.request('GET', '/notes')).status
  const readyz = async () => {
    const { status, body } = await test.request('GET', '/readyz')
    assert.equal(status, 200)
    return body
  }
  return {
    list,
    readyz,
    warnings,
    messages: () => warnings.map(({ message }) => message),
    /** Asks until nothing is lacking. */
    recover: () => untilReady(readyz),
  }
}

async function untilReady(readyz: () => Promise<unknown>): Promise<void> {
  const end = Date.now() + 20_000
  while (Object.keys((await readyz()) as object).length > 1) {
    assert.ok(Date.now() < end, 'Redis comes back')
    await wait(100)
  }
}

async function times<Result>(count: number, work: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let index = 0; index < count; index++) results.push(await work())
  return results
}

describe('limits in a Redis that', needed, () => {
  it('is away at the start count in the process until it comes', async (t) => {
    const server = await openRedisServer(t)
    const api = await open(t, server.url)
    assert.deepEqual(await api.readyz(), degraded)
    assert.deepEqual(await times(4, api.list), [200, 200, 200, 429])
    assert.deepEqual(api.messages(), [failing])
    await server.start()
    await api.recover()
    assert.deepEqual(await times(4, api.list), [200, 200, 200, 429])
    assert.deepEqual(api.messages(), [failing, back])
  })

  it('is killed in the midst goes on by itself once it is back', async (t) => {
    const server = await openRedisServer(t)
    await server.start()
    const api = await open(t, server.url)
    const other = await open(t, server.url)
    assert.deepEqual(await times(2, api.list), [200, 200])
    assert.deepEqual([await other.list(), await other.list()], [200, 429])
    assert.deepEqual(await api.readyz(), ready)

    await server.kill()
    assert.deepEqual(await times(4, api.list), [200, 200, 200, 429])
    assert.deepEqual(await api.readyz(), degraded)
    assert.deepEqual(api.messages(), [failing])

    await server.start()
    await Promise.all([api.recover(), other.recover()])
    assert.deepEqual(await times(2, api.list), [200, 200])
    assert.deepEqual([await other.list(), await other.list()], [200, 429])
    assert.deepEqual(api.messages(), [failing, back])
  })

  it('hangs holds up few requests, for a second or so', async (t) => {
    const server = await openRedisServer(t)
    await server.start()
    const api = await open(t, server.url)
    assert.equal(await api.list(), 200)
    server.pause()
    const began = Date.now()
    assert.deepEqual(await times(4, api.list), [200, 200, 200, 429])
    assert.ok(Date.now() - began < 5000, `took ${Date.now() - began} ms`)
    assert.deepEqual(await api.readyz(), degraded)
    assert.deepEqual(api.messages(), [failing])
    server.resume()
    await api.recover()
    // What hung may have been counted after all.
    const [first, , last] = await times(3, api.list)
    assert.deepEqual([first, last], [200, 429])
  })

  it('lets nobody write is done without', async (t) => {
    const server = await openRedisServer(t, ['--min-replicas-to-write', '1'])
    await server.start()
    const api = await open(t, server.url)
    assert.deepEqual(await api.readyz(), degraded)
    assert.deepEqual(await times(4, api.list), [200, 200, 200, 429])
    assert.match(inspect(api.warnings), /NOREPLICAS/)
  })

  it('becomes a replica is done without until it is the primary again', async (t) => {
    const server = await openRedisServer(t)
    await server.start()
    const api = await open(t, server.url)
    assert.equal(await api.list(), 200)
    const { Redis } = await import('ioredis')
    const administrator = new Redis(server.url)
    t.after(() => administrator.disconnect())
    await administrator.replicaof('127.0.0.1', String(await findFreePort()))
    assert.deepEqual(await api.readyz(), degraded)
    assert.deepEqual(await times(4, api.list), [200, 200, 200, 429])
    assert.match(inspect(api.warnings), /READONLY/)
    await administrator.replicaof('NO', 'ONE')
    await api.recover()
    assert.deepEqual(await times(3, api.list), [200, 200, 429])
  })

  it('asks for another password is done without, and the password told to nobody', async (t) => {
    const server = await openRedisServer(t, ['--requirepass', 'right'])
    await server.start()
    const api = await open(t, server.url.replace('//', '//:open-sesame@'))
    assert.deepEqual(await api.readyz(), degraded)
    assert.deepEqual(await times(4, api.list), [200, 200, 200, 429])
    const told = inspect(api.warnings, { depth: 20, showHidden: true })
    assert.match(told, /WRONGPASS/)
    assert.doesNotMatch(told, /sesame/)

    const other = await open(t, server.url.replace('//', '//:right@'))
    assert.deepEqual(await other.readyz(), ready)
  })
})

describe('attempts in a Redis that', needed, () => {
  it('is killed keep nobody out, are limited, and are counted there again', async (t) => {
    const server = await openRedisServer(t)
    await server.start()
    const shared = redis(server.url)
    t.after(() => shared.close())
    const api = await openMembers({ attempts: shared.attempts })
    await api.join('ada')
    const readyz = async () => (await api.request('GET', '/readyz')).body
    const guess = async () => (await api.login('ada', 'wrong-password')).status
    assert.deepEqual(await readyz(), ready)
    assert.deepEqual(await times(3, guess), [401, 401, 401])

    await server.kill()
    assert.deepEqual(await readyz(), { status: 'ok', degraded: ['sign-in-attempts'] })
    assert.deepEqual(await times(6, guess), [401, 401, 401, 401, 401, 429])
    await api.join('bob')
    assert.equal((await api.login('bob', passwordOf('bob'))).status, 200)
    assert.equal(api.events.filter(({ name }) => name === 'warning').length, 1)

    await server.start()
    await untilReady(readyz)
    assert.deepEqual(await times(6, guess), [401, 401, 401, 401, 401, 429])
  })

  it('hangs hold up a sign-in for a second or so', async (t) => {
    const server = await openRedisServer(t)
    await server.start()
    const shared = redis(server.url)
    t.after(() => shared.close())
    const api = await openMembers({ attempts: shared.attempts })
    await api.join('ada')
    server.pause()
    const began = Date.now()
    assert.equal((await api.login('ada', passwordOf('ada'))).status, 200)
    assert.ok(Date.now() - began < 5000, `took ${Date.now() - began} ms`)
    assert.equal(api.events.filter(({ name }) => name === 'warning').length, 1)
  })
})

describe('a process that counts in Redis', needed, () => {
  const script = `
    import { redis } from ${JSON.stringify(new URL('../../src/redis.ts', import.meta.url))}
    const { rateLimits } = redis(process.argv[1])
    const state = await Promise.resolve(rateLimits.consume({ name: 'calls', limit: 1, window: 60_000 }, 'a', 1, Date.now())).catch(() => 'away')
    console.log(state === 'away' ? state : state.allowed)`

  for (const isThere of [true, false]) {
    it(`ends when it has nothing more to do, Redis ${isThere ? 'there' : 'away'}`, async (t) => {
      const server = await openRedisServer(t)
      if (isThere) await server.start()
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, server.url], {
        stdio: ['ignore', 'pipe', 'inherit'],
        timeout: 20_000,
      })
      const told = child.stdout.toArray()
      const [code] = await once(child, 'exit')
      assert.equal(code, 0)
      assert.equal(String((await told).join('')).trim(), isThere ? 'true' : 'away')
    })
  }
})
