import type { MigratedDatabase, MigrationSession } from './database.ts'
import type { Migration } from './migration.ts'

/** A migration that a database has had. */
export interface Applied {
  readonly id: string
  readonly checksum: string
  /** RFC 3339. */
  readonly at: string
}

/** A migration of which a database has had a part. */
export interface Begun {
  readonly id: string
  readonly checksum: string
  readonly way: 'up' | 'down'
  /** Parts. */
  readonly done: number
}

const table = 'ninety_migrations'
const begun = 'ninety_migrations_begun'

const tableText = `CREATE TABLE IF NOT EXISTS "${table}" ("id" varchar(200) PRIMARY KEY NOT NULL, "checksum" varchar(64) NOT NULL, "at" varchar(24) NOT NULL)`
const begunText = `CREATE TABLE IF NOT EXISTS "${begun}" ("id" varchar(200) PRIMARY KEY NOT NULL, "checksum" varchar(64) NOT NULL, "way" varchar(4) NOT NULL, "done" integer NOT NULL)`

/** Makes what migrations are noted in, for a database that ends a transaction when a table is made. */
export async function createJournal(session: MigrationSession): Promise<void> {
  for (const text of [tableText, begunText]) await session.run(text)
}

/** Whether a table is one in which migrations are noted. */
export const isOfMigrations = (name: string): boolean => [table, begun].includes(name)

const byId = (one: Applied, other: Applied): number => (one.id < other.id ? -1 : 1)

/** What a database has had, in order; nothing where none ever was applied. */
export async function readJournal(
  database: MigratedDatabase,
  session: MigrationSession,
): Promise<readonly Applied[]> {
  if (!(await database.hasTable(table))) return []
  const rows = await session.all(`SELECT "id", "checksum", "at" FROM "${table}"`)
  return rows
    .map(({ id, checksum, at }) => ({ id: String(id), checksum: String(checksum), at: String(at) }))
    .sort(byId)
}

/** What was interrupted; at most one thing. */
export async function readBegun(
  database: MigratedDatabase,
  session: MigrationSession,
): Promise<Begun | undefined> {
  if (!(await database.hasTable(begun))) return undefined
  const [row] = await session.all(`SELECT "id", "checksum", "way", "done" FROM "${begun}"`)
  if (row === undefined) return undefined
  const [id, done] = [String(row['id']), Number(row['done'])]
  const way = row['way'] === 'down' ? 'down' : 'up'
  // What failed at its beginning has left everything as it was.
  const isWhole = way === 'up' || (await readJournal(database, session)).some((applied) => applied.id === id)
  return done === 0 && isWhole ? undefined : { id, checksum: String(row['checksum']), way, done }
}

/** Places for values, as the database writes them. */
const toPlaces = ({ dialect }: MigratedDatabase, count: number): string =>
  Array.from({ length: count }, (_, index) => (dialect === 'postgres' ? `$${index + 1}` : '?')).join(', ')

export async function addToJournal(
  database: MigratedDatabase,
  session: MigrationSession,
  { id, checksum }: Migration,
  now: number,
): Promise<void> {
  if (!(await database.hasTable(table))) await session.run(tableText)
  const at = new Date(now).toISOString()
  await session.run(
    `INSERT INTO "${table}" ("id", "checksum", "at") VALUES (${toPlaces(database, 3)})`,
    id,
    checksum,
    at,
  )
  await forgetBegun(database, session)
}

export async function removeFromJournal(
  database: MigratedDatabase,
  session: MigrationSession,
  { id }: Migration,
): Promise<void> {
  await session.run(`DELETE FROM "${table}" WHERE "id" = ${toPlaces(database, 1)}`, id)
  await forgetBegun(database, session)
}

export async function noteBegun(
  database: MigratedDatabase,
  session: MigrationSession,
  { id, checksum, way, done }: Begun,
): Promise<void> {
  if (!(await database.hasTable(begun))) await session.run(begunText)
  await session.run(`DELETE FROM "${begun}"`)
  await session.run(
    `INSERT INTO "${begun}" ("id", "checksum", "way", "done") VALUES (${toPlaces(database, 4)})`,
    id,
    checksum,
    way,
    done,
  )
}

async function forgetBegun(database: MigratedDatabase, session: MigrationSession): Promise<void> {
  if (await database.hasTable(begun)) await session.run(`DELETE FROM "${begun}"`)
}
