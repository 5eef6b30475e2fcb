import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { Broadcast } from '../broadcast/broadcast.ts'
import type { Found, Session } from '../store/store.ts'

/** The sessions found lately, each with its user: the JSON of `{ csrf, user }`. */
export interface SessionMemory {
  find(id: string): Awaitable<Found | undefined>
  /** Forgets a session, on every instance, once the transaction is committed: on this one before anybody is answered. */
  forget(id: string, by: Session): void
  /** Forgets those of a user. */
  forgetUser(id: string | number, by: Session): void
  forgetAll(by: Session): void
}

interface Remembered {
  readonly found: Found
  /** Milliseconds. */
  readonly at: number
}

/** Milliseconds. Whoever changed a session, and could not say so, is noticed all the same. */
const longest = 1000
const mostRemembered = 10_000

/**
 * Remembers sessions for a second at most, and only while the instance hears what others end and change. Without that each is
 * read anew each time.
 * @param read finds a session in the store
 * @param elapsed milliseconds since some moment: no clock, since one that is set back would make what is old young again
 */
export function createSessionMemory(
  broadcast: Broadcast,
  read: (id: string) => Awaitable<Found | undefined>,
  elapsed: () => number = () => performance.now(),
): SessionMemory {
  const known = new Map<string, Remembered>()
  /** How often something was forgotten: what was being read meanwhile may be old already. */
  let era = 0

  const forgetEach = (isMeant: (id: string, found: Found) => boolean): void => {
    era++
    for (const [id, { found }] of known) if (isMeant(id, found)) known.delete(id)
  }
  const clear = (): void => {
    era++
    known.clear()
  }
  const forgetSession = (id: string): void => {
    era++
    known.delete(id)
  }
  /** Commands that look at no session need not listen. */
  let isListening = false
  const listen = (): void => {
    isListening = true
    broadcast.subscribe(topics.session, { hear: forgetSession, miss: clear })
    broadcast.subscribe(topics.user, {
      hear: (user) => forgetEach((_, found) => userOf(found) === user),
      miss: clear,
    })
    broadcast.subscribe(topics.all, { hear: clear, miss: clear })
  }
  const tell = (topic: string, text: string, by: Session): void =>
    by.onCommit(() => broadcast.publish(topic, text))

  return {
    find(id) {
      if (!isListening) listen()
      if (!broadcast.isSound) return read(id)
      const at = elapsed()
      const remembered = known.get(id)
      if (remembered !== undefined && at - remembered.at < longest) return remembered.found
      const began = era
      return andThen(read(id), (found) => {
        if (found === undefined) known.delete(id)
        else if (era === began) {
          if (known.size >= mostRemembered) known.clear()
          known.set(id, { found, at })
        }
        return found
      })
    },
    forget: (id, by) => tell(topics.session, id, by),
    forgetUser: (id, by) => tell(topics.user, String(id), by),
    forgetAll: (by) => tell(topics.all, '', by),
  }
}

const topics = { session: 'session', user: 'session.user', all: 'session.all' } as const

function userOf({ json }: Found): string {
  const { user } = JSON.parse(json) as { readonly user: { readonly id: string | number } | null }
  return String(user?.id)
}
