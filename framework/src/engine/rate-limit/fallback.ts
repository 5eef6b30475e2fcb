import type { Events } from '../../kernel/events/events.ts'
import { within } from '../../kernel/values/within.ts'
import type { RateLimitStore } from './rate-limit-store.ts'

/** How patient one is with a store. */
export interface Patience {
  /** How long it may take to answer, in milliseconds. Default: 1,000. */
  readonly answer?: number
  /** How long it is left alone after it failed, in milliseconds. Default: 5,000. */
  readonly rest?: number
  /** How often it is said that it fails, in milliseconds. Default: 60,000. */
  readonly warn?: number
}

/** A store that another stands in for. */
export interface GuardedStore extends RateLimitStore {
  /** Whether it is the store that counts, not the local one. */
  isSound(now: number): Promise<boolean>
}

/**
 * A store whose absence is no disaster: while it fails or hangs, requests are counted by a local one, and a warning says
 * so at times. Callers may then get what the limit allows once more, from each process; never an error.
 */
export function withFallback(
  store: RateLimitStore,
  local: RateLimitStore,
  events: Events,
  { answer = 1000, rest = 5000, warn = 60_000 }: Patience = {},
): GuardedStore {
  let failedAt: number | undefined
  let warnedAt: number | undefined
  const fail = (cause: unknown, now: number): void => {
    failedAt = now
    if (warnedAt !== undefined && isWithin(now, warnedAt, warn)) return
    warnedAt = now
    const message = 'The store of rate limits does not answer: each process counts for itself'
    events.emit('warning', { message, cause })
  }
  const recover = (): void => {
    failedAt = undefined
    warnedAt = undefined
    events.emit('warning', { message: 'The store of rate limits answers again' })
  }
  return {
    async consume(quota, key, cost, now) {
      if (failedAt !== undefined && isWithin(now, failedAt, rest)) return local.consume(quota, key, cost, now)
      try {
        const state = await within(answer, store.consume(quota, key, cost, now))
        if (failedAt !== undefined) recover()
        return state
      } catch (cause) {
        fail(cause, now)
        return local.consume(quota, key, cost, now)
      }
    },
    async isSound(now) {
      if (store.ping === undefined) return failedAt === undefined
      try {
        await within(answer, store.ping())
        if (failedAt !== undefined) recover()
        return true
      } catch (cause) {
        fail(cause, now)
        return false
      }
    },
    close: async () => store.close?.(),
  }
}

/** A clock may have been set back meanwhile. */
const isWithin = (now: number, since: number, length: number): boolean => now >= since && now < since + length
