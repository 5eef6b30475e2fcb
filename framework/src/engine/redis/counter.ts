import type { Redis as Client } from 'ioredis'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import { oncePer } from '../../kernel/values/once-per.ts'
import type { AttemptCounter, AttemptLimit } from '../identity/attempt-counters.ts'
import type { RedisConnection } from './connection.ts'

/** A counter of rate-limiter-flexible at the end of a connection. Redis keeps nothing for less than a second. */
export function createCounter(connection: RedisConnection, limit: AttemptLimit): AttemptCounter {
  const duration = toSeconds(limit.duration)
  const counterOf = oncePer(
    (client: Client) => new RateLimiterRedis({ storeClient: client, ...limit, duration }),
  )
  const run = <Result>(work: (counter: RateLimiterRedis) => Promise<Result>): Promise<Result> =>
    connection.run((client) => work(counterOf(client)))
  return {
    consume: (key, points, options) => run((counter) => counter.consume(key, points, options)),
    penalty: (key, points, options) => run((counter) => counter.penalty(key, points, options)),
    reward: (key, points, options) => run((counter) => counter.reward(key, points, options)),
    block: (key, seconds, options) => run((counter) => counter.block(key, toSeconds(seconds), options)),
    delete: (key, options) => run((counter) => counter.delete(key, options)),
    get: (key, options) => run((counter) => counter.get(key, options)),
  }
}

/** Whole and at least one: a fraction of a second would be for ever. */
const toSeconds = (seconds: number): number => Math.max(1, Math.ceil(seconds))
