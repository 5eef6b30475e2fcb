import { RateLimiterMemory } from 'rate-limiter-flexible'
import { consume } from './consume.ts'
import type { RateLimitStore } from './rate-limit-store.ts'
import { toWindow } from './window.ts'

/** How much memory counting may take. */
export interface MemoryRateLimitOptions {
  /**
   * Most counters kept, one for each caller and limit; beyond that, those that were used least recently are forgotten.
   * Default: 50,000, of about 0.5 KB each.
   */
  readonly maxKeys?: number
}

/** Counts in the memory of this process, and forgets at a restart. What an API does that is given no other store. */
export function memoryRateLimits({ maxKeys = 50_000 }: MemoryRateLimitOptions = {}): RateLimitStore {
  const counters = new RateLimiterMemory({ keyPrefix: '', points: 1, duration: 1 })
  // In the order of their last use.
  const slots = new Set<string>()
  const touch = (slot: string): void => {
    slots.delete(slot)
    slots.add(slot)
    if (slots.size <= maxKeys) return
    const [oldest = ''] = slots
    slots.delete(oldest)
    void counters.delete(oldest)
  }
  return {
    consume(quota, key, cost, now) {
      const window = toWindow(quota, key, now)
      touch(window.slot)
      return consume(counters, window, quota.limit, cost)
    },
  }
}
