import { mkdtempSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestDatabase } from './test-database.ts'

/** A SQLite database in a folder of its own, for tests. */
export class SqliteFile implements TestDatabase {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ninety-test-'))
  /** The name of the file. */
  readonly url: string = join(this.#folder, 'data.db')

  /** The store makes it. */
  async create(): Promise<void> {
    process.once('exit', () => rmSync(this.#folder, { recursive: true, force: true }))
  }

  /** Removes it with its folder. */
  async drop(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }
}
