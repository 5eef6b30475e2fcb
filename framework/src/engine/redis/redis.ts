import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import type { Broadcast } from '../broadcast/broadcast.ts'
import { Relay } from '../broadcast/relay.ts'
import { toAttempts, type AttemptCounters } from '../identity/attempt-counters.ts'
import { toRateLimits } from '../rate-limit/counted.ts'
import type { RateLimitStore } from '../rate-limit/rate-limit-store.ts'
import { RedisChannel } from './channel.ts'
import { RedisConnection } from './connection.ts'
import { RedisCounters } from './counters.ts'
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
  /** For `broadcast` of `createApi`: what instances tell each other, by a second connection. */
  readonly broadcast: Broadcast
  /** Ends the connections: each process counts for itself from then on. */
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
  const counters = new RedisCounters(connection, prefix)
  const broadcast = new Relay(new RedisChannel(address, connection, prefix))
  const close = async () => {
    await broadcast.close()
    await connection.close()
  }
  return {
    rateLimits: { ...toRateLimits(counters), close },
    attempts: toAttempts(counters),
    broadcast,
    close,
  }
}

/** A start without the package must not pass for a server that is away. */
function demandClient(): void {
  try {
    import.meta.resolve('ioredis')
  } catch {
    const message = 'needs the package ioredis, which is not installed'
    throw new DeclarationError([{ path: 'redis', message, remedy: 'run npm install ioredis' }])
  }
}
