import { writeMigration } from '../../engine/migrations/migration-folder.ts'
import { toSentence } from '../../engine/migrations/operation.ts'
import { planMigration, type Plan } from '../../engine/migrations/plan.ts'
import { planPhases } from '../../engine/migrations/plan-phases.ts'
import { resolveRenames, toDeclaredRenames, type RenameQuestion } from '../../engine/migrations/renames.ts'
import { findNamed, type Snapshot, type TableSnapshot } from '../../engine/migrations/snapshot.ts'
import { refuse } from './refuse.ts'
import { exitCodes, type Terminal } from './terminal.ts'
import { withMigrations, type FolderOptions, type Migrated } from './with-migrations.ts'

/** What is asked of commands that make a migration. */
export interface DiffOptions extends FolderOptions {
  /** Tables and columns that are gone, and not something new by another name. */
  readonly drop?: readonly string[]
  /** Whether one migration does everything, though the release before cannot work with it. Default: false. */
  readonly atOnce?: boolean
}

/** `ninety db diff`: writes the migration that makes the database as the declarations say. */
export async function diffDatabase(
  path: string,
  name: string,
  options: DiffOptions,
  terminal: Terminal,
): Promise<number> {
  return withMigrations(path, options, async (migrated) => {
    const plans = await toPlans(migrated, options, terminal)
    if (plans.length === 0) terminal.write('Nothing has changed.\n')
    for (const plan of plans) {
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
    const plans = await toPlans(migrated, options, terminal)
    if (plans.length === 0) terminal.write('Nothing has changed.\n')
    for (const plan of plans) {
      if (options.sql === true) terminal.write(`${plan.up}\n-- And back:\n${plan.down}`)
      else tellPlan(plan, terminal)
    }
    return exitCodes.done
  })
}

async function toPlans(
  { before, declared, models, dialect }: Migrated,
  { drop = [], atOnce = false }: DiffOptions,
  terminal: Terminal,
): Promise<readonly Plan[]> {
  const unknown = drop.filter((name) => !isGone(name, before, declared))
  if (unknown.length > 0)
    throw refuse(
      '--drop',
      `names ${unknown.join(', ')}, which would not go`,
      'name what is in the database and not declared',
    )
  const answer = (question: RenameQuestion) => askRename(question, drop, terminal)
  const renames = await resolveRenames(before, declared, toDeclaredRenames(models), answer)
  if (!atOnce) return planPhases(before, declared, renames, dialect)
  const plan = planMigration(before, declared, renames, dialect)
  return plan === undefined ? [] : [plan]
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

const headings = {
  expand: 'To expand, while the release before still runs:',
  contract: 'To contract, once no instance of the release before runs:',
} as const

function tellPlan({ phase, operations, warnings }: Plan, terminal: Terminal): void {
  if (phase !== undefined) terminal.write(`${headings[phase]}\n`)
  for (const operation of operations) terminal.write(`${toSentence(operation)}\n`)
  for (const warning of warnings) terminal.complain(`Warning: ${warning}\n`)
}
