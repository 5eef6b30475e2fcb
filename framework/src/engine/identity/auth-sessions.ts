import { always, and, compare, type Condition } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { selectNames, idAlone, type ListQuery, type Selection } from '../../declaration/resource/query.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import { createUuidV7 } from '../../kernel/values/uuid-v7.ts'
import { createSweep } from '../store/expired-rows.ts'
import { deleteRows } from '../store/delete-rows.ts'
import type { Found, Session, Store } from '../store/store.ts'
import type { AuthSessionRow } from './auth-session.ts'
import { toNetwork } from './network.ts'
import { parseRefreshToken, writeRefreshToken, type RefreshToken } from './refresh-token.ts'
import { createSecret, digestOf, hasDigest } from './secret-digest.ts'
import type { Users } from './users.ts'

/** What a session begins with. */
export interface NewAuthSession {
  readonly userId: string | number
  /** What showed who the user is, looked at once more: it may be worth nothing by now. */
  readonly proof: SessionProof
  /** When that was, in milliseconds since 1970. Default: now. */
  readonly authenticatedAt?: number
  readonly client: string
  /** Whether that is one of the authorization server, with which the session ends. Default: false. */
  readonly isOAuthClient?: boolean
  readonly scopes: readonly string[]
  /** How long it lasts, in milliseconds, unless it is used. Default: as long as sessions last. */
  readonly lifetime?: number
  /** Of sessions whose tokens are kept in cookies. */
  readonly csrfToken?: string
  readonly userAgent: string | undefined
  readonly address: string
}

/** The hash of the password that was found right, or the session in which the user is signed in already. */
export type SessionProof = { readonly hash: string } | { readonly session: string }

/** A session and the refresh token that is good now. */
export interface OpenedSession {
  readonly session: AuthSessionRow
  readonly refreshToken: string
}

/** What became of a refresh token: exchanged, exchanged a moment ago by somebody else, or refused. */
export type Rotation =
  | (OpenedSession & { readonly outcome: 'exchanged' })
  | { readonly outcome: 'late' | 'unknown' }
  /** It was exchanged long ago: two parties have it, and the session has ended. */
  | { readonly outcome: 'replayed'; readonly session: AuthSessionRow }

/** The sessions of a store. One that has ended has no row, so that every process sees it end at once. */
export interface AuthSessions {
  /** Undefined where the user is active no more or the proof is none by now: nothing would end the session. */
  begin(begun: NewAuthSession): Promise<OpenedSession | undefined>
  /**
   * The session and its user, if there is one and it is active: one statement.
   * @returns the JSON of `{ csrf, user }`
   */
  find(id: string): Awaitable<Found | undefined>
  /**
   * Exchanges a refresh token for the next one.
   * @param check looks at the session first; what it throws leaves the token good
   */
  rotate(refreshToken: string, check: (session: AuthSessionRow) => void): Promise<Rotation>
  /** Those of a user that are good, the one used last first, at most 100. */
  list(userId: string): Promise<readonly AuthSessionRow[]>
  /** False where the user has no such session. */
  end(id: string, userId: string): Promise<boolean>
  /** Ends the sessions of a user, in the transaction of `by` if it is given. */
  endAll(userId: string | number, but?: string, by?: Session): Promise<void>
  /** Ends the sessions that users have with a client of the authorization server, in the transaction of `by`. */
  endAllOf(client: string, by: Session): Promise<void>
  /** Ends the session, whoever has it; in the transaction of `by`. */
  close(id: string, by: Session): Promise<void>
  /** Notes that it is in use and perhaps has other scopes, in the transaction of `by`. False: it has ended. */
  prolong(id: string, by: Session, scopes?: readonly string[]): Promise<boolean>
}

/** What keeping sessions needs. */
export interface AuthSessionsOptions {
  readonly store: Store
  readonly model: Model
  readonly users: Users
  readonly clock: Clock
  /** How long a session lasts that is not used, in milliseconds. */
  readonly lifetime: number
}

/** For so long, in milliseconds, who comes second with a refresh token is taken for another tab. */
export const rotationGrace = 10_000
const mostListed = 100
const longestUserAgent = 200

