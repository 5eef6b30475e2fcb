import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Answered, Question } from './memory.ts'

/** An answer, and what failed on the way to it. */
export interface Reply extends Answered {
  readonly failures: readonly string[]
}

/** The API on one store, in a thread of its own. */
export class Peer {
  readonly store: string
  readonly #worker: Worker

  private constructor(store: string, worker: Worker) {
    this.store = store
    this.#worker = worker
  }

  static async open(store: string): Promise<Peer> {
    const env = { ...process.env, TEST_STORE: store }
    const worker = new Worker(new URL('./peer-worker.ts', import.meta.url), { env })
    await once(worker, 'message')
    return new Peer(store, worker)
  }

  async ask(question: Question): Promise<Reply> {
    const answered = once(this.#worker, 'message')
    this.#worker.postMessage(question, [])
    const [answer] = await answered
    return answer as Reply
  }

  async close(): Promise<void> {
    const closed = once(this.#worker, 'exit')
    this.#worker.postMessage('close', [])
    await closed
  }
}
