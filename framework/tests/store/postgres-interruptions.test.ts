// Connections that break, at every moment of a write: what is told is true, and what can be done again is.
import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { always } from '../../src/declaration/condition/condition.ts'
import { OutcomeUnknown, Unavailable } from '../../src/kernel/problem/catalogue.ts'
import { postgres } from '../../src/postgres.ts'
import type { Found, Session } from '../../src/engine/store/store.ts'
import { models } from '../../src/tooling/testing/store-contract/samples.ts'
import { modelOf, moment, select } from '../../src/tooling/testing/store-contract/trial.ts'
import { createSchema, skip } from './postgres-database.ts'
import { openWire, type Cut } from './wire.ts'

const keys = modelOf('keys')
const add = (session: Session, id: string) =>
  session.insert(keys, { id, values: { label: 'x' }, at: moment }, select('keys'))
const find = (session: Session, id: string) =>
  session.find(keys, { id, where: always, selection: select('keys') }) as Promise<Found | undefined>

async function open(t: TestContext) {
  const schema = await createSchema()
  const wire = await openWire(t, schema.url)
  const statements: string[] = []
  const store = postgres(wire.url, { onStatement: (sql) => statements.push(sql) })
  t.after(() => store.close())
  await store.prepare(models.values())
  statements.length = 0
  const endConnections = () =>
    schema.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = current_schema() AND pid <> pg_backend_pid()`)
  return { schema, wire, store, statements, endConnections }
}

const cuts: readonly [cut: Cut, count: number][] = [
  ['before', 0],
  ['after', 1],
]

describe('postgres whose connections break', { skip }, () => {
  for (const [cut, count] of cuts) {
    test(`a commit is OUTCOME_UNKNOWN that is cut ${cut} it was done`, async (t) => {
      const { wire, store } = await open(t)
      let runs = 0
      wire.cutAt('COMMIT', cut)
      const work = store.transaction((session) => {
        runs++
        return add(session, 'kept')
      })
      await assert.rejects(work, OutcomeUnknown)
      assert.deepEqual([runs, await store.count(keys, always)], [1, count])
    })

    test(`a lone write is OUTCOME_UNKNOWN that is cut ${cut} it was done`, async (t) => {
      const { wire, store } = await open(t)
      wire.cutAt('INSERT', cut)
      await assert.rejects(add(store, 'kept'), OutcomeUnknown)
      assert.equal(await store.count(keys, always), count)
    })
  }

  test('a transaction that has written nothing runs again', async (t) => {
    const { wire, store } = await open(t)
    let runs = 0
    wire.cutAt('COMMIT', 'after')
    await store.transaction(async (session) => {
      runs++
      await find(session, 'none')
    })
    assert.equal(runs, 2)
  })

  test('a transaction cut in its midst runs again, and is not undone first', async (t) => {
    const { store, statements, endConnections } = await open(t)
    let runs = 0
    await store.transaction(async (session) => {
      await add(session, `run ${++runs}`)
      if (runs === 1) await endConnections()
      await add(session, 'second')
    })
    assert.deepEqual([runs, await store.count(keys, always)], [2, 2])
    assert.notEqual(await find(store, 'run 2'), undefined)
    assert.ok(!statements.includes('ROLLBACK'))
  })

  test('a write whose connection was cut while it was made has another', async (t) => {
    const { wire, store, endConnections } = await open(t)
    await endConnections()
    wire.cutAt('SET default_transaction_isolation', 'before')
    await add(store, 'kept')
    assert.equal(await store.count(keys, always), 1)
  })

  test('reads meet cut connections one after another', async (t) => {
    const { wire, store } = await open(t)
    await Promise.all(Array.from({ length: 5 }, () => store.count(keys, always)))
    for (let count = 0; count < 3; count++) {
      wire.cutAt('keys', 'before')
      assert.equal(await find(store, `${count}`), undefined)
    }
  })

  test('statements prepared before a column changed its type are prepared anew', async (t) => {
    const { schema, store } = await open(t)
    await add(store, 'one')
    await store.transaction((session) => find(session, 'one'))
    await find(store, 'one')
    await schema.query('ALTER TABLE keys ALTER COLUMN version TYPE bigint')
    assert.equal((await find(store, 'one'))?.version, 1)
    assert.equal((await store.transaction((session) => find(session, 'one')))?.version, 1)
    assert.equal((await add(store, 'two')).version, 1)
  })

  test('a read behind one that could not be prepared is prepared itself', async (t) => {
    const { schema, store } = await open(t)
    const locker = new Client({ connectionString: schema.url })
    await locker.connect()
    t.after(() => locker.end())
    await locker.query('BEGIN; LOCK TABLE keys')
    const reads = Promise.allSettled(['a', 'b', 'c'].map((id) => find(store, id)))
    const cancel = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
      WHERE application_name = current_schema() AND wait_event_type = 'Lock'`
    while ((await schema.query(cancel)).length === 0) await delay(10)
    await locker.query('COMMIT')
    const [first, ...others] = await reads
    assert.ok(first!.status === 'rejected' && first!.reason instanceof Unavailable)
    assert.deepEqual(
      others.map(({ status }) => status),
      ['fulfilled', 'fulfilled'],
    )
  })

  test('a database that hangs is UNAVAILABLE in seconds', { timeout: 20_000 }, async (t) => {
    const { wire } = await open(t)
    wire.hangAt('SET statement_timeout')
    const store = postgres(wire.url)
    await Promise.all([
      assert.rejects(store.ping(), Unavailable),
      assert.rejects(add(store, 'x'), Unavailable),
    ])
    await store.close()
  })

  test('a database that hangs later is not ready, nor waited for twice', { timeout: 20_000 }, async (t) => {
    const { wire, store } = await open(t)
    wire.hangAt('SELECT')
    const read = assert.rejects(find(store, 'x'), Unavailable)
    await assert.rejects(store.ping(), Unavailable)
    wire.cutAll()
    await read
    assert.equal(await find(store, 'x'), undefined)
  })
})
