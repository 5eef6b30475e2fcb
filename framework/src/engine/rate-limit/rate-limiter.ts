import type { Principal } from '../../declaration/policy/principal.ts'
import type { Model } from '../../declaration/resource/model.ts'
import type { AppliedLimit, RateLimit } from '../../declaration/resource/rate-limit.ts'
import type { Events } from '../../kernel/events/events.ts'
import { TooManyRequests } from '../../kernel/problem/catalogue.ts'
import { toRateNumbers } from '../../kernel/values/rate.ts'
import {
  toRateLimitHeaders,
  toSeconds,
  type RateLimitHeaders,
  type ServiceLimit,
} from '../../protocol/rate-limit/rate-limit-headers.ts'
import { withFallback, type GuardedStore } from './fallback.ts'
import { memoryRateLimits } from './memory.ts'
import { toPartition } from './partition.ts'
import type { Quota, RateLimitStore } from './rate-limit-store.ts'

/** Limits of the whole API, and how all limits are counted and told. */
export interface ApiRateLimits {
  /** Limits of every request but `OPTIONS`, `/livez` and `/readyz`, sign-in included. Default: none. */
  readonly policies?: readonly RateLimit[]
  /** Where requests are counted. Default: in the store of the API, where it can count; else `memoryRateLimits()`. */
  readonly store?: RateLimitStore
  /** Which headers tell of limits. Default: `'draft'`. */
  readonly headers?: RateLimitHeaders
}

/** A limit ready to count. */
export interface Counter {
  readonly limit: RateLimit
  readonly quota: Quota
  readonly cost: number
}

/** What a request took, and what that left. */
export interface Consumed extends ServiceLimit {
  readonly allowed: boolean
  /** What is to be said where it is refused. */
  readonly rate: string
}

/** Counts requests by the limits that were declared. */
export class RateLimiter {
  /** The limits of the whole API. */
  readonly policies: readonly RateLimit[]
  readonly headers: RateLimitHeaders
  readonly #store: RateLimitStore & Partial<GuardedStore>

  constructor({ policies = [], store, headers = 'draft' }: ApiRateLimits, events: Events) {
    this.policies = policies
    this.headers = headers
    const local = memoryRateLimits()
    this.#store = store === undefined ? local : withFallback(store, local, events)
  }

  /** Counts a request by all of these limits, whether or not one of them refuses it. */
  async count(
    counters: readonly Counter[],
    {
      address,
      principal,
      now,
    }: { readonly address: string; readonly principal: Principal; readonly now: number },
  ): Promise<readonly Consumed[]> {
    return Promise.all(
      counters.map(async ({ limit, quota, cost }) => {
        const key = toPartition(limit.by, address, principal)
        const state = await this.#store.consume(quota, key, cost, now)
        const { name, limit: most, window } = quota
        return { name, quota: most, window: window / 1000, rate: limit.allow, ...state }
      }),
    )
  }

  /** The headers of the answer to a request. */
  toHeaders(consumed: readonly ServiceLimit[], now: number): Readonly<Record<string, string>> {
    return toRateLimitHeaders(consumed, this.headers, now)
  }

  /** Whether requests are counted where they are meant to be, not by each process for itself. */
  async isSound(now: number): Promise<boolean> {
    return (await this.#store.isSound?.(now)) ?? true
  }

  close(): Promise<void> | undefined {
    return this.#store.close?.()
  }
}

/** Makes what counts; undefined where neither the API nor any resource has a limit. */
export function createRateLimiter(
  settings: ApiRateLimits,
  models: Iterable<Model>,
  events: Events,
): RateLimiter | undefined {
  const isLimited = [...models].some(
    ({ rateLimits, actions }) =>
      rateLimits.length > 0 || [...actions.values()].some((action) => (action.rateLimits ?? []).length > 0),
  )
  const isNeeded = isLimited || (settings.policies ?? []).length > 0
  return isNeeded ? new RateLimiter(settings, events) : undefined
}

/** Makes a limit that was declared ready to count. */
export function toCounter({ limit, cost }: AppliedLimit): Counter {
  const { count, milliseconds } = toRateNumbers(limit.allow)
  return { limit, cost, quota: { name: limit.name, limit: count, window: milliseconds } }
}

/** The 429 of a request that some limits refuse (RFC 6585 section 4); undefined where none does. */
export function refuse(consumed: readonly Consumed[]): Error | undefined {
  const refusing = consumed.filter(({ allowed }) => !allowed)
  if (refusing.length === 0) return undefined
  const seconds = Math.max(1, ...refusing.map(({ resetAfter }) => toSeconds(resetAfter)))
  const words = refusing.map(({ name, rate }) => `${name} (${rate})`).join(', ')
  return new TooManyRequests({
    detail: `More than is allowed: ${words}. Wait ${seconds} s before you try again.`,
    headers: { 'retry-after': String(seconds) },
  })
}
