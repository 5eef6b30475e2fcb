import process from 'node:process'
import { diffSnapshots } from '../../engine/migrations/diff.ts'
import type { Difference } from '../../engine/migrations/database.ts'
import type { Migration } from '../../engine/migrations/migration.ts'
import { toSentence } from '../../engine/migrations/operation.ts'
import { resolveRenames, toDeclaredRenames } from '../../engine/migrations/renames.ts'
import {
  findStates,
  migrate,
  rollback,
  stamp,
  type MigrateOptions,
  type MigrationState,
} from '../../engine/migrations/run.ts'
import { refuse } from './refuse.ts'
import { exitCodes, type Terminal } from './terminal.ts'
import { withMigrations, type FolderOptions, type Migrated } from './with-migrations.ts'

/** `ninety db migrate`: applies what is pending, up to a contraction; ends with 1 where more waits behind that. */
export async function migrateDatabase(
  path: string,
  options: FolderOptions & MigrateOptions,
  terminal: Terminal,
): Promise<number> {
  return withMigrations(path, options, async (migrated) => {
    const { count, left } = await applyPending(migrated, terminal, options)
    if (count === 0 && left.length === 0) terminal.write('Nothing is pending.\n')
    return left.every(({ isContraction }) => isContraction) ? exitCodes.done : exitCodes.found
  })
}

/** Applies what is pending, a line each; gives how many that were, and what is left: a contraction that waits, and what is behind it. */
export async function applyPending(
  { database, migrations }: Pick<Migrated, 'database' | 'migrations'>,
  terminal: Terminal,
  options: MigrateOptions = {},
): Promise<{ readonly count: number; readonly left: readonly Migration[] }> {
  let count = 0
  const report = (id: string) => {
    count++
    terminal.write(`Applied ${id}.\n`)
  }
  const left = await migrate(database, migrations, terminal.now, report, options)
  if (left[0] !== undefined) terminal.write(toWaiting(left[0]))
  return { count, left }
}

const toWaiting = ({ id }: Migration): string =>
  `${id} waits: once no instance of the release before runs, apply it by \`ninety db migrate --contract\`.\n`

/** `ninety db rollback`: undoes the last migration, or the last few. */
export async function rollbackDatabase(
  path: string,
  options: FolderOptions & { readonly steps?: string },
  terminal: Terminal,
): Promise<number> {
  const { steps = '1' } = options
  if (!/^[1-9]\d{0,5}$/.test(steps)) throw refuse('--steps', `is ${steps}`, 'write a whole number from 1')
  return withMigrations(path, options, async ({ database, migrations }) => {
    let count = 0
    await rollback(database, migrations, Number(steps), (id) => {
      count++
      terminal.write(`Undid ${id}.\n`)
    })
    if (count === 0) terminal.write('Nothing is applied.\n')
    return exitCodes.done
  })
}

/** `ninety db status`: every migration, a line each; ends with 1 where one is not applied, or was changed. */
export async function tellStatus(path: string, options: FolderOptions, terminal: Terminal): Promise<number> {
  return withMigrations(path, options, async ({ database, migrations, folder }) => {
    const states = await findStates(database, migrations)
    if (states.length === 0)
      terminal.write(`There are no migrations in ${folder}: make the first by \`ninety db diff\`.\n`)
    for (const { id, state, at } of states) terminal.write(`${[state, id, at ?? []].flat().join('\t')}\n`)
    return states.every(({ state }) => state === 'applied') ? exitCodes.done : exitCodes.found
  })
}

/** `ninety db stamp`: notes migrations as applied without applying them, up to one or all. */
export async function stampDatabase(
  path: string,
  last: string | undefined,
  options: FolderOptions,
  terminal: Terminal,
): Promise<number> {
  return withMigrations(path, options, async ({ database, migrations }) => {
    const end = last === undefined ? migrations.length : migrations.findIndex(({ id }) => id === last) + 1
    if (last !== undefined && end === 0)
      throw refuse(last, 'is no migration', 'write an id that `ninety db status` shows')
    await stamp(database, migrations.slice(0, end), terminal.now, (id) => terminal.write(`Stamped ${id}.\n`))
    return exitCodes.done
  })
}

/** `ninety db check`: how declarations, migrations and database differ; ends with 1 where they do. */
export async function checkDatabase(
  path: string,
  options: FolderOptions,
  terminal: Terminal,
): Promise<number> {
  return withMigrations(path, options, async ({ database, before, declared, models, migrations }) => {
    const renames = await resolveRenames(before, declared, toDeclaredRenames(models), async () => null)
    const lines = [
      ...diffSnapshots(before, declared, renames).map((each) => `no migration yet: ${toSentence(each)}`),
      ...(await findStates(database, migrations)).filter(({ state }) => state !== 'applied').map(toStateLine),
      ...(await database.compare(declared)).map(toLine),
    ]
    for (const line of lines) terminal.write(`${line}\n`)
    terminal.write(`${lines.length} difference${lines.length === 1 ? '' : 's'}\n`)
    return lines.length === 0 ? exitCodes.done : exitCodes.found
  })
}

const toStateLine = ({ id, state }: MigrationState): string => `migration ${id}: ${state}`

const toLine = ({ kind, what }: Difference): string =>
  `database: ${what} ${kind === 'missing' ? 'is missing' : kind === 'different' ? 'is different' : 'is not declared'}`

/** `ninety db reset`: drops everything and applies every migration; not in production. */
export async function resetDatabase(
  path: string,
  options: FolderOptions,
  terminal: Terminal,
): Promise<number> {
  if (process.env['NODE_ENV'] === 'production')
    throw refuse('NODE_ENV', 'is production', 'reset databases of development and tests only')
  return withMigrations(path, options, async ({ database, migrations }) => {
    await database.clear()
    await migrate(database, migrations, terminal.now, (id) => terminal.write(`Applied ${id}.\n`))
    return exitCodes.done
  })
}
