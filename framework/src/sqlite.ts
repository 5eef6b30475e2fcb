// The entry `ninety/sqlite`: a store in an SQLite file.
export { sqlite } from './engine/store/sqlite/sqlite.ts'
export type { SqliteOptions } from './engine/store/sqlite/sqlite.ts'
