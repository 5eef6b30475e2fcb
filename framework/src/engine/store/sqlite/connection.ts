import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { Connection } from '../sql/statements.ts'
import type { StoredRow } from '../sql/stored-row.ts'
import { enterWriteAheadLog } from './write-ahead-log.ts'

/** How far a commit waits: `normal` survives a crash of the process, `full` one of the machine as well. */
export type Synchronous = 'normal' | 'full'

/** Called with the text of each statement run. */
export type StatementListener = (sql: string) => void

interface ConnectionOptions {
  readonly synchronous?: Synchronous
  readonly queryOnly?: boolean
  readonly onStatement?: StatementListener
}

/** A connection to an SQLite file, which may have several. */
export class SqliteConnection implements Connection<StatementSync> {
  readonly #database: DatabaseSync
  readonly #onStatement: StatementListener | undefined
  readonly #repeated = new Map<string, StatementSync>()

  constructor(file: string, { synchronous = 'normal', queryOnly = false, onStatement }: ConnectionOptions) {
    this.#database = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true })
    enterWriteAheadLog(this.#database)
    this.#database.exec(`PRAGMA synchronous = ${synchronous}`)
    if (queryOnly) this.#database.exec('PRAGMA query_only = ON')
    this.#onStatement = onStatement
  }

  get isInTransaction(): boolean {
    return this.#database.isTransaction
  }

  prepare(text: string): StatementSync {
    const statement = this.#database.prepare(text)
    // Rows are arrays of column values from here on; the declared type knows objects alone.
    statement.setReturnArrays(true)
    return statement
  }

  one(statement: StatementSync, values: readonly SQLInputValue[]): StoredRow | undefined {
    this.#onStatement?.(statement.sourceSQL)
    return statement.get(...values) as unknown as StoredRow | undefined
  }

  all(statement: StatementSync, values: readonly SQLInputValue[]): StoredRow[] {
    this.#onStatement?.(statement.sourceSQL)
    return statement.all(...values) as unknown as StoredRow[]
  }

  run(statement: StatementSync, values: readonly SQLInputValue[]): number {
    this.#onStatement?.(statement.sourceSQL)
    return Number(statement.run(...values).changes)
  }

  /** Runs statements that are not met again, such as those that make tables. */
  executeOnce(text: string): void {
    this.#onStatement?.(text)
    this.#database.exec(text)
  }

  /** Runs one statement that comes again and again, such as `COMMIT`: it is prepared once. */
  execute(text: string): void {
    this.#onStatement?.(text)
    let statement = this.#repeated.get(text)
    if (statement === undefined) this.#repeated.set(text, (statement = this.#database.prepare(text)))
    statement.run()
  }

  /** Counts again what has grown tenfold or shrunk since it was counted: by these numbers SQLite chooses indexes. */
  refreshStatistics(): void {
    this.#database.exec('PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002')
  }

  /** Leaves the file in order, as far as others who use it let that happen. */
  close(): void {
    try {
      this.refreshStatistics()
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // The next to open the file does it.
    }
    this.#database.close()
  }
}
