import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, it } from 'node:test'
import { memoryRateLimits, type RateLimitStore } from '../../src/index.ts'
import { sqliteRateLimits } from '../../src/sqlite.ts'
import { describeRateLimitStore } from '../../src/testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'ninety-limits-'))
after(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = () => join(folder, `made/${++files}.db`)

describeRateLimitStore('the memory store', () => memoryRateLimits())
describeRateLimitStore('the SQLite store', () => sqliteRateLimits(newFile()))
describeRateLimitStore('one of two SQLite stores on a file', () => {
  const file = newFile()
  const stores = [sqliteRateLimits(file), sqliteRateLimits(file)] as const
  let turn = 0
  return {
    consume: (...args) => stores[++turn % 2]!.consume(...args),
    close: async () => void (await Promise.all(stores.map((store) => store.close!()))),
  }
})

const quota = { name: 'some', limit: 2, window: 60_000 }
const start = Date.parse('2030-01-01T12:00:00.000Z')
const consume = (store: RateLimitStore, key: string, now = start) => store.consume(quota, key, 1, now)

describe('the memory store', () => {
  it('forgets who was away longest, and keeps whom it still sees', async () => {
    const store = memoryRateLimits({ maxKeys: 3 })
    for (const key of ['a', 'a', 'b', 'c', 'a', 'd']) await consume(store, key)
    assert.equal((await consume(store, 'a')).allowed, false)
    assert.equal((await consume(store, 'b')).remaining, 1)
  })
})

describe('the SQLite store', () => {
  it('still counts what another process of the file has counted', async () => {
    const file = newFile()
    const first = sqliteRateLimits(file)
    await consume(first, 'a')
    await first.close!()
    const second = sqliteRateLimits(file)
    assert.equal((await consume(second, 'a')).remaining, 0)
    await second.close!()
  })

  it('deletes what has expired, and keeps the rest', async () => {
    const file = newFile()
    const store = sqliteRateLimits(file)
    const other = new DatabaseSync(file)
    const insert = other.prepare('INSERT INTO rateLimits VALUES (?, 1, ?)')
    for (let index = 0; index < 800; index++) insert.run(`old ${index}`, Date.now() - 1)
    for (let index = 0; index < 500; index++) await consume(store, 'a')
    const kept = other.prepare('SELECT count(*) AS count FROM rateLimits').get()!['count']
    assert.equal(kept, 1)
    assert.equal((await consume(store, 'a')).allowed, false)
    other.close()
    await store.close!()
  })

  it('rejects once it is closed, and may be closed twice', async () => {
    const store = sqliteRateLimits(newFile())
    await store.close!()
    await store.close!()
    await assert.rejects(async () => consume(store, 'a'))
  })
})
