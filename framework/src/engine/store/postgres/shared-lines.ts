import { performance } from 'node:perf_hooks'
import type { Line, Rows } from './line.ts'
import type { Lines } from './lines.ts'

/** How many statements stand behind each other while there is room for another connection. */
const depth = 8
/** Milliseconds after which nothing should stand behind a statement. */
const patience = 5

/** A connection that statements share, from the first until all of them are answered. */
interface SharedLine {
  readonly line: Promise<Line>
  waiting: number
  /** When the statement was sent that is answered next. */
  since: number
}

/**
 * Connections on which statements follow each other without waiting for answers. For reads, each a transaction by
 * itself: it costs half of what a connection for each of them would.
 */
export class SharedLines {
  readonly #lines: Lines
  readonly #most: number
  readonly #open = new Set<SharedLine>()

  constructor(lines: Lines, most: number) {
    this.#lines = lines
    this.#most = most
  }

  /** Runs a statement behind those of others. */
  async use(work: (line: Line) => Promise<Rows>): Promise<Rows> {
    const shared = this.#choose()
    shared.waiting++
    let line: Line | undefined
    try {
      line = await shared.line
      return await work(line)
    } finally {
      this.#leave(shared, line)
    }
  }

  /** The connection with the fewest statements, if not too many; one where the server is slow is left alone. */
  #choose(): SharedLine {
    const late = performance.now() - patience
    const { best, any } = this.#findIdlest(late)
    if (best !== undefined && best.waiting < depth) return best
    if (this.#open.size < this.#most) return this.#add()
    return best ?? any!
  }

  #findIdlest(late: number) {
    let [best, any]: (SharedLine | undefined)[] = []
    for (const each of this.#open) {
      if (any === undefined || each.waiting < any.waiting) any = each
      if (each.since > late && (best === undefined || each.waiting < best.waiting)) best = each
    }
    return { best, any }
  }

  #add(): SharedLine {
    const shared = { line: this.#lines.take(), waiting: 0, since: performance.now() }
    this.#open.add(shared)
    return shared
  }

  /** Nobody joins where there is no connection, or one that has had its day. */
  #leave(shared: SharedLine, line: Line | undefined): void {
    shared.since = performance.now()
    shared.waiting--
    if (shared.waiting === 0 || line?.isSpent !== false) this.#open.delete(shared)
    if (shared.waiting === 0) line?.release()
  }
}
