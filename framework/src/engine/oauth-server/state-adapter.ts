import type { Adapter, AdapterPayload } from 'oidc-provider'
import { always, compare } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { idAlone, selectNames } from '../../declaration/resource/query.ts'
import { UniqueViolation, ValidationFailed } from '../../kernel/problem/catalogue.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import { rotationGrace, type AuthSessions } from '../identity/auth-sessions.ts'
import { digestOf } from '../identity/secret-digest.ts'
import { createSweep, type Sweep } from '../store/expired-rows.ts'
import type { Found, Session, Store } from '../store/store.ts'
import type { OAuthStateRow } from './oauth-state.ts'

/** What keeping states needs. */
export interface StateAdapterOptions {
  readonly store: Store
  readonly model: Model
  readonly sessions: AuthSessions
  readonly clock: Clock
  /** What a request is refused with whose session has ended, or whose token was used meanwhile. */
  readonly refuse: (kind: string) => Error
}

const selection = selectNames(['payload', 'consumedAt', 'expiresAt'])

/** Makes the adapters of one authorization server, one for each kind of state (its port, `oidc-provider`'s Adapter). */
export function createStateAdapters(options: StateAdapterOptions): (kind: string) => Adapter {
  const sweep = createSweep(options.model, options.clock)
  return (kind) => new StateAdapter(kind, sweep, options)
}

class StateAdapter implements Adapter {
  readonly #kind: string
  readonly #sweep: Sweep
  readonly #options: StateAdapterOptions

