import { RateLimiterMemory } from 'rate-limiter-flexible'
import { RecentKeys } from '../../kernel/values/recent-keys.ts'
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
  const slots = new RecentKeys<string>(maxKeys, (slot) => void counters.delete(slot))
  return {
    consume(quota, key, cost, now) {
      const window = toWindow(quota, key, now)
      slots.touch(window.slot)
      return consume(counters, window, quota.limit, cost)
    },
  }
}
