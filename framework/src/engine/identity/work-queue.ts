import { Unavailable } from '../../kernel/problem/catalogue.ts'

/** Runs work, some of it at once and the rest in turn. */
export interface WorkQueue {
  /** A 503 problem when too much work is waiting already. */
  run<Result>(work: () => Promise<Result>): Promise<Result>
}

/**
 * A queue with bounds, so that costly work can neither take every thread nor pile up.
 * @param options.atOnce how much work runs at the same time
 * @param options.waiting how much more may wait for its turn
 */
export function createWorkQueue(options: { readonly atOnce: number; readonly waiting: number }): WorkQueue {
  const line: (() => void)[] = []
  let running = 0

  const begin = (): Promise<void> | undefined => {
    if (running < options.atOnce) {
      running += 1
      return undefined
    }
    if (line.length >= options.waiting) throw new Unavailable({ headers: { 'retry-after': '1' } })
    return new Promise((resolve) => line.push(resolve))
  }

  const end = (): void => {
    const next = line.shift()
    // Work that waits takes over the place of the work that ends.
    if (next === undefined) running -= 1
    else next()
  }

  return {
    async run(work) {
      await begin()
      try {
        return await work()
      } finally {
        end()
      }
    },
  }
}
