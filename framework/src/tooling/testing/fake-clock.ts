import type { Clock } from '../../kernel/values/clock.ts'
import { toMilliseconds, type Duration } from '../../kernel/values/duration.ts'

/** A moment: RFC 3339 text, milliseconds since 1970, or a Date. */
export type Moment = string | number | Date

/** A clock that stands still until it is told otherwise. */
export interface FakeClock extends Clock {
  /** Moves on: `clock.advance('10m')`. */
  advance(duration: Duration): void
  /** Sets the time, forward or back; a RangeError for a text that is no moment. */
  set(moment: Moment): void
}

/**
 * A clock for tests.
 * @param start Default: 2030-01-01T12:00:00.000Z
 */
export function createFakeClock(start: Moment = '2030-01-01T12:00:00.000Z'): FakeClock {
  let now = toTime(start)
  return {
    now: () => now,
    advance: (duration) => void (now += toMilliseconds(duration)),
    set: (moment) => void (now = toTime(moment)),
  }
}

// Throws for what is no moment: a clock at NaN would make every comparison false.
const toTime = (moment: Moment): number => Date.parse(new Date(moment).toISOString())
