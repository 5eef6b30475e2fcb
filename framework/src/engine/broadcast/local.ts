import type { Broadcast, Listener } from './broadcast.ts'
import { Listeners } from './listeners.ts'

/** What an instance tells itself that shares nothing with others, or does not know whether there are any: it hears of none. */
export class LocalBroadcast implements Broadcast {
  readonly isSound = false
  readonly #listeners = new Listeners()

  publish(topic: string, text: string): void {
    this.#listeners.hear(topic, text)
  }

  subscribe(topic: string, listener: Listener): () => void {
    return this.#listeners.add(topic, listener)
  }

  /** Nothing is lacking that was ever meant to be there. */
  async ping(): Promise<void> {}

  async close(): Promise<void> {}
}
