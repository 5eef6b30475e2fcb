import type { Listener } from './broadcast.ts'

/** The listeners of one instance, by topic. */
export class Listeners {
  readonly #topics = new Map<string, Set<Listener>>()

  add(topic: string, listener: Listener): () => void {
    const listeners = this.#topics.get(topic) ?? new Set()
    this.#topics.set(topic, listeners.add(listener))
    return () => void listeners.delete(listener)
  }

  hear(topic: string, text: string): void {
    for (const listener of this.#of(topic)) listener.hear(text)
  }

  /** @param topic Default: all of them */
  miss(topic?: string): void {
    for (const listener of this.#of(topic)) listener.miss()
  }

  lose(cause: unknown): void {
    for (const listener of this.#of(undefined)) listener.lose?.(cause)
  }

  #of(topic: string | undefined): Iterable<Listener> {
    if (topic !== undefined) return this.#topics.get(topic) ?? []
    return [...this.#topics.values()].flatMap((listeners) => [...listeners])
  }
}
