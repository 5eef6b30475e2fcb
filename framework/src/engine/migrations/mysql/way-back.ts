import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import type { Interrupted, MigrationSession, Step } from '../database.ts'
import { isLocked } from './connection.ts'
import { retry } from '../retry.ts'
import { countDone, isAlready, isAnswered, isInDoubt, toProgress } from './progress.ts'
import { isStep, toStatements } from './statements.ts'

/**
 * How far the way back of an interrupted migration has already come: what was not done need not be undone, and stands at
 * its beginning. Undefined where nothing was interrupted.
 */
export async function findStart(
  session: MigrationSession,
  step: Step,
  back: readonly string[],
): Promise<number | undefined> {
  const interrupted = await step.findInterrupted?.(session)
  if (interrupted === undefined || typeof interrupted.work !== 'string') return undefined
  const there = toStatements(interrupted.work)
  const done = await countStatements(session, there, interrupted)
  await dropComputed(session)
  const missing = there.slice(done).filter(isStep).length
  if (there.filter(isStep).length !== back.filter(isStep).length) throw unequal()
  const start = toProgress(findBehind(back, missing))
  await step.noteDone(session, start)
  return start
}

/** The doubt about a statement ends when it is done. */
async function countStatements(
  session: MigrationSession,
  statements: readonly string[],
  { done }: Interrupted,
): Promise<number> {
  const count = countDone(done)
  if (!isInDoubt(done)) return count
  try {
    await retry(() => session.run(statements[count]!), isLocked)
  } catch (error) {
    if (!isAnswered(error)) throw error
    return isAlready(error) ? count + 1 : count
  }
  return count + 1
}

/** Values that were worked out and have not come to their place. */
async function dropComputed(session: MigrationSession): Promise<void> {
  const columns = await session.all(
    `SELECT table_name AS owner, column_name AS name FROM information_schema.columns
     WHERE table_schema = database() AND left(column_name, 5) = '_new_' AND extra LIKE '%GENERATED%'`,
  )
  for (const { owner, name } of columns)
    await retry(() => session.run(`ALTER TABLE "${String(owner)}" DROP COLUMN "${String(name)}"`), isLocked)
}

/** The place behind so many steps. */
function findBehind(statements: readonly string[], steps: number): number {
  const places = statements.flatMap((statement, index) => (isStep(statement) ? [index] : []))
  return steps === 0 ? 0 : places[steps - 1]! + 1
}

const unequal = () =>
  new DeclarationError([
    {
      path: 'migration',
      message: 'was done in part, and its way back does not undo it step by step',
      remedy: 'mend what stands in the way, and go on with it by `ninety db migrate`',
    },
  ])
