import type { Redis as Client } from 'ioredis'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import { oncePer } from '../../kernel/values/once-per.ts'
import type { Counter, CounterLimit, Counters } from '../store/counters.ts'
import type { RedisConnection } from './connection.ts'

/** Counters at the end of a connection. Redis keeps nothing for less than a second. */
export class RedisCounters implements Counters {
  readonly #connection: RedisConnection
  readonly #prefix: string
  readonly #probe: Counter
  #probing: Promise<void> | undefined

  /** @param prefix what every key begins with */
  constructor(connection: RedisConnection, prefix: string) {
    this.#connection = connection
    this.#prefix = prefix
    this.#probe = this.open({ keyPrefix: 'probe', points: 1, duration: 60 })
  }

  open({ keyPrefix, points, duration: seconds }: CounterLimit): Counter {
    const limit = { keyPrefix: this.#prefix + keyPrefix, points, duration: toSeconds(seconds) }
    const counterOf = oncePer((client: Client) => new RateLimiterRedis({ storeClient: client, ...limit }))
    const run = <Result>(work: (counter: RateLimiterRedis) => Promise<Result>): Promise<Result> =>
      this.#connection.run((client) => work(counterOf(client)))
    return {
      consume: (key, cost, options) => run((counter) => counter.consume(key, cost, options)),
      penalty: (key, cost, options) => run((counter) => counter.penalty(key, cost, options)),
      reward: (key, cost, options) => run((counter) => counter.reward(key, cost, options)),
      block: (key, blocked, options) => run((counter) => counter.block(key, toSeconds(blocked), options)),
      delete: (key, options) => run((counter) => counter.delete(key, options)),
      get: (key, options) => run((counter) => counter.get(key, options)),
    }
  }

  /** Counts, for a server that answers need not let anybody write. */
  ping(): Promise<void> {
    this.#probing ??= this.#probe
      .penalty('')
      .then(toNothing)
      .finally(() => (this.#probing = undefined))
    return this.#probing
  }
}

const toNothing = (): void => undefined

/** Whole and at least one: a fraction of a second would be for ever. */
const toSeconds = (seconds: number): number => Math.max(1, Math.ceil(seconds))
