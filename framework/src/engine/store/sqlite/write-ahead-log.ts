import type { DatabaseSync } from 'node:sqlite'

/**
 * Puts a file into WAL mode. Where several processes do so to a new file at once, SQLite refuses all but one without
 * waiting for its time-out: then it is tried again for up to five seconds. Only for the start: the process waits.
 */
export function enterWriteAheadLog(database: DatabaseSync): void {
  const end = performance.now() + 5000
  for (;;) {
    try {
      return database.exec('PRAGMA journal_mode = WAL')
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error
      Atomics.wait(pause, 0, 0, 10)
    }
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4))

const isBusy = (error: unknown): boolean => (error as { readonly errcode?: number }).errcode === 5
