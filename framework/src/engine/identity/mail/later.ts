import type { Events } from '../../../kernel/events/events.ts'
import { createWorkQueue } from '../work-queue.ts'

/** Sets work going that no answer waits for, so that no answer tells what became of it. */
export type Later = (what: string, work: () => Promise<void>) => void

/** Works off what was put off, four at a time and at most a thousand waiting; what fails is warned of. */
export function createLater(events: Events): Later {
  const queue = createWorkQueue({ atOnce: 4, waiting: 1000 })
  return (what, work) => {
    // After the answer is written.
    setImmediate(() => {
      queue.run(work).catch((cause: unknown) => {
        events.emit('warning', { message: `${what} failed: ask for it again`, cause })
      })
    })
  }
}
