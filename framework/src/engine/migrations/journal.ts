import type { MigratedDatabase, MigrationSession } from './database.ts'
import type { Migration } from './migration.ts'

/** A migration that a database has had. */
export interface Applied {
  readonly id: string
  readonly checksum: string
  /** RFC 3339. */
  readonly at: string
}

const table = 'ninety_migrations'

/** What a database has had, in order; nothing where none ever was applied. */
export async function readJournal(
  database: MigratedDatabase,
  session: MigrationSession,
): Promise<readonly Applied[]> {
  if (!(await database.hasTable(table))) return []
  const rows = await session.all(`SELECT "id", "checksum", "at" FROM "${table}" ORDER BY "id"`)
  return rows.map(({ id, checksum, at }) => ({ id: String(id), checksum: String(checksum), at: String(at) }))
}

export async function addToJournal(
  session: MigrationSession,
  { id, checksum }: Migration,
  now: number,
): Promise<void> {
  await session.run(
    `CREATE TABLE IF NOT EXISTS "${table}" ("id" text PRIMARY KEY NOT NULL, "checksum" text NOT NULL, "at" text NOT NULL)`,
  )
  const at = new Date(now).toISOString()
  await session.run(`INSERT INTO "${table}" ("id", "checksum", "at") VALUES (?, ?, ?)`, id, checksum, at)
}

export async function removeFromJournal(session: MigrationSession, { id }: Migration): Promise<void> {
  await session.run(`DELETE FROM "${table}" WHERE "id" = ?`, id)
}
