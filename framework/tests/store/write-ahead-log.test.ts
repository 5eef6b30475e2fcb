import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { enterWriteAheadLog } from '../../src/engine/store/sqlite/write-ahead-log.ts'

/** Holds the lock of a file for a moment, as a process does that opens it first. */
const holder = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { DatabaseSync } = require('node:sqlite')
  const database = new DatabaseSync(workerData)
  database.exec('BEGIN EXCLUSIVE; CREATE TABLE made (id)')
  parentPort.postMessage('held')
  setTimeout(() => {
    database.exec('COMMIT')
    database.close()
  }, 100)
`

test('a file that another process just opens is waited for', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-wal-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'data.db')
  const worker = new Worker(holder, { eval: true, workerData: file })
  await once(worker, 'message')
  // Without a time-out of its own SQLite refuses at once, as it does when two enter WAL mode.
  const database = new DatabaseSync(file, { timeout: 0 })
  assert.throws(() => database.exec('PRAGMA journal_mode = WAL'), /locked/)
  enterWriteAheadLog(database)
  assert.deepEqual({ ...database.prepare('PRAGMA journal_mode').get() }, { journal_mode: 'wal' })
  database.close()
  await once(worker, 'exit')
})

test('a file that is not open is no reason to wait', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-wal-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const database = new DatabaseSync(join(folder, 'data.db'))
  database.close()
  assert.throws(() => enterWriteAheadLog(database), /not open/)
})
