import type { Client } from 'pg'
import type { Difference, MigratedDatabase, MigrationSession, Step } from '../database.ts'
import { endsTransaction, refuseEnd } from '../ends-transaction.ts'
import { retry } from '../retry.ts'
import type { Snapshot } from '../snapshot.ts'
import { clearSchema } from './clear.ts'
import { compareSchemas } from './compare.ts'
import { connect, isLocked, lockTime, withLock } from './connection.ts'
import { mendIndex } from './invalid-index.ts'
import { isEmpty, readParts, splitStatements } from './parts.ts'
import { PostgresMigrationSession } from './session.ts'

type Work = (session: MigrationSession) => Promise<void>

/** The schema of a PostgreSQL store, over a connection of its own. */
export class PostgresMigratedDatabase implements MigratedDatabase {
  readonly dialect = 'postgres'
  readonly #url: string
  #client: Promise<Client> | undefined

  constructor(url: string) {
    this.#url = url
  }

  async hasTable(name: string): Promise<boolean> {
    const client = await this.#connect()
    const { rowCount } = await client.query(
      'SELECT FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1',
      [name],
    )
    return rowCount === 1
  }

  async read<Result>(work: (session: MigrationSession) => Promise<Result>): Promise<Result> {
    return work(new PostgresMigrationSession(await this.#connect()))
  }

  async perform(step: Step): Promise<boolean> {
    const client = await this.#connect()
    return withLock(client, async () => {
      const session = new PostgresMigrationSession(client)
      if (!(await step.isDue(session))) return false
      const parts = toParts(step.work)
      const done = await step.countDone(session)
      for (const [index, part] of parts.entries()) {
        if (index < done) continue
        await part.alone?.(client)
        await inTransaction(client, async () => {
          await part.together?.(session)
          await (index === parts.length - 1 ? step.note(session) : step.noteDone(session, index + 1))
        })
      }
      return true
    })
  }

  async compare(snapshot: Snapshot): Promise<readonly Difference[]> {
    return compareSchemas(await this.#connect(), snapshot)
  }

  async clear(): Promise<void> {
    const client = await this.#connect()
    await withLock(client, () => inTransaction(client, () => clearSchema(client)))
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined)
    await client?.end()
  }

  #connect(): Promise<Client> {
    this.#client ??= connect(this.#url)
    return this.#client
  }
}

/** What is done in a transaction, together with the note of it, or before one. */
interface RunPart {
  readonly together?: Work
  readonly alone?: (client: Client) => Promise<void>
}

function toParts(work: Step['work']): readonly RunPart[] {
  if (typeof work !== 'string') return [{ together: work }]
  const parts = readParts(work).filter((part) => !isEmpty(part))
  if (parts.some(({ text }) => endsTransaction(text))) throw refuseEnd()
  if (parts.length === 0) return [{}]
  return parts.map(({ text, isTransaction }): RunPart =>
    isTransaction
      ? { together: async (session) => void (await session.run(text)) }
      : { alone: (client) => runAlone(client, splitStatements(text)) },
  )
}

/** Runs as a whole or not at all; again, where others held a lock for too long. */
async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  await retry(async () => {
    await client.query('BEGIN')
    try {
      await work()
      await client.query('COMMIT')
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {})
      throw error
    }
  }, isLocked)
}

/** Nobody waits behind the statements that may take their time; an ALTER must not stand in the way for long. */
async function runAlone(client: Client, statements: readonly string[]): Promise<void> {
  for (const statement of statements) {
    if (/^ALTER\b/i.test(statement)) await retry(() => client.query(statement), isLocked)
    else await withoutHaste(client, () => runMended(client, statement))
  }
}

async function withoutHaste(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('SET lock_timeout = 0')
  try {
    await work()
  } finally {
    await client.query(`SET lock_timeout = ${lockTime}`).catch(() => {})
  }
}

async function runMended(client: Client, statement: string): Promise<void> {
  await mendIndex(client, statement)
  try {
    await client.query(statement)
  } catch (error) {
    // Half an index would be kept in step all the same, and would refuse rows.
    await mendIndex(client, statement).catch(() => {})
    throw error
  }
}
