// Whole processes: killed in the midst of writes nothing acknowledged is lost; told to stop they stop in order.
import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { test, type TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createTestDatabase } from '../../src/tooling/testing/test-store.ts'
import { startProcess } from './start-process.ts'

const headers = { 'content-type': 'application/json' }

const start = (t: TestContext, database: string) => startProcess(t, 'server-process.ts', [database])

const ended = async (child: ChildProcess) => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode ?? child.signalCode
}

const send = (method: string, url: string, body: unknown) =>
  fetch(url, { method, headers, body: JSON.stringify(body) })

test('a killed server loses nothing it acknowledged', async (t) => {
  const database = await createTestDatabase()
  const { child, url } = await start(t, database.url)
  /** What was acknowledged: how often each note was changed at least. */
  const edits = new Map<string, number>()
  const write = async () => {
    const made = await send('POST', `${url}/notes`, { text: 'acknowledged' })
    const { id } = (await made.json()) as { id: string }
    edits.set(id, 0)
    for (let count = 1; count <= 3; count++) {
      const { status } = await send('PATCH', `${url}/notes/${id}`, { edits: count })
      if (status === 200) edits.set(id, count)
    }
    if (edits.size >= 60) child.kill('SIGKILL')
  }
  const writeForEver = async () => {
    try {
      for (;;) await write()
    } catch {
      // The server is gone.
    }
  }
  await Promise.all(Array.from({ length: 8 }, writeForEver))
  assert.equal(await ended(child), 'SIGKILL')
  assert.ok(edits.size >= 60)
  const again = await start(t, database.url)
  for (const [id, least] of edits) {
    const answer = await fetch(`${again.url}/notes/${id}`)
    assert.equal(answer.status, 200, `${id} is lost`)
    const note = (await answer.json()) as { edits: number }
    assert.ok(note.edits >= least, `an edit of ${id} is lost`)
    assert.equal(answer.headers.get('etag'), `"${note.edits + 1}"`)
  }
  assert.equal((await send('POST', `${again.url}/notes`, { text: 'more' })).status, 201)
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`a server that gets ${signal} answers first, and ends with 0`, async (t) => {
    const database = await createTestDatabase()
    const { child, url, lines } = await start(t, database.url)
    const made = await send('POST', `${url}/notes`, { text: 'x' })
    const { id } = (await made.json()) as { id: string }
    const lingering = send('POST', `${url}/notes/${id}/linger`, {})
    assert.equal((await lines.next()).value, 'lingering')
    // A terminal tells the process, and what started it tells it again.
    child.kill(signal)
    await delay(50)
    child.kill(signal)
    const answer = await lingering
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('connection'), 'close')
    assert.equal(((await answer.json()) as { text: string }).text, 'lingered')
    assert.equal(await ended(child), 0)
  })
}