/** Keeps sessions in a store. */
export function createSessions(options: AuthSessionsOptions): AuthSessions {
  const { store, model, users, clock, lifetime } = options
  const whole = selectNames([...model.properties.keys()])
  const withUser: Selection = {
    properties: [{ name: 'csrf' }],
    expansions: [users.expansionOf(model)],
    form: 'code',
  }
  const rowWithUser: Selection = { ...whole, expansions: withUser.expansions }
  const sweep = createSweep(model, clock)

  /** The part of a row that every use of the session renews. */
  const renewed = (secret: string, now: number, lasting = lifetime) => ({
    current: digestOf(secret),
    lastUsedAt: toTimestamp(now),
    expiresAt: toTimestamp(now + lasting),
  })

  const insert = async (session: Session, begun: NewAuthSession): Promise<OpenedSession> => {
    const now = clock.now()
    const token: RefreshToken = { session: createUuidV7(now), family: createSecret(), secret: createSecret() }
    const at = toTimestamp(now)
    const values = {
      userId: begun.userId,
      client: begun.client,
      ...(begun.isOAuthClient === true && { oauthClientId: begun.client }),
      scopes: begun.scopes.join(' '),
      family: digestOf(token.family),
      ...(begun.csrfToken !== undefined && { csrf: digestOf(begun.csrfToken) }),
      authenticatedAt: begun.authenticatedAt === undefined ? at : toTimestamp(begun.authenticatedAt),
      userAgent: toShortText(begun.userAgent),
      address: toNetwork(begun.address),
      ...renewed(token.secret, now, begun.lifetime),
    }
    const found = await session.insert(model, { id: token.session, values, at }, whole)
    return { session: toRow(found), refreshToken: writeRefreshToken(token) }
  }

  const isProved = async (session: Session, userId: string | number, proof: SessionProof) => {
    if ('hash' in proof) return (await users.findHash({ id: userId }, session)) === proof.hash
    const where = compare('userId', 'eq', userId)
    return (await session.find(model, { id: proof.session, where, selection: idAlone })) !== undefined
  }

  const exchange = async (session: Session, found: Found, token: RefreshToken): Promise<OpenedSession> => {
    const now = clock.now()
    const secret = createSecret()
    const at = toTimestamp(now)
    const values = { ...renewed(secret, now), previous: digestOf(token.secret), rotatedAt: at }
    const change = { id: token.session, version: found.version, values, at }
    // Transactions run one after another: nobody has changed the row since it was found.
    const changed = (await session.update(model, change, whole))!
    return { session: toRow(changed), refreshToken: writeRefreshToken({ ...token, secret }) }
  }

  return {
    begin: (begun) =>
      store.transaction(async (session) => {
        const { userId, proof } = begun
        if ((await users.findActive(String(userId), session)) === undefined) return undefined
        if (!(await isProved(session, userId, proof))) return undefined
        await sweep((work) => work(session))
        return insert(session, begun)
      }),
    find: (id) => store.find(model, { id, where: always, selection: withUser }),
    async rotate(refreshToken, check) {
      const token = parseRefreshToken(refreshToken)
      if (token === undefined) return { outcome: 'unknown' }
      return store.transaction<Rotation>(async (session) => {
        const found = await session.find(model, { id: token.session, where: always, selection: rowWithUser })
        if (found === undefined) return { outcome: 'unknown' }
        const { user, ...row } = JSON.parse(found.json) as AuthSessionRow & { readonly user: unknown }
        const now = clock.now()
        if (!hasDigest(token.family, row.family) || Date.parse(row.expiresAt) <= now)
          return { outcome: 'unknown' }
        if (!hasDigest(token.secret, row.current)) {
          const isLate =
            hasDigest(token.secret, row.previous) && now - Date.parse(row.rotatedAt!) <= rotationGrace
          if (isLate) return { outcome: 'late' }
          await session.delete(model, found.id, found.version)
          return { outcome: 'replayed', session: row }
        }
        if (user === null) {
          await session.delete(model, found.id, found.version)
          return { outcome: 'unknown' }
        }
        check(row)
        return { outcome: 'exchanged', ...(await exchange(session, found, token)) }
      })
    },
    async list(userId) {
      const isGood = compare('expiresAt', 'gt', toTimestamp(clock.now()))
      const where = and(compare('userId', 'eq', users.toId(userId)), isGood)
      const { rows } = await store.list(model, toListQuery(where, whole, mostListed))
      return rows.map(toRow)
    },
    end: (id, userId) =>
      store.transaction(async (session) => {
        const where = compare('userId', 'eq', users.toId(userId))
        const found = await session.find(model, { id, where, selection: idAlone })
        return found !== undefined && session.delete(model, found.id, found.version)
      }),
    async endAll(userId, but, by) {
      const where = compare('userId', 'eq', users.toId(String(userId)))
      const others = but === undefined ? where : and(where, compare('id', 'ne', but))
      if (by !== undefined) await deleteRows(by, model, others)
      else await store.transaction((session) => deleteRows(session, model, others))
    },
    endAllOf: (client, by) => deleteRows(by, model, compare('oauthClientId', 'eq', client)),
    async close(id, by) {
      const found = await by.find(model, { id, where: always, selection: idAlone })
      if (found !== undefined) await by.delete(model, found.id, found.version)
    },
    async prolong(id, by, scopes) {
      const found = await by.find(model, { id, where: always, selection: idAlone })
      if (found === undefined) return false
      const now = clock.now()
      const at = toTimestamp(now)
      const values = {
        lastUsedAt: at,
        expiresAt: toTimestamp(now + lifetime),
        ...(scopes !== undefined && { scopes: scopes.join(' ') }),
      }
      return (await by.update(model, { id, version: found.version, values, at }, idAlone)) !== undefined
    },
  }
}

function toListQuery(where: Condition, selection: Selection, limit: number): ListQuery {
  const sort = [
    { property: 'lastUsedAt', descending: true },
    { property: 'id', descending: true },
  ]
  return { where, sort, start: { kind: 'first' }, limit, selection }
}

const toRow = (found: Found): AuthSessionRow => JSON.parse(found.json) as AuthSessionRow

/** What a client says of itself, as far as a list of sessions needs it. No field keeps control characters. */
function toShortText(text: string | undefined): string | null {
  const short =
    text
      ?.replaceAll(/[\p{Cc}\p{Cs}]/gu, '')
      .slice(0, longestUserAgent)
      .trim() ?? ''
  return short === '' ? null : short.toWellFormed()
}
