import type { Counters } from '../store/counters.ts'
import { consume } from './consume.ts'
import type { RateLimitStore } from './rate-limit-store.ts'
import { toWindow } from './window.ts'

/** Counts requests by counters that processes share. */
export function toRateLimits(counters: Counters): RateLimitStore {
  const counter = counters.open({ keyPrefix: 'limit', points: 1, duration: 1 })
  return {
    consume: (quota, key, cost, now) => consume(counter, toWindow(quota, key, now), quota.limit, cost),
    ping: () => counters.ping(),
  }
}
