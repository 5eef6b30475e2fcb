import type { Events } from '../../../kernel/events/events.ts'
import { createWorkQueue } from '../work-queue.ts'

/** Work that no answer waits for, so that no answer tells what became of it. */
export interface Later {
  /**
   * Sets work going once the answer is written.
   * @param what what it is, for the warning that it failed
   */
  run(what: string, work: () => Promise<void>): void
  /** Waits until nothing is left to do, but for a few seconds at most. */
  settle(): Promise<void>
}

/** Milliseconds that a server which closes waits at most. */
const patience = 5000

/** Works off what was put off, four at a time and at most a thousand waiting; what fails is warned of. */
export function createLater(events: Events): Later {
  const queue = createWorkQueue({ atOnce: 4, waiting: 1000 })
  const pending = new Set<Promise<void>>()

  const begin = async (what: string, work: () => Promise<void>): Promise<void> => {
    await new Promise(setImmediate)
    try {
      await queue.run(work)
    } catch (cause) {
      events.emit('warning', { message: `${what} failed: ask for it again`, cause })
    }
  }
  return {
    run(what, work) {
      const begun = begin(what, work)
      pending.add(begun)
      void begun.finally(() => pending.delete(begun))
    },
    async settle() {
      if (pending.size === 0) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, patience)
      await Promise.race([Promise.all(pending), promise])
      clearTimeout(timer)
    },
  }
}
