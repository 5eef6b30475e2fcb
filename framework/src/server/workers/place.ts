import { setTimeout as wait } from 'node:timers/promises'
import type { Ending, WorkerProcess } from './worker-process.ts'

/** A worker that has served for so long did not end because it cannot start. Milliseconds. */
const steadyAfter = 10_000

const [firstPause, longestPause] = [100, 30_000]

/** What a place asks of those who keep it. */
export interface Keeper {
  /** Undefined once all are to end. */
  start(): WorkerProcess | undefined
  warn(message: string): void
}

/** Where one worker is to be: who ends unasked is replaced, the later the more often it comes to that. */
export class Place {
  readonly #keeper: Keeper
  #worker: WorkerProcess
  #failures = 0

  constructor(keeper: Keeper, worker: WorkerProcess) {
    this.#keeper = keeper
    this.#worker = worker
    void this.#keep(worker)
  }

  /** Has another worker take over, and the one before it drain. False where the other one cannot start: then it stays. */
  async renew(): Promise<boolean> {
    const next = this.#keeper.start()
    if (next === undefined || (await next.listening) === undefined) return false
    const before = this.#worker
    this.#worker = next
    void this.#keep(next)
    before.kill('SIGTERM')
    return true
  }

  async #keep(worker: WorkerProcess): Promise<void> {
    const began = performance.now()
    const ending = await worker.ended
    const isMeant = () => worker !== this.#worker
    if (isMeant()) return
    this.#failures = performance.now() - began < steadyAfter ? this.#failures + 1 : 0
    const pause = this.#failures === 0 ? 0 : toPause(this.#failures)
    this.#keeper.warn(`Worker ${worker.pid} ${describe(ending)}; another takes its place in ${pause} ms.`)
    await wait(pause)
    if (isMeant()) return
    const next = this.#keeper.start()
    if (next === undefined) return
    this.#worker = next
    void this.#keep(next)
  }
}

const toPause = (failures: number): number => Math.min(firstPause * 2 ** (failures - 1), longestPause)

const describe = ({ code, signal }: Ending): string =>
  signal === null ? `ended with ${code}` : `was ended by ${signal}`
