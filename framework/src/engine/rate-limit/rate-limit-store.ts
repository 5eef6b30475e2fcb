import type { Awaitable } from '../../kernel/values/awaitable.ts'

/** What a limit allows. */
export interface Quota {
  /** Name of the limit, in kebab-case. */
  readonly name: string
  /** What may be consumed in a window. */
  readonly limit: number
  /** Length of a window in milliseconds: whole seconds, from one second to 24 days. */
  readonly window: number
}

/** What became of a consumption. */
export interface RateLimitState {
  readonly allowed: boolean
  /** What is left of the window; never negative. */
  readonly remaining: number
  /** Milliseconds until the window ends. */
  readonly resetAfter: number
}

/**
 * Where requests are counted: the port of every kind of memory that instances may share, and that
 * `describeRateLimitStore` of `ninety/testing` checks.
 */
export interface RateLimitStore {
  /**
   * Takes `cost` of what a quota leaves to a key, in one atomic step: requests at the same time, of whichever instance,
   * are never allowed more than the limit together. What is refused takes nothing. A rejection means that the store
   * cannot tell; requests are then counted in the memory of the process.
   * @param key names whose requests these are: at most 70 characters
   * @param now milliseconds since 1970, by the clock of the API; a store with a clock of its own may go by that
   */
  consume(quota: Quota, key: string, cost: number, now: number): Awaitable<RateLimitState>
  /**
   * Rejects while it cannot count: asked when the API is served and by `/readyz`, without waiting longer than a second. Default: it is
   * believed to count until it fails.
   */
  ping?(): Promise<void>
  /** Lets go of what it holds. */
  close?(): Promise<void>
}
