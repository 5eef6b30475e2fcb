import { always } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { selectNames, idAlone } from '../../declaration/resource/query.ts'
import { resource } from '../../declaration/resource/resource.ts'
import { field } from '../../declaration/schema/field.ts'
import { IdempotencyKeyReused, RequestInProgress, UniqueViolation } from '../../kernel/problem/catalogue.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import { createSweep, type Sweep } from '../store/expired-rows.ts'
import type { Found, Session, Store } from '../store/store.ts'

/** What was answered, as it is given again. */
export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  /** Whether the body is bytes, in base64. */
  readonly isBytes?: true
}

/** Requests that were done once and must not be done again: the row's id is a digest of caller and key. */
export const idempotencyKeys = resource('idempotencyKeys', {
  description: 'Answers to requests that came with an Idempotency-Key.',
  id: 'text',
  fields: {
    fingerprint: field.text().describe('A digest of the request.'),
    expiresAt: field.timestamp().indexed(),
    answer: field.json<KeptAnswer>().optional().describe('Empty only inside the transaction that answers.'),
  },
})

/** A request with a key, as digests: neither key nor request can be read from them. */
export interface KeyedRequest {
  /** Of the key and of whose it is. */
  readonly id: string
  /** Of all that makes it this request and no other. */
  readonly fingerprint: string
}

/** What was found under a key. */
export interface Kept {
  /** Undefined where it has expired. */
  readonly answer: KeptAnswer | undefined
  readonly version: number
}

/** What keeping answers needs. */
export interface KeptAnswersOptions {
  readonly store: Store
  readonly model: Model
  readonly clock: Clock
  /** For how long, in milliseconds. */
  readonly keep: number
}

interface KeyRow {
  readonly fingerprint: string
  readonly expiresAt: string
  readonly answer: KeptAnswer | null
}

const selection = selectNames(['id', 'fingerprint', 'expiresAt', 'answer'])

/** The answers to requests with a key: found again for as long as they are kept, and never made twice at once. */
export class KeptAnswers {
  readonly #options: KeptAnswersOptions
  readonly #running = new Set<string>()
  readonly #sweep: Sweep

  constructor(options: KeptAnswersOptions) {
    this.#options = options
    this.#sweep = createSweep(options.model, options.clock)
  }

  /**
   * Runs work while no other request with the same key runs in this process: REQUEST_IN_PROGRESS (409). Other processes
   * are told apart by the key's row, which only one of them can make.
   */
  async alone<Result>({ id }: KeyedRequest, work: () => Promise<Result>): Promise<Result> {
    if (this.#running.has(id)) {
      throw new RequestInProgress({
        detail: 'A request with this Idempotency-Key is still running.',
        headers: { 'retry-after': '1' },
      })
    }
    this.#running.add(id)
    try {
      return await work()
    } finally {
      this.#running.delete(id)
    }
  }

  /** What is kept of the key; where it was another request's, IDEMPOTENCY_KEY_REUSED (422) is thrown. */
  async find({ id, fingerprint }: KeyedRequest): Promise<Kept | undefined> {
    const { store, model, clock } = this.#options
    const found = await store.find(model, { id, where: always, selection })
    if (found === undefined) return undefined
    const row = JSON.parse(found.json) as KeyRow
    if (Date.parse(row.expiresAt) <= clock.now()) return { answer: undefined, version: found.version }
    if (row.fingerprint === fingerprint) return { answer: row.answer ?? undefined, version: found.version }
    throw new IdempotencyKeyReused({
      errors: [{ header: 'Idempotency-Key', code: 'reused', detail: 'was sent with another request before' }],
    })
  }

  /**
   * Takes the key, in the transaction of what is to be done. Undefined: somebody else has taken it.
   * @param expired what was kept under the key before
   */
  async take(session: Session, request: KeyedRequest, expired: Kept | undefined): Promise<Found | undefined> {
    const { model, clock, keep } = this.#options
    const { id, fingerprint } = request
    const now = clock.now()
    if (expired !== undefined) await session.delete(model, id, expired.version)
    const values = { fingerprint, expiresAt: toTimestamp(now + keep) }
    try {
      return await session.insert(model, { id, values, at: toTimestamp(now) }, idAlone)
    } catch (error) {
      if (error instanceof UniqueViolation) return undefined
      throw error
    }
  }

  /** Keeps the answer, in the same transaction. */
  async keep(session: Session, { id, version }: Found, answer: KeptAnswer): Promise<void> {
    const { model, clock } = this.#options
    const change = { id, version, values: { answer }, at: toTimestamp(clock.now()) }
    await session.update(model, change, idAlone)
  }

  /** Now and then forgets what has expired. */
  async sweep(): Promise<void> {
    await this.#sweep((work) => this.#options.store.transaction(work))
  }
}
