import type { Events } from '../../kernel/events/events.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import { within } from '../../kernel/values/within.ts'
import { memoryAttempts, type AttemptCounter, type AttemptCounters } from './attempt-counters.ts'

/**
 * Counters whose failure is no disaster: while they fail, attempts are counted in the memory of this process. Nobody is kept
 * out, and a guesser gets what the limits allow once more from each process.
 * @param onFailure told of each failure
 * @param onSuccess told of each count that did not fail
 */
export function insureAttempts(
  open: AttemptCounters,
  onFailure: (cause: unknown) => void = () => {},
  onSuccess: () => void = () => {},
): AttemptCounters {
  if (open === memoryAttempts) return open
  return (limit) => {
    const [shared, local] = [open(limit), memoryAttempts(limit)]
    const either = async <Result>(count: (counter: AttemptCounter) => Promise<Result>) => {
      try {
        const result = await count(shared)
        onSuccess()
        return result
      } catch (reason) {
        // That there were too many is no error, whichever copy of the library says it.
        if (!(reason instanceof Error)) {
          onSuccess()
          throw reason
        }
        onFailure(reason)
        return count(local)
      }
    }
    return {
      consume: (...given) => either((counter) => counter.consume(...given)),
      penalty: (...given) => either((counter) => counter.penalty(...given)),
      reward: (...given) => either((counter) => counter.reward(...given)),
      block: (...given) => either((counter) => counter.block(...given)),
      delete: (...given) => either((counter) => counter.delete(...given)),
      get: (...given) => either((counter) => counter.get(...given)),
    }
  }
}

/** Milliseconds between two warnings of the same. */
const warnEvery = 60_000

/** Milliseconds that counters may take to say whether they can count. */
const patience = 1000

/** Insured counters, and whether it is they who count. */
export interface GuardedAttempts {
  readonly attempts: AttemptCounters
  /** Whether attempts are counted where they are meant to be, not in the memory of this process instead. */
  isSound(): Promise<boolean>
}

/** Insured counters that warn while they fail, once a minute. */
export function guardAttempts(open: AttemptCounters, events: Events, clock: Clock): GuardedAttempts {
  let warnedAt = Number.NEGATIVE_INFINITY
  let isFailing = false
  const fail = (cause: unknown): void => {
    isFailing = true
    const now = clock.now()
    if (now - warnedAt < warnEvery) return
    warnedAt = now
    const message = 'Attempts cannot be counted together: each process counts for itself'
    events.emit('warning', { message, cause })
  }
  const isSound = async (): Promise<boolean> => {
    if (open.ping === undefined) return !isFailing
    try {
      await within(patience, open.ping())
      isFailing = false
    } catch (cause) {
      fail(cause)
    }
    return !isFailing
  }
  return { attempts: insureAttempts(open, fail, () => (isFailing = false)), isSound }
}
