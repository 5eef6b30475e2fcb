import type { Pool, PoolConnection } from 'mysql2/promise'
import { Unavailable } from '../../../kernel/problem/catalogue.ts'
import { within } from '../../../kernel/values/within.ts'
import type { Address } from './address.ts'
import { importDriver } from './driver.ts'
import { Line, type StatementListener, type ToInteger } from './line.ts'
import { toServer, type Server } from './server.ts'

interface Open {
  readonly pool: Pool
  readonly toInteger: ToInteger
}

/** What the lines of a pool are for. */
type Purpose = 'reading' | 'writing' | 'counting'

// Milliseconds. A statement that takes longer than half a minute is a mistake, and one that nobody answers is lost.
/** How long a connection is waited for, in milliseconds. */
export const connectTime = 5000
const statementTime = 30_000
const idleTime = 60_000
/** Whoever waits longer counts elsewhere. */
const countTime = 1000

// A server keeps some sixteen thousand for all of its connections together.
const mostStatements = 250

/**
 * Nothing is cut off or made up to fit, text stands between single quotation marks and a backslash is itself; lists may
 * be as long as an answer.
 */
export const always = `SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
  time_zone = '+00:00', innodb_lock_wait_timeout = 5, lock_wait_timeout = 5, group_concat_max_len = 1073741824`

const statementTimes: Readonly<Record<Purpose, number>> = {
  reading: statementTime,
  writing: statementTime,
  counting: countTime,
}

const settings: Readonly<Record<Purpose, readonly string[]>> = {
  reading: ['SET SESSION TRANSACTION READ ONLY'],
  // A transaction begins with its first statement: that is one round trip less.
  writing: ['SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE', 'SET SESSION autocommit = 0'],
  // A count waits for another one of the same alone, and each is a transaction by itself.
  counting: [
    `SET SESSION innodb_lock_wait_timeout = ${countTime / 1000}, lock_wait_timeout = ${countTime / 1000}`,
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  ],
}

/** The connections to a database for one purpose; whoever finds none free waits for five seconds. */
export class Lines {
  readonly #purpose: Purpose
  readonly #address: Address
  readonly #most: number
  readonly #onStatement: StatementListener | undefined
  readonly #ready = new WeakMap<object, Server>()
  #open: Promise<Open> | undefined
  #server: Server | undefined

  constructor(purpose: Purpose, address: Address, most: number, onStatement: StatementListener | undefined) {
    this.#purpose = purpose
    this.#address = address
    this.#most = most
    this.#onStatement = onStatement
  }

  /** Runs work with a connection of its own. */
  async use<Result>(work: (line: Line, server: Server) => Promise<Result>): Promise<Result> {
    const { pool, toInteger } = await (this.#open ??= this.#openPool())
    const connection = await this.#take(pool)
    const line = new Line(connection, toInteger, this.#onStatement)
    try {
      return await work(line, await this.#setUp(connection))
    } finally {
      line.release()
      // An idle connection keeps no process alive.
      streamOf(connection).unref()
    }
  }

  /** Which kind of server it is; asked once. */
  async findServer(): Promise<Server> {
    this.#server ??= await this.use(async (_line, server) => server)
    return this.#server
  }

  async #take(pool: Pool): Promise<PoolConnection> {
    const taken = pool.getConnection()
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      void taken.then((connection) => connection.release()).catch(() => {})
      reject(new Unavailable({ headers: { 'retry-after': '1' } }))
    }, connectTime)
    try {
      const connection = await Promise.race([taken, late])
      streamOf(connection).ref()
      return connection
    } finally {
      clearTimeout(timer)
    }
  }

  /** The settings of a connection, made when it is taken for the first time. */
  async #setUp(connection: PoolConnection): Promise<Server> {
    const known = this.#ready.get(connection.connection)
    if (known !== undefined) return known
    try {
      // One that ends between two statements is told of by the second.
      connection.connection.on('error', () => {})
      const ask = (text: string) => within(connectTime, connection.query(text))
      const [rows] = await ask('SELECT version()')
      const server = toServer(String((rows as unknown[][])[0]?.[0]))
      await ask(`${always}, ${server.limitTime(statementTimes[this.#purpose], idleTime)}`)
      for (const setting of settings[this.#purpose]) await ask(setting)
      this.#ready.set(connection.connection, server)
      return server
    } catch (error) {
      connection.destroy()
      throw error
    }
  }

  async #openPool(): Promise<Open> {
    const mysql2 = await importDriver()
    const pool = mysql2.createPool({
      ...this.#address,
      connectionLimit: this.#most,
      connectTimeout: connectTime,
      charset: 'UTF8MB4_BIN',
      rowsAsArray: true,
      // Whole numbers beyond 2^53 stay text.
      supportBigNumbers: true,
      dateStrings: true,
      maxPreparedStatements: mostStatements,
    })
    return { pool, toInteger: mysql2.TypedParameter.LONGLONG }
  }

  /** Ends all connections. */
  async end(): Promise<void> {
    await (await this.#open)?.pool.end()
  }
}

/** The socket of a connection, which its declared type does not know. */
const streamOf = ({ connection }: PoolConnection) =>
  (connection as unknown as { readonly stream: { ref(): void; unref(): void } }).stream