  constructor(kind: string, sweep: Sweep, options: StateAdapterOptions) {
    this.#kind = kind
    this.#sweep = sweep
    this.#options = options
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const { store, model, clock, refuse } = this.#options
    const now = clock.now()
    const sessionId = sessionOf(this.#kind, id, payload)
    const values = {
      kind: this.#kind,
      payload: withoutSecrets(this.#kind, payload),
      userCode: payload.userCode === undefined ? null : this.#digest(payload.userCode),
      sessionId: sessionId ?? null,
      expiresAt: toTimestamp(now + expiresIn * 1000),
    }
    await store.transaction(async (session) => {
      await this.#sweep((work) => work(session))
      if (sessionId !== undefined) await this.#use(sessionId, payload, session)
      const found = await session.find(model, this.#byId(id))
      if (this.#kind === 'Interaction' && isDecided(found, payload)) throw refuse(this.#kind)
      const at = toTimestamp(now)
      const row = { id: this.#digest(id), values, at }
      await this.#write(found, row, session)
    })
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const { store, model } = this.#options
    const found = await store.find(model, this.#byId(id))
    return found && this.#toPayload(found, id)
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    const { store, model } = this.#options
    const { rows } = await store.list(model, {
      where: compare('userCode', 'eq', this.#digest(userCode)),
      sort: [{ property: 'id', descending: false }],
      start: { kind: 'first' },
      limit: 1,
      selection,
    })
    return rows[0] && this.#toPayload(rows[0])
  }

  // Only tokens that end with the sign-in of a browser are asked about so, and none do here.
  async findByUid(): Promise<undefined> {}

  /** Of two who come with the same token at once, the second is refused; its session goes on. */
  async consume(id: string): Promise<void> {
    const { store, model, clock, refuse } = this.#options
    const at = toTimestamp(clock.now())
    await store.transaction(async (session) => {
      const found = await session.find(model, this.#byId(id))
      if (found === undefined || toRow(found).consumedAt !== null) throw refuse(this.#kind)
      const change = { id: found.id, version: found.version, values: { consumedAt: at }, at }
      await session.update(model, change, idAlone)
    })
  }

  async destroy(id: string): Promise<void> {
    if (this.#kind === 'Grant') return this.revokeByGrantId(id)
    const { store, model } = this.#options
    await store.transaction(async (session) => {
      const found = await session.find(model, this.#byId(id))
      if (found !== undefined) await session.delete(model, found.id, found.version)
    })
  }

  /** A grant is a session: all that was made of it goes with the session's row. */
  async revokeByGrantId(grantId: string): Promise<void> {
    const { store, sessions } = this.#options
    await store.transaction((session) => sessions.close(grantId, session))
  }

  /** What is used or grows keeps its session, as long as that is there. */
  async #use(sessionId: string, payload: AdapterPayload, session: Session): Promise<void> {
    const { sessions, refuse } = this.#options
    if (this.#kind !== 'Grant' && this.#kind !== 'RefreshToken') return
    const scopes = this.#kind === 'Grant' ? scopesOf(payload) : undefined
    if (!(await sessions.prolong(sessionId, session, scopes))) throw refuse(this.#kind)
  }

  async #write(found: Found | undefined, row: Parameters<Session['insert']>[1], session: Session) {
    const { model, refuse } = this.#options
    try {
      // Of what is good once, the second one to write it is too late.
      if (found !== undefined && this.#kind === 'ReplayDetection') throw refuse(this.#kind)
      if (found === undefined) await session.insert(model, row, idAlone)
      else await session.update(model, { ...row, id: found.id, version: found.version }, idAlone)
    } catch (error) {
      // The session it refers to has ended, or somebody else wrote it meanwhile.
      if (error instanceof ValidationFailed || error instanceof UniqueViolation) throw refuse(this.#kind)
      throw error
    }
  }

  #toPayload(found: Found, id?: string): AdapterPayload | undefined {
    const { payload, consumedAt, expiresAt } = toRow(found)
    const now = this.#options.clock.now()
    // A device, and who types its code, are told that they are late; oidc-provider looks at the time itself.
    if (Date.parse(expiresAt) <= now && this.#kind !== 'DeviceCode') return undefined
    if (this.#kind === 'RefreshToken' && isJustExchanged(consumedAt, now)) return undefined
    return {
      ...payload,
      ...(id !== undefined && { jti: id }),
      ...(consumedAt !== null && { consumed: Math.floor(Date.parse(consumedAt) / 1000) }),
    }
  }

  #byId = (id: string) => ({ id: this.#digest(id), where: always, selection })

  /** Kinds have names of their own, so that none is taken for another. */
  #digest = (text: string): string => digestOf(`${this.#kind} ${text}`)
}

/**
 * Of two tabs that come with the same refresh token, the second may be late by a moment: it is refused as if there were no such
 * token, and what the first one got stays good. Whoever shows it later has it from elsewhere.
 */
const isJustExchanged = (consumedAt: string | null, now: number): boolean =>
  consumedAt !== null && now - Date.parse(consumedAt) <= rotationGrace

const toRow = (found: Found): OAuthStateRow => JSON.parse(found.json) as OAuthStateRow

/** Whether people have said something already, or too late, for that to be noted: the first word stands. */
function isDecided(found: Found | undefined, { result }: AdapterPayload): boolean {
  return result !== undefined && (found === undefined || toRow(found).payload.result !== undefined)
}

/** The session a state ends with: a grant's own, or the browser's. */
function sessionOf(kind: string, id: string, payload: AdapterPayload): string | undefined {
  if (kind === 'Grant') return id
  // The name of a browser's session travels as `acr`, which nothing else here uses.
  if (kind === 'Session') return payload.acr
  if (kind === 'Interaction') return payload.result?.login?.acr ?? payload.session?.acr
  return payload.grantId
}

/** The scopes of a grant, those of its resources and those of OpenID. */
function scopesOf(payload: AdapterPayload): readonly string[] {
  const { openid, resources } = payload as GrantPayload
  const texts = [openid?.scope ?? '', ...Object.values(resources ?? {})]
  return texts.flatMap((text) => text.split(' ')).filter((scope) => scope !== '')
}

interface GrantPayload {
  readonly openid?: { readonly scope?: string }
  readonly resources?: Readonly<Record<string, string>>
}

/**
 * A token is its own name: it must not stand in the row. That of a device stays, as it is needed where only the code is
 * known that was typed; it is good for minutes, and for nothing until somebody lets the device in.
 */
function withoutSecrets(kind: string, { jti, ...payload }: AdapterPayload): AdapterPayload {
  const { session } = payload
  if (kind === 'DeviceCode') return { ...payload, ...(jti !== undefined && { jti }) }
  if (session?.cookie === undefined) return payload
  const { cookie: _, ...rest } = session
  return { ...payload, session: rest }
}
