import { RateLimiterMemory } from 'rate-limiter-flexible'
import { RecentKeys } from '../../kernel/values/recent-keys.ts'
import type { Counter, CounterLimit, Counters } from '../store/counters.ts'

/** How much a counter allows. */
export type AttemptLimit = CounterLimit

/** Counts attempts by key, atomically: any counter of rate-limiter-flexible. */
export type AttemptCounter = Counter

/**
 * Where attempts are counted: makes one counter. Where several processes share what is behind it, they count together.
 */
export interface AttemptCounters {
  (limit: AttemptLimit): AttemptCounter
  /**
   * Rejects while they cannot count: asked when the API is served and by `/readyz`, without waiting longer than a second. Default: they
   * are believed to count until they fail.
   */
  ping?(): Promise<void>
}

/** Attempts counted by these, under names of their own. */
export function toAttempts(counters: Counters): AttemptCounters {
  const open: AttemptCounters = (limit) =>
    counters.open({ ...limit, keyPrefix: `attempts:${limit.keyPrefix}` })
  return Object.assign(open, { ping: () => counters.ping() })
}

/** Of each counter; beyond it those used least recently are forgotten, of about 0.5 KB each. */
const mostKeys = 50_000

/** Counts in the memory of this process, by the system's clock (`Date.now`), and forgets at a restart. */
export const memoryAttempts: AttemptCounters = (limit) => {
  const counter = new RateLimiterMemory(limit)
  const keys = new RecentKeys<string | number>(mostKeys, (key) => void counter.delete(key))
  return {
    consume(key, points, options) {
      keys.touch(key)
      return counter.consume(key, points, options)
    },
    penalty(key, points, options) {
      keys.touch(key)
      return counter.penalty(key, points, options)
    },
    reward(key, points, options) {
      keys.touch(key)
      return counter.reward(key, points, options)
    },
    block(key, seconds, options) {
      keys.touch(key)
      return counter.block(key, seconds, options)
    },
    get(key, options) {
      if (keys.has(key)) keys.touch(key)
      return counter.get(key, options)
    },
    delete(key, options) {
      keys.delete(key)
      return counter.delete(key, options)
    },
  }
}
