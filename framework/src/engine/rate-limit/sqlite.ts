import { RateLimiterSQLite } from 'rate-limiter-flexible'
import { consume } from './consume.ts'
import { openCounterDatabase } from './counter-database.ts'
import type { RateLimitStore } from './rate-limit-store.ts'
import { toWindow } from './window.ts'

/**
 * Counts in an SQLite file that all processes of a machine share, so that they count together. It has to be a file of
 * its own: counting waits for nobody's transaction. What was counted in the last moments may be lost with the machine.
 * @param file path; its folder is made
 */
export function sqliteRateLimits(file: string): RateLimitStore {
  const database = openCounterDatabase(file, 'rateLimits')
  const counters = new RateLimiterSQLite({
    storeClient: database.client,
    storeType: 'better-sqlite3',
    tableName: database.table,
    tableCreated: true,
    keyPrefix: '',
    points: 1,
    duration: 1,
  })
  return {
    consume(quota, key, cost, now) {
      database.sweep()
      return consume(counters, toWindow(quota, key, now), quota.limit, cost)
    },
    close: async () => database.close(),
  }
}
