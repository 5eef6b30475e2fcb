// The secret that a development server makes for itself.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { readKeptSecret } from '../src/kept-secret.ts'

const folder = mkdtempSync(join(tmpdir(), 'ninety-secret-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('is made once by servers that start at the same moment, and kept for its user alone', async () => {
  const servers = 8
  const secrets: string[] = []
  const barrier = new Int32Array(new SharedArrayBuffer(4))
  const module = new URL('../src/kept-secret.ts', import.meta.url).href
  const code = `
    import { parentPort, workerData } from 'node:worker_threads'
    import { readKeptSecret } from ${JSON.stringify(module)}
    Atomics.add(workerData.barrier, 0, 1)
    while (Atomics.load(workerData.barrier, 0) < ${servers});
    parentPort.postMessage(readKeptSecret(workerData.database))`
  const url = new URL(`data:text/javascript,${encodeURIComponent(code)}`)
  const database = join(folder, 'data/site.db')
  const workers = Array.from(
    { length: servers },
    () => new Worker(url, { workerData: { barrier, database } }),
  )
  for (const [secret] of await Promise.all(workers.map((worker) => once(worker, 'message'))))
    secrets.push(secret)
  assert.equal(new Set(secrets).size, 1)
  assert.match(secrets[0]!, /^[\w-]{43}$/)
  assert.equal(readKeptSecret(database), secrets[0])
  assert.deepEqual(readdirSync(join(folder, 'data')), ['secret'])
  assert.equal(statSync(join(folder, 'data/secret')).mode & 0o777, 0o600)
})
