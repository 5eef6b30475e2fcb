import type { Selection } from '../../declaration/resource/query.ts'
import { budget } from './budget.ts'
import type { QueryFaults } from './query-faults.ts'

/**
 * Why an answer is refused that could embed more rows than one may hold: each relation multiplies those before it.
 * @param rows how many the answer has at most by itself
 */
export function findTooManyEmbedded(
  selection: Selection,
  rows: number,
): readonly [code: string, detail: string] | undefined {
  if (selection.expansions.length === 0) return undefined
  const most = countEmbedded(selection, rows)
  if (most <= budget.embeddedRows) return undefined
  const detail = `could embed ${most} rows, and at most ${budget.embeddedRows} may be; lower a limit`
  return ['too_many_rows', detail]
}

/** Adds that fault, if there is one. */
export function checkEmbedded(selection: Selection, rows: number, faults: QueryFaults): void {
  const fault = findTooManyEmbedded(selection, rows)
  if (fault !== undefined) faults.add('expand', ...fault)
}

function countEmbedded({ expansions }: Selection, rows: number): number {
  return expansions.reduce((sum, { limit, selection }) => {
    const embedded = rows * limit
    return sum + embedded + countEmbedded(selection, embedded)
  }, 0)
}
