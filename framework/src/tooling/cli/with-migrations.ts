import type { Model } from '../../declaration/resource/model.ts'
import type { MigratedDatabase } from '../../engine/migrations/database.ts'
import type { Migration } from '../../engine/migrations/migration.ts'
import { findFolder, readMigrations, readSnapshot } from '../../engine/migrations/migration-folder.ts'
import { openDatabase } from '../../engine/migrations/open-database.ts'
import type { MigrationDialect } from '../../engine/migrations/plan.ts'
import type { Snapshot } from '../../engine/migrations/snapshot.ts'
import { toSnapshot } from '../../engine/migrations/to-snapshot.ts'
import { toAllModels } from '../../server/api/all-models.ts'
import type { Api } from '../../server/api/create-api.ts'
import { importApi } from './import-apis.ts'
import { refuse } from './refuse.ts'

/** Where the migrations of an API are. */
export interface FolderOptions {
  /** Default: the one that `createApi` is given, or else `migrations`. */
  readonly folder?: string
}

/** An API's database and what leads to it. */
export interface Migrated {
  readonly folder: string
  readonly migrations: readonly Migration[]
  /** What the tables are like once all of them are applied. */
  readonly before: Snapshot
  /** What the declarations say. */
  readonly declared: Snapshot
  readonly models: readonly Model[]
  readonly database: MigratedDatabase
  readonly dialect: MigrationDialect
}

/** Runs work on the migrations of the API of a module, which is not started: that would make what is missing. */
export async function withMigrations(
  path: string,
  options: FolderOptions,
  work: (migrated: Migrated) => Promise<number>,
): Promise<number> {
  const api = await importApi(path)
  try {
    return await onMigrations(api, path, options, work)
  } finally {
    await api.context.store.close()
  }
}

/** The same for an API that goes on afterwards. */
export async function onMigrations(
  api: Api,
  path: string,
  options: FolderOptions,
  work: (migrated: Migrated) => Promise<number>,
): Promise<number> {
  const { store } = api.context
  if (store.database?.isTemporary !== false) throw withoutDatabase(path)
  const { database, dialect } = openDatabase(store.database)
  try {
    const models = toAllModels(api)
    const given = options.folder ?? api.migrations?.folder ?? 'migrations'
    const folder = findFolder(given, database.dialect)
    return await work({
      folder,
      migrations: await readMigrations(folder),
      before: readSnapshot(folder, database.dialect),
      declared: toSnapshot(database.dialect, models),
      models,
      database,
      dialect,
    })
  } finally {
    await database.close()
  }
}

const withoutDatabase = (path: string) =>
  refuse(
    path,
    'keeps its rows where migrations cannot work',
    "give createApi a store such as sqlite('data/api.db')",
  )
