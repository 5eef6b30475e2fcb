/** A map that holds the most recently used entries: at most `size`, at least half as many. */
export class RecentMap<Key, Value> {
  readonly #half: number
  #recent = new Map<Key, Value>()
  #older = new Map<Key, Value>()

  constructor(size: number) {
    this.#half = Math.ceil(size / 2)
  }

  get size(): number {
    return this.#recent.size + this.#older.size
  }

  get(key: Key): Value | undefined {
    // Two generations instead of one ordered map: a hit costs one look-up and moves nothing.
    const recent = this.#recent.get(key)
    if (recent !== undefined) return recent
    const older = this.#older.get(key)
    if (older !== undefined) {
      this.#older.delete(key)
      this.set(key, older)
    }
    return older
  }

  set(key: Key, value: Value): void {
    if (this.#recent.size >= this.#half) {
      this.#older = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(key, value)
  }
}
