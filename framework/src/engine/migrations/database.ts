import type { DialectName, Snapshot } from './snapshot.ts'

/** A value that a statement takes in. */
export type Value = string | number | bigint | null

/** What a migration works with, inside its transaction. */
export interface MigrationSession {
  /** Runs one statement; gives how many rows it changed. */
  run(statement: string, ...values: readonly Value[]): Promise<number>
  /** Every row that a statement gives, by the names of its columns. */
  all(statement: string, ...values: readonly Value[]): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/** What one transaction is to do; asked for under a lock that one process at a time has. */
export interface Step {
  /** A file of statements, or code. */
  readonly work: string | ((session: MigrationSession) => Promise<void>)
  /** Whether it still is to be done, now that nobody else can do it. */
  isDue(session: MigrationSession): Promise<boolean>
  /** How many of its parts were done before it was interrupted; for databases that cannot do all of it at once. */
  countDone(session: MigrationSession): Promise<number>
  /** What this undoes, where no more than a part of that was done; for databases that cannot do all of it at once. */
  findInterrupted?(session: MigrationSession): Promise<Interrupted | undefined>
  /** Kept together with a part that was done, while there are more. */
  noteDone(session: MigrationSession, parts: number): Promise<void>
  /** Kept together with what was done, or with the last part of it. */
  note(session: MigrationSession): Promise<void>
}

/** Work of which a part was done. */
export interface Interrupted {
  readonly work: Step['work']
  /** As it was noted. */
  readonly done: number
}

/** What is not as it is declared: missing, different, or there without being declared. */
export interface Difference {
  readonly kind: 'missing' | 'different' | 'undeclared'
  /** Such as `table items` or `column items.name`. */
  readonly what: string
}

/** A database that migrations change. */
export interface MigratedDatabase {
  readonly dialect: DialectName
  /** Whether there is a table of that name. */
  hasTable(name: string): Promise<boolean>
  /** Reads without waiting for others. */
  read<Result>(work: (session: MigrationSession) => Promise<Result>): Promise<Result>
  /** Does it alone, all or none, or part by part; false where it was not due any more. */
  perform(step: Step): Promise<boolean>
  /** What is not as a snapshot says. */
  compare(snapshot: Snapshot): Promise<readonly Difference[]>
  /** Drops everything there is. */
  clear(): Promise<void>
  close(): Promise<void>
}
