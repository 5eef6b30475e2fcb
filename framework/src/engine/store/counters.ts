import type { RateLimiterAbstract } from 'rate-limiter-flexible'

/** How much a counter allows. */
export interface CounterLimit {
  /** Name of the counter; every key of it begins so. */
  readonly keyPrefix: string
  /** What may be consumed within `duration`. */
  readonly points: number
  /** Seconds. */
  readonly duration: number
}

/** Counts by key, atomically: any counter of rate-limiter-flexible. */
export type Counter = Pick<RateLimiterAbstract, 'consume' | 'penalty' | 'reward' | 'block' | 'delete' | 'get'>

/** What processes count together: the port of what they share anyway, such as a database. */
export interface Counters {
  /** A rejection that is an Error means that it cannot tell; nobody waits longer than a second for it. */
  open(limit: CounterLimit): Counter
  /** Rejects while nothing can be counted. */
  ping(): Promise<void>
}
