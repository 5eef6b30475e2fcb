import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { openDatabaseFile } from '../store/sqlite/database-file.ts'
import { enterWriteAheadLog } from '../store/sqlite/write-ahead-log.ts'

/** A table of counters in an SQLite file that processes share. */
export interface CounterDatabase {
  readonly table: string
  /** As much of better-sqlite3 as rate-limiter-flexible uses. */
  readonly client: ReturnType<typeof toClient>
  /** To be called with every count: deletes what has expired by the system's clock, a part of it at times. */
  sweep(): void
  close(): void
}

/** After so many counts twice as many counters that have expired are deleted, so that they never pile up. */
const sweepEvery = 500

/**
 * Opens a file for counters, and makes their table where it is missing. What was counted in the last moments may be lost
 * with the machine.
 * @param file path; its folder is made
 */
export function openCounterDatabase(file: string, table: string): CounterDatabase {
  const { path, remove } = openDatabaseFile(file)
  const database = openDatabase(path, table)
  const sweep = database.prepare(
    `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table} WHERE expire < ? LIMIT ${2 * sweepEvery})`,
  )
  let counts = 0
  let isOpen = true
  return {
    table,
    client: toClient(database),
    sweep() {
      if (++counts % sweepEvery === 0) sweep.run(Date.now())
    },
    close() {
      if (!isOpen) return
      isOpen = false
      database.close()
      remove()
    },
  }
}

function openDatabase(path: string, table: string): DatabaseSync {
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

/** A single statement needs no transaction around it. */
function toClient(database: DatabaseSync) {
  const prepared = new Map<string, StatementSync>()
  return {
    prepare(text: string) {
      let statement = prepared.get(text)
      if (statement === undefined) prepared.set(text, (statement = database.prepare(text)))
      return {
        get: (...values: SQLInputValue[]) => statement.get(...values),
        run: (...values: SQLInputValue[]) => statement.run(...values),
      }
    },
    transaction: (work: () => unknown) => work,
  }
}
