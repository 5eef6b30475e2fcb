import { RateLimiterPostgres } from 'rate-limiter-flexible'
import { within } from '../../../kernel/values/within.ts'
import type { Counter, CounterLimit, Counters } from '../counters.ts'
import type { Line } from './line.ts'
import type { Lines } from './lines.ts'

const table = 'ninety_counters'

// Counts are worth no write to the log that a crash is mended by, nor a place on replicas.
const creation = `
  SELECT pg_advisory_xact_lock(hashtext('${table}'), hashtext(current_schema()));
  CREATE UNLOGGED TABLE IF NOT EXISTS "${table}"
    ("key" text COLLATE "C" PRIMARY KEY, "points" integer NOT NULL, "expire" bigint) WITH (fillfactor = 50);
  CREATE INDEX IF NOT EXISTS "${table}_expire" ON "${table}" ("expire")`

/** After so many counts twice as many counters that have expired are deleted, so that they never pile up. */
const sweepEvery = 500
const sweep = {
  name: `${table}:sweep`,
  text: `DELETE FROM "${table}" WHERE "key" IN
    (SELECT "key" FROM "${table}" WHERE "expire" < $1 LIMIT ${2 * sweepEvery} FOR UPDATE SKIP LOCKED)`,
  isWrite: false,
}

/** Milliseconds that the database may take to count. */
const patience = 1000

/** As much of a statement as rate-limiter-flexible asks for. */
interface Query {
  readonly name: string
  readonly text: string
  readonly values: readonly (string | number | null)[]
}

/**
 * Counters in a table that all processes of a database share. It is made when first something is counted; a crash of the server
 * empties it.
 */
export class PostgresCounters implements Counters {
  readonly #use: Lines['use']
  readonly #probe: Counter
  #made: Promise<void> | undefined
  #counts = 0

  /** @param use gives a connection for counting */
  constructor(use: Lines['use']) {
    this.#use = use
    this.#probe = this.open({ keyPrefix: 'probe', points: 1, duration: 60 })
  }

  open(limit: CounterLimit): Counter {
    return new RateLimiterPostgres({
      ...limit,
      storeClient: { query: (query: Query) => within(patience, this.#query(query)) },
      storeType: 'client',
      tableName: table,
      tableCreated: true,
      clearExpiredByTimeout: false,
    })
  }

  /** Counts, for a server that answers need not let anybody write. */
  async ping(): Promise<void> {
    await this.#probe.penalty('')
  }

  async #query({ name, text, values }: Query) {
    return this.#use(async (line) => {
      try {
        await (this.#made ??= create(line))
        const { rows, count } = await line.execute({ name, text, isWrite: false }, values)
        if (++this.#counts % sweepEvery === 0) await line.execute(sweep, [Date.now()])
        return { rows: rows.map(([points, expire]) => ({ points, expire })), rowCount: count }
      } catch (error) {
        // The table could not be made, or somebody has dropped it.
        this.#made = undefined
        throw error
      }
    })
  }
}

/** Who may not make tables can count in one that is there. */
async function create(line: Line): Promise<void> {
  const [found] = await line.query(`SELECT to_regclass('"${table}"') IS NOT NULL`)
  if (found?.[0] !== true) await line.query(creation)
}
