import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import type { MigratedDatabase, MigrationSession, Step } from './database.ts'
import {
  addToJournal,
  noteBegun,
  readBegun,
  readJournal,
  removeFromJournal,
  type Applied,
  type Begun,
} from './journal.ts'
import type { Migration, MigrationWork } from './migration.ts'

/** What there is of a migration: applied or not, or in part, changed since, or known to the database alone. */
export interface MigrationState {
  readonly id: string
  readonly state: 'applied' | 'pending' | 'begun' | 'changed' | 'unknown'
  /** When it was applied, as RFC 3339 writes it. */
  readonly at?: string
}

/** What runs say of each migration that they have applied or undone. */
export type Report = (id: string) => void

/** Does a step, and says of which migration it is that something fails. */
async function perform(database: MigratedDatabase, id: string, step: Step): Promise<boolean> {
  try {
    return await database.perform(step)
  } catch (cause) {
    const faults = cause instanceof DeclarationError ? cause.faults : []
    const fault = {
      path: id,
      message: `fails (${(cause as Error).message})`,
      remedy: await findRemedy(database, id, cause as Error),
    }
    const told = faults.map((each) => ({
      ...each,
      path: each.path === 'migration' ? id : `${id}: ${each.path}`,
    }))
    throw Object.assign(new DeclarationError(told.length > 0 ? told : [fault]), { cause })
  }
}

async function findRemedy(database: MigratedDatabase, id: string, { message }: Error): Promise<string> {
  if (/already exists|duplicate column/i.test(message))
    return 'where the database has all of it already, note it as applied by `ninety db stamp`'
  const begun = await database.read((session) => readBegun(database, session)).catch(() => undefined)
  return begun?.id === id
    ? 'mend it and try again, which goes on after what was done'
    : 'mend it and try again: nothing of it was done'
}

/** One way of a migration, going on where it was interrupted. */
function toStep(
  database: MigratedDatabase,
  migration: Migration,
  way: Begun['way'],
  work: MigrationWork,
): Pick<Step, 'work' | 'countDone' | 'noteDone'> {
  const { id, checksum } = migration
  return {
    work,
    countDone: async (session) => toDone(await readBegun(database, session), migration, way),
    noteDone: (session, done) => noteBegun(database, session, { id, checksum, way, done }),
  }
}

/** Going back undoes whatever was done of a migration. */
function toDone(begun: Begun | undefined, { id, checksum }: Migration, way: Begun['way']): number {
  if (begun === undefined) return 0
  const isOther = begun.id !== id || begun.checksum !== checksum
  if (!isOther && begun.way === way) return begun.done
  if (!isOther && way === 'down') return 0
  checkUndone(begun)
  const message = begun.id === id ? 'was changed since a part of it was applied' : 'is applied in part'
  throw refuse(begun.id, message, 'bring back its file as it was, and go on with it by `ninety db migrate`')
}

const refuse = (path: string, message: string, remedy: string): DeclarationError =>
  new DeclarationError([{ path, message, remedy }])

/** Every migration of the folder and of the database, in order. */
export async function findStates(
  database: MigratedDatabase,
  migrations: readonly Migration[],
): Promise<readonly MigrationState[]> {
  return database.read(async (session) =>
    toStates(migrations, await readJournal(database, session), await readBegun(database, session)),
  )
}

function toStates(
  migrations: readonly Migration[],
  journal: readonly Applied[],
  begun: Begun | undefined,
): readonly MigrationState[] {
  const applied = new Map(journal.map((each) => [each.id, each]))
  const known = migrations.map(({ id, checksum }): MigrationState => {
    const found = applied.get(id)
    if (begun?.id === id) return { id, state: 'begun' }
    if (found === undefined) return { id, state: 'pending' }
    return { id, state: found.checksum === checksum ? 'applied' : 'changed', at: found.at }
  })
  const others = begun === undefined || applied.has(begun.id) ? journal : [...journal, { id: begun.id }]
  const unknown = others
    .filter(({ id }) => migrations.every((migration) => migration.id !== id))
    .map((each): MigrationState => ({ id: each.id, state: 'unknown', ...('at' in each && { at: each.at }) }))
  return [...known, ...unknown].sort((one, other) => (one.id < other.id ? -1 : 1))
}

