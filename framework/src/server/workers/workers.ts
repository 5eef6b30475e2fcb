import type { Events } from '../../kernel/events/events.ts'
import { Place } from './place.ts'
import { startWorker, type Ending, type WorkerProcess } from './worker-process.ts'

/** The processes that serve an API on one port. */
export class Workers {
  readonly #events: Events
  readonly #alive = new Set<WorkerProcess>()
  readonly #port: number
  #places: readonly Place[] = []
  #isStopping = false
  #renewing: Promise<void> | undefined

  /** @param events told of workers that end unasked */
  constructor(port: number, events: Events) {
    this.#port = port
    this.#events = events
  }

  /**
   * Starts one worker, and once it listens the others, so that what keeps all of them from starting is said once.
   * @returns where they listen; or how the first one ended, where it could not start
   */
  async start(count: number): Promise<string | Ending> {
    const first = this.#start()!
    const url = await first.listening
    if (url === undefined) return first.ended
    const others = Array.from({ length: count - 1 }, () => this.#start() ?? [])
    const workers = [first, ...others.flat()]
    this.#places = workers.map(
      (worker) => new Place({ start: () => this.#start(), warn: (message) => this.#warn(message) }, worker),
    )
    await Promise.all(workers.map(({ listening }) => listening))
    return url
  }

  /** Replaces one worker after the other by one that reads the program anew; nobody is refused meanwhile. */
  async renew(): Promise<void> {
    await (this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined)))
  }

  async #renew(): Promise<void> {
    for (const place of this.#places) {
      if (await place.renew()) continue
      this.#warn('A new worker could not start: the old ones stay.')
      return
    }
  }

  /**
   * Has all of them drain.
   * @param patience how long they may take, in milliseconds; then they are ended
   * @returns whether all of them ended in order
   */
  async stop(patience: number): Promise<boolean> {
    this.#isStopping = true
    const alive = [...this.#alive]
    for (const worker of alive) worker.kill('SIGTERM')
    const givingUp = setTimeout(() => this.end(), patience)
    const endings = await Promise.all(alive.map(({ ended }) => ended))
    clearTimeout(givingUp)
    return endings.every(({ code, signal }) => code === 0 || signal === 'SIGTERM')
  }

  /** Ends all of them at once. */
  end(): void {
    this.#isStopping = true
    for (const worker of this.#alive) worker.kill('SIGKILL')
  }

  #start(): WorkerProcess | undefined {
    if (this.#isStopping) return undefined
    const worker = startWorker(this.#port)
    this.#alive.add(worker)
    void worker.ended.then(() => this.#alive.delete(worker))
    return worker
  }

  #warn(message: string): void {
    if (!this.#isStopping) this.#events.emit('warning', { message })
  }
}
