/** Remembers which keys were used last, and has those forgotten that were used least recently. */
export class RecentKeys<Key> {
  readonly #most: number
  readonly #forget: (key: Key) => void
  // In the order of their last use.
  readonly #keys = new Set<Key>()

  /**
   * @param most how many are remembered
   * @param forget is told of each key beyond that
   */
  constructor(most: number, forget: (key: Key) => void) {
    this.#most = most
    this.#forget = forget
  }

  has(key: Key): boolean {
    return this.#keys.has(key)
  }

  /** Notes that a key is used. */
  touch(key: Key): void {
    this.#keys.delete(key)
    this.#keys.add(key)
    if (this.#keys.size <= this.#most) return
    const [oldest] = this.#keys
    this.#keys.delete(oldest!)
    this.#forget(oldest!)
  }

  delete(key: Key): void {
    this.#keys.delete(key)
  }
}
