import { Nesting } from '../sql/nesting.ts'

/** The connection transactions run on, one at a time. */
export interface TransactionLine {
  readonly isInTransaction: boolean
  execute(text: string): void
}

/** What a transaction is given to work with; ended when its work has ended. */
export interface Endable {
  end(): void
}

interface Waiting<Given> {
  /** Sets the work going. */
  readonly start: (given: Given) => void
  /** What became of the work. */
  readonly outcome: Promise<unknown>
  readonly resolve: (result: unknown) => void
  readonly reject: (reason: unknown) => void
}

interface Done {
  readonly waiting: Waiting<never>
  readonly result: unknown
}

const mostInGroup = 64
const longestGroup = 5

/**
 * Runs transactions one after another. Those that wait together share one BEGIN and COMMIT (group commit): what a commit
 * costs is paid once for all of them. Each still fails alone, and resolves only once it is committed.
 */
export class TransactionQueue<Given extends Endable> {
  readonly #line: TransactionLine
  readonly #give: () => Given
  readonly #toProblem: (error: unknown) => unknown
  readonly #now: () => number
  readonly #nesting = new Nesting()
  #waiting: Waiting<Given>[] = []
  #isBusy = false
  #onIdle: (() => void) | undefined

  /** @param now milliseconds, by which a group is ended that has taken too long */
  constructor(
    line: TransactionLine,
    give: () => Given,
    toProblem: (error: unknown) => unknown,
    now = () => performance.now(),
  ) {
    this.#line = line
    this.#give = give
    this.#toProblem = toProblem
    this.#now = now
  }

  async run<Result>(work: (given: Given) => Promise<Result>): Promise<Result> {
    this.#nesting.check()
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    const { promise: turn, resolve: start } = Promise.withResolvers<Given>()
    // Chained here, the work runs in the asynchronous context of its caller, not of whoever opened the group.
    const outcome = turn.then((given) => this.#perform(work, given))
    this.#waiting.push({ start, outcome, resolve: resolve as (result: unknown) => void, reject })
    if (!this.#isBusy) this.#schedule()
    return promise
  }

  /** Resolves when nothing waits or runs any more. */
  async whenIdle(): Promise<void> {
    if (!this.#isBusy) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#onIdle = resolve
    await promise
  }

  // Requests that arrive in one turn of the event loop are all here once its I/O callbacks have run, and not before;
  // the check phase comes right after them, so a lone one does not wait.
  #schedule(): void {
    this.#isBusy = true
    setImmediate(() => void this.#drain())
  }

  async #drain(): Promise<void> {
    await this.#runGroup()
    if (this.#waiting.length > 0) {
      this.#schedule()
    } else {
      this.#isBusy = false
      this.#onIdle?.()
    }
  }

  async #runGroup(): Promise<void> {
    const began = this.#now()
    const group: Done[] = []
    for (let count = 0; count < mostInGroup && this.#waiting.length > 0; count++) {
      if (count > 0 && this.#now() - began > longestGroup) break
      const waiting = this.#waiting.shift()!
      if (!this.#begin(group, waiting)) return
      await this.#runOne(group, waiting)
    }
    this.#commit(group)
  }

  /** Begins a transaction for the first, a savepoint for the others. False: the database cannot be written to. */
  #begin(group: readonly Done[], waiting: Waiting<Given>): boolean {
    try {
      this.#line.execute(group.length === 0 ? 'BEGIN IMMEDIATE' : 'SAVEPOINT work')
      return true
    } catch (error) {
      // Each of the others would wait as long for the same answer.
      const refused = [...group.map((done) => done.waiting), waiting, ...this.#waiting.splice(0)]
      this.#undo()
      for (const { reject } of refused) reject(this.#toProblem(error))
      return false
    }
  }

  async #runOne(group: Done[], waiting: Waiting<Given>): Promise<void> {
    try {
      waiting.start(this.#give())
      const result = await waiting.outcome
      if (group.length > 0) this.#line.execute('RELEASE work')
      group.push({ waiting, result })
    } catch (error) {
      this.#rollBack(group, error)
      waiting.reject(error)
    }
  }

  async #perform<Result>(work: (given: Given) => Promise<Result>, given: Given): Promise<Result> {
    try {
      return await this.#nesting.run(() => work(given))
    } finally {
      given.end()
    }
  }

  /** Undoes what the work just run has done, and no other. */
  #rollBack(group: Done[], cause: unknown): void {
    if (group.length === 0) return this.#undo()
    // Some faults, such as a full disk, make the database undo the whole transaction by itself.
    if (this.#line.isInTransaction && this.#tries('ROLLBACK TO work') && this.#tries('RELEASE work')) return
    this.#undo()
    for (const { waiting } of group.splice(0)) waiting.reject(this.#toProblem(cause))
  }

  #commit(group: readonly Done[]): void {
    if (group.length === 0) return
    try {
      this.#line.execute('COMMIT')
    } catch (error) {
      this.#undo()
      for (const { waiting } of group) waiting.reject(this.#toProblem(error))
      return
    }
    for (const { waiting, result } of group) waiting.resolve(result)
  }

  #undo(): void {
    if (this.#line.isInTransaction) this.#tries('ROLLBACK')
  }

  /** Whether a statement that follows a fault succeeds; that fault is the one to tell of. */
  #tries(text: string): boolean {
    try {
      this.#line.execute(text)
      return true
    } catch {
      return false
    }
  }
}
