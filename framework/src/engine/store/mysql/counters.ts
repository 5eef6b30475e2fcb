import { within } from '../../../kernel/values/within.ts'
import type { Bound } from '../sql/dialect.ts'
import type { Counter, CounterLimit, Counters } from '../counters.ts'
import { counterTable, MysqlCounter } from './counter.ts'
import { isDeadlock } from './failure.ts'
import type { Line, Rows } from './line.ts'
import type { Lines } from './lines.ts'

const isThere = `SELECT 1 FROM information_schema.tables WHERE table_schema = database() AND table_name = '${counterTable}'`

const creation = `CREATE TABLE IF NOT EXISTS "${counterTable}" ("key" varbinary(1024) PRIMARY KEY, "points" int NOT NULL,
  "expire" bigint NOT NULL, "told" bigint unsigned NOT NULL DEFAULT 0, INDEX "${counterTable}_expire" ("expire")) ENGINE = InnoDB`

/** After so many counts twice as many counters that have expired are deleted, so that they never pile up. */
const sweepEvery = 500
const sweep = `DELETE FROM "${counterTable}" WHERE "expire" < ? ORDER BY "expire" LIMIT ${2 * sweepEvery}`

/** Milliseconds that the database may take to count. */
const patience = 1000
const mostTries = 5

/** Counters in a table that all processes of a database share. It is made when first something is counted. */
export class MysqlCounters implements Counters {
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
    return new MysqlCounter(limit, async (text, values) => within(patience, this.#count(text, values)))
  }

  /** Counts, for a server that answers need not let anybody write. */
  async ping(): Promise<void> {
    await this.#probe.penalty('')
  }

  #count(text: string, values: readonly Bound[]): Promise<Rows> {
    return this.#use(async (line) => {
      try {
        await (this.#made ??= create(line))
        const rows = await countOn(line, text, values)
        // What cannot be deleted now is deleted another time.
        if (++this.#counts % sweepEvery === 0) await line.execute(sweep, [Date.now()]).catch(() => {})
        return rows
      } catch (error) {
        // The table could not be made, or somebody has dropped it.
        this.#made = undefined
        throw error
      }
    })
  }
}

/** Of two that wait for each other one is undone: it has counted nothing. */
async function countOn(line: Line, text: string, values: readonly Bound[]): Promise<Rows> {
  for (let tries = 1; ; tries++) {
    try {
      return await line.execute(text, values)
    } catch (error) {
      if (tries === mostTries || !isDeadlock(error)) throw error
    }
  }
}

/** Who may not make tables can count in one that is there. */
async function create(line: Line): Promise<void> {
  if ((await line.query(isThere)).length === 0) await line.query(creation)
}
