import type { Awaitable } from './awaitable.ts'
import type { Clock } from './clock.ts'

/** Keeps what is read from elsewhere fresh: it is read anew when it is asked for and older than it may be. */
export interface Reloader {
  /** Waits only for whoever finds it too old, and for those who come while it is read. */
  refresh(): Awaitable<void>
  /** Has it read anew the next time, however old it is. */
  expire(): void
}

/**
 * @param every how old it may be, in milliseconds
 * @param loadedAt when it was read last, in milliseconds since 1970; `-Infinity`: not yet
 * @param load reads it
 */
export function createReloader(
  clock: Clock,
  every: number,
  loadedAt: number,
  load: () => Promise<void>,
): Reloader {
  let lastAt = loadedAt
  let loading: Promise<void> | undefined
  return {
    refresh() {
      if (loading !== undefined || Math.abs(clock.now() - lastAt) < every) return loading
      lastAt = clock.now()
      loading = load().finally(() => (loading = undefined))
      return loading
    },
    expire() {
      lastAt = -Infinity
    },
  }
}
