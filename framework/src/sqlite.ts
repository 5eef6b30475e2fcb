// The entry `ninety/sqlite`: a store in an SQLite file, and counters of rate limits in another.
export { sqlite } from './engine/store/sqlite/sqlite.ts'
export type { SqliteOptions } from './engine/store/sqlite/sqlite.ts'
export { sqliteAttempts } from './engine/rate-limit/sqlite-attempts.ts'
export type { SqliteAttempts } from './engine/rate-limit/sqlite-attempts.ts'
export { sqliteRateLimits } from './engine/rate-limit/sqlite.ts'
