/** What a copy is, by how far it has come: not yet `behind` where it is not known for long enough how far it should be. */
export type Progress = 'current' | 'starting' | 'behind'

/** How far a database had come at some moments: tells how old a copy is without comparing clocks. */
export class WrittenLog {
  readonly #longest: number
  #moments: { readonly at: number; readonly position: number }[] = []

  /** @param longest how far, in milliseconds, a copy may be behind */
  constructor(longest: number) {
    this.#longest = longest
  }

  /** @param at in milliseconds of a clock that never goes back */
  add(at: number, position: number): void {
    const last = this.#moments.at(-1)
    if (last !== undefined && position < last.position) this.clear()
    this.#moments.push({ at, position })
    const bound = this.#moments.findLastIndex((moment) => moment.at <= at - this.#longest)
    if (bound > 0) this.#moments.splice(0, bound)
  }

  /** Forgets all: positions belong to another history from now on. */
  clear(): void {
    this.#moments = []
  }

  judge(at: number, replayed: number): Progress {
    const [first] = this.#moments
    if (first !== undefined && replayed >= first.position) return 'current'
    return first === undefined || first.at > at - this.#longest ? 'starting' : 'behind'
  }
}
