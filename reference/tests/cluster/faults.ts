// What is done to a cluster while it works.
import { setTimeout as wait } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'

/** A fault, and its end: once it has run, nothing is broken any more. */
interface Fault {
  readonly name: string
  run(cluster: Cluster): Promise<void>
}

export const faults: readonly Fault[] = [
  { name: 'calm', run: () => wait(1500) },
  {
    name: 'instance killed',
    async run({ instances: [instance] }) {
      await instance.kill()
      await wait(1000)
      await instance.start()
    },
  },
  {
    name: 'instance stopped',
    async run({ instances: [, instance] }) {
      await instance.stop()
      await instance.start()
    },
  },
  {
    name: 'database stopped',
    async run({ postgres }) {
      await postgres.stop('fast')
      await postgres.start()
    },
  },
  {
    name: 'stopped at once',
    async run({ postgres }) {
      await postgres.stop('immediate')
      await postgres.start()
    },
  },
  {
    name: 'database killed',
    async run({ postgres }) {
      await postgres.kill()
      await postgres.start()
    },
  },
  {
    name: 'database held up',
    async run({ postgres }) {
      postgres.pause()
      await wait(3000)
      postgres.resume()
    },
  },
  {
    name: 'connections cut',
    async run({ postgres }) {
      for (let count = 0; count < 4; count++) {
        await postgres.endConnections()
        await wait(300)
      }
    },
  },
  {
    name: 'Redis killed',
    async run({ redis }) {
      await redis.kill()
      await wait(1500)
      await redis.start()
    },
  },
]
