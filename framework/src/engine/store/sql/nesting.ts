import { AsyncLocalStorage } from 'node:async_hooks'
import { InternalError } from '../../../kernel/problem/catalogue.ts'

interface Running {
  isRunning: boolean
}

/** Knows from where a transaction is begun: one within another would wait for what that has locked, for ever. */
export class Nesting {
  readonly #running = new AsyncLocalStorage<Running>()

  /** Refuses whoever calls from within the work of a transaction. */
  check(): void {
    if (this.#running.getStore()?.isRunning !== true) return
    throw new InternalError({
      detail: 'A transaction within a transaction would wait for itself for ever.',
    })
  }

  /** Runs the work of a transaction. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const running = { isRunning: true }
    try {
      return await this.#running.run(running, work)
    } finally {
      running.isRunning = false
    }
  }
}
