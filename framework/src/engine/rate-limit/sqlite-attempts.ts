import { RateLimiterSQLite } from 'rate-limiter-flexible'
import type { AttemptCounter, AttemptCounters } from '../identity/attempt-counters.ts'
import { openCounterDatabase, type CounterDatabase } from './counter-database.ts'

/** Counters of attempts in a file. */
export interface SqliteAttempts extends AttemptCounters {
  /** Lets go of the file; identities count in memory from then on. */
  close(): void
}

/**
 * Counts attempts in an SQLite file that all processes of a machine share, so that they count together and a restart
 * forgets nothing. It has to be a file of its own, or that of `sqliteRateLimits`. While it cannot be written to, identities
 * count in the memory of their process.
 * @param file path; its folder is made
 */
export function sqliteAttempts(file: string): SqliteAttempts {
  const database = openCounterDatabase(file, 'attempts')
  const open: AttemptCounters = (limit) =>
    withSweep(
      database,
      new RateLimiterSQLite({
        ...limit,
        storeClient: database.client,
        storeType: 'better-sqlite3',
        tableName: database.table,
        tableCreated: true,
      }),
    )
  return Object.assign(open, { close: () => database.close() })
}

function withSweep(database: CounterDatabase, counter: RateLimiterSQLite): AttemptCounter {
  return {
    consume(key, points, options) {
      sweepQuietly(database)
      return counter.consume(key, points, options)
    },
    penalty: (key, points, options) => counter.penalty(key, points, options),
    reward: (key, points, options) => counter.reward(key, points, options),
    block: (key, seconds, options) => counter.block(key, seconds, options),
    delete: (key, options) => counter.delete(key, options),
    get: (key, options) => counter.get(key, options),
  }
}

/** What cannot be deleted now is deleted another time. */
function sweepQuietly(database: CounterDatabase): void {
  try {
    database.sweep()
  } catch {
    // The next count finds out whether the file can be written to.
  }
}
