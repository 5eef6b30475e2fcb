// A database that migrations are tried on: made as one set of declarations says, and changed to another.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { createModels } from '../../src/declaration/resource/registry.ts'
import type { AnyResource } from '../../src/declaration/resource/resource.ts'
import { planMigration, type Plan } from '../../src/engine/migrations/plan.ts'
import { resolveRenames, toDeclaredRenames, type Answer } from '../../src/engine/migrations/renames.ts'
import { emptySnapshot, type Snapshot } from '../../src/engine/migrations/snapshot.ts'
import { sqliteMigrations } from '../../src/engine/migrations/sqlite/script.ts'
import { SqliteMigratedDatabase } from '../../src/engine/migrations/sqlite/sqlite-database.ts'
import { toSnapshot } from '../../src/engine/migrations/to-snapshot.ts'

export const modelsOf = (resources: readonly AnyResource[]) => [...createModels(resources).values()]

export const snapshotOf = (resources: readonly AnyResource[]): Snapshot =>
  toSnapshot('sqlite', modelsOf(resources))

const nobody: Answer = async () => undefined

/** What leads from some declarations to others. */
export async function planFrom(
  before: readonly AnyResource[] | Snapshot,
  after: readonly AnyResource[],
  answer: Answer = nobody,
): Promise<Plan | undefined> {
  const from = 'tables' in before ? before : snapshotOf(before)
  const to = snapshotOf(after)
  const renames = await resolveRenames(from, to, toDeclaredRenames(modelsOf(after)), answer)
  return planMigration(from, to, renames, sqliteMigrations)
}

export class Trial {
  readonly file: string
  readonly database: SqliteMigratedDatabase
  readonly #folder: string

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'ninety-migrations-'))
    this.file = join(this.#folder, 'data.db')
    this.database = new SqliteMigratedDatabase(this.file)
  }

  async make(resources: readonly AnyResource[]): Promise<void> {
    await this.run((await planFrom(emptySnapshot('sqlite'), resources))!.up)
  }

  async run(work: string): Promise<void> {
    await this.database.perform({ work, isDue: async () => true, note: async () => {} })
  }

  /** Runs statements beside the migrations, as a server does. */
  execute(text: string): void {
    const database = new DatabaseSync(this.file)
    database.exec(text)
    database.close()
  }

  all(text: string, ...values: SQLInputValue[]): unknown[] {
    const database = new DatabaseSync(this.file, { enableForeignKeyConstraints: true })
    const rows = database.prepare(text).all(...values)
    database.close()
    return rows.map((row) => ({ ...row }))
  }

  async expect(resources: readonly AnyResource[]): Promise<void> {
    assert.deepEqual(await this.database.compare(snapshotOf(resources)), [])
  }

  async close(): Promise<void> {
    await this.database.close()
    rmSync(this.#folder, { recursive: true })
  }
}

export async function withTrial(use: (trial: Trial) => Promise<void>): Promise<void> {
  const trial = new Trial()
  try {
    await use(trial)
  } finally {
    await trial.close()
  }
}
