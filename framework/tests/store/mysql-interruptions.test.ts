// Connections that break, at every moment of a write: what is told is true, and what can be done again is.
import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { always } from '../../src/declaration/condition/condition.ts'
import type { Found, Session } from '../../src/engine/store/store.ts'
import { OutcomeUnknown, Unavailable } from '../../src/kernel/problem/catalogue.ts'
import { mysql } from '../../src/mysql.ts'
import { models } from '../../src/tooling/testing/store-contract/samples.ts'
import { modelOf, moment, select } from '../../src/tooling/testing/store-contract/trial.ts'
import { createDatabase, skip } from './mysql-database.ts'
import { openWire, type Cut } from './wire.ts'

const keys = modelOf('keys')
const add = (session: Session, id: string) =>
  session.insert(keys, { id, values: { label: 'x' }, at: moment }, select('keys'))
const find = (session: Session, id: string) =>
  session.find(keys, { id, where: always, selection: select('keys') }) as Promise<Found | undefined>

async function open(t: TestContext) {
  const database = await createDatabase()
  const wire = await openWire(t, database.url)
  const statements: string[] = []
  const store = mysql(wire.url, { onStatement: (sql) => statements.push(sql) })
  t.after(() => store.close())
  await store.prepare(models.values())
  statements.length = 0
  async function endConnections() {
    const found = await database.query(
      `SELECT id FROM information_schema.processlist WHERE db = '${database.name}' AND id <> connection_id()`,
    )
    for (const { id } of found) await database.query(`KILL ${Number(id)}`)
  }
  return { database, wire, store, statements, endConnections }
}

const cuts: readonly [cut: Cut, count: number][] = [
  ['before', 0],
  ['after', 1],
]

describe('mysql whose connections break', { skip }, () => {
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

    test(`a lone write is OUTCOME_UNKNOWN whose commit is cut ${cut} it was done`, async (t) => {
      const { wire, store } = await open(t)
      wire.cutAt('COMMIT', cut)
      await assert.rejects(add(store, 'kept'), OutcomeUnknown)
      assert.equal(await store.count(keys, always), count)
    })

    test(`a write cut ${cut} it was made, before its commit, is made once`, async (t) => {
      const { wire, store } = await open(t)
      await add(store, 'first')
      wire.cutAt('the second', cut)
      await add(store, 'the second')
      assert.equal(await store.count(keys, always), 2)
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
    wire.cutAt('ISOLATION LEVEL', 'before')
    await add(store, 'kept')
    assert.equal(await store.count(keys, always), 1)
  })

  test('reads meet cut connections one after another', async (t) => {
    const { wire, store } = await open(t)
    await Promise.all(Array.from({ length: 5 }, () => store.count(keys, always)))
    for (let count = 0; count < 3; count++) {
      wire.cutAt(`read ${count}`, 'before')
      assert.equal(await find(store, `read ${count}`), undefined)
    }
  })

  test('what is asked first has another connection', async (t) => {
    const { wire } = await open(t)
    const store = mysql(wire.url)
    t.after(() => store.close())
    wire.cutAt('version()', 'after')
    assert.equal(await find(store, 'none'), undefined)
    wire.cutAt('SELECT 1', 'before')
    await store.ping()
  })

  test('statements prepared before a column changed its type are prepared anew', async (t) => {
    const { database, store } = await open(t)
    await add(store, 'one')
    await store.transaction((session) => find(session, 'one'))
    await find(store, 'one')
    await database.query('ALTER TABLE "keys" MODIFY COLUMN version bigint NOT NULL')
    assert.equal((await find(store, 'one'))?.version, 1)
    assert.equal((await store.transaction((session) => find(session, 'one')))?.version, 1)
    assert.equal((await add(store, 'two')).version, 1)
  })

  test('a database that hangs is UNAVAILABLE in seconds', { timeout: 20_000 }, async (t) => {
    const { wire } = await open(t)
    wire.hangAt('sql_mode')
    const store = mysql(wire.url)
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
