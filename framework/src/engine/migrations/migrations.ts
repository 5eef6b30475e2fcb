import type { Model } from '../../declaration/resource/model.ts'
import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import type { Store } from '../store/store.ts'
import type { Difference, MigratedDatabase } from './database.ts'
import { findFolder, readMigrations } from './migration-folder.ts'
import type { Migration } from './migration.ts'
import { openDatabase } from './open-database.ts'
import { findStates, migrate, type MigrationState } from './run.ts'
import { toSnapshot } from './to-snapshot.ts'

/** How migrations are used at the start of an API. */
export interface MigrationsOptions {
  /**
   * `'check'`: a database that is behind is refused. `'apply'`: what is pending is applied; servers that start at once wait
   * for each other. Default: `'check'`.
   */
  readonly atStart?: 'check' | 'apply'
}

/** Makes the tables of an API instead of its store. */
export interface Migrations {
  readonly folder: string
  /** Resolves when the database is as the declarations need it; throws a DeclarationError where it is not. */
  start(store: Store, models: readonly Model[], now: () => number): Promise<void>
}

/**
 * The tables are made by the migrations of a folder, and by nothing else: a start refuses a database that lacks one of
 * them but contractions, or anything that the declarations need. What a newer release has added is no reason. A temporary database
 * gets all of them.
 * @param folder path, perhaps with a folder for each database in it, such as `postgres`; default: `migrations` in the folder that the process runs in
 */
export function migrations(folder = 'migrations', { atStart = 'check' }: MigrationsOptions = {}): Migrations {
  return {
    folder,
    async start(store, models, now) {
      if (store.database === undefined) throw refuse('store', 'has no migrations yet', 'leave out migrations')
      const { database } = openDatabase(store.database)
      try {
        const all = await readMigrations(findFolder(folder, database.dialect))
        if (atStart === 'apply' || store.database.isTemporary) await migrate(database, all, now, () => {})
        await check(database, all, models)
      } finally {
        await database.close()
      }
    },
  }
}

async function check(
  database: MigratedDatabase,
  all: readonly Migration[],
  models: readonly Model[],
): Promise<void> {
  const states = await findStates(database, all)
  const contractions = new Set(all.flatMap(({ id, isContraction }) => (isContraction ? [id] : [])))
  const isAwaited = ({ id, state }: MigrationState) =>
    contractions.has(id) && (state === 'pending' || state === 'begun')
  const behind = states.filter(
    (each) => each.state !== 'applied' && each.state !== 'unknown' && !isAwaited(each),
  )
  const isAhead = states.some((each) => each.state === 'unknown' || isAwaited(each))
  const differences = behind.length > 0 ? [] : await database.compare(toSnapshot(database.dialect, models))
  const faults = [
    ...behind.map(({ id, state }) => toFault(`migrations.${id}`, messages[state] ?? '')),
    ...differences
      .filter((each) => isNeeded(each, isAhead))
      .map(({ kind, what }) => toFault(what, `is ${kind}`)),
  ]
  if (faults.length > 0) throw new DeclarationError(faults)
}

const messages: Partial<Readonly<Record<MigrationState['state'], string>>> = {
  pending: 'is not applied',
  begun: 'is applied in part',
  changed: 'was changed',
}

/** Of a database that has what another release needs, what is there is taken as it is. */
function isNeeded({ kind, what }: Difference, isAhead: boolean): boolean {
  if (kind === 'undeclared') return false
  return !isAhead || (kind === 'missing' && /^(table|column) /.test(what))
}

const toFault = (path: string, message: string): DeclarationFault => ({
  path,
  message: `${message} in the database`,
  remedy:
    'run `ninety db migrate`, with --contract where it waits behind a contraction; `ninety db diff` makes the migration where there is none yet',
})

const refuse = (path: string, message: string, remedy: string): DeclarationError =>
  new DeclarationError([{ path, message, remedy }])
