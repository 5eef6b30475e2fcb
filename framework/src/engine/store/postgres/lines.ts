import type { Pool, PoolConfig, QueryConfig } from 'pg'
import { importDriver } from './driver.ts'
import { Line, type StatementListener } from './line.ts'
import { askStandby } from './standby.ts'

/** What the lines of a pool are for. */
type Purpose = 'reading' | 'writing' | 'counting' | 'noting' | 'replica' | 'watching'

// Milliseconds. A statement that takes longer than half a minute is a mistake, and one that nobody answers is lost.
export const connectTime = 5000
const lockTime = 5000
const idleTime = 60_000
/** Whoever waits longer counts elsewhere. */
const countTime = 1000
const patient = { connect: connectTime, statement: 30_000 }

interface Settings {
  readonly set: string
  readonly time: typeof patient
}

const readOnly = { set: 'SET default_transaction_read_only = on', time: patient }

const settings: Readonly<Record<Purpose, Settings>> = {
  reading: readOnly,
  writing: { set: "SET default_transaction_isolation = 'serializable'", time: patient },
  counting: {
    set: `SET synchronous_commit = off; SET lock_timeout = ${countTime}`,
    time: { ...patient, statement: countTime },
  },
  noting: { set: "SET default_transaction_isolation = 'read committed'", time: patient },
  replica: readOnly,
  // A server that needs longer to say how it is had better be left alone.
  watching: { ...readOnly, time: { connect: 1000, statement: 1000 } },
}

// What a server compiles for an expensive statement takes longer than the statements of an API.
const always = `SET lock_timeout = ${lockTime}; SET idle_in_transaction_session_timeout = ${idleTime};
  SET standard_conforming_strings = on; SET jit = off`

/** The connections to a database for one purpose; whoever finds none free waits for five seconds; who only watches, for one. */
export class Lines {
  readonly #purpose: Purpose
  readonly #config: PoolConfig
  readonly #onStatement: StatementListener | undefined
  #pool: Promise<Pool> | undefined

  constructor(purpose: Purpose, url: string, most: number, onStatement: StatementListener | undefined) {
    this.#purpose = purpose
    this.#onStatement = onStatement
    const { connect, statement } = settings[purpose].time
    this.#config = {
      connectionString: url,
      max: most,
      connectionTimeoutMillis: connect,
      // The server ends a statement by itself, where it can be reached.
      query_timeout: statement + connect,
      keepAlive: true,
      // Statements are sent without waiting for what those before them gave.
      pipeline: true,
      allowExitOnIdle: true,
    }
  }

  /** A connection that nobody else has until it is given back. */
  async take(): Promise<Line> {
    this.#pool ??= this.#open()
    return new Line(await (await this.#pool).connect(), this.#onStatement)
  }

  /** Runs work with a connection of its own. */
  async use<Result>(work: (line: Line) => Promise<Result>): Promise<Result> {
    const line = await this.take()
    try {
      return await work(line)
    } finally {
      line.release()
    }
  }

  async #open(): Promise<Pool> {
    const pg = await importDriver()
    const { set, time } = settings[this.#purpose]
    const pool = new pg.Pool({
      ...this.#config,
      onConnect: async (client) => {
        // One that ends between two statements of a transaction is told of by the second.
        client.on('error', () => {})
        const text = `${always}; SET statement_timeout = ${time.statement}; ${set}`
        await client.query({ text, query_timeout: time.connect } as QueryConfig)
        if (this.#purpose === 'replica') await askStandby(client)
      },
    })
    // A connection that ends while nobody uses it is replaced when somebody asks for one.
    pool.on('error', () => {})
    return pool
  }

  /** Ends all connections; those in use, once they are given back. */
  async end(): Promise<void> {
    await (await this.#pool)?.end()
  }
}