/** How far a database is migrated. */
export interface MigrateOptions {
  /** Whether no instance of the release before runs any more. Default: false, where the database has had a migration. */
  readonly contract?: boolean
}

/**
 * Applies what is pending, one after another. What was applied may not have been changed.
 * @returns what is left: a contraction that has to wait, and whatever comes after it
 */
export async function migrate(
  database: MigratedDatabase,
  migrations: readonly Migration[],
  now: () => number,
  report: Report,
  { contract = false }: MigrateOptions = {},
): Promise<readonly Migration[]> {
  const states = await findStates(database, migrations)
  checkChanged(states)
  await database.read(async (session) => checkUndone(await readBegun(database, session)))
  const end = contract ? migrations.length : findEnd(migrations, states)
  for (const migration of migrations.slice(0, end)) {
    const isDone = await perform(database, migration.id, {
      ...toStep(database, migration, 'up', migration.up),
      // Another process may have applied it while this one waited.
      isDue: (session) => isPending(database, session, migration),
      note: (session) => addToJournal(database, session, migration, now()),
    })
    if (isDone) report(migration.id)
  }
  return migrations.slice(end).filter(({ id }) => isIn(states, id, 'pending'))
}

/** Where the first contraction stands that has to wait; a new database has no release before. */
function findEnd(migrations: readonly Migration[], states: readonly MigrationState[]): number {
  const isNew = states.every(({ state }) => state === 'pending')
  const first = migrations.findIndex(({ id, isContraction }) => isContraction && isIn(states, id, 'pending'))
  return isNew || first === -1 ? migrations.length : first
}

const isIn = (states: readonly MigrationState[], id: string, state: MigrationState['state']): boolean =>
  states.some((each) => each.id === id && each.state === state)

async function isPending(
  database: MigratedDatabase,
  session: MigrationSession,
  { id }: Migration,
): Promise<boolean> {
  return (await readJournal(database, session)).every((applied) => applied.id !== id)
}

function checkUndone(begun: Begun | undefined): void {
  if (begun?.way === 'down') throw refuse(begun.id, 'is undone in part', 'go on by `ninety db rollback`')
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
  const applied = await database.read((session) => readUndoable(database, session))
  const undone = applied
    .slice(-steps)
    .toReversed()
    .map((id) => findUndoable(migrations, id))
  for (const { migration, down } of undone) {
    const isDone = await perform(database, migration.id, {
      ...toStep(database, migration, 'down', down),
      findInterrupted: async (session) => {
        const begun = await readBegun(database, session)
        return begun?.way === 'up' ? { work: migration.up, done: begun.done } : undefined
      },
      isDue: async (session) => (await readUndoable(database, session)).at(-1) === migration.id,
      note: (session) => removeFromJournal(database, session, migration),
    })
    if (isDone) report(migration.id)
  }
}

/** What was applied in full, and then what was in part. */
async function readUndoable(
  database: MigratedDatabase,
  session: MigrationSession,
): Promise<readonly string[]> {
  const ids = (await readJournal(database, session)).map(({ id }) => id)
  const begun = await readBegun(database, session)
  return begun === undefined || ids.includes(begun.id) ? ids : [...ids, begun.id]
}

function findUndoable(migrations: readonly Migration[], id: string) {
  const migration = migrations.find((each) => each.id === id)
  if (migration?.down !== undefined) return { migration, down: migration.down }
  const message = migration === undefined ? 'is applied, but not in the folder' : 'has no way back'
  throw refuse(id, message, 'add its .down.sql, or its function down')
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
      countDone: async () => 0,
      noteDone: async () => {},
      isDue: (session) => isPending(database, session, migration),
      note: (session) => addToJournal(database, session, migration, now()),
    })
    if (isDone) report(migration.id)
  }
}
