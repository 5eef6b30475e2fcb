import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import type { AttemptCounters } from '../identity/attempt-counters.ts'
import { consume } from '../rate-limit/consume.ts'
import type { RateLimitStore } from '../rate-limit/rate-limit-store.ts'
import { toWindow } from '../rate-limit/window.ts'
import { RedisConnection } from './connection.ts'
import { createCounter } from './counter.ts'
import { parseServerAddress } from './server-address.ts'

/** How a Redis server is used. */
export interface RedisOptions {
  /** What every key begins with, so that several APIs may use one server. Default: `'ninety:'`. */
  readonly prefix?: string
}

/** What processes, of however many machines, count together in a Redis server. */
export interface Redis {
  /** For `rateLimits.store` of `createApi`; closing it closes the connection. */
  readonly rateLimits: RateLimitStore
  /** For `attempts` of `identity`. */
  readonly attempts: AttemptCounters
  /** Ends the connection: each process counts for itself from then on. */
  close(): Promise<void>
}

/**
 * Counts in a Redis server (6.2 or later) by the package `ioredis`. One connection is made when it is first needed, and again
 * whenever it was lost; while there is none, each process counts for itself. Throws a DeclarationError for a URL that cannot
 * be, which says nothing of the password, and where `ioredis` is not installed.
 * @param url `redis://user:password@host:6379/0`, or `rediss://…` for TLS; user and password percent-encoded
 */
export function redis(url: string, { prefix = 'ninety:' }: RedisOptions = {}): Redis {
  const address = parseServerAddress(url)
  demandClient()
  const connection = new RedisConnection(address)
  const close = () => connection.close()
  const limits = createCounter(connection, { keyPrefix: `${prefix}limit`, points: 1, duration: 1 })
  const probe = createCounter(connection, { keyPrefix: `${prefix}probe`, points: 1, duration: 60 })
  let probing: Promise<void> | undefined
  // Counts, for a server that answers need not let anybody write.
  const ping = () =>
    (probing ??= probe
      .penalty('')
      .then(toNothing)
      .finally(() => (probing = undefined)))
  return {
    rateLimits: {
      consume: (quota, key, cost, now) => consume(limits, toWindow(quota, key, now), quota.limit, cost),
      ping,
      close,
    },
    attempts: Object.assign(
      (limit: Parameters<AttemptCounters>[0]) =>
        createCounter(connection, { ...limit, keyPrefix: `${prefix}attempts:${limit.keyPrefix}` }),
      { ping },
    ),
    close,
  }
}

const toNothing = (): void => undefined

/** A start without the package must not pass for a server that is away. */
function demandClient(): void {
  try {
    import.meta.resolve('ioredis')
  } catch {
    const message = 'needs the package ioredis, which is not installed'
    throw new DeclarationError([{ path: 'redis', message, remedy: 'run npm install ioredis' }])
  }
}
