import type { Counter } from '../store/counters.ts'
import type { RateLimitState } from './rate-limit-store.ts'
import type { Window } from './window.ts'

/**
 * Takes a cost out of a window by a counter of rate-limiter-flexible, which adds atomically and tells the sum. It
 * forgets by the system's clock; when a window ends is for the API's clock to say, so its number is part of the key.
 */
export async function consume(
  counter: Pick<Counter, 'penalty' | 'reward'>,
  { slot, resetAfter }: Window,
  limit: number,
  cost: number,
): Promise<RateLimitState> {
  const options = { customDuration: toKept(resetAfter) }
  const { consumedPoints } = await counter.penalty(slot, cost, options)
  const left = limit - consumedPoints
  if (left >= 0) return { allowed: true, remaining: left, resetAfter }
  // What cannot be paid as a whole takes nothing; once nothing is left there is nothing to give back.
  const before = left + cost
  if (before > 0) await counter.reward(slot, cost, options)
  return { allowed: false, remaining: Math.max(0, before), resetAfter }
}

/** Seconds a counter is kept: a while longer than it counts, in case the two clocks do not agree. */
const toKept = (resetAfter: number): number => Math.min(Math.ceil(resetAfter / 1000) + 60, longestTimer)

// A timer of more than 2^31 milliseconds would fire at once.
const longestTimer = 2_147_483
