// Servers that share a PostgreSQL database, and one that is killed, or cut off, in the midst of a request with a key: tried again
// on the other, it is done exactly once.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test, type TestContext } from 'node:test'
import { createSchema, skip } from '../store/postgres-database.ts'
import { openWire, type Cut } from '../store/wire.ts'
import { startProcess } from './start-process.ts'

type Moment = 'before' | 'after' | 'never'

const start = (t: TestContext, database: string, moment: Moment) =>
  startProcess(t, 'dying-server.ts', [database, moment])

const post = (url: string) =>
  fetch(`${url}/notes`, {
    method: 'POST',
    headers: { 'idempotency-key': '"one"', 'content-type': 'application/json', connection: 'close' },
    body: '{"text":"once"}',
  })

async function list(url: string): Promise<{ id: string }[]> {
  const answer = await fetch(`${url}/notes`, { headers: { connection: 'close' } })
  return ((await answer.json()) as { data: { id: string }[] }).data
}

/** Tries it again on the other server: done then or before, it is there once. */
async function demandOnce(url: string, wasDone: boolean): Promise<void> {
  const again = await post(url)
  assert.equal(again.status, 201)
  assert.equal(again.headers.get('idempotency-replayed'), wasDone ? 'true' : null)
  const { id } = (await again.json()) as { id: string }
  assert.deepEqual(
    (await list(url)).map((note) => note.id),
    [id],
  )
}

const cuts: readonly [title: string, cut: Cut][] = [
  ['before its commit arrives', 'before'],
  ['after its commit is done', 'after'],
]

describe('a request with a key, on two servers', { skip }, () => {
  for (const moment of ['before', 'after'] as const) {
    test(`whose server is killed ${moment} it commits is done once`, async (t) => {
      const { url: database } = await createSchema()
      const dying = await start(t, database, moment)
      const other = await start(t, database, 'never')
      await assert.rejects(post(dying.url))
      await demandOnce(other.url, moment === 'after')
    })
  }

  for (const [title, cut] of cuts) {
    test(`whose server is killed ${title} is done once`, async (t) => {
      const { url: database } = await createSchema()
      const wire = await openWire(t, database)
      const dying = await start(t, wire.url, 'never')
      const other = await start(t, database, 'never')
      const exited = once(dying.child, 'exit')
      wire.cutAt('COMMIT', cut, () => dying.child.kill('SIGKILL'))
      await assert.rejects(post(dying.url))
      await exited
      await demandOnce(other.url, cut === 'after')
    })

    test(`whose connection is cut ${title} is 504, and done once`, async (t) => {
      const { url: database } = await createSchema()
      const wire = await openWire(t, database)
      const lost = await start(t, wire.url, 'never')
      const other = await start(t, database, 'never')
      wire.cutAt('COMMIT', cut)
      const answer = await post(lost.url)
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [504, '1'])
      assert.equal(((await answer.json()) as { code: string }).code, 'OUTCOME_UNKNOWN')
      await demandOnce(other.url, cut === 'after')
      await demandOnce(lost.url, true)
    })
  }
})
