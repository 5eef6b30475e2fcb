import { RateLimiterRes } from 'rate-limiter-flexible'
import type { Bound } from '../sql/dialect.ts'
import type { Counter, CounterLimit } from '../counters.ts'
import type { Rows } from './line.ts'

/** Runs a statement that counts. */
export type Count = (text: string, values: readonly Bound[]) => Promise<Rows>

/** The table that counters stand in. */
export const counterTable = 'ninety_counters'

const unit = 2 ** 32

// What came of it goes back as the id that was made last, which both servers tell with every write
// (https://dev.mysql.com/doc/c-api/8.0/en/mysql-insert-id.html): RETURNING only one of them has, and a second statement would tell
// what others have counted meanwhile. Columns on the right have their new values.
const add = `INSERT INTO "${counterTable}" ("key", "points", "expire") VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE
  "points" = IF("expire" <= ?, ?, "points" + ?),
  "expire" = IF("expire" <= ?, ?, "expire"),
  "told" = LAST_INSERT_ID(greatest("points", 0) * ${unit} + least("expire" - ?, ${unit - 1}))`

const find = `SELECT "points", "expire" FROM "${counterTable}" WHERE "key" = ? AND "expire" > ?`

const remove = `DELETE FROM "${counterTable}" WHERE "key" = ?`

interface Counted {
  readonly points: number
  /** Milliseconds until it begins anew. */
  readonly left: number
}

/** Counts in a table, each time by one statement, so that no count is lost or made twice, whoever counts beside it. */
export class MysqlCounter implements Counter {
  readonly #limit: CounterLimit
  readonly #count: Count

  constructor(limit: CounterLimit, count: Count) {
    this.#limit = limit
    this.#count = count
  }

  async consume(...[key, points = 1, options]: Parameters<Counter['consume']>): Promise<RateLimiterRes> {
    const result = await this.penalty(key, points, options)
    if (result.consumedPoints > this.#limit.points) throw result
    return result
  }

  async penalty(...[key, points = 1, options]: Parameters<Counter['penalty']>): Promise<RateLimiterRes> {
    const { customDuration = this.#limit.duration } = (options ?? {}) as { readonly customDuration?: number }
    const now = Date.now()
    return this.#toResult(await this.#add(key, points, customDuration, now, now), points)
  }

  reward(...[key, points = 1, options]: Parameters<Counter['reward']>): Promise<RateLimiterRes> {
    return this.penalty(key, -points, options)
  }

  /** Whatever stands there has ended. */
  async block(...[key, seconds]: Parameters<Counter['block']>): Promise<RateLimiterRes> {
    const points = this.#limit.points + 1
    return this.#toResult(await this.#add(key, points, seconds, Date.now(), Number.MAX_SAFE_INTEGER), points)
  }

  async delete(key: string | number): Promise<boolean> {
    return (await this.#count(remove, [this.#nameOf(key)])).count > 0
  }

  async get(key: string | number): Promise<RateLimiterRes | null> {
    const now = Date.now()
    const [row] = (await this.#count(find, [this.#nameOf(key), now])).rows
    return row === undefined
      ? null
      : this.#toResult({ points: Number(row[0]), left: Number(row[1]) - now }, 0)
  }

  /** @param end counters that end until then begin anew */
  async #add(
    key: string | number,
    points: number,
    seconds: number,
    now: number,
    end: number,
  ): Promise<Counted> {
    const expire = Math.ceil(now + seconds * 1000)
    const values = [this.#nameOf(key), points, expire, end, points, points, end, expire, now]
    const { lastId } = await this.#count(add, values)
    // Zero: there was no such counter.
    if (lastId === 0n) return { points, left: expire - now }
    return { points: Number(lastId / BigInt(unit)), left: Number(lastId % BigInt(unit)) }
  }

  #nameOf(key: string | number): string {
    return `${this.#limit.keyPrefix}:${key}`
  }

  #toResult({ points, left }: Counted, added: number): RateLimiterRes {
    const remaining = Math.max(0, this.#limit.points - points)
    return new RateLimiterRes(remaining, Math.max(0, left), points, points === added)
  }
}
