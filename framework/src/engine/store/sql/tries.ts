import { setTimeout as delay } from 'node:timers/promises'
import { OutcomeUnknown } from '../../../kernel/problem/catalogue.ts'
import { Problem } from '../../../kernel/problem/problem.ts'
import { within } from '../../../kernel/values/within.ts'

const mostTries = 20
/** Tries that run beside others; after them, those who lost stand in line. */
const freeTries = 2
const longestPause = 5
/** How long one stands in line, in milliseconds. */
const patience = 5000

/** Runs transactions again that have lost against others, or their connection before the end. */
export class Tries {
  readonly #mayDoBetter: (error: unknown) => boolean
  #line: Promise<void> = Promise.resolve()

  /** @param mayDoBetter whether what failed with an error of the driver may be done when it is tried again */
  constructor(mayDoBetter: (error: unknown) => boolean) {
    this.#mayDoBetter = mayDoBetter
  }

  async run<Result>(attempt: () => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        return await (tries <= freeTries ? attempt() : this.#inLine(attempt))
      } catch (error) {
        if (tries === mostTries || !this.#mayRunAgain(error)) throw error
        await delay(Math.random() * longestPause)
      }
    }
  }

  /** Who comes next begins when this is done, in whatever way. */
  async #inLine<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#line
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#line = before.then(() => promise)
    try {
      await within(patience, before)
      return await work()
    } finally {
      resolve()
    }
  }

  /** Problems tell what they were made of. What may have been done is not done again. */
  #mayRunAgain(error: unknown): boolean {
    return (
      !(error instanceof OutcomeUnknown) && this.#mayDoBetter(error instanceof Problem ? error.cause : error)
    )
  }
}
