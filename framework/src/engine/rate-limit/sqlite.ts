import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { RateLimiterSQLite } from 'rate-limiter-flexible'
import { openDatabaseFile } from '../store/sqlite/database-file.ts'
import { enterWriteAheadLog } from '../store/sqlite/write-ahead-log.ts'
import { consume } from './consume.ts'
import type { RateLimitStore } from './rate-limit-store.ts'
import { toWindow } from './window.ts'

const table = 'rateLimits'
/** After so many requests twice as many counters that have expired are deleted, so that they never pile up. */
const sweepEvery = 500

/**
 * Counts in an SQLite file that all processes of a machine share, so that they count together. It has to be a file of
 * its own: counting waits for nobody's transaction. What was counted in the last moments may be lost with the machine.
 * @param file path; its folder is made
 */
export function sqliteRateLimits(file: string): RateLimitStore {
  const { path, remove } = openDatabaseFile(file)
  const database = openDatabase(path)
  const counters = new RateLimiterSQLite({
    storeClient: toClient(database),
    storeType: 'better-sqlite3',
    tableName: table,
    tableCreated: true,
    keyPrefix: '',
    points: 1,
    duration: 1,
  })
  const sweep = database.prepare(
    `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table} WHERE expire < ? LIMIT ${2 * sweepEvery})`,
  )
  let requests = 0
  let isOpen = true
  return {
    consume(quota, key, cost, now) {
      if (++requests % sweepEvery === 0) sweep.run(Date.now())
      return consume(counters, toWindow(quota, key, now), quota.limit, cost)
    },
    async close() {
      if (!isOpen) return
      isOpen = false
      database.close()
      remove()
    },
  }
}

function openDatabase(path: string): DatabaseSync {
  // Who waits for the lock holds up everything else of the process: rather count in memory for a while.
  const database = new DatabaseSync(path, { timeout: 1000 })
  enterWriteAheadLog(database)
  database.exec(`
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS ${table} (key TEXT PRIMARY KEY, points INTEGER NOT NULL, expire INTEGER) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS ${table}Expire ON ${table} (expire);
  `)
  return database
}

/** As much of better-sqlite3 as the counters use; a single statement needs no transaction around it. */
function toClient(database: DatabaseSync) {
  const prepared = new Map<string, StatementSync>()
  return {
    prepare(text: string) {
      let statement = prepared.get(text)
      if (statement === undefined) prepared.set(text, (statement = database.prepare(text)))
      return { get: (...values: SQLInputValue[]) => statement.get(...values) }
    },
    transaction: (work: () => unknown) => work,
  }
}
