import { always, type Condition } from '../../declaration/condition/condition.ts'
import type { Model } from '../../declaration/resource/model.ts'
import {
  idAlone,
  selectNames,
  type ListQuery,
  type PageStart,
  type Selection,
} from '../../declaration/resource/query.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import { createUuidV7 } from '../../kernel/values/uuid-v7.ts'
import type { Found, Page, Store } from '../store/store.ts'

/** What keeping the rows of a collection needs. */
export interface CollectionRowsOptions {
  readonly store: Store
  readonly model: Model
  readonly clock: Clock
}

/** The rows of a collection under `/auth`, which no rule of a resource guards. */
export class CollectionRows<Shown> {
  readonly #options: CollectionRowsOptions
  readonly #selection: Selection

  /** @param shown the properties that are read of a row, where nothing else is said */
  constructor(options: CollectionRowsOptions, shown: readonly (keyof Shown & string)[]) {
    this.#options = options
    this.#selection = selectNames(shown)
  }

  /**
   * Makes a row.
   * @param id default: one of the moment it is made in
   */
  async insert(values: Readonly<Record<string, unknown>>, id?: string): Promise<Shown> {
    const { store, model, clock } = this.#options
    const now = clock.now()
    const row = { id: id ?? createUuidV7(now), values, at: toTimestamp(now) }
    return toShown<Shown>(await store.insert(model, row, this.#selection))
  }

  /** A page of those that fulfil a condition, the newest first where their ids were made here. */
  async list(start: PageStart, limit: number, where: Condition = always): Promise<Page> {
    const { store, model } = this.#options
    return store.list(model, newestFirst({ where, start, limit, selection: this.#selection }))
  }

  /** The row, if it fulfils a condition. */
  async find(id: string, where: Condition = always): Promise<Shown | undefined> {
    const { store, model } = this.#options
    const found = await store.find(model, { id, where, selection: this.#selection })
    return found && toShown<Shown>(found)
  }

  /** The newest that fulfils a condition. */
  async findNewest(where: Condition, selection: Selection): Promise<Found | undefined> {
    const { store, model } = this.#options
    const query = newestFirst({ where, start: { kind: 'first' }, limit: 1, selection })
    return (await store.list(model, query)).rows[0]
  }

  /** Takes a row away, if it fulfils a condition. False: there is none. */
  async delete(id: string, where: Condition = always): Promise<boolean> {
    const { store, model } = this.#options
    // In one transaction, so that a change made meanwhile does not save it.
    return store.transaction(async (session) => {
      const found = await session.find(model, { id, where, selection: idAlone })
      return found !== undefined && session.delete(model, id, found.version)
    })
  }
}

const toShown = <Shown>({ json }: Found): Shown => JSON.parse(json) as Shown

const newestFirst = (query: Omit<ListQuery, 'sort'>): ListQuery => ({
  ...query,
  sort: [{ property: 'id', descending: true }],
})
