import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import type { MigratedDatabase, MigrationSession, Step } from './database.ts'
import { addToJournal, readJournal, removeFromJournal, type Applied } from './journal.ts'
import type { Migration } from './migration.ts'

/** What there is of a migration: applied or not, changed since, or known to the database alone. */
export interface MigrationState {
  readonly id: string
  readonly state: 'applied' | 'pending' | 'changed' | 'unknown'
  /** When it was applied, as RFC 3339 writes it. */
  readonly at?: string
}

/** What runs say of each migration that they have applied or undone. */
export type Report = (id: string) => void

/** Does a step, and says of which migration it is that something fails: then nothing of it was done. */
async function perform(database: MigratedDatabase, id: string, step: Step): Promise<boolean> {
  try {
    return await database.perform(step)
  } catch (cause) {
    const faults = cause instanceof DeclarationError ? cause.faults : []
    const isThere = /already exists|duplicate column/.test((cause as Error).message)
    const remedy = isThere
      ? 'where the database has all of it already, note it as applied by `ninety db stamp`'
      : 'mend it and try again: nothing of it was done'
    const fault = { path: id, message: `fails (${(cause as Error).message})`, remedy }
    const told = faults.map((each) => ({
      ...each,
      path: each.path === 'migration' ? id : `${id}: ${each.path}`,
    }))
    throw Object.assign(new DeclarationError(told.length > 0 ? told : [fault]), { cause })
  }
}

/** Every migration of the folder and of the database, in order. */
export async function findStates(
  database: MigratedDatabase,
  migrations: readonly Migration[],
): Promise<readonly MigrationState[]> {
  return toStates(migrations, await readAll(database))
}

const readAll = (database: MigratedDatabase): Promise<readonly Applied[]> =>
  database.read((session) => readJournal(database, session))

function toStates(migrations: readonly Migration[], journal: readonly Applied[]): readonly MigrationState[] {
  const applied = new Map(journal.map((each) => [each.id, each]))
  const known = migrations.map(({ id, checksum }): MigrationState => {
    const found = applied.get(id)
    if (found === undefined) return { id, state: 'pending' }
    return { id, state: found.checksum === checksum ? 'applied' : 'changed', at: found.at }
  })
  const unknown = journal
    .filter(({ id }) => migrations.every((migration) => migration.id !== id))
    .map(({ id, at }): MigrationState => ({ id, state: 'unknown', at }))
  return [...known, ...unknown].sort((one, other) => (one.id < other.id ? -1 : 1))
}

/** Applies everything that is pending, each in a transaction of its own. What was applied may not have been changed. */
export async function migrate(
  database: MigratedDatabase,
  migrations: readonly Migration[],
  now: () => number,
  report: Report,
): Promise<void> {
  checkChanged(await findStates(database, migrations))
  for (const migration of migrations) {
    const isDone = await perform(database, migration.id, {
      work: migration.up,
      // Another process may have applied it while this one waited.
      isDue: (session) => isPending(database, session, migration),
      note: (session) => addToJournal(session, migration, now()),
    })
    if (isDone) report(migration.id)
  }
}

async function isPending(
  database: MigratedDatabase,
  session: MigrationSession,
  { id }: Migration,
): Promise<boolean> {
  return (await readJournal(database, session)).every((applied) => applied.id !== id)
}

function checkChanged(states: readonly MigrationState[]): void {
  const faults = states
    .filter(({ state }) => state === 'changed')
    .map(({ id }): DeclarationFault => {
      const remedy = 'bring back the file as it was, and write another migration'
      return { path: id, message: 'was changed since it was applied', remedy }
    })
  if (faults.length > 0) throw new DeclarationError(faults)
}

/** Undoes the last migrations, the last one first. */
export async function rollback(
  database: MigratedDatabase,
  migrations: readonly Migration[],
  steps: number,
  report: Report,
): Promise<void> {
  const applied = (await readAll(database)).slice(-steps).toReversed()
  const undone = applied.map(({ id }) => findUndoable(migrations, id))
  for (const { migration, down } of undone) {
    const isDone = await perform(database, migration.id, {
      work: down,
      isDue: async (session) => (await readJournal(database, session)).at(-1)?.id === migration.id,
      note: (session) => removeFromJournal(session, migration),
    })
    if (isDone) report(migration.id)
  }
}

function findUndoable(migrations: readonly Migration[], id: string) {
  const migration = migrations.find((each) => each.id === id)
  if (migration?.down !== undefined) return { migration, down: migration.down }
  const message = migration === undefined ? 'is applied, but not in the folder' : 'has no way back'
  throw new DeclarationError([{ path: id, message, remedy: 'add its .down.sql, or its function down' }])
}

/** Notes migrations as applied that a database has had in another way. */
export async function stamp(
  database: MigratedDatabase,
  migrations: readonly Migration[],
  now: () => number,
  report: Report,
): Promise<void> {
  for (const migration of migrations) {
    const isDone = await perform(database, migration.id, {
      work: async () => {},
      isDue: (session) => isPending(database, session, migration),
      note: (session) => addToJournal(session, migration, now()),
    })
    if (isDone) report(migration.id)
  }
}
