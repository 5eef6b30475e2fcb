// Processes killed in the midst of a request with a key: tried again, it is done exactly once.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test, type TestContext } from 'node:test'
import { createTestDatabase } from '../../src/tooling/testing/test-store.ts'
import { startProcess } from './start-process.ts'

/** Starts a server on a database, which dies at the moment given. */
const start = (t: TestContext, database: string, moment: 'before' | 'after' | 'never') =>
  startProcess(t, 'dying-server.ts', [database, moment])

const post = (url: string, body?: string) =>
  fetch(url, {
    method: 'POST',
    headers: { 'idempotency-key': '"one"', 'content-type': 'application/json', connection: 'close' },
    ...(body !== undefined && { body }),
  })

const list = async (url: string) => {
  const answer = await fetch(`${url}/notes`, { headers: { connection: 'close' } })
  return ((await answer.json()) as { data: { id: string; edits: number }[] }).data
}

/** Sends a request to a server that dies of it. */
async function sendToDeath(
  t: TestContext,
  database: string,
  moment: 'before' | 'after',
  path: string,
  body?: string,
) {
  const { child, url } = await start(t, database, moment)
  await assert.rejects(post(`${url}${path}`, body))
  if (child.signalCode === null) await once(child, 'exit')
  assert.equal(child.signalCode, 'SIGKILL')
}

test('a request whose answer was lost with its server is answered again, and not done again', async (t) => {
  const { url: database } = await createTestDatabase()
  await sendToDeath(t, database, 'after', '/notes', '{"text":"once"}')
  const { url } = await start(t, database, 'never')
  const [kept, ...more] = await list(url)
  assert.equal(more.length, 0)
  const again = await post(`${url}/notes`, '{"text":"once"}')
  assert.equal(again.status, 201)
  assert.equal(again.headers.get('idempotency-replayed'), 'true')
  assert.equal(again.headers.get('location'), `/notes/${kept!.id}`)
  assert.equal(((await again.json()) as { id: string }).id, kept!.id)
  assert.equal((await list(url)).length, 1)
})

test('an action whose answer was lost with its server is not done twice', async (t) => {
  const { url: database } = await createTestDatabase()
  const first = await start(t, database, 'never')
  await fetch(`${first.url}/notes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: '{"text":"x"}',
  })
  const id = (await list(first.url))[0]!.id
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  await sendToDeath(t, database, 'after', `/notes/${id}/edit`)
  const { url } = await start(t, database, 'never')
  const again = await post(`${url}/notes/${id}/edit`)
  assert.equal(again.headers.get('idempotency-replayed'), 'true')
  assert.equal(((await again.json()) as { edits: number }).edits, 1)
  assert.equal((await list(url))[0]!.edits, 1)
})

test('a request whose server died before it was done is done when it comes again', async (t) => {
  const { url: database } = await createTestDatabase()
  await sendToDeath(t, database, 'before', '/notes', '{"text":"once"}')
  const { url } = await start(t, database, 'never')
  assert.deepEqual(await list(url), [])
  const again = await post(`${url}/notes`, '{"text":"once"}')
  assert.equal(again.status, 201)
  assert.equal(again.headers.get('idempotency-replayed'), null)
  assert.equal((await list(url)).length, 1)
})
