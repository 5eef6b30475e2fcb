// Reads share connections: what that gains, and what it must not cost.
import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { always } from '../../src/declaration/condition/condition.ts'
import { postgres } from '../../src/postgres.ts'
import { models } from '../../src/tooling/testing/store-contract/samples.ts'
import { modelOf, moment, select } from '../../src/tooling/testing/store-contract/trial.ts'
import { createSchema, skip } from './postgres-database.ts'

const keys = modelOf('keys')

async function open() {
  const schema = await createSchema()
  const store = postgres(schema.url)
  await store.prepare(models.values())
  for (const id of ['a', 'b'])
    await store.insert(keys, { id, values: { label: id }, at: moment }, select('keys'))
  const find = (id: string) => store.find(keys, { id, where: always, selection: select('keys') })
  const ofStore = `application_name = current_schema() AND pid <> pg_backend_pid()`
  return { schema, store, find, ofStore }
}

describe('reads that share connections', { skip }, () => {
  test('a hundred at once take no more connections than there are', async () => {
    const { schema, store, find, ofStore } = await open()
    const ids = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 'a' : 'b'))
    const found = await Promise.all(ids.map(find))
    assert.deepEqual(
      found.map((row) => row?.id),
      ids,
    )
    const [row] = await schema.query(`SELECT count(*)::int AS count FROM pg_stat_activity WHERE ${ofStore}`)
    assert.ok(Number(row!['count']) <= 20)
    await store.close()
  })

  test('a fault of one is not one of those beside it', async () => {
    const { schema, store, find } = await open()
    await schema.query('DROP TABLE "samples" CASCADE')
    const broken = () => store.count(modelOf('samples'), always)
    const results = await Promise.allSettled([find('a'), broken(), find('b'), broken(), find('a')])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'],
    )
    await store.close()
  })

  test('none waits behind one that is held up', async (t) => {
    const { schema, store, find } = await open()
    const held = await holdUp(t, schema.url, 'samples')
    let isAnswered = false
    const slow = store.count(modelOf('samples'), always).finally(() => (isAnswered = true))
    await held.whenAwaited()
    // What is sent in the first five milliseconds stands behind it.
    await wait(50)
    for (let round = 0; round < 50; round++) assert.equal((await find('a'))?.id, 'a')
    assert.equal(isAnswered, false)
    await held.release()
    assert.equal(await slow, 0)
    await store.close()
  })

  test('all of a lost connection are asked once more on another', async (t) => {
    const { schema, store, ofStore } = await open()
    const held = await holdUp(t, schema.url, 'samples')
    const slow = Array.from({ length: 4 }, () => store.count(modelOf('samples'), always))
    await held.whenAwaited()
    const lost = await schema.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${ofStore} AND wait_event_type = 'Lock'`,
    )
    assert.ok(lost.length > 0)
    await held.release()
    assert.deepEqual(await Promise.all(slow), [0, 0, 0, 0])
    await store.close()
  })
})

/** Keeps everybody from a table until it is released. */
async function holdUp(t: TestContext, url: string, table: string) {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: url })
  await client.connect()
  let ended: Promise<void> | undefined
  const end = () => (ended ??= client.end())
  t.after(end)
  await client.query(`BEGIN; LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`)
  const isAwaited = async () => {
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = current_schema() AND wait_event_type = 'Lock'`,
    )
    return rows[0]!.count > 0
  }
  return {
    async whenAwaited() {
      // Within a transaction the statistics stand still unless they are forgotten.
      do await client.query('SELECT pg_stat_clear_snapshot()')
      while (!(await isAwaited()))
    },
    async release() {
      await client.query('COMMIT')
      await end()
    },
  }
}
