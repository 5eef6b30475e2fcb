import type { Difference, MigratedDatabase, MigrationSession, Step } from '../database.ts'
import { findDifferences } from '../differences.ts'
import { createJournal } from '../journal.ts'
import { retry } from '../retry.ts'
import type { Snapshot } from '../snapshot.ts'
import { clearDatabase } from './clear.ts'
import { connect, isLocked, withLock, type Connected } from './connection.ts'
import { describe } from './describe.ts'
import { describeSnapshot } from './describe-snapshot.ts'
import { countDone, isAlready, isAnswered, isInDoubt, toBegun, toProgress } from './progress.ts'
import { isOfRows, toStatements } from './statements.ts'
import { findStart } from './way-back.ts'

/** The database of a MySQL store, over a connection of its own. */
export class MysqlMigratedDatabase implements MigratedDatabase {
  readonly dialect = 'mysql'
  readonly #url: string
  #connected: Promise<Connected> | undefined

  constructor(url: string) {
    this.#url = url
  }

  async hasTable(name: string): Promise<boolean> {
    const { session } = await this.#connect()
    const rows = await session.all(
      'SELECT 1 FROM information_schema.tables WHERE table_schema = database() AND table_name = ?',
      name,
    )
    return rows.length === 1
  }

  async read<Result>(work: (session: MigrationSession) => Promise<Result>): Promise<Result> {
    return work((await this.#connect()).session)
  }

  async perform(step: Step): Promise<boolean> {
    const connected = await this.#connect()
    return withLock(connected, async () => {
      if (!(await step.isDue(connected.session))) return false
      // Made in a transaction, it would end it.
      await createJournal(connected.session)
      const { work } = step
      if (typeof work === 'string') await runScript(connected, step, toStatements(work))
      else
        await inTransaction(connected, async () => {
          await work(connected.session)
          await step.note(connected.session)
        })
      return true
    })
  }

  async compare(snapshot: Snapshot): Promise<readonly Difference[]> {
    const { session, server } = await this.#connect()
    return findDifferences(await describe(session), describeSnapshot(snapshot, server))
  }

  async clear(): Promise<void> {
    const connected = await this.#connect()
    await withLock(connected, () => clearDatabase(connected.session))
  }

  async close(): Promise<void> {
    const connected = await this.#connected?.catch(() => undefined)
    await connected?.connection.end().catch(() => {})
  }

  #connect(): Promise<Connected> {
    this.#connected ??= connect(this.#url)
    return this.#connected
  }
}

/** Statement by statement, each noted: whoever comes after goes on where this one stops. */
async function runScript(connected: Connected, step: Step, statements: readonly string[]): Promise<void> {
  const { session } = connected
  const reached = (await findStart(session, step, statements)) ?? (await step.countDone(session))
  for (const [index, statement] of statements.entries()) {
    if (index < countDone(reached)) continue
    const noteDone = () => step.noteDone(session, toProgress(index + 1))
    if (isOfRows(statement)) {
      await inTransaction(connected, async () => {
        await session.run(statement)
        await noteDone()
      })
      continue
    }
    await step.noteDone(session, toBegun(index))
    const isDoubtful = index === countDone(reached) && isInDoubt(reached)
    await change(session, statement, isDoubtful, () => step.noteDone(session, toProgress(index)))
    await noteDone()
  }
  await inTransaction(connected, () => step.note(session))
}

/** Runs a statement that ends every transaction; in doubt, one that finds it done already has done it. */
async function change(
  session: MigrationSession,
  statement: string,
  isDoubtful: boolean,
  noteUndone: () => Promise<void>,
): Promise<void> {
  try {
    await retry(() => session.run(statement), isLocked)
  } catch (error) {
    if (isDoubtful && isAlready(error)) return
    if (isAnswered(error)) await noteUndone()
    throw error
  }
}

/** Runs as a whole or not at all; again, where others held a lock for too long. */
async function inTransaction({ connection }: Connected, work: () => Promise<void>): Promise<void> {
  await retry(async () => {
    await connection.query('START TRANSACTION')
    try {
      await work()
      await connection.query('COMMIT')
    } catch (error) {
      await connection.query('ROLLBACK').catch(() => {})
      throw error
    }
  }, isLocked)
}
