// What is counted in PostgreSQL is what is counted anywhere else, by the declaration of the store alone.
import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { toAttempts } from '../../src/engine/identity/attempt-counters.ts'
import { toRateLimits } from '../../src/engine/rate-limit/counted.ts'
import { createLoginThrottle } from '../../src/identity.ts'
import { anyone, field, rateLimit, resource, type EventMap, type RateLimitStore } from '../../src/index.ts'
import { postgres } from '../../src/postgres.ts'
import { createTestApi, describeRateLimitStore } from '../../src/testing.ts'
import type { PostgresSchema } from '../../src/tooling/testing/postgres-schema.ts'
import { createSchema, skip } from '../store/postgres-database.ts'
import { describeAttempts } from './describe-attempts.ts'

/** A store, and what counts in it, which has counted before: machines may be too busy to begin within a second. */
async function open({ url }: Pick<PostgresSchema, 'url'>) {
  const store = postgres(url, { connections: 8 })
  const rateLimits = { ...toRateLimits(store.counters!), close: () => store.close() }
  await warm(rateLimits)
  return { store, rateLimits, attempts: toAttempts(store.counters!) }
}

async function warm({ ping }: Pick<RateLimitStore, 'ping'>): Promise<void> {
  const all = await Promise.allSettled([ping!(), ping!(), ping!()])
  if (all.some(({ status }) => status === 'rejected')) await warm({ ping: ping! })
}

async function openAll(t: TestContext, count: number) {
  const schema = await createSchema()
  const all = await Promise.all(Array.from({ length: count }, () => open(schema)))
  t.after(() => Promise.all(all.map(({ store }) => store.close())))
  return { schema, all }
}

const quota = { name: 'some', limit: 3, window: 60_000 }
const now = Date.parse('2030-01-01T12:00:00.000Z')
const inTable = (schema: PostgresSchema, what: string) =>
  schema.query(`SELECT ${what} AS found FROM ninety_counters`)

describe('PostgreSQL', { skip }, () => {
  describeRateLimitStore('the store', async () => (await open(await createSchema())).rateLimits)
  describeRateLimitStore('one of two processes', async () => {
    const schema = await createSchema()
    const stores = [(await open(schema)).rateLimits, (await open(schema)).rateLimits] as const
    let turn = 0
    return {
      consume: (...args) => stores[++turn % 2]!.consume(...args),
      close: async () => void (await Promise.all(stores.map((store) => store.close()))),
    }
  })
})

describeAttempts('attempts in PostgreSQL', { skip }, async (t) => {
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
    const { schema, all } = await openAll(t, 1)
    const consume = () => all[0]!.rateLimits.consume(quota, 'address:a', 1, now)
    await consume()
    await schema.query(
      `INSERT INTO ninety_counters SELECT 'old ' || n, 1, ${Date.now() - 1} FROM generate_series(1, 800) AS n`,
    )
    for (let index = 0; index < 60; index++) await Promise.all(Array.from({ length: 10 }, consume))
    assert.deepEqual(
      await inTable(schema, "count(*) FILTER (WHERE key LIKE 'old%' OR key LIKE 'limit%')::int"),
      [{ found: 1 }],
    )
    assert.equal((await consume()).allowed, false)
  })

  it('has no names in it', async (t) => {
    const { schema, all } = await openAll(t, 1)
    await createLoginThrottle({}, all[0]!.attempts).admit('ann@example.com', '192.0.2.1')
    const [{ found } = {}] = await inTable(schema, 'string_agg(key, $$,$$)')
    assert.match(String(found), /attempts:pair/)
    assert.doesNotMatch(String(found), /ann|example/)
  })

  it('is made anew when somebody drops it', async (t) => {
    const { schema, all } = await openAll(t, 1)
    const { rateLimits } = all[0]!
    await rateLimits.ping!()
    await schema.query('DROP TABLE ninety_counters')
    await assert.rejects(rateLimits.ping!())
    await rateLimits.ping!()
  })
})

const calls = rateLimit('calls', { by: 'address', allow: '3/24d' })
const notes = resource('notes', { fields: { text: field.text() }, access: anyone(), rateLimits: [calls] })

/** An API that is told of nothing but its store. */
async function openApi(t: TestContext, { url }: Pick<PostgresSchema, 'url'>) {
  const store = postgres(url, { connections: 4 })
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

describe('an API on PostgreSQL', { skip }, () => {
  it('limits exactly what all its instances are asked', async (t) => {
    const schema = await createSchema()
    const apis = [await openApi(t, schema), await openApi(t, schema)]
    for (const { readyz } of apis) assert.deepEqual(await readyz(), { status: 'ok' })
    const statuses = await Promise.all(Array.from({ length: 20 }, (_, index) => apis[index % 2]!.list()))
    assert.equal(statuses.filter((status) => status === 200).length, 3)
    assert.deepEqual(await apis[0]!.readyz(), { status: 'ok' })
  })

  it('counts for itself while nobody can count, says so, and recovers', async (t) => {
    const schema = await createSchema()
    const { list, readyz, warnings } = await openApi(t, schema)
    assert.equal(await list(), 200)
    const locking = schema.query('BEGIN; LOCK TABLE ninety_counters; SELECT pg_sleep(4); COMMIT')
    const isLocked = async () =>
      (
        await schema.query(
          `SELECT 1 FROM pg_locks WHERE relation = 'ninety_counters'::regclass AND mode = 'AccessExclusiveLock' AND granted`,
        )
      ).length > 0
    while (!(await isLocked())) await wait(10)
    assert.deepEqual([await list(), await list(), await list(), await list()], [200, 200, 200, 429])
    assert.deepEqual(await readyz(), { status: 'ok', degraded: ['rate-limits'] })
    await locking
    assert.deepEqual(await readyz(), { status: 'ok' })
    assert.deepEqual([await list(), await list(), await list()], [200, 200, 429])
    assert.deepEqual(warnings, [
      'The store of rate limits does not answer: each process counts for itself',
      'The store of rate limits answers again',
    ])
  })
})
