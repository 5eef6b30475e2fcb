/**
 * Work that is done for many at once: whoever comes while it is done shares the next turn with all others who wait. A turn
 * begins after everybody it is for has come.
 */
export class SharedTurns<Key, Result> {
  readonly #work: (keys: readonly Key[]) => Promise<Result>
  #last: Promise<unknown> = Promise.resolve()
  #next: { readonly keys: Set<Key>; readonly result: Promise<Result> } | undefined

  constructor(work: (keys: readonly Key[]) => Promise<Result>) {
    this.#work = work
  }

  /** The result of the next turn, which is done for these keys among others. */
  take(keys: readonly Key[]): Promise<Result> {
    const turn = (this.#next ??= this.#prepare())
    for (const key of keys) turn.keys.add(key)
    return turn.result
  }

  #prepare() {
    const keys = new Set<Key>()
    const result = this.#last.then(() => {
      this.#next = undefined
      return this.#work([...keys])
    })
    this.#last = result.catch(() => {})
    return { keys, result }
  }
}
