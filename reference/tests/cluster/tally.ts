// What became of the requests of a run, by what they were for and what was done to the cluster meanwhile.

/**
 * `done`; `refused` and `unavailable`, and then nothing was done; `unknown`, where it may have been; `fault`, what nobody should
 * be answered.
 */
export type Outcome = 'done' | 'refused' | 'unavailable' | 'unknown' | 'fault'

interface Cell {
  total: number
  failed: number
  longest: number
}

/** Counts outcomes, and prints them as a table. */
export class Tally {
  /** What is being done to the cluster. */
  phase = 'calm'
  /** What nobody should have been answered. */
  readonly faults: string[] = []
  readonly #cells = new Map<string, Map<string, Cell>>()

  add(kind: string, outcome: Outcome, milliseconds: number): void {
    for (const row of [kind, 'all']) {
      const cell = this.#cellOf(row)
      cell.total++
      cell.longest = Math.max(cell.longest, milliseconds)
      if (outcome !== 'done' && outcome !== 'refused') cell.failed++
    }
  }

  /** For each phase and kind: how many requests failed, of how many. */
  toString(): string {
    const all = this.#cells.get('all') ?? new Map<string, Cell>()
    const phases = [...all.keys()]
    const kinds = [...this.#cells.keys()].filter((kind) => kind !== 'all')
    const fractions = [...kinds, 'all'].map((kind) => [
      kind,
      ...phases.map((phase) => toFraction(this.#cells.get(kind)!.get(phase))),
    ])
    const rates = ['failed', ...phases.map((phase) => toPercent(all.get(phase)!))]
    const longest = ['longest', ...phases.map((phase) => `${Math.round(all.get(phase)!.longest)} ms`)]
    return toTable([['failed/all', ...phases], ...fractions, rates, longest])
  }

  #cellOf(row: string): Cell {
    const cells = this.#cells.get(row) ?? new Map<string, Cell>()
    this.#cells.set(row, cells)
    const cell = cells.get(this.phase) ?? { total: 0, failed: 0, longest: 0 }
    cells.set(this.phase, cell)
    return cell
  }
}

const toFraction = (cell: Cell | undefined): string =>
  cell === undefined ? '' : `${cell.failed}/${cell.total}`

const toPercent = ({ failed, total }: Cell): string => `${((100 * failed) / total).toFixed(1)} %`

function toTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)
  return rows.map((row) => row.map(pad).join('  ')).join('\n')
}
