import type { Link, Medium } from '../../src/engine/broadcast/relay.ts'

interface Guest {
  receive(text: string): void
  lose(cause: unknown): void
}

/** Where instances of one process meet, and a test may keep them apart. */
export class Room implements Medium {
  readonly #guests = new Set<Guest>()
  /** Whether nobody may come in. */
  isClosed = false
  /** Whether nothing is answered any more, while nobody is told so. */
  isSilent = false

  async open(receive: Guest['receive'], lose: Guest['lose']): Promise<Link> {
    if (this.isClosed) throw new RangeError('closed')
    const guest = { receive, lose }
    this.#guests.add(guest)
    return {
      send: (text) => this.#answer(() => this.shout(text)),
      check: () => this.#answer(() => {}),
      close: async () => void this.#guests.delete(guest),
    }
  }

  shout(text: string): void {
    for (const { receive } of this.#guests) receive(text)
  }

  cut(): void {
    const guests = [...this.#guests]
    this.#guests.clear()
    for (const { lose } of guests) lose(new RangeError('cut'))
  }

  #answer(work: () => void): Promise<void> {
    return this.isSilent ? new Promise(() => {}) : Promise.resolve().then(work)
  }
}
