import type { Events } from '../../kernel/events/events.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import type { Broadcast } from './broadcast.ts'

/** Milliseconds between two warnings of the same. */
const warnEvery = 60_000

/** Says, once a minute, that an instance does not hear of the others any more, and that it hears again. */
export function warnOfLosses(broadcast: Broadcast, events: Events, clock: Clock): void {
  let isLost = false
  let warnedAt = Number.NEGATIVE_INFINITY
  broadcast.subscribe('warning', {
    hear: () => {},
    lose(cause) {
      isLost = true
      if (Math.abs(clock.now() - warnedAt) < warnEvery) return
      warnedAt = clock.now()
      const message = 'Instances do not hear of each other: each reads sessions anew with every request'
      events.emit('warning', { message, cause })
    },
    miss() {
      if (isLost) events.emit('warning', { message: 'Instances hear of each other again' })
      isLost = false
    },
  })
}
