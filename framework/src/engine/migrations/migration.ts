import type { MigrationSession } from './database.ts'

/** What a migration in TypeScript exports: code that runs in the transaction of the migration. */
export interface MigrationCode {
  up(session: MigrationSession): Promise<void>
  /** Absent: it cannot be undone. */
  down?(session: MigrationSession): Promise<void>
}

/** One way of a migration: a file of statements, or code. */
export type MigrationWork = string | ((session: MigrationSession) => Promise<void>)

/** A migration as it lies in its folder. */
export interface Migration {
  /** `20300101120000_add_due`: the order migrations are applied in is that of their ids. */
  readonly id: string
  /** SHA-256 of what is applied, in hexadecimal; line endings do not count. */
  readonly checksum: string
  readonly up: MigrationWork
  readonly down: MigrationWork | undefined
  /** Whether it takes away what the release before works with: it waits until that is said to be gone. */
  readonly isContraction: boolean
}
