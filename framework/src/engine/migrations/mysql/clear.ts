import type { MigrationSession } from '../database.ts'

/** Drops the tables and views of the database of a connection; triggers go with their table. */
export async function clearDatabase(session: MigrationSession): Promise<void> {
  const all = await session.all(
    `SELECT table_name AS name, table_type AS type FROM information_schema.tables WHERE table_schema = database()`,
  )
  await session.run('SET SESSION foreign_key_checks = 0')
  try {
    for (const { name, type } of all) {
      const kind = type === 'VIEW' ? 'VIEW' : type === 'SEQUENCE' ? 'SEQUENCE' : 'TABLE'
      await session.run(`DROP ${kind} IF EXISTS "${String(name).replaceAll('"', '""')}"`)
    }
  } finally {
    await session.run('SET SESSION foreign_key_checks = 1').catch(() => {})
  }
}
