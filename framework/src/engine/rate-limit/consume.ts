import type { RateLimiterAbstract } from 'rate-limiter-flexible'
import type { RateLimitState } from './rate-limit-store.ts'
import type { Window } from './window.ts'

/** The counters of rate-limiter-flexible: any of its kinds. */
export type Counters = Pick<RateLimiterAbstract, 'penalty' | 'reward'>

/**
 * Takes a cost out of a window by the counters of rate-limiter-flexible, which add atomically and tell the sum. They
 * forget by the system's clock; when a window ends is for the API's clock to say, so its number is part of the key.
 */
export async function consume(
  counters: Counters,
  { slot, resetAfter }: Window,
  limit: number,
  cost: number,
): Promise<RateLimitState> {
  const options = { customDuration: toKept(resetAfter) }
  const { consumedPoints } = await counters.penalty(slot, cost, options)
  const left = limit - consumedPoints
  if (left >= 0) return { allowed: true, remaining: left, resetAfter }
  // What cannot be paid as a whole takes nothing; once nothing is left there is nothing to give back.
  const before = left + cost
  if (before > 0) await counters.reward(slot, cost, options)
  return { allowed: false, remaining: Math.max(0, before), resetAfter }
}

/** Seconds a counter is kept: a while longer than it counts, in case the two clocks do not agree. */
const toKept = (resetAfter: number): number => Math.min(Math.ceil(resetAfter / 1000) + 60, longestTimer)

// A timer of more than 2^31 milliseconds would fire at once.
const longestTimer = 2_147_483
