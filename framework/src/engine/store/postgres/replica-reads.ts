import type { Condition } from '../../../declaration/condition/condition.ts'
import type { Model } from '../../../declaration/resource/model.ts'
import type {
  AggregateQuery,
  CountOptions,
  FindQuery,
  ListQuery,
} from '../../../declaration/resource/query.ts'
import type { Awaitable } from '../../../kernel/values/awaitable.ts'
import type { Found, Groups, Page, Reads } from '../store.ts'
import { isTooSlow } from './failure.ts'
import type { Follower } from './replica.ts'

/** What a reader reads where. */
export interface ReplicaReadsOptions {
  /** Undefined: no replica has come as far as the reader. */
  readonly follower: Follower | undefined
  readonly primary: Reads
  /** Notes that the reader has seen what is there now. */
  readonly noteSeen: () => Promise<void>
}

/** The reads of one answer: from a replica, and from the primary as soon as that cannot serve one of them. */
export class ReplicaReads implements Reads {
  readonly #primary: Reads
  readonly #noteSeen: () => Promise<void>
  #follower: Follower | undefined

  constructor({ follower, primary, noteSeen }: ReplicaReadsOptions) {
    this.#follower = follower
    this.#primary = primary
    this.#noteSeen = noteSeen
  }

  find(model: Model, query: FindQuery): Promise<Found | undefined> {
    const { known = 0 } = query
    // What is not there may be new, and who knows a later version has seen it elsewhere.
    return this.#read(
      (reads) => reads.find(model, query),
      (found) => found !== undefined && found.version >= known,
    )
  }

  list(model: Model, query: ListQuery): Promise<Page> {
    return this.#read((reads) => reads.list(model, query))
  }

  count(model: Model, where: Condition, options?: CountOptions): Promise<number> {
    return this.#read((reads) => reads.count(model, where, options))
  }

  aggregate(model: Model, query: AggregateQuery): Promise<Groups> {
    return this.#read((reads) => reads.aggregate(model, query))
  }

  estimate(model: Model, where: Condition): Promise<number> {
    return this.#read((reads) => reads.estimate(model, where))
  }

  findSecret(model: Model, id: string | number, property: string): Promise<string | null | undefined> {
    return this.#read((reads) => reads.findSecret(model, id, property))
  }

  async #read<Result>(
    work: (reads: Reads) => Awaitable<Result>,
    isGood: (result: Result) => boolean = () => true,
  ): Promise<Result> {
    const follower = this.#follower
    if (follower !== undefined) {
      try {
        const result = await follower.read(work)
        if (isGood(result)) return result
      } catch (error) {
        // It would take as long again.
        if (isTooSlow(error instanceof Error ? (error.cause ?? error) : error)) throw error
      }
      this.#follower = undefined
    }
    const result = await work(this.#primary)
    await this.#noteSeen()
    return result
  }
}
