import type { Connection } from 'mysql2/promise'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import { parseAddress } from '../../store/mysql/address.ts'
import { importDriver } from '../../store/mysql/driver.ts'
import { always } from '../../store/mysql/lines.ts'
import { toServer, type Server } from '../../store/mysql/server.ts'
import { lock } from '../../store/mysql/tables.ts'
import { patience } from '../retry.ts'
import { MysqlMigrationSession } from './session.ts'

/** A connection, and what is at its other end. */
export interface Connected {
  readonly connection: Connection
  readonly server: Server
  readonly session: MysqlMigrationSession
}

/** How long a statement may stand in line for a table: all others that want it stand behind. Seconds. */
const lockTime = 1
/** Milliseconds: code of a migration may think. */
const idleTime = 8 * 3_600_000

export async function connect(url: string): Promise<Connected> {
  const mysql2 = await importDriver()
  const address = parseAddress(url)
  try {
    const connection = await mysql2.createConnection({
      ...address,
      connectTimeout: 5000,
      charset: 'UTF8MB4_BIN',
      supportBigNumbers: true,
      dateStrings: true,
    })
    // One that ends between two statements is told of by the second.
    connection.on('error', () => {})
    return { connection, ...(await setUp(connection)) }
  } catch (cause) {
    throw cause instanceof DeclarationError ? cause : Object.assign(unreachable(cause as Error), { cause })
  }
}

async function setUp(connection: Connection): Promise<Omit<Connected, 'connection'>> {
  try {
    const [rows] = await connection.query('SELECT version() AS version')
    const server = toServer(String((rows as { version: unknown }[])[0]?.version))
    await connection.query(
      `${always}, ${server.limitTime(0, idleTime)}, lock_wait_timeout = ${lockTime}, innodb_ft_enable_stopword = 0`,
    )
    return { server, session: new MysqlMigrationSession(connection, server) }
  } catch (error) {
    connection.destroy()
    throw error
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

/**
 * Runs work that one process at a time does in a database, and no start that makes tables. The lock belongs to the
 * connection that does it: when that is lost, nobody goes on without.
 */
export async function withLock<Result>({ session }: Connected, work: () => Promise<Result>): Promise<Result> {
  const [row] = await session.all(`SELECT get_lock(${lock}, ${patience / 1000}) AS has`)
  if (Number(row?.['has']) !== 1) throw occupied()
  try {
    return await work()
  } finally {
    // A connection that is gone has no lock.
    await session.all(`SELECT release_lock(${lock})`).catch(() => {})
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

/** Numbers of the server: a lock that was not to be had in time, and a deadlock. */
const locked: ReadonlySet<unknown> = new Set([1205, 1213])

export const isLocked = (error: unknown): boolean => locked.has((error as { readonly errno?: unknown }).errno)
