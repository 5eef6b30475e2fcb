import { availableParallelism } from 'node:os'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'

/** How many processes serve: a number, or `auto` for one on each core. */
export type WorkerCount = number | 'auto'

const most = 1024

/** The number of them; a DeclarationError where it is none. */
export function toWorkerCount(count: WorkerCount = 1): number {
  if (count === 'auto') return availableParallelism()
  if (Number.isInteger(count) && count >= 1 && count <= most) return count
  throw new DeclarationError([
    { path: 'workers', message: `is ${count}`, remedy: `write a whole number from 1 to ${most}, or 'auto'` },
  ])
}
