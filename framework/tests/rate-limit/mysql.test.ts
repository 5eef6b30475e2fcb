// What is counted in MySQL or MariaDB is what is counted anywhere else, by the declaration of the store alone.
import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { createConnection } from 'mysql2/promise'
import { toAttempts } from '../../src/engine/identity/attempt-counters.ts'
import { toRateLimits } from '../../src/engine/rate-limit/counted.ts'
import { createLoginThrottle } from '../../src/identity.ts'
import { anyone, field, rateLimit, resource, type EventMap, type RateLimitStore } from '../../src/index.ts'
import { mysql } from '../../src/mysql.ts'
import { createTestApi, describeRateLimitStore } from '../../src/testing.ts'
import type { MysqlDatabase } from '../../src/tooling/testing/mysql-database.ts'
import { createDatabase, skip } from '../store/mysql-database.ts'
import { describeAttempts } from './describe-attempts.ts'

/** A store, and what counts in it, which has counted before: machines may be too busy to begin within a second. */
async function open({ url }: Pick<MysqlDatabase, 'url'>) {
  const store = mysql(url, { connections: 16 })
  const rateLimits = { ...toRateLimits(store.counters!), close: () => store.close() }
  await warm(rateLimits)
  return { store, rateLimits, attempts: toAttempts(store.counters!) }
}

async function warm({ ping }: Pick<RateLimitStore, 'ping'>): Promise<void> {
  const all = await Promise.allSettled([ping!(), ping!(), ping!()])
  if (all.some(({ status }) => status === 'rejected')) await warm({ ping: ping! })
}

async function openAll(t: TestContext, count: number) {
  const database = await createDatabase()
  const all = await Promise.all(Array.from({ length: count }, () => open(database)))
  t.after(() => Promise.all(all.map(({ store }) => store.close())))
  return { database, all }
}

const quota = { name: 'some', limit: 3, window: 60_000 }
const now = Date.parse('2030-01-01T12:00:00.000Z')
const inTable = (database: MysqlDatabase, what: string) =>
  database.query(`SELECT ${what} AS found FROM ninety_counters`)

describe('MySQL', { skip }, () => {
  describeRateLimitStore('the store', async () => (await open(await createDatabase())).rateLimits)
  describeRateLimitStore('one of two processes', async () => {
    const database = await createDatabase()
    const stores = [(await open(database)).rateLimits, (await open(database)).rateLimits] as const
    let turn = 0
    return {
      consume: (...args) => stores[++turn % 2]!.consume(...args),
      close: async () => void (await Promise.all(stores.map((store) => store.close()))),
    }
  })
})

describeAttempts('attempts in MySQL', { skip }, async (t) => {
  const { all } = await openAll(t, 2)
  return [all[0]!.attempts, all[1]!.attempts]
})

describe('the table of counters', { skip }, () => {
  it('is made once by processes that start at once', async (t) => {
    const { all } = await openAll(t, 8)
    const states = await Promise.all(
      all.map(({ rateLimits }) => rateLimits.consume(quota, 'address:a', 1, now)),
    )
    assert.equal(states.filter(({ allowed }) => allowed).length, 3)
  })

  it('loses what has expired, and nothing else', async (t) => {
    const { database, all } = await openAll(t, 1)
    const consume = () => all[0]!.rateLimits.consume(quota, 'address:a', 1, now)
    await consume()
    await database.query(
      `INSERT INTO ninety_counters WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 800) SELECT concat('old ', i), 1, ${Date.now() - 1}, 0 FROM n`,
    )
    for (let index = 0; index < 60; index++) await Promise.all(Array.from({ length: 10 }, consume))
    assert.deepEqual(
      await inTable(database, 'count(CASE WHEN "key" LIKE \'old%\' OR "key" LIKE \'limit%\' THEN 1 END)'),
      [{ found: 1 }],
    )
    assert.equal((await consume()).allowed, false)
  })

  it('has no names in it', async (t) => {
    const { database, all } = await openAll(t, 1)
    await createLoginThrottle({}, all[0]!.attempts).admit('ann@example.com', '192.0.2.1')
    const [{ found } = {}] = await inTable(database, 'group_concat("key")')
    assert.match(String(found), /attempts:pair/)
    assert.doesNotMatch(String(found), /ann|example/)
  })

  it('is made anew when somebody drops it', async (t) => {
    const { database, all } = await openAll(t, 1)
    const { rateLimits } = all[0]!
    await rateLimits.ping!()
    await database.query('DROP TABLE ninety_counters')
    await assert.rejects(rateLimits.ping!())
    await rateLimits.ping!()
  })
})

const calls = rateLimit('calls', { by: 'address', allow: '3/24d' })
const notes = resource('notes', { fields: { text: field.text() }, access: anyone(), rateLimits: [calls] })

/** An API that is told of nothing but its store. */
async function openApi(t: TestContext, { url }: Pick<MysqlDatabase, 'url'>) {
  const store = mysql(url, { connections: 4 })
  const warnings: string[] = []
  const test = await createTestApi({
    store,
    resources: [notes],
    events: {
      emit: (name, event) =>
        void (name === 'warning' && warnings.push((event as EventMap['warning']).message)),
    },
  })
  t.after(async () => {
    await test.close()
    await store.close()
  })
  const list = async () => (await test.request('GET', '/notes')).status
  const readyz = async () => (await test.request('GET', '/readyz')).body
  return { list, readyz, warnings }
}

describe('an API on MySQL', { skip }, () => {
  it('limits exactly what all its instances are asked', async (t) => {
    const database = await createDatabase()
    const apis = [await openApi(t, database), await openApi(t, database)]
    for (const { readyz } of apis) assert.deepEqual(await readyz(), { status: 'ok' })
    const statuses = await Promise.all(Array.from({ length: 20 }, (_, index) => apis[index % 2]!.list()))
    assert.equal(statuses.filter((status) => status === 200).length, 3)
    assert.deepEqual(await apis[0]!.readyz(), { status: 'ok' })
  })

  it('counts for itself while nobody can count, says so, and recovers', async (t) => {
    const database = await createDatabase()
    const { list, readyz, warnings } = await openApi(t, database)
    assert.equal(await list(), 200)
    const locker = await createConnection({ uri: database.url })
    t.after(() => locker.destroy())
    await locker.query('LOCK TABLES ninety_counters WRITE')
    assert.deepEqual([await list(), await list(), await list(), await list()], [200, 200, 200, 429])
    assert.deepEqual(await readyz(), { status: 'ok', degraded: ['rate-limits'] })
    await locker.query('UNLOCK TABLES')
    assert.deepEqual(await readyz(), { status: 'ok' })
    assert.deepEqual([await list(), await list(), await list()], [200, 200, 429])
    assert.deepEqual(warnings, [
      'The store of rate limits does not answer: each process counts for itself',
      'The store of rate limits answers again',
    ])
  })
})
