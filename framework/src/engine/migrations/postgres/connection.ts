import type { Client } from 'pg'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import { importDriver } from '../../store/postgres/driver.ts'
import { retry } from '../retry.ts'

/** How long a statement may stand in line for a lock: all others that want the table stand behind it. Milliseconds. */
export const lockTime = 1000

// A server that is asked to look finds out that its client is gone, instead of working on for nobody.
const settings = `SET statement_timeout = 0; SET lock_timeout = ${lockTime}; SET idle_in_transaction_session_timeout = 0;
  SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off;
  SET standard_conforming_strings = on; SET client_min_messages = warning; SET client_connection_check_interval = 2000`

export async function connect(url: string): Promise<Client> {
  const pg = await importDriver()
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, keepAlive: true })
  // One that ends between two statements is told of by the second.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(settings)
    return client
  } catch (cause) {
    await client.end().catch(() => {})
    throw Object.assign(unreachable(cause as Error), { cause })
  }
}

const unreachable = ({ message }: Error) =>
  new DeclarationError([
    {
      path: 'store',
      message: `cannot be reached (${message})`,
      remedy: 'see that the database runs and its URL is right',
    },
  ])

// The same that a start takes which makes tables.
const lock = `hashtext('ninety'), hashtext(current_schema())`

/**
 * Runs work that one process at a time does in a schema. The lock is asked for again and again: who stood in line for it
 * would have an old view of the rows, which an index made meanwhile waits for.
 */
export async function withLock<Result>(client: Client, work: () => Promise<Result>): Promise<Result> {
  await retry(
    async () => {
      const { rows } = await client.query<{ has: boolean }>(`SELECT pg_try_advisory_lock(${lock}) AS has`)
      if (rows[0]?.has !== true) throw occupied()
    },
    (error) => error instanceof DeclarationError,
  )
  try {
    return await work()
  } finally {
    // A connection that is gone has no lock.
    await client.query(`SELECT pg_advisory_unlock(${lock})`).catch(() => {})
  }
}

const occupied = () =>
  new DeclarationError([
    {
      path: 'migration',
      message: 'waits for another process that migrates',
      remedy: 'try again when that is done',
    },
  ])

/** Codes of PostgreSQL: a lock that was not to be had in time, and a deadlock. */
const locked: ReadonlySet<unknown> = new Set(['55P03', '40P01'])

export const isLocked = (error: unknown): boolean => locked.has((error as { readonly code?: unknown }).code)
