import process from 'node:process'
import { diffSnapshots } from '../../engine/migrations/diff.ts'
import type { Difference } from '../../engine/migrations/database.ts'
import { writeMigration } from '../../engine/migrations/migration-folder.ts'
import { toSentence } from '../../engine/migrations/operation.ts'
import { planMigration, type Plan } from '../../engine/migrations/plan.ts'
import { resolveRenames, toDeclaredRenames, type RenameQuestion } from '../../engine/migrations/renames.ts'
import { findStates, migrate, rollback, stamp, type MigrationState } from '../../engine/migrations/run.ts'
import { findNamed, type Snapshot, type TableSnapshot } from '../../engine/migrations/snapshot.ts'
import { refuse } from './refuse.ts'
import { exitCodes, type Terminal } from './terminal.ts'
import { withMigrations, type FolderOptions, type Migrated } from './with-migrations.ts'

/** What is asked of commands that make a migration. */
export interface DiffOptions extends FolderOptions {
  /** Tables and columns that are gone, and not something new by another name. */
  readonly drop?: readonly string[]
}

/** `ninety db diff`: writes the migration that makes the database as the declarations say. */
export async function diffDatabase(
  path: string,
  name: string,
  options: DiffOptions,
  terminal: Terminal,
): Promise<number> {
  return withMigrations(path, options, async (migrated) => {
    const plan = await toPlan(migrated, options, terminal)
    if (plan === undefined) terminal.write('Nothing has changed.\n')
    else {
      const id = writeMigration(migrated.folder, name, plan, migrated.declared, terminal.now())
      tellPlan(plan, terminal)
      terminal.write(`Wrote ${id}.up.sql and ${id}.down.sql.\n`)
    }
    return exitCodes.done
  })
}

/** `ninety db show`: what the next migration would do, in words or as it would be written. */
export async function showDatabase(
  path: string,
  options: DiffOptions & { readonly sql?: boolean },
  terminal: Terminal,
): Promise<number> {
  return withMigrations(path, options, async (migrated) => {
    const plan = await toPlan(migrated, options, terminal)
    if (plan === undefined) terminal.write('Nothing has changed.\n')
    else if (options.sql === true) terminal.write(`${plan.up}\n-- And back:\n${plan.down}`)
    else tellPlan(plan, terminal)
    return exitCodes.done
  })
}

async function toPlan(
  { before, declared, models, dialect }: Migrated,
  { drop = [] }: DiffOptions,
  terminal: Terminal,
): Promise<Plan | undefined> {
  const unknown = drop.filter((name) => !isGone(name, before, declared))
  if (unknown.length > 0)
    throw refuse(
      '--drop',
      `names ${unknown.join(', ')}, which would not go`,
      'name what is in the database and not declared',
    )
  const answer = (question: RenameQuestion) => askRename(question, drop, terminal)
  const renames = await resolveRenames(before, declared, toDeclaredRenames(models), answer)
  return planMigration(before, declared, renames, dialect)
}

function isGone(path: string, before: Snapshot, declared: Snapshot): boolean {
  const [table = '', column] = path.split('.')
  const [former, now] = [before, declared].map(({ tables }) => findNamed(tables, table))
  if (column === undefined) return former !== undefined && now === undefined
  // The table may have another name now.
  const has = (known: TableSnapshot | undefined) =>
    known !== undefined && Object.hasOwn(known.columns, column)
  return has(former) && !has(now)
}

async function askRename(
  { table, added, gone }: RenameQuestion,
  drop: readonly string[],
  terminal: Terminal,
): Promise<string | null | undefined> {
  const toPath = (name: string) => (table === undefined ? name : `${table}.${name}`)
  const left = gone.filter((name) => !drop.includes(toPath(name)))
  if (left.length === 0) return null
  const question = `Is ${toPath(added)} another name of ${left.join(' or ')}? Name it, or write no: `
  const answer = (await terminal.ask?.(question))?.trim()
  if (answer === undefined) return undefined
  if (/^no?$/i.test(answer)) return null
  if (left.includes(answer)) return answer
  throw refuse(
    toPath(added),
    `was not told what it is (${answer})`,
    `answer no, or one of ${left.join(', ')}`,
  )
}

function tellPlan({ operations, warnings }: Plan, terminal: Terminal): void {
  for (const operation of operations) terminal.write(`${toSentence(operation)}\n`)
  for (const warning of warnings) terminal.complain(`Warning: ${warning}\n`)
}

/** `ninety db migrate`: applies what is pending. */
export async function migrateDatabase(
  path: string,
  options: FolderOptions,
  terminal: Terminal,
): Promise<number> {
  return withMigrations(path, options, async ({ database, migrations }) => {
    let count = 0
    await migrate(database, migrations, terminal.now, (id) => {
      count++
      terminal.write(`Applied ${id}.\n`)
    })
    if (count === 0) terminal.write('Nothing is pending.\n')
    return exitCodes.done
  })
}

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
  return withMigrations(path, options, async ({ database, migrations }) => {
    const states = await findStates(database, migrations)
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
