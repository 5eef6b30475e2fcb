import { writeMigration } from '../../engine/migrations/migration-folder.ts'
import { toSentence } from '../../engine/migrations/operation.ts'
import { planMigration, type Plan } from '../../engine/migrations/plan.ts'
import { resolveRenames, toDeclaredRenames, type RenameQuestion } from '../../engine/migrations/renames.ts'
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
