import { compare } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { idAlone, selectNames, type PageStart } from '../../declaration/resource/query.ts'
import { resource } from '../../declaration/resource/resource.ts'
import { field } from '../../declaration/schema/field.ts'
import { UniqueViolation } from '../../kernel/problem/catalogue.ts'
import { andThen, type Awaitable } from '../../kernel/values/awaitable.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import { createReloader } from '../../kernel/values/reloader.ts'
import type { Broadcast } from '../broadcast/broadcast.ts'
import { createSweep } from '../store/expired-rows.ts'
import type { Session, Store } from '../store/store.ts'

/** Access tokens that were taken back alone, while their session goes on; the id is the token's (`jti`). */
export const revokedTokens = resource('revokedTokens', {
  description: 'Access tokens that were revoked before they expired.',
  id: 'text',
  fields: { expiresAt: field.timestamp().indexed() },
})

/** The tokens that are good no more, though nothing else about them says so. */
export interface RevokedTokens {
  /** On this instance at once, on every other within a second. */
  add(token: RevokedToken): Promise<void>
  has(id: string): Awaitable<boolean>
}

/** A token by its name. */
export interface RevokedToken {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** What remembering revoked tokens needs. */
export interface RevokedTokensOptions {
  readonly store: Store
  readonly broadcast: Broadcast
  readonly model: Model
  readonly clock: Clock
}

/** How often, in milliseconds, an instance looks for what others have revoked. */
const reloadEvery = 1000
const topic = 'revoked-token'
const pageSize = 1000
const selection = selectNames(['id'])

/**
 * Keeps them in a store and in memory, which is read anew once a second, and when another instance says so: there are few, for
 * they expire within minutes, and so no request waits for more than the one that finds the second over.
 */
export function createRevokedTokens({ store, broadcast, model, clock }: RevokedTokensOptions): RevokedTokens {
  const sweep = createSweep(model, clock)
  let known: ReadonlySet<string> = new Set()

  const load = async () => {
    try {
      known = await listAll(store, model, clock.now())
    } catch (error) {
      // Whoever comes next must not go by what is old.
      reloader.expire()
      throw error
    }
  }
  const reloader = createReloader(clock, reloadEvery, -Infinity, load)
  const expire = () => reloader.expire()
  broadcast.subscribe(topic, { hear: expire, miss: expire })
  return {
    async add({ id, expiresAt }) {
      const now = clock.now()
      const row = { id, values: { expiresAt: toTimestamp(expiresAt) }, at: toTimestamp(now) }
      try {
        await store.transaction(async (session) => {
          await sweep((work) => work(session))
          await session.insert(model, row, idAlone)
        })
      } catch (error) {
        // Somebody else was first, to the same end.
        if (!(error instanceof UniqueViolation)) throw error
      }
      broadcast.publish(topic, id)
      // What is being read already may not have it yet.
      await reloader.refresh()
      await reloader.refresh()
    },
    has: (id) => andThen(reloader.refresh(), () => known.has(id)),
  }
}

async function listAll(session: Session, model: Model, now: number): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  let start: PageStart | undefined = { kind: 'first' }
  while (start !== undefined) {
    const page = await session.list(model, {
      where: compare('expiresAt', 'gt', toTimestamp(now)),
      sort: [{ property: 'id', descending: false }],
      start,
      limit: pageSize,
      selection,
    })
    for (const { id } of page.rows) ids.add(String(id))
    start = page.hasNext ? { kind: 'after', position: page.last! } : undefined
  }
  return ids
}
